from datetime import timedelta

import pytest

from bot.chat.texts.limits import looked_often, slow_down, span, too_often
from bot.payments.allowance import TooOften

LONGEST = timedelta(minutes=120)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(), "1 second"),
        (timedelta(seconds=0.2), "1 second"),
        (timedelta(seconds=14.1), "15 seconds"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(seconds=91), "2 minutes"),
        (timedelta(minutes=9, seconds=1), "10 minutes"),
    ],
)
def test_a_wait_is_rounded_up(wait: timedelta, words: str) -> None:
    assert span(wait) == words


@pytest.mark.parametrize(
    "alert", [slow_down(LONGEST), too_often(TooOften(LONGEST)), looked_often(TooOften(LONGEST))]
)
def test_what_answers_a_press_is_short_plain_and_a_sentence(alert: str) -> None:
    assert 0 < len(alert) <= 200
    assert not set(alert) & set("<>&")
    assert alert.endswith(".")
