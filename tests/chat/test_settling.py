from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Update
from telegram.constants import ParseMode

from bot.chat.keyboards import short_buttons
from bot.chat.settling import Settling
from bot.chat.texts.merchants import sale
from bot.payments.order import Order, Settlement, State
from bot.sandbox.telegram import Person, Press, SentMessage
from tests.chat.desk import Desk
from tests.chat.making import OPEN, SHORT, TERMS

NONE = "There is no such order of yours."
ACCEPT, LEAVE = "✅ Accept as paid", "⏳ Leave open"
ACTIONS = [f"accept:{SHORT.number}", f"leave:{SHORT.number}"]
BOBS = replace(SHORT, payer_id=102)


@pytest.fixture
async def asked(desk: Desk, olga: Person) -> SentMessage:
    """What the merchant is asked about Bob's short payment."""
    return await ask(desk, await desk.keep(BOBS), olga)


async def ask(desk: Desk, order: Order, merchant: Person) -> SentMessage:
    await desk.bot.send_message(
        merchant.id, sale(order), parse_mode=ParseMode.HTML, reply_markup=short_buttons(order)
    )
    return desk.said(merchant.id)[-1]


async def press(desk: Desk, person: Person, message: SentMessage, button: str) -> Press:
    pressed = person.press(message, button)
    await desk.hear()
    return pressed


async def test_a_short_payment_is_accepted_and_its_message_says_so(
    desk: Desk, olga: Person, asked: SentMessage
) -> None:
    pressed = await press(desk, olga, asked, ACCEPT)
    order = await desk.found(SHORT.number)
    assert (order.state, order.settled_by) == (State.PAID, Settlement.ACCEPTANCE)
    assert order.settled_at == desk.clock.now()
    assert asked.text == (
        "✅ 60.5 USDT has arrived in all.\nNetwork: TRON · TRC20\nOrder: 0123456789\nPayer: 102\n"
        "39.5 USDT is missing, accepted by the merchant.\n\nYou have accepted it."
    )
    assert asked.buttons == []
    said = await pressed.answered()
    assert said["text"] == "Order 0123456789: paid ✅."
    assert said.get("show_alert") != "true"


async def test_a_short_payment_is_left_open_and_looked_for_longer(
    desk: Desk, olga: Person, asked: SentMessage
) -> None:
    desk.clock.forward(hours=48)
    pressed = await press(desk, olga, asked, LEAVE)
    order = await desk.found(SHORT.number)
    assert (order.state, order.watched_until) == (
        State.SHORT,
        desk.clock.now() + timedelta(hours=72),
    )
    assert (asked.text or "").startswith("⚠️ 60.5 USDT of 100 USDT has arrived; 39.5 USDT")
    assert (asked.text or "").endswith(
        "Left open: I look for the rest until 2026-01-07 03:04 UTC."
    )
    said = await pressed.answered()
    assert said["text"] == "Order 0123456789: 39.5 USDT is missing."
    assert said.get("show_alert") != "true"


async def test_history_tells_who_has_decided(desk: Desk, olga: Person, asked: SentMessage) -> None:
    await press(desk, olga, asked, LEAVE)
    await press(desk, olga, await ask(desk, await desk.found(SHORT.number), olga), ACCEPT)
    steps = [entry.step for entry in await desk.orders.history(SHORT.number)][-2:]
    assert [(step.cause, step.by) for step in steps] == [
        ("left open", olga.id),
        ("accepted as paid", olga.id),
    ]


@pytest.mark.parametrize("data", ACTIONS)
async def test_neither_the_payer_nor_a_stranger_decides_and_nothing_changes(
    desk: Desk, alice: Person, bob: Person, data: str
) -> None:
    before = await desk.keep(BOBS)
    for person in (alice, bob):
        pressed = await desk.press(person, data)
        said = await pressed.answered()
        assert (said["text"], said["show_alert"]) == (NONE, "true")
        assert pressed.message.edited == 0
    assert await desk.found(SHORT.number) == before


@pytest.mark.parametrize("action", ["accept", "leave"])
@pytest.mark.parametrize("rest", ["", "x", "ZZZZZZZZZZ", f"{SHORT.number}:1"])
async def test_forged_data_is_no_order(
    desk: Desk, olga: Person, asked: SentMessage, action: str, rest: str
) -> None:
    assert await desk.answer(olga, f"{action}:{rest}") == NONE
    assert asked.edited == 0


@pytest.mark.parametrize("button", [ACCEPT, LEAVE])
async def test_who_comes_second_sees_how_it_stands(
    desk: Desk, olga: Person, asked: SentMessage, button: str
) -> None:
    other = await ask(desk, await desk.found(SHORT.number), olga)
    await press(desk, olga, asked, ACCEPT)
    settled = await desk.found(SHORT.number)
    pressed = await press(desk, olga, other, button)
    said = await pressed.answered()
    assert (said["text"], said["show_alert"]) == ("Order 0123456789: paid ✅.", "true")
    assert (other.text or "").endswith("39.5 USDT is missing, accepted by the merchant.")
    assert other.buttons == []
    assert await desk.found(SHORT.number) == settled


async def test_a_merchant_decides_about_an_own_payment_too(desk: Desk, olga: Person) -> None:
    message = await ask(desk, await desk.keep(replace(SHORT, payer_id=olga.id)), olga)
    await press(desk, olga, message, ACCEPT)
    assert (await desk.found(SHORT.number)).state is State.PAID


async def test_an_order_that_is_not_short_cannot_be_accepted(desk: Desk, olga: Person) -> None:
    message = await ask(desk, SHORT, olga)
    await desk.keep(OPEN)
    pressed = await press(desk, olga, message, ACCEPT)
    assert (await pressed.answered())["show_alert"] == "true"
    assert (await desk.found(OPEN.number)).state is State.OPEN


async def test_an_update_about_something_else_is_no_trouble() -> None:
    settling = Settling(None, None, TERMS)  # type: ignore[arg-type]
    for handle in (settling.accept, settling.leave):
        await handle(Update(1), None)  # type: ignore[arg-type]
