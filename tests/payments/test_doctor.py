from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.payments.doctor import Doctor, Signs
from bot.payments.incidents import Incidents
from bot.payments.minding import Room
from bot.payments.notice import Kind
from bot.payments.order import State
from bot.payments.vitals import Trouble, Vitals
from storage.incidents import IncidentTable
from storage.records import RecordsTable
from tests.clocks import SetClock
from tests.orders import NOW, Books, an_order, announce, opened

SIGNS = Signs(
    swept_age=lambda: timedelta(seconds=3),
    sweep_delay=lambda: timedelta(seconds=1),
    budget=lambda: (70, 100),
    silent_until=lambda: NOW,
    clock_offset=lambda: timedelta(seconds=12),
    webhook_age=lambda: timedelta(minutes=2),
    expects_webhooks=True,
    is_hearing=lambda: False,
    warnings=lambda: ("odd",),
)


@pytest.fixture
def incidents(books: Books, clock: SetClock) -> Incidents:
    return Incidents(IncidentTable(books.database, lambda: None), clock, ())


async def test_every_part_says_how_it_is(
    books: Books, clock: SetClock, incidents: Incidents
) -> None:
    await books.keep(opened(an_order()))
    await announce(books.notices, [11], Kind.CLOCK_OFF, NOW)
    await incidents.begins(Trouble.CLOCK_OFF)
    clock.forward(minutes=5)
    vitals = await Doctor(RecordsTable(books.database), SIGNS, incidents, clock).vitals()
    assert vitals.free_bytes
    assert vitals == Vitals(
        at=NOW + timedelta(minutes=5),
        orders=dict.fromkeys(State, 0) | {State.OPEN: 1},
        notices_waiting=1,
        oldest_notice_age=timedelta(minutes=5),
        swept_age=timedelta(seconds=3),
        sweep_delay=timedelta(seconds=1),
        budget_left=70,
        budget_limit=100,
        silent_until=NOW,
        clock_offset=timedelta(seconds=12),
        webhook_age=timedelta(minutes=2),
        expects_webhooks=True,
        free_bytes=vitals.free_bytes,
        troubles={Trouble.CLOCK_OFF: NOW},
        is_hearing=False,
        is_stored=True,
        warnings=("odd",),
    )


class Broken(RecordsTable):
    """A database that does not answer."""

    async def notices_waiting(self) -> tuple[int, None]:
        raise StorageError("the database is locked")


async def test_a_database_that_does_not_answer_hides_nothing_else(
    books: Books, clock: SetClock, incidents: Incidents
) -> None:
    vitals = await Doctor(Broken(books.database), SIGNS, incidents, clock).vitals()
    assert not vitals.is_stored
    assert (vitals.notices_waiting, vitals.oldest_notice_age, vitals.free_bytes) == (0, None, None)
    assert (vitals.budget_left, vitals.warnings) == (70, ("odd",))


def test_room_knows_what_it_needs() -> None:
    assert Room(1, 1).needed > 1
