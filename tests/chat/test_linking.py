from dataclasses import replace

import pytest

from bot.payments.order import NOTHING_ASKED, Order, Place, State
from bot.sandbox.telegram import Group, Person
from storage.notices import NoticeTable
from tests.chat.desk import Desk
from tests.chat.making import EXPIRED, FAILED, NEW, OPEN

THERE = Place(101, None, NOTHING_ASKED)


async def follow(desk: Desk, person: Person, order: Order) -> str:
    """Follow the link, and give what is answered, if anything is."""
    person.start(f"order_{order.number}")
    before = len(desk.said(person.id))
    await desk.hear()
    return desk.last(person.id) if len(desk.said(person.id)) > before else ""


async def queued(desk: Desk) -> list[str]:
    rows = await desk.orders._database.rows("SELECT kind FROM notices WHERE closed_at IS NULL")
    return [row["kind"] for row in rows]


@pytest.mark.parametrize("order", [OPEN, EXPIRED])
async def test_a_card_that_could_not_be_sent_is_sent_once_the_chat_is_open(
    desk: Desk, alice: Person, order: Order
) -> None:
    await desk.keep(replace(order, place=THERE))
    assert await follow(desk, alice, order) == ""
    assert await queued(desk) == ["card"]
    assert "Order 0123456789" in await follow(desk, alice, order)
    assert await queued(desk) == ["card"]


async def test_who_has_the_card_already_is_told_how_the_order_stands(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(replace(OPEN, place=THERE))
    await follow(desk, alice, OPEN)
    notices = NoticeTable(desk.orders._database, lambda: None)
    [card] = await notices.due(desk.clock.now(), 9)
    await notices.told(card, 77, desk.clock.now())
    assert "waiting for the payment" in await follow(desk, alice, OPEN)
    assert await queued(desk) == []


@pytest.mark.parametrize("order", [NEW, FAILED])
async def test_what_has_no_card_is_told_in_words(desk: Desk, alice: Person, order: Order) -> None:
    if order.state is State.NEW:
        await desk.orders.add(replace(order, place=THERE))
    else:
        await desk.keep(replace(order, place=THERE))
    assert "Order 0123456789" in await follow(desk, alice, order)
    assert await queued(desk) == []


async def test_somebody_else_sees_nothing_of_it(desk: Desk, bob: Person) -> None:
    await desk.keep(replace(OPEN, place=THERE))
    assert "There is no order" in await follow(desk, bob, OPEN)
    assert await queued(desk) == []


async def test_a_card_that_belongs_into_a_group_stays_there(
    desk: Desk, alice: Person, group: Group
) -> None:
    await desk.keep(replace(OPEN, place=Place(group.id, None, 5)))
    assert "Order 0123456789" in await follow(desk, alice, OPEN)
    assert await queued(desk) == []


async def test_another_start_is_the_usual_one(desk: Desk, alice: Person) -> None:
    alice.start("something")
    await desk.hear()
    assert "I take payments" in desk.last()
