from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.payments.minding import DEAF_FOR, MEBIBYTE, Minder, Room
from bot.payments.vitals import Trouble
from tests.clocks import SetClock
from tests.payments.owners import Noted

PLENTY = Room(free=10_000 * MEBIBYTE, used=MEBIBYTE)


@dataclass
class Till:
    """What a minder looks at, which a test may change."""

    clock: SetClock
    noted: Noted
    room: Room = PLENTY
    deaf_since: datetime | None = None
    minder: Minder = field(init=False)

    def __post_init__(self) -> None:
        self.minder = Minder(
            self.noted, self.clock, room=self.measure, deaf_since=lambda: self.deaf_since
        )

    async def measure(self) -> Room:
        return self.room


@pytest.fixture
def till(clock: SetClock) -> Till:
    return Till(clock, Noted(clock))


@pytest.mark.parametrize(
    ("used", "needed"),
    [(0, 64), (32, 64), (100, 200), (512, 1024), (100_000, 1024)],
)
def test_more_room_is_needed_the_larger_the_database_is(used: int, needed: int) -> None:
    assert Room(0, used * MEBIBYTE).needed == needed * MEBIBYTE


async def test_a_till_that_is_well_troubles_nobody(till: Till) -> None:
    await till.minder.tick()
    assert till.noted.begun == []


async def test_a_disk_that_is_nearly_full_is_told(till: Till) -> None:
    till.room = Room(free=64 * MEBIBYTE - 1, used=MEBIBYTE)
    await till.minder.tick()
    assert till.noted.begun == [Trouble.DATABASE_FULL]


async def test_a_little_room_more_does_not_end_it(till: Till) -> None:
    till.room = Room(free=80 * MEBIBYTE, used=MEBIBYTE)
    await till.minder.tick()
    assert (till.noted.begun, till.noted.ended) == ([], [Trouble.UPDATES_MISSING])
    till.room = Room(free=80 * MEBIBYTE + 1, used=MEBIBYTE)
    await till.minder.tick()
    assert Trouble.DATABASE_FULL in till.noted.ended


async def test_updates_that_do_not_come_in_are_told_after_a_while(till: Till) -> None:
    till.deaf_since = till.clock.now()
    till.clock.forward(seconds=DEAF_FOR.total_seconds() - 1)
    await till.minder.tick()
    assert till.noted.begun == []
    assert Trouble.UPDATES_MISSING not in till.noted.ended
    till.clock.forward(seconds=1)
    await till.minder.tick()
    assert till.noted.begun == [Trouble.UPDATES_MISSING]
    till.deaf_since = None
    await till.minder.tick()
    assert till.noted.ended[-1] is Trouble.UPDATES_MISSING


def test_a_short_silence_is_none() -> None:
    assert timedelta(minutes=1) < DEAF_FOR < timedelta(minutes=10)
