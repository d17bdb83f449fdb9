from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.allowance import (
    MINUTE,
    MOST_REQUESTS,
    ORDERS,
    Allowance,
    Buckets,
    Rate,
    TooOften,
)
from tests.clocks import SetClock

ALICE, BOB, MERCHANT = 101, 102, 900
RATE = Rate(3, timedelta(seconds=20))


@pytest.fixture
def buckets(clock: SetClock) -> Buckets:
    return Buckets(RATE, clock)


def test_so_many_at_once_and_then_one_after_each_pause(buckets: Buckets, clock: SetClock) -> None:
    assert [buckets.take(ALICE) for _ in range(3)] == [None] * 3
    assert buckets.take(ALICE) == TooOften(RATE.pause)
    clock.forward(seconds=15)
    assert buckets.take(ALICE) == TooOften(timedelta(seconds=5))
    clock.forward(seconds=5)
    assert buckets.take(ALICE) is None
    assert buckets.take(ALICE) == TooOften(RATE.pause)


def test_a_rest_fills_the_bucket_and_no_more_than_that(buckets: Buckets, clock: SetClock) -> None:
    clock.forward(hours=1)
    assert [buckets.take(ALICE) for _ in range(4)] == [None] * 3 + [TooOften(RATE.pause)]


def test_nobody_pays_for_another(buckets: Buckets) -> None:
    while buckets.take(ALICE) is None:
        pass
    assert buckets.take(BOB) is None


def test_a_crowd_fills_no_memory_and_forgets_nobody_who_was_there_just_now(
    clock: SetClock,
) -> None:
    buckets = Buckets(RATE, clock, most=10)
    for stranger in range(1000):
        buckets.take(stranger)
        if stranger % 5 == 0:
            buckets.take(ALICE)
    assert len(buckets) == 10
    assert buckets.take(ALICE) == TooOften(RATE.pause)


WAYS = st.sampled_from(["look", "order"])
PRESSES = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from([ALICE, BOB, MERCHANT]), WAYS), max_size=200
)


@given(PRESSES, st.integers(20, 500))
def test_no_schedule_takes_more_than_a_fifth_of_any_minute(
    presses: list[tuple[int, int, str]], limit: int
) -> None:
    clock = SetClock()
    allowance = Allowance(clock, limit, [MERCHANT])
    asked: dict[int, list[float]] = {ALICE: [], BOB: [], MERCHANT: []}
    for pause, who, way in presses:
        clock.forward(seconds=pause)
        if getattr(allowance, way)(who) is None:
            asked[who].append(clock.monotonic())
    for moments in asked.values():
        for at in moments:
            assert sum(at <= other < at + 60 for other in moments) <= limit / 5


@given(st.lists(st.integers(0, 300), max_size=100))
def test_orders_are_bounded_by_the_hour_too(pauses: list[int]) -> None:
    clock = SetClock()
    allowance = Allowance(clock, 100)
    made: list[float] = []
    for pause in pauses:
        clock.forward(seconds=pause)
        if allowance.order(ALICE) is None:
            made.append(clock.monotonic())
    per_hour = ORDERS.burst + timedelta(hours=1) // ORDERS.pause
    for at in made:
        assert sum(at <= other < at + 3600 for other in made) <= per_hour


@given(PRESSES)
def test_others_notice_nothing_of_one_who_presses(presses: list[tuple[int, int, str]]) -> None:
    clock, alone = SetClock(), SetClock()
    together, by_himself = Allowance(clock, 100), Allowance(alone, 100)
    for pause, who, way in presses:
        clock.forward(seconds=pause)
        alone.forward(seconds=pause)
        answer = getattr(together, way)(who)
        if who == BOB:
            assert answer == getattr(by_himself, way)(who)


def test_a_merchant_makes_orders_as_long_as_the_gateway_has_room(clock: SetClock) -> None:
    allowance = Allowance(clock, 100, [MERCHANT])
    for _ in range(60):
        assert allowance.order(MERCHANT) is None
        clock.forward(seconds=10)
    for _ in range(MOST_REQUESTS):
        allowance.order(MERCHANT)
    assert allowance.order(MERCHANT) == TooOften(MINUTE / MOST_REQUESTS)


def test_even_a_tiny_budget_lets_a_person_change_the_network(clock: SetClock) -> None:
    allowance = Allowance(clock, 1)
    assert allowance.look(ALICE) is None
    assert allowance.order(ALICE) is None
    assert allowance.look(ALICE) is not None
