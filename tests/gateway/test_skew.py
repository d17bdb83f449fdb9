import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.gateway.skew import WINDOW, Skew, read_date
from tests.gateway.parts import NOON

HOURS = timedelta(hours=14)
offsets = st.timedeltas(-HOURS, HOURS)
phases = st.timedeltas(timedelta(), timedelta(seconds=1))
delays = st.timedeltas(timedelta(), timedelta(seconds=60))


class World:
    """Two clocks that differ, and a way between them that takes time."""

    def __init__(self, ours: datetime, offset: timedelta) -> None:
        self.ours = ours
        self.offset = offset

    @property
    def theirs(self) -> datetime:
        return self.ours + self.offset

    def exchange(self, skew: Skew, there: timedelta, back: timedelta) -> None:
        self.ours += there
        date = format_datetime(self.theirs.replace(microsecond=0), usegmt=True)
        self.ours += back
        skew.learn(date, self.ours)


def test_until_an_answer_came_a_time_just_behind_our_own_is_said() -> None:
    assert timedelta(seconds=-2) <= Skew().offset <= timedelta()


@given(offsets, phases, delays)
def test_a_first_refusal_for_the_time_is_always_known_as_one(
    offset: timedelta, phase: timedelta, way: timedelta
) -> None:
    skew, world = Skew(), World(NOON + phase, offset)
    said = world.ours + skew.offset
    age = world.theirs + way - said
    world.exchange(skew, way, way)
    assert timedelta() <= age <= WINDOW or skew.refuses(said, world.ours)


@given(phases.filter(lambda phase: phase < timedelta(seconds=1)))
def test_a_first_refusal_of_a_clock_that_is_right_is_left_alone(phase: timedelta) -> None:
    skew, world = Skew(), World(NOON + phase, timedelta())
    said = world.ours + skew.offset
    world.exchange(skew, timedelta(), timedelta())
    assert not skew.refuses(said, world.ours)


@given(offsets, phases, delays, delays)
@example(timedelta(), timedelta(), timedelta(), timedelta())
@example(timedelta(), timedelta(microseconds=999_999), timedelta(), timedelta())
def test_after_the_first_answer_the_time_said_is_never_ahead_and_just_behind(
    offset: timedelta, phase: timedelta, there: timedelta, back: timedelta
) -> None:
    skew, world = Skew(), World(NOON + phase, offset)
    world.exchange(skew, there, back)
    behind = world.theirs - (world.ours + skew.offset)
    assert timedelta() <= behind <= timedelta(seconds=2) + back


@given(
    st.lists(
        st.tuples(
            st.timedeltas(timedelta(), timedelta(hours=9)),
            st.timedeltas(timedelta(seconds=-0.9), timedelta(seconds=0.9)),
            delays,
            delays,
        ),
        min_size=1,
        max_size=12,
    ),
    offsets,
)
def test_a_clock_that_drifts_is_never_said_to_be_ahead(
    steps: list[tuple[timedelta, timedelta, timedelta, timedelta]], offset: timedelta
) -> None:
    skew, world = Skew(), World(NOON, offset)
    world.exchange(skew, timedelta(), timedelta())
    for idle, drift, there, back in steps:
        world.ours += idle
        world.offset += drift
        assert world.ours + skew.offset <= world.theirs
        world.exchange(skew, there, back)


@given(offsets, offsets, phases, delays)
def test_a_refusal_for_the_time_is_always_known_as_one(
    before: timedelta, after: timedelta, phase: timedelta, way: timedelta
) -> None:
    skew, world = Skew(), World(NOON + phase, before)
    world.exchange(skew, timedelta(), timedelta())
    world.offset = after
    said = world.ours + skew.offset
    age = world.theirs + way - said
    world.exchange(skew, way, way)
    assert timedelta() <= age <= WINDOW or skew.refuses(said, world.ours)


@given(offsets, phases, phases)
def test_a_refusal_for_anything_else_by_a_steady_clock_near_by_is_left_alone(
    offset: timedelta, phase: timedelta, later: timedelta
) -> None:
    skew, world = Skew(), World(NOON + phase, offset)
    world.exchange(skew, timedelta(), timedelta())
    world.ours += later
    said = world.ours + skew.offset
    world.exchange(skew, timedelta(), timedelta())
    assert not skew.refuses(said, world.ours)


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "JST-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize("zone", ["GMT", "UTC", "-0000", "+0000", ""])
def test_a_date_is_utc_however_its_zone_is_written(zone: str) -> None:
    moment = datetime(2026, 1, 2, 12, 0, 7, tzinfo=UTC)
    assert read_date(f"Fri, 02 Jan 2026 12:00:07 {zone}") == moment


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "now",
        "1767355207",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Wed, 31 Dec 1969 00:00:00 GMT",
        "Fri, 02 Jan 2026 12:00:07 +99999999",
    ],
)
def test_what_is_no_date_teaches_nothing(text: str | None) -> None:
    skew = Skew()
    skew.learn("Fri, 02 Jan 2026 12:00:07 GMT", NOON)
    skew.learn(text, NOON)
    assert skew.offset == timedelta(seconds=6)


@given(st.text() | st.text("0123456789 :,+-.JanFriGMTXTue", max_size=60))
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    date = read_date(text)
    assert date is None or date.utcoffset() == timedelta()
