from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from tests.clocks import SetClock


def test_the_wall_clock_is_aware_and_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_seconds_never_go_back() -> None:
    clock = SystemClock()
    seconds = [clock.monotonic() for _ in range(100)]
    assert seconds == sorted(seconds)


def test_a_set_clock_stands_still_until_it_is_put_forward() -> None:
    clock = SetClock()
    then = clock.now()
    assert (clock.now(), clock.monotonic()) == (then, 0)
    clock.forward(minutes=2, seconds=1)
    assert (clock.now(), clock.monotonic()) == (then + timedelta(seconds=121), 121)
