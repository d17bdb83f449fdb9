"""Orders of a group that are shown in private: its admins see them in the group all the same."""

from collections.abc import Awaitable, Callable

import pytest

from bot.payments.groups import GroupSettings
from bot.payments.order import Order, State
from bot.sandbox.telegram import Group, Person
from storage.invoices import InvoiceTable
from storage.sqlite import Database
from tests.chat.desk import Desk
from tests.chat.leafing import press, told

Kept = Callable[[], Awaitable[Order]]


@pytest.fixture(params=["details in private", "invoice"])
def bobs(
    request: pytest.FixtureRequest,
    desk: Desk,
    database: Database,
    *,
    bob: Person,
    olga: Person,
    kiosk: Group,
) -> Kept:
    """Makes an order of Bob's in the kiosk, whose card goes to him alone."""

    async def ask() -> Order:
        await desk.groups.keep(kiosk.id, GroupSettings(in_private=True))
        bob.write("/pay@till_bot 5", chat=kiosk)
        return await his_only()

    async def pay_invoice() -> Order:
        olga.write("/invoice@till_bot 25 USDT coffee", chat=kiosk)
        await desk.hear()
        [invoice] = await InvoiceTable(database, lambda: None).newest(kiosk.id, 9)
        bob.write(f"/start i{invoice.number}")
        return await his_only()

    async def his_only() -> Order:
        await desk.hear()
        [order] = await desk.orders.of_payer(bob.id, None, 9)
        assert order.place.chat_id == bob.id
        return order

    return pay_invoice if request.param == "invoice" else ask


async def test_an_admin_sees_it_opens_it_and_cancels_it(
    desk: Desk, alice: Person, kiosk: Group, bobs: Kept
) -> None:
    order = await bobs()
    alice.write("/status@till_bot", chat=kiosk)
    await desk.hear()
    assert "Open now: 1\n" in desk.last(kiosk.id)
    listed = await told(desk, alice, chat=kiosk)
    assert order.number in (listed.text or "")
    assert await press(desk, alice, listed, "1") == ""
    assert (listed.text or "").startswith(f"Order {order.number}\n")
    alice.write(f"/cancel@till_bot {order.number}", chat=kiosk)
    await desk.hear()
    assert (await desk.found(order.number)).state is State.CANCELLED


async def test_its_payer_sees_it_in_the_group_and_no_other_member_does(
    desk: Desk, alice: Person, bob: Person, kiosk: Group, bobs: Kept
) -> None:
    order = await bobs()
    for command in ("/orders@till_bot", "/status@till_bot", "/cancel@till_bot"):
        desk.clock.forward(seconds=4)
        bob.write(command, chat=kiosk)
        await desk.hear()
        said = desk.said(kiosk.id)[-1]
        assert order.number in f"{said.text} {said.buttons}"
    kiosk.demote(alice)
    await nothing_for(desk, alice, kiosk, order)


async def test_an_admin_of_another_group_does_not_see_it_there(
    desk: Desk, alice: Person, bob: Person, stall: Group, bobs: Kept
) -> None:
    order = await bobs()
    for person in (alice, bob):
        await nothing_for(desk, person, stall, order)


async def nothing_for(desk: Desk, person: Person, group: Group, order: Order) -> None:
    """Neither lists nor its number lead somebody to an order, nor do they cancel it."""
    for words in ("", "5 USDT", "25 USDT", order.number):
        listed = await told(desk, person, words, group)
        assert order.number not in (listed.text or "").replace(f"«{order.number}»", "")
        assert order.number not in str(listed.buttons)
    desk.clock.forward(seconds=4)
    person.write(f"/cancel@till_bot {order.number}", chat=group)
    await desk.hear()
    assert (await desk.found(order.number)).state is State.NEW
