import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.payments.order import State
from bot.payments.succession import call_off_successor, call_off_successors
from tests.orders import NOW, NUMBER, Books, an_order, another, opened
from tests.payments.meanwhile import Overtaken

WINDOW = timedelta(hours=72)
FIRST, SECOND = another(1), another(2)
PAID = opened(an_order(), state=State.PAID, settled_at=NOW, successor=FIRST.number)


async def call_off(books: Books) -> None:
    await call_off_successors(books.orders, PAID, NOW, WINDOW)


@pytest.mark.parametrize("order", [FIRST, opened(FIRST)], ids=["new", "open"])
async def test_what_stood_in_its_place_is_called_off_and_still_watched(
    books: Books, order: object
) -> None:
    await books.keep(order)  # type: ignore[arg-type]  # parametrize knows no types
    await call_off(books)
    after = await books.found(FIRST.number)
    assert after.state is State.CANCELLED
    assert after.watched_until is not None
    assert after.watched_until >= NOW + WINDOW
    assert (await books.causes(FIRST.number))[-1] == f"order {NUMBER} was paid instead"


async def test_the_whole_row_of_successors_is_called_off(books: Books) -> None:
    await books.keep(opened(FIRST, state=State.EXPIRED, successor=SECOND.number))
    await books.keep(opened(SECOND))
    await call_off(books)
    assert (await books.found(FIRST.number)).state is State.EXPIRED
    assert (await books.found(SECOND.number)).state is State.CANCELLED
    assert (await books.causes(SECOND.number))[-1] == f"order {NUMBER} was paid instead"


async def test_met_again_later_what_was_ordered_afterwards_is_a_wish_of_its_own(
    books: Books,
) -> None:
    await books.keep(opened(FIRST, state=State.CANCELLED, successor=SECOND.number))
    await books.keep(opened(SECOND))
    await call_off_successor(books.orders, PAID, NOW, WINDOW)
    assert (await books.found(SECOND.number)).state is State.OPEN


@pytest.mark.parametrize("state", [State.CONFIRMING, State.SHORT, State.PAID])
async def test_what_money_has_come_for_is_left_alone(books: Books, state: State) -> None:
    kept = await books.keep(opened(FIRST, state=state))
    await call_off(books)
    assert await books.found(FIRST.number) == kept


async def test_asking_again_changes_nothing_more(books: Books) -> None:
    await books.keep(opened(FIRST))
    await asyncio.gather(*[call_off(books) for _ in range(4)])
    assert (await books.causes(FIRST.number)).count(f"order {NUMBER} was paid instead") == 1


async def test_who_moves_it_meanwhile_does_not_keep_it_open(books: Books) -> None:
    await books.keep(opened(FIRST))
    orders = Overtaken(books, lambda order: replace(order, claimed_at=NOW))
    await call_off_successors(orders, PAID, NOW, WINDOW)
    assert (await books.found(FIRST.number)).state is State.CANCELLED


async def test_without_a_successor_there_is_nothing_to_do(books: Books) -> None:
    await call_off_successors(books.orders, replace(PAID, successor=None), NOW, WINDOW)
    await call_off_successors(books.orders, PAID, NOW, WINDOW)
    assert await books.database.rows("SELECT * FROM orders") == []
