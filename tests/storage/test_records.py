from dataclasses import replace
from datetime import timedelta

import pytest

from bot.payments.notice import Kind
from bot.payments.order import State, moved
from bot.payments.ports import Step
from storage.records import RecordsTable
from tests.orders import NOW, Books, an_order, announce, another, opened


@pytest.fixture
def records(books: Books) -> RecordsTable:
    return RecordsTable(books.database)


async def counted(books: Books) -> dict[str, int]:
    """What counting every order gives."""
    rows = await books.database.rows("SELECT state, COUNT(*) AS n FROM orders GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def test_an_empty_till_has_no_orders_in_any_state(records: RecordsTable) -> None:
    assert await records.orders_by_state() == dict.fromkeys(State, 0)
    assert await records.notices_waiting() == (0, None)


async def test_orders_are_counted_as_they_move(records: RecordsTable, books: Books) -> None:
    for number in range(5):
        await books.keep(another(number))
    for number in range(2):
        await books.keep(opened(another(10 + number)))
    await books.keep(opened(another(20), state=State.PAID, settled_at=NOW))
    await books.orders.add(another(1))  # asked twice is one order
    found = {str(state): n for state, n in (await records.orders_by_state()).items() if n}
    assert found == await counted(books) == {"new": 5, "open": 2, "paid": 1}


async def test_a_move_that_was_overtaken_or_a_mere_note_is_not_counted(
    records: RecordsTable, books: Books
) -> None:
    order = await books.keep(opened(an_order()))
    expired = moved(order, State.EXPIRED)
    step = Step(NOW, "test")
    assert await books.orders.move(order, replace(order, claimed_at=NOW), step, ())
    assert not await books.orders.move(order, expired, step, ())
    assert (await records.orders_by_state())[State.OPEN] == 1
    now = await books.found()
    assert await books.orders.move(now, moved(now, State.EXPIRED), step, ())
    found = {str(state): n for state, n in (await records.orders_by_state()).items() if n}
    assert found == await counted(books) == {"expired": 1}


async def test_what_is_made_in_the_place_of_an_order_is_counted_too(
    records: RecordsTable, books: Books
) -> None:
    order = await books.keep(opened(an_order()))
    after = moved(order, State.CANCELLED, successor=another(1).number)
    await books.orders.move(order, after, Step(NOW, "test"), (), successor=another(1))
    found = await records.orders_by_state()
    assert (found[State.CANCELLED], found[State.NEW], found[State.OPEN]) == (1, 1, 0)


async def test_the_oldest_notice_that_waits_is_known(records: RecordsTable, books: Books) -> None:
    await announce(books.notices, [11, 12], Kind.CLOCK_OFF, NOW)
    await announce(books.notices, [13], Kind.CLOCK_OFF, NOW + timedelta(minutes=1))
    assert await records.notices_waiting() == (3, NOW)
    for notice in (await books.notices.due(NOW, 10))[:2]:
        await books.notices.told(notice, 1, NOW)
    assert await records.notices_waiting() == (1, NOW + timedelta(minutes=1))


async def test_the_room_is_what_the_file_and_its_log_take_and_what_is_left(
    records: RecordsTable, books: Books
) -> None:
    path = books.database.path
    room = await records.room()
    beside = path.with_name(f"{path.name}-wal")
    assert room.used == path.stat().st_size + beside.stat().st_size
    assert room.free > 0
