import asyncio
import math
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import GatewayBlocked, GatewayBusy, StorageError
from bot.gateway.places import Purpose
from bot.payments.notice import Kind
from storage.requests import RequestTable
from tests.gateway.desk import LIMIT, Desk, a_desk
from tests.gateway.machines import Minutes, Silences, moments, purposes
from tests.gateway.parts import MemoryLog

OPENING, SWEEP = Purpose.OPENING, Purpose.SWEEP
RESERVE = 2
TOLD, TOLD_OVER = Kind.GATEWAY_BLOCKED, Kind.GATEWAY_RECOVERED


@pytest.fixture
def desk() -> Desk:
    return a_desk()


async def test_a_minute_holds_as_many_requests_as_the_limit(desk: Desk) -> None:
    for left in reversed(range(LIMIT)):
        await desk.spend(SWEEP)
        assert desk.budget.left == left
    assert await desk.wait_out() == timedelta(minutes=1)
    await desk.spend(SWEEP)


async def test_a_place_frees_a_minute_after_the_end_and_not_after_the_beginning(
    desk: Desk,
) -> None:
    place = await desk.budget.take(SWEEP)
    desk.clock.forward(seconds=50)
    await desk.budget.end(place)
    desk.clock.forward(seconds=59.9)
    assert desk.budget.left == LIMIT - 1
    desk.clock.forward(seconds=0.1)
    assert desk.budget.left == LIMIT


async def test_requests_under_way_hold_their_places_for_as_long_as_they_take(desk: Desk) -> None:
    for _ in range(LIMIT):
        await desk.budget.take(SWEEP)
    desk.clock.forward(hours=1)
    assert (await desk.refusal()).until - desk.clock.now() == timedelta(minutes=1)


async def test_openings_leave_a_fifth_to_sweeps(desk: Desk) -> None:
    for _ in range(LIMIT - RESERVE):
        await desk.spend(OPENING)
    await desk.refusal(OPENING)
    for _ in range(RESERVE):
        await desk.spend(SWEEP)
    await desk.refusal(SWEEP)


async def test_sweeps_that_had_their_fifth_leave_the_rest_to_openings(desk: Desk) -> None:
    for _ in range(RESERVE):
        await desk.spend(SWEEP)
    for _ in range(LIMIT - RESERVE):
        await desk.spend(OPENING)
    await desk.refusal(OPENING)


@pytest.mark.parametrize(("limit", "openings"), [(5, 4), (6, 4), (10, 8), (11, 8), (100, 80)])
async def test_the_fifth_is_rounded_in_favour_of_sweeps(limit: int, openings: int) -> None:
    desk = a_desk(limit)
    for _ in range(openings):
        await desk.spend(OPENING)
    await desk.refusal(OPENING)
    assert desk.budget.left == limit - openings


async def test_an_opening_is_told_to_wait_for_a_place_that_it_may_have(desk: Desk) -> None:
    for purpose in [SWEEP] * RESERVE + [OPENING] * (LIMIT - RESERVE):
        await desk.spend(purpose)
        desk.clock.forward(seconds=1)
    wait = (await desk.refusal(OPENING)).until - desk.clock.now()
    assert wait == timedelta(seconds=60 - LIMIT + RESERVE)
    desk.clock.forward(seconds=wait.total_seconds())
    await desk.spend(OPENING)


@given(
    st.integers(5, 30),
    st.lists(st.tuples(purposes, st.floats(0, 5), st.floats(0, 5)), max_size=60),
    st.sampled_from([OPENING, SWEEP]),
)
async def test_the_moment_told_is_the_first_at_which_there_is_room(
    limit: int, requests: list[tuple[Purpose, float, float]], purpose: Purpose
) -> None:
    desk = a_desk(limit)
    for asked, lasting, idle in requests:
        desk.clock.forward(seconds=idle)
        with suppress(GatewayBusy):
            await desk.spend(asked, lasting)
    try:
        await desk.budget.take(purpose)
    except GatewayBusy as busy:
        wait = busy.until - desk.clock.now()
        assert timedelta() < wait <= timedelta(minutes=1)
        desk.clock.forward(seconds=wait.total_seconds() - 0.0015)
        await desk.refusal(purpose)
        desk.clock.forward(seconds=0.0015)
        await desk.budget.take(purpose)


@given(
    st.integers(5, 30),
    st.lists(st.tuples(purposes, moments, st.booleans()), max_size=80),
)
async def test_whatever_came_before_sweeps_get_their_fifth(
    limit: int, requests: list[tuple[Purpose, float, bool]]
) -> None:
    desk = a_desk(limit)
    for purpose, idle, ends in requests:
        desk.clock.forward(seconds=idle / 10)
        try:
            place = await desk.budget.take(purpose)
        except GatewayBusy:
            continue
        if ends:
            await desk.budget.end(place)
    sweeps = sum(place.purpose == SWEEP for place in desk.budget._held())
    for _ in range(math.ceil(limit / 5) - sweeps):
        await desk.budget.take(SWEEP)


async def test_sweeps_slow_down_as_the_budget_shrinks() -> None:
    desk = a_desk(100)
    pauses = [desk.budget.spacing()]
    for _ in range(100):
        await desk.spend(SWEEP)
        pauses.append(desk.budget.spacing())
    assert all(before <= after for before, after in pairwise(pauses))
    assert pauses[0] == timedelta(seconds=1.2)
    assert pauses[-1] == timedelta(seconds=3)


async def test_a_full_budget_lets_all_requests_go_by_itself_after_a_minute(desk: Desk) -> None:
    for _ in range(5):
        for _ in range(LIMIT):
            await desk.spend(SWEEP)
        desk.clock.forward(minutes=1)
    assert desk.budget.left == LIMIT


async def test_a_request_that_could_not_be_noted_is_not_sent() -> None:
    class Full(MemoryLog):
        async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:
            raise StorageError(f"no room for {purpose} {endpoint} at {at}")

    full = a_desk(log=Full())
    for _ in range(LIMIT + 1):
        with pytest.raises(StorageError):
            await full.budget.take(SWEEP)
    assert full.budget.left == LIMIT


async def test_an_end_that_could_not_be_noted_costs_no_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Full(MemoryLog):
        async def end(self, number: int, at: datetime) -> None:
            raise StorageError(f"no room for {number} at {at}")

    desk = a_desk(log=Full())
    await desk.spend(SWEEP)
    desk.clock.forward(minutes=1)
    assert desk.budget.left == LIMIT
    assert "no room" in caplog.text
    await desk.restart()
    assert desk.budget.left == LIMIT - 1


async def test_a_429_makes_everything_wait_as_long_as_the_gateway_says(desk: Desk) -> None:
    await desk.spend(SWEEP)
    busy = await desk.budget.throttled(timedelta(seconds=17))
    assert type(busy) is GatewayBusy
    assert busy.until - desk.clock.now() == timedelta(seconds=17)
    assert await desk.wait_out() == timedelta(seconds=17)
    assert desk.announced.kinds == []


async def test_a_429_without_a_time_makes_everything_wait_for_a_minute(desk: Desk) -> None:
    await desk.spend(OPENING)
    await desk.budget.throttled(None)
    await desk.refusal(OPENING)
    assert await desk.wait_out() == timedelta(minutes=1)


async def test_of_two_429_the_longer_silence_counts(desk: Desk) -> None:
    await desk.budget.throttled(timedelta(seconds=40))
    desk.clock.forward(seconds=1)
    await desk.budget.throttled(timedelta(seconds=5))
    assert await desk.wait_out() == timedelta(seconds=39)


async def test_after_silence_one_request_goes_first_and_the_others_when_it_is_welcome(
    desk: Desk,
) -> None:
    await desk.budget.throttled(timedelta(seconds=5))
    desk.clock.forward(seconds=5)
    probe = await desk.budget.take(OPENING)
    assert probe.probes
    for _ in range(3):
        assert (await desk.refusal()).until > desk.clock.now()
        desk.clock.forward(seconds=1)
    await desk.budget.end(probe)
    await desk.budget.welcome(probe)
    assert not (await desk.budget.take(SWEEP)).probes
    await desk.budget.take(SWEEP)


async def test_a_probe_without_an_answer_is_followed_by_another(desk: Desk) -> None:
    await desk.budget.throttled(timedelta(seconds=5))
    desk.clock.forward(seconds=5)
    await desk.spend(SWEEP)
    again = await desk.budget.take(SWEEP)
    assert again.probes
    await desk.refusal()


async def test_a_418_is_ten_minutes_of_silence_and_is_told(desk: Desk) -> None:
    place = await desk.spend(SWEEP)
    blocked = await desk.budget.blocked(place)
    assert isinstance(blocked, GatewayBlocked)
    assert blocked.until - desk.clock.now() == timedelta(minutes=10)
    assert await desk.wait_out() == timedelta(minutes=10)
    assert desk.announced.kinds == [TOLD]


async def test_each_probe_that_is_blocked_doubles_the_silence_up_to_six_hours(desk: Desk) -> None:
    minutes = [(await desk.block()).total_seconds() / 60 for _ in range(60)]
    assert minutes[:7] == [10, 20, 40, 80, 160, 320, 360]
    assert set(minutes[7:]) == {360}
    assert desk.announced.kinds == [TOLD]


async def test_recovery_is_told_once_and_makes_the_next_block_short_again(desk: Desk) -> None:
    await desk.block()
    await desk.block()
    probe = await desk.spend(SWEEP)
    await desk.budget.welcome(probe)
    await desk.budget.welcome(probe)
    assert desk.announced.kinds == [TOLD, TOLD_OVER]
    assert await desk.block() == timedelta(minutes=10)
    assert desk.announced.kinds == [TOLD, TOLD_OVER, TOLD]


async def test_several_418_under_way_at_once_count_once(desk: Desk) -> None:
    places = [await desk.budget.take(SWEEP) for _ in range(5)]
    for place in places:
        desk.clock.forward(seconds=1)
        await desk.budget.end(place)
        blocked = await desk.budget.blocked(place)
        assert isinstance(blocked, GatewayBlocked)
    assert await desk.wait_out() == timedelta(minutes=10, seconds=-4)
    assert desk.announced.kinds == [TOLD]


async def test_a_probe_and_an_older_request_that_are_both_blocked_count_once(desk: Desk) -> None:
    old = await desk.budget.take(SWEEP)
    await desk.budget.throttled(timedelta(seconds=1))
    desk.clock.forward(seconds=1)
    probe = await desk.budget.take(SWEEP)
    await desk.budget.blocked(old)
    await desk.budget.blocked(probe)
    assert (await desk.refusal()).until - desk.clock.now() == timedelta(minutes=10)


async def test_a_429_during_a_block_does_not_shorten_it(desk: Desk) -> None:
    first, second = await desk.budget.take(SWEEP), await desk.budget.take(SWEEP)
    await desk.budget.blocked(first)
    await desk.budget.end(second)
    busy = await desk.budget.throttled(timedelta(seconds=5))
    assert busy.until - desk.clock.now() == timedelta(minutes=10)


async def test_a_429_for_a_probe_keeps_the_block_in_mind(desk: Desk) -> None:
    await desk.block()
    await desk.spend(SWEEP)
    await desk.budget.throttled(timedelta(seconds=5))
    desk.clock.forward(seconds=5)
    assert await desk.block() == timedelta(minutes=20)


async def test_the_success_of_an_older_request_does_not_lift_silence(desk: Desk) -> None:
    old = await desk.budget.take(SWEEP)
    await desk.budget.throttled(timedelta(seconds=5))
    await desk.budget.end(old)
    await desk.budget.welcome(old)
    assert await desk.wait_out() == timedelta(seconds=5)


async def test_the_success_of_a_probe_does_not_lift_a_silence_that_began_after_it(
    desk: Desk,
) -> None:
    old = await desk.budget.take(SWEEP)
    await desk.budget.throttled(timedelta(seconds=1))
    desk.clock.forward(seconds=1)
    probe = await desk.budget.take(SWEEP)
    await desk.budget.end(old)
    await desk.budget.throttled(timedelta(seconds=30))
    await desk.budget.end(probe)
    await desk.budget.welcome(probe)
    assert await desk.wait_out() == timedelta(seconds=30)


async def test_a_request_that_is_being_noted_when_silence_begins_is_not_sent() -> None:
    class Slow(MemoryLog):
        def __init__(self) -> None:
            super().__init__()
            self.reached, self.released = asyncio.Event(), asyncio.Event()

        async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:
            self.reached.set()
            await self.released.wait()
            return await super().begin(purpose, endpoint, at)

    log = Slow()
    desk = a_desk(log=log)
    taking = asyncio.create_task(desk.budget.take(SWEEP))
    await log.reached.wait()
    await desk.budget.throttled(timedelta(seconds=5))
    log.released.set()
    with pytest.raises(GatewayBusy):
        await taking
    assert desk.budget.left == LIMIT


async def test_what_was_spent_counts_after_a_restart(requests: RequestTable) -> None:
    desk = a_desk(log=requests)
    for purpose in [OPENING] * (LIMIT - RESERVE) + [SWEEP]:
        await desk.spend(purpose)
    desk.clock.forward(seconds=30)
    await desk.restart()
    await desk.refusal(OPENING)
    await desk.spend(SWEEP)
    await desk.refusal(SWEEP)
    desk.clock.forward(seconds=36)
    assert desk.budget.left == LIMIT - 1


async def test_a_request_that_never_ended_counts_from_the_restart_on(
    requests: RequestTable,
) -> None:
    desk = a_desk(log=requests)
    await desk.budget.take(SWEEP)
    await desk.restart(timedelta(hours=1))
    desk.clock.forward(seconds=59.999)
    assert desk.budget.left == LIMIT - 1
    await desk.restart()
    assert desk.budget.left == LIMIT - 1
    desk.clock.forward(seconds=6)
    assert desk.budget.left == LIMIT


@pytest.mark.parametrize("seconds", [-86_400, -30, 4])
async def test_a_wall_clock_that_is_set_during_a_restart_frees_nothing_early(
    requests: RequestTable, seconds: int
) -> None:
    desk = a_desk(log=requests)
    for _ in range(LIMIT):
        await desk.spend(SWEEP)
    await desk.restart(timedelta(seconds=1), timedelta(seconds=seconds))
    desk.clock.forward(seconds=58.999)
    await desk.refusal()
    desk.clock.forward(seconds=7)
    assert desk.budget.left == LIMIT


async def test_a_smaller_limit_after_a_restart_waits_until_enough_is_free(
    requests: RequestTable,
) -> None:
    desk = a_desk(log=requests)
    for _ in range(LIMIT):
        await desk.spend(SWEEP)
        desk.clock.forward(seconds=1)
    desk.budget.limit = 5
    await desk.restart()
    assert await desk.wait_out() == timedelta(seconds=60)
    await desk.spend(SWEEP)


async def test_a_block_survives_a_restart_and_its_end_is_told(requests: RequestTable) -> None:
    desk = a_desk(log=requests)
    await desk.block()
    await desk.budget.blocked(await desk.spend(SWEEP))
    await desk.restart(timedelta(minutes=3))
    assert await desk.wait_out() == timedelta(minutes=17)
    assert await desk.block() == timedelta(minutes=40)
    await desk.restart(timedelta(hours=1))
    await desk.budget.welcome(await desk.spend(SWEEP))
    assert desk.announced.kinds == [TOLD, TOLD_OVER]
    await desk.restart()
    assert not (await desk.budget.take(SWEEP)).probes


async def test_a_429_survives_a_restart(requests: RequestTable) -> None:
    desk = a_desk(log=requests)
    await desk.budget.throttled(timedelta(seconds=50))
    await desk.restart(timedelta(seconds=20))
    assert await desk.wait_out() == timedelta(seconds=30)
    await desk.budget.welcome(await desk.spend(SWEEP))
    assert desk.announced.kinds == []


MANY = settings(max_examples=150, stateful_step_count=50, deadline=None)
TestMinutes = Minutes.TestCase
TestMinutes.settings = MANY
TestSilences = Silences.TestCase
TestSilences.settings = MANY
