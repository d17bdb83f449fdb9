from datetime import timedelta

import pytest

from bot.gateway.places import Purpose
from bot.gateway.standing import Standing
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble
from tests.clocks import SetClock

CREATE, QUERY = "/create", "/query"
DOWN, REFUSED, OFF = Trouble.GATEWAY_DOWN, Trouble.KEYS_REFUSED, Trouble.CLOCK_OFF


class Heard(Incidents):
    """Keeps what began and what was over, each once, and tells nobody."""

    def __init__(self) -> None:
        self.began: list[Trouble] = []
        self.over: list[Trouble] = []
        self.now: set[Trouble] = set()

    async def begins(self, trouble: Trouble) -> None:
        if trouble not in self.now:
            self.now.add(trouble)
            self.began.append(trouble)

    async def ends(self, trouble: Trouble) -> None:
        if trouble in self.now:
            self.now.remove(trouble)
            self.over.append(trouble)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def standing(heard: Heard, clock: SetClock) -> Standing:
    return Standing(heard, clock)


async def fails_at(standing: Standing, clock: SetClock, *seconds: float) -> None:
    passed = 0.0
    for moment in seconds:
        clock.forward(seconds=moment - passed)
        passed = moment
        await standing.failed()


@pytest.mark.parametrize("seconds", [(0,), (0, 119.9), (0, 60, 119.9), (0, 500), (0, 1, 2, 3, 4)])
async def test_a_few_failures_or_a_short_while_are_no_incident(
    standing: Standing, heard: Heard, clock: SetClock, seconds: tuple[float, ...]
) -> None:
    await fails_at(standing, clock, *seconds)
    assert not heard.began


@pytest.mark.parametrize("seconds", [(0, 1, 120), (0, 119, 120), (0, 60, 119.9, 120.1, 300)])
async def test_three_failures_over_two_minutes_are_an_incident(
    standing: Standing, heard: Heard, clock: SetClock, seconds: tuple[float, ...]
) -> None:
    await fails_at(standing, clock, *seconds)
    assert heard.began == [DOWN]


async def test_a_wall_clock_that_is_set_makes_no_incident(
    standing: Standing, heard: Heard, clock: SetClock
) -> None:
    await fails_at(standing, clock, 0, 1)
    clock.put_back(hours=-1)
    await standing.failed()
    assert not heard.began


async def test_any_answer_is_the_end_of_it_and_counting_begins_anew(
    standing: Standing, heard: Heard, clock: SetClock
) -> None:
    await fails_at(standing, clock, 0, 100, 200)
    await standing.answered()
    assert heard.over == [DOWN]
    await fails_at(standing, clock, 0, 100)
    assert heard.began == [DOWN]
    await fails_at(standing, clock, 100)
    assert heard.began == [DOWN, DOWN]


async def test_one_answer_in_between_makes_it_no_incident(
    standing: Standing, heard: Heard, clock: SetClock
) -> None:
    await fails_at(standing, clock, 0, 100)
    await standing.accepted(Purpose.SWEEP, QUERY)
    await fails_at(standing, clock, 100, 200)
    assert not heard.began


@pytest.mark.parametrize(("purpose", "path"), [(Purpose.OPENING, CREATE), (Purpose.SWEEP, QUERY)])
async def test_what_was_refused_and_is_accepted_is_over(
    standing: Standing, heard: Heard, purpose: Purpose, path: str
) -> None:
    await standing.refused_keys(path)
    await standing.refused_keys(path)
    assert (heard.began, heard.over) == ([REFUSED], [])
    await standing.accepted(purpose, path)
    assert (heard.began, heard.over) == ([REFUSED], [REFUSED])


async def test_a_path_that_works_beside_one_that_is_refused_ends_nothing(
    standing: Standing, heard: Heard
) -> None:
    for _ in range(3):
        await standing.refused_keys("/detail")
        await standing.accepted(Purpose.SWEEP, QUERY)
    assert (heard.began, heard.over) == ([REFUSED], [])


async def test_a_query_that_works_proves_no_signature(standing: Standing, heard: Heard) -> None:
    await standing.refused_keys(CREATE)
    for _ in range(3):
        await standing.accepted(Purpose.SWEEP, QUERY)
    assert not heard.over
    await standing.accepted(Purpose.OPENING, CREATE)
    assert heard.over == [REFUSED]


async def test_an_opening_that_works_proves_no_query(standing: Standing, heard: Heard) -> None:
    await standing.refused_keys(QUERY)
    await standing.refused_keys(CREATE)
    await standing.accepted(Purpose.OPENING, CREATE)
    assert not heard.over
    await standing.accepted(Purpose.SWEEP, QUERY)
    assert (heard.began, heard.over) == ([REFUSED], [REFUSED])


async def test_after_a_restart_an_opening_that_works_ends_what_began_before_it(
    heard: Heard, clock: SetClock
) -> None:
    await Standing(heard, clock).refused_keys(CREATE)
    again = Standing(heard, clock)
    await again.accepted(Purpose.SWEEP, QUERY)
    assert not heard.over
    await again.accepted(Purpose.OPENING, CREATE)
    assert heard.over == [REFUSED]


async def test_a_clock_is_off_beyond_ten_seconds_and_fine_within_five(
    standing: Standing, heard: Heard
) -> None:
    for sign in (1, -1):
        for seconds in (0.0, 5.0, 9.0, 10.0):
            await standing.clock_is(sign * timedelta(seconds=seconds))
        assert OFF not in heard.now
        for seconds in (10.1, 9, 11, 5.1):
            await standing.clock_is(sign * timedelta(seconds=seconds))
            assert OFF in heard.now
        await standing.clock_is(sign * timedelta(seconds=5))
        assert OFF not in heard.now
    assert heard.began == heard.over == [OFF, OFF]


async def test_a_clock_that_jumps_from_side_to_side_is_off_all_the_while(
    standing: Standing, heard: Heard
) -> None:
    for seconds in (11, -11, 30, -6):
        await standing.clock_is(timedelta(seconds=seconds))
    assert (heard.began, heard.over) == ([OFF], [])
