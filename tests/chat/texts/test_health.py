from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.texts.health import health, span
from bot.chat.texts.troubles import IN_SHORT
from bot.payments.order import State
from bot.payments.vitals import Trouble, Vitals
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.orders import NOW

WELL = Vitals(
    NOW,
    orders={State.NEW: 0, State.OPEN: 2, State.PAID: 31},
    swept_age=timedelta(seconds=4),
    budget_left=88,
    budget_limit=100,
    free_bytes=3 * 2**30,
)


def shown(vitals: Vitals) -> str:
    return parse_html(health(vitals))[0]


def test_a_till_that_is_well_says_so_and_gives_its_figures() -> None:
    assert shown(WELL) == (
        "✅ All is well.\n\n"
        "Orders: 2 open, 31 paid\n"
        "Messages waiting to be sent: 0\n"
        "The gateway was last asked: 4 seconds ago\n"
        "Requests left in this minute: 88 of 100\n"
        "Clock: right\n"
        "Room for the database: 3.0 GiB"
    )


@pytest.mark.parametrize("trouble", Trouble)
def test_each_trouble_is_told_with_its_beginning_and_what_to_do(trouble: Trouble) -> None:
    text = shown(replace(WELL, troubles={trouble: NOW}))
    assert text.startswith(f"⛔ Since 2026-01-02 03:04 UTC: {IN_SHORT[trouble]}")
    assert "All is well" not in text


def test_the_oldest_trouble_stands_first() -> None:
    later = NOW + timedelta(hours=1)
    text = shown(replace(WELL, troubles={Trouble.CLOCK_OFF: later, Trouble.GATEWAY_DOWN: NOW}))
    assert text.index("does not answer") < text.index("clock is wrong")


def test_what_waits_for_long_is_told() -> None:
    late = replace(
        WELL,
        notices_waiting=1,
        oldest_notice_age=timedelta(minutes=3),
        sweep_delay=timedelta(hours=2),
        is_stored=False,
    )
    text = shown(late)
    assert "A message has waited for 3 minutes" in text
    assert "should have been asked 2 hours ago" in text
    assert "The database does not answer." in text
    assert "All is well" not in text


def test_what_waits_for_a_moment_is_well() -> None:
    moment = replace(WELL, notices_waiting=1, oldest_notice_age=timedelta(seconds=5))
    assert "All is well" in shown(moment)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(seconds=90), "Clock: 1 minute behind the gateway's"),
        (timedelta(seconds=-12), "Clock: 12 seconds ahead of the gateway's"),
    ],
)
def test_a_wrong_clock_is_told_with_its_side(offset: timedelta, words: str) -> None:
    assert words in shown(replace(WELL, clock_offset=offset))


def test_webhooks_are_told_of_only_where_they_are_taken() -> None:
    assert "webhook" not in shown(WELL)
    expecting = replace(WELL, expects_webhooks=True)
    assert "The last webhook of the gateway: not since the start" in shown(expecting)
    heard = replace(expecting, webhook_age=timedelta(days=1))
    assert "The last webhook of the gateway: 1 day ago" in shown(heard)


def test_silence_warnings_and_little_room_are_told() -> None:
    odd = replace(WELL, silent_until=NOW, warnings=("<b>odd</b>",), free_bytes=5 * 2**20)
    text = shown(odd)
    assert "The gateway is left alone until: 2026-01-02 03:04 UTC" in text
    assert "⚠️ <b>odd</b>" in text
    assert "Room for the database: 5 MiB" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (3600, "1 hour"),
        (86400 * 3, "3 days"),
    ],
)
def test_a_duration_is_one_number_and_one_unit(seconds: float, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_all_of_it_fits_into_one_message() -> None:
    worst = replace(
        WELL,
        troubles=dict.fromkeys(Trouble, NOW),
        orders=dict.fromkeys(State, 10**9),
        warnings=("w" * 200,) * 6,
        expects_webhooks=True,
    )
    assert units(shown(worst)) <= 4096
