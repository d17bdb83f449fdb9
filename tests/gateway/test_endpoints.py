from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import GatewayBusy
from bot.gateway.budget import Budget
from bot.gateway.endpoints import Endpoints
from bot.gateway.places import Place, Purpose
from bot.payments.incidents import Incidents
from storage.requests import RequestTable
from tests.clocks import SetClock
from tests.gateway.parts import NOON, OWNER, Announced
from tests.gateway.scripted import Said, Scripted

SWEEP = Purpose.SWEEP
MINUTE = timedelta(minutes=1)
NONE = timedelta()


def headers(limit: object = 100, remaining: object = 50, reset: float = 30) -> dict[str, str]:
    """What v2 says with an answer; the reset so many seconds after noon."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int(NOON.timestamp() + reset)),
    }


class Counter:
    """The limits of paths, and the places that requests to them hold."""

    def __init__(self, usual: int | None = 3) -> None:
        self.clock = SetClock(NOON)
        self.endpoints = Endpoints(self.clock, usual)
        self.held: list[Place] = []

    def send(self, path: str = "/list") -> Place:
        self.endpoints.ask_room(path, self.held)
        self.endpoints.sent(path)
        place = Place(SWEEP, path)
        self.held.append(place)
        return place

    def ended(self, path: str = "/list") -> None:
        self.send(path).frees_at = self.clock.monotonic() + 60

    def wait(self, path: str = "/list") -> timedelta:
        """How long a request to a path has to wait."""
        try:
            self.endpoints.ask_room(path, self.held)
        except GatewayBusy as busy:
            assert path in str(busy)  # noqa: PT017 - either end is right
            return busy.until - self.clock.now()
        return NONE


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_path_takes_its_usual_number_until_it_says_another(counter: Counter) -> None:
    for _ in range(3):
        assert counter.wait() == NONE
        counter.ended()
        counter.clock.forward(seconds=1)
    assert counter.wait() == timedelta(seconds=57)


def test_one_path_leaves_the_others_alone(counter: Counter) -> None:
    for _ in range(3):
        counter.ended("/list")
    assert counter.wait("/list") == MINUTE
    assert counter.wait("/detail") == NONE
    counter.endpoints.learn("/detail", headers(remaining=0), NONE)
    assert counter.wait("/detail") == timedelta(seconds=30)
    assert counter.wait("/create") == NONE


def test_what_is_under_way_holds_its_place_a_minute_more_at_the_least(counter: Counter) -> None:
    for _ in range(3):
        counter.send()
    counter.clock.forward(hours=1)
    assert counter.wait() == MINUTE


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 1000])
def test_a_path_that_takes_less_than_usual_is_asked_less(counter: Counter, limit: int) -> None:
    counter.endpoints.learn("/list", headers(limit, limit), NONE)
    for _ in range(min(limit, 3)):
        assert counter.wait() == NONE
        counter.ended()
    assert counter.wait() > NONE


def test_a_path_of_which_nothing_remains_waits_for_its_reset(counter: Counter) -> None:
    counter.endpoints.learn("/list", headers(remaining=0, reset=30), NONE)
    assert counter.wait() == timedelta(seconds=30)
    counter.clock.forward(seconds=29.999)
    assert counter.wait() > NONE
    counter.clock.forward(seconds=0.001)
    assert counter.wait() == NONE


def test_what_remains_is_counted_down_until_the_next_answer(counter: Counter) -> None:
    counter.endpoints.learn("/list", headers(remaining=2), NONE)
    counter.ended()
    assert counter.wait() == NONE
    counter.ended()
    assert counter.wait() == timedelta(seconds=30)


def test_an_older_answer_does_not_give_back_what_was_sent_since() -> None:
    counter = Counter(usual=10)
    counter.endpoints.learn("/list", headers(remaining=3), NONE)
    for _ in range(3):
        counter.send()
    counter.endpoints.learn("/list", headers(remaining=2), NONE)
    assert counter.wait() == timedelta(seconds=30)
    counter.endpoints.learn("/list", headers(remaining=2, reset=90), NONE)
    assert counter.wait() == NONE


@pytest.mark.parametrize("seconds", [-90, -5, 0, 5, 90, 3600])
def test_a_reset_is_by_the_gateways_clock(counter: Counter, seconds: int) -> None:
    said = headers(remaining=0, reset=30 + seconds)
    counter.endpoints.learn("/list", said, timedelta(seconds=seconds))
    assert counter.wait() == timedelta(seconds=30)


@pytest.mark.parametrize("reset", [-3600, -1, 0, 121, 3600, -NOON.timestamp(), 2**36])
def test_a_reset_that_is_nowhere_near_says_nothing(counter: Counter, reset: float) -> None:
    counter.endpoints.learn("/list", headers(remaining=0, reset=reset), NONE)
    assert counter.wait() == NONE


ODD = ["", "-1", "many", "1.5", "1e3", "٣", "0x10", "9" * 13, "9" * 14, "9" * 5000, str(2**40)]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["Limit", "Remaining", "Reset"])
def test_an_absurd_header_says_nothing(counter: Counter, name: str, odd: str) -> None:
    said = headers(limit=3, remaining=0) | {f"X-RateLimit-{name}": odd}
    counter.endpoints.learn("/list", said, NONE)
    counter.endpoints.learn("/list", {f"X-RateLimit-{name}": odd}, NONE)
    assert counter.wait() == (timedelta(seconds=30) if name == "Limit" else NONE)
    for _ in range(3 if name != "Limit" else 0):
        counter.ended()
    assert counter.wait() > NONE


def test_a_limit_of_nothing_is_no_limit_that_could_ever_be_kept(counter: Counter) -> None:
    counter.endpoints.learn("/list", headers(limit=0), NONE)
    assert counter.wait() == NONE


def test_without_headers_nothing_is_learned(counter: Counter) -> None:
    counter.endpoints.learn("/list", {"Date": "x"}, NONE)
    assert counter.wait() == NONE


def test_where_only_the_whole_is_limited_headers_say_nothing() -> None:
    counter = Counter(usual=None)
    counter.endpoints.learn("/list", headers(limit=1, remaining=0), NONE)
    for _ in range(100):
        counter.ended()
    assert counter.wait() == NONE


@given(
    st.dictionaries(
        st.sampled_from(["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]),
        st.text() | st.integers(-(2**70), 2**70).map(str) | st.integers(0, 99).map(str),
    ),
    st.timedeltas(timedelta(days=-99_999), timedelta(days=99_999)),
)
def test_no_headers_make_anybody_wait_longer_than_two_minutes(
    said: dict[str, str], offset: timedelta
) -> None:
    counter = Counter()
    counter.endpoints.learn("/list", said, offset)
    assert NONE <= counter.wait() <= timedelta(minutes=2)


async def test_what_a_path_has_taken_counts_after_a_restart(requests: RequestTable) -> None:
    clock = SetClock(NOON)
    incidents = Incidents(Announced(), clock, [OWNER])
    before = Budget(requests, clock, incidents, 100, per_endpoint=3)
    for _ in range(3):
        await before.end(await before.take(SWEEP, "/detail"))
        clock.forward(seconds=1)
    after = Budget(requests, clock, incidents, 100, per_endpoint=3)
    await after.load()
    with pytest.raises(GatewayBusy, match="/detail"):
        await after.take(SWEEP, "/detail")
    await after.take(SWEEP, "/list")
    clock.forward(seconds=63)
    await after.take(SWEEP, "/detail")


async def test_a_request_that_a_path_has_no_room_for_costs_no_place(
    requests: RequestTable,
) -> None:
    clock = SetClock(NOON)
    incidents = Incidents(Announced(), clock, [OWNER])
    budget = Budget(requests, clock, incidents, 10, per_endpoint=1)
    await budget.take(SWEEP, "/detail")
    for _ in range(5):
        with pytest.raises(GatewayBusy):
            await budget.take(SWEEP, "/detail")
    assert budget.left == 9


@pytest.mark.parametrize("skew", [-3600, -2.5, -1, 0, 1, 2.5, 3600])
async def test_nobody_asks_again_before_the_gateways_own_clock_has_reached_the_reset(
    skew: float,
) -> None:
    """Whole seconds tell little of a small difference, and too early is a 429."""
    scripted = Scripted(per_endpoint=100)
    scripted.skew = skew
    scripted.clock.forward(milliseconds=700)
    reset = NOON + timedelta(seconds=30 + int(skew))
    said = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(reset.timestamp()))}
    scripted.script = lambda _: Said(200, [], said)
    async with scripted.at_work():
        await scripted.ask("/list?page=1")
        with pytest.raises(GatewayBusy) as caught:
            await scripted.ask("/list?page=2")
    theirs = caught.value.until + timedelta(seconds=skew)
    assert reset <= theirs <= reset + timedelta(seconds=3)
    assert len(scripted.asked) == 1
