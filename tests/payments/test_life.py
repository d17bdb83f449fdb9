"""The whole life of orders, in thousands of steps that nobody has thought of."""

import logging
import os
import secrets
from pathlib import Path

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from hypothesis.strategies._internal.featureflags import FeatureFlags

from tests.payments.lives.life import Life
from tests.payments.lives.living import Diary
from tests.payments.lives.orderly import Power

STEPS = 10_000 if os.environ.get("CI") == "true" else 1_500
STEPS_OF_A_LIFE = 50
LIVES = 40


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Power:
    """SQLite that keeps its turns, and does not wait for the disk."""
    caplog.set_level(logging.CRITICAL)
    power = Power()
    monkeypatch.setattr("aiosqlite.connect", power.connect)
    monkeypatch.setattr(
        "storage.sqlite.PRAGMAS",
        ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = ON"),
    )
    # Else a life would be left without half of the rules, and most orders would go nowhere.
    monkeypatch.setattr(FeatureFlags, "is_enabled", lambda *_: True)
    # Else what is drawn would depend on the modules that happen to be loaded.
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)
    return power


def live(folder: Path, power: Power, first_seed: int, lives: int, diary: Diary) -> None:
    """Live so many lives, that `first_seed` decides."""

    def a_life() -> RuleBasedStateMachine:
        return Life(folder, power, diary)

    run_state_machine_as_test(
        seed(first_seed)(a_life),  # type: ignore[arg-type]  # a function that makes one does as well
        settings=settings(
            max_examples=lives,
            stateful_step_count=STEPS_OF_A_LIFE,
            deadline=None,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(600)  # a failure is made small before it is shown
def test_orders_live_rightly_whatever_happens(tmp_path: Path, power: Power) -> None:
    first = int(os.environ.get("LIFE_SEED", secrets.randbelow(10**9)))
    diary, lives = Diary(), 0
    while len(diary.lines) < STEPS:
        here = first + lives
        print(f"to live this again: LIFE_SEED={here} pytest tests/payments/test_life.py")  # noqa: T201 - shown only on failure
        live(tmp_path, power, here, LIVES, diary)
        lives += 1
    assert len(diary.lines) >= STEPS


def test_a_seed_tells_the_same_story_again(tmp_path: Path, power: Power) -> None:
    stories = [Diary(), Diary()]
    for story in stories:
        live(tmp_path, power, 7, 10, story)
    assert len(stories[0].lines) >= 300
    assert stories[0].lines == stories[1].lines
