from datetime import timedelta

import pytest

from bot.payments.hearing import MOST_MISSED, Hearing
from bot.payments.vitals import Trouble
from tests.clocks import SetClock
from tests.payments.owners import Noted

SECONDS = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owners(clock: SetClock) -> Noted:
    return Noted(clock)


@pytest.fixture
def hearing(clock: SetClock, owners: Noted) -> Hearing:
    return Hearing(clock, owners, is_open=True)


async def test_before_a_webhook_has_come_sweeps_do_not_slow_down(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    assert hearing.age is None
    assert hearing.pause(SECONDS) == SECONDS
    clock.forward(days=1)
    await hearing.check()
    assert owners.begun == []


async def test_while_webhooks_come_sweeps_slow_to_once_a_minute(
    hearing: Hearing, clock: SetClock
) -> None:
    await hearing.heard("0000000001")
    assert hearing.pause(SECONDS) == MINUTE
    assert hearing.pause(MINUTE * 2) == MINUTE * 2
    clock.forward(hours=5)
    assert hearing.pause(SECONDS) == MINUTE
    assert hearing.age == timedelta(hours=5)


async def test_a_payment_that_no_webhook_tells_of_in_time_means_that_they_are_lost(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    await hearing.heard("0000000001")
    hearing.found("7KQ2M9XW4T")
    clock.forward(seconds=119.9)
    await hearing.check()
    assert (owners.begun, hearing.pause(SECONDS)) == ([], MINUTE)
    clock.forward(seconds=0.1)
    await hearing.check()
    assert (owners.begun, hearing.pause(SECONDS)) == ([Trouble.WEBHOOKS_SILENT], SECONDS)


async def test_a_webhook_that_comes_a_little_after_the_sweep_is_not_missed(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=1)
    await hearing.heard("7KQ2M9XW4T")
    clock.forward(minutes=5)
    await hearing.check()
    assert owners.begun == []


@pytest.mark.parametrize("number", ["0000000001", ""])
async def test_a_webhook_about_another_order_does_not_make_up_for_one_that_is_lost(
    hearing: Hearing, clock: SetClock, owners: Noted, number: str
) -> None:
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=2)
    await hearing.heard(number)
    await hearing.check()
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]


async def test_one_payment_that_was_missed_is_told_once(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=1)
    hearing.found("7KQ2M9XW4T")
    for _ in range(5):
        clock.forward(minutes=1)
        await hearing.check()
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]


async def test_the_next_webhook_ends_the_silence(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=2)
    await hearing.check()
    await hearing.heard("7KQ2M9XW4T")
    assert owners.ended == [Trouble.WEBHOOKS_SILENT]
    assert hearing.pause(SECONDS) == MINUTE
    clock.forward(hours=1)
    await hearing.check()
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]


async def test_a_webhook_about_no_order_of_ours_proves_that_they_arrive(
    hearing: Hearing, owners: Noted
) -> None:
    await hearing.heard("")
    assert hearing.age == timedelta()
    assert hearing.pause(SECONDS) == MINUTE
    assert owners.ended == [Trouble.WEBHOOKS_SILENT]


async def test_where_webhooks_are_not_taken_none_is_missed(clock: SetClock, owners: Noted) -> None:
    hearing = Hearing(clock, owners, is_open=False)
    hearing.found("7KQ2M9XW4T")
    clock.forward(hours=1)
    await hearing.check()
    assert owners.begun == []


async def test_a_clock_that_is_set_does_not_hide_what_is_missing(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    hearing.found("7KQ2M9XW4T")
    clock.put_back(hours=1)
    clock.forward(minutes=2)
    await hearing.check()
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]


async def test_no_more_is_remembered_than_is_needed(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    for number in range(MOST_MISSED + 1):
        hearing.found(f"{number:010}")
    for number in range(MOST_MISSED):
        await hearing.heard(f"{number:010}")
    clock.forward(hours=1)
    await hearing.check()
    assert owners.begun == []


async def test_a_webhook_that_came_just_before_the_sweep_was_written_down_is_not_missed(
    hearing: Hearing, clock: SetClock, owners: Noted
) -> None:
    await hearing.heard("7KQ2M9XW4T")
    clock.forward(seconds=119)
    await hearing.check()
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=3)
    await hearing.check()
    assert owners.begun == []
    hearing.found("7KQ2M9XW4T")
    clock.forward(minutes=3)
    await hearing.check()
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]
