from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.gathering import ALONE, MINUTE, MOST_TOGETHER, Tell, Wait, plan
from bot.payments.notice import Kind, is_gathered
from tests.orders import NOW

SECOND = timedelta(seconds=1)
alones = st.sampled_from(sorted(set(ALONE.values())))


def test_a_payment_that_comes_alone_is_told_at_once() -> None:
    assert plan([], 1, 1, NOW) == Tell(1)
    assert plan([NOW - MINUTE], 1, 1, NOW) == Tell(1)


def test_one_that_comes_within_a_minute_of_another_waits_for_its_end() -> None:
    assert plan([NOW - 20 * SECOND], 1, 1, NOW) == Wait(NOW + 40 * SECOND)


def test_what_waits_at_once_is_told_at_once_and_together() -> None:
    assert plan([], 3, 1, NOW) == Tell(3)


def test_the_first_three_of_a_merchant_are_told_one_by_one() -> None:
    assert plan([], 3, 3, NOW) == Tell(1)
    assert plan([NOW, NOW - SECOND], 1, 3, NOW) == Tell(1)
    assert plan([NOW, NOW - SECOND, NOW - 2 * SECOND], 1, 3, NOW) == Wait(NOW + 58 * SECOND)
    assert plan([], 4, 3, NOW) == Tell(4)


def test_what_was_told_before_the_clock_was_put_back_holds_nothing_up() -> None:
    assert plan([NOW + timedelta(hours=1)], 1, 1, NOW) == Tell(1)


def test_a_full_message_does_not_wait() -> None:
    assert plan([NOW], MOST_TOGETHER + 5, 1, NOW) == Tell(MOST_TOGETHER)


def test_every_kind_that_is_gathered_has_its_measure() -> None:
    gathered = {kind for kind in Kind for chat_id in (-1, 1) if is_gathered(kind, chat_id)}
    assert gathered == set(ALONE)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80), alones)
def test_whenever_payments_come_none_is_lost_late_or_told_in_too_many_messages(
    pauses: list[int], alone: int
) -> None:
    now, came = NOW, list[datetime]()
    for pause in pauses:
        now += pause * SECOND
        came.append(now)
    told: list[tuple[datetime, int]] = []
    waiting: list[datetime] = []
    now = came[0]
    while came or waiting:
        while came and came[0] <= now:
            waiting.append(came.pop(0))
        step = plan([at for at, _ in told], len(waiting), alone, now) if waiting else None
        match step:
            case Tell(count):
                assert 1 <= count <= len(waiting)
                assert now - waiting[0] <= MINUTE
                told.append((now, count))
                del waiting[:count]
            case Wait(until):
                assert now < until <= now + MINUTE
                now = min([until, *came[:1]])
            case None:
                now = came[0]
    assert sum(count for _, count in told) == len(pauses)
    for at, _ in told:
        within = [count for other, count in told if at <= other < at + MINUTE]
        assert sum(count < MOST_TOGETHER for count in within) <= alone
