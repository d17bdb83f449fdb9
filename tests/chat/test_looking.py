from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Update

from bot.chat.looking import Looking
from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from bot.sandbox.telegram import Group, Person, Press
from storage.orders import OrderTable
from storage.sqlite import Database
from tests.chat.desk import Desk
from tests.chat.making import EXPIRED, NEW, NOW, OPEN, PAID, SHORT, named


async def kept(orders: OrderTable, order: Order = OPEN) -> Order:
    before = await orders.add(replace(order, state=State.NEW))
    await moved(orders, before, replace(order, revision=before.revision))
    return order


async def moved(orders: OrderTable, before: Order, after: Order) -> None:
    assert await orders.move(before, after, Step(NOW, "test"), ())


async def test_a_group_sees_only_what_was_asked_in_it(
    desk: Desk, alice: Person, group: Group
) -> None:
    await kept(desk.orders, named("A"))
    await kept(desk.orders, replace(named("B"), place=Place(group.id, None, 1)))
    alice.write("/status@till_bot AAAAAAAAAA", chat=group)
    alice.write("/status@till_bot BBBBBBBBBB", chat=group)
    await desk.hear()
    private, own = (message.text or "" for message in desk.said(group.id))
    assert "There is no order «AAAAAAAAAA» of yours here." in private
    assert "Now: waiting for the payment" in own


@pytest.mark.parametrize("spelling", ["0123456789", "#0123456789", "o1234-56789", "OI23456789"])
async def test_one_order_is_shown_however_its_number_is_typed(
    desk: Desk, alice: Person, spelling: str
) -> None:
    await kept(desk.orders, PAID)
    alice.write(f"/status {spelling}")
    await desk.hear()
    assert "Now: paid ✅" in desk.last()


async def test_somebody_elses_order_is_answered_like_none(
    desk: Desk, alice: Person, bob: Person
) -> None:
    await kept(desk.orders)
    bob.write(f"/status {OPEN.number}")
    bob.write("/status ZZZZZZZZZZ")
    await desk.hear()
    foreign, none = (message.text or "" for message in desk.said(102))
    assert foreign == none.replace("ZZZZZZZZZZ", OPEN.number)
    assert alice.started


@pytest.mark.parametrize("word", ["<b>x</b>", "7" * 4000, "\u202e1", "0123456789 0123456789"])
async def test_a_word_that_is_no_number_is_answered_safely(
    desk: Desk, alice: Person, word: str
) -> None:
    alice.write(f"/status {word}")
    await desk.hear()
    assert desk.last().startswith("There is no order «")


async def checked(desk: Desk, person: Person, order: Order = OPEN) -> str:
    press = await pressed(desk, person, f"check:{order.number}")
    answer = await press.answered()
    assert answer["show_alert"] == "true"
    return str(answer["text"])


async def pressed(desk: Desk, person: Person, data: str) -> Press:
    card = desk.telegram.world.add_message(
        person.private_chat, desk.telegram.world.bot, caption="card"
    )
    press = person.press(card, data, forged=True)
    await desk.hear()
    return press


async def test_check_now_asks_the_gateway(desk: Desk, alice: Person) -> None:
    await kept(desk.orders)
    assert (await checked(desk, alice)).startswith("Nothing has arrived yet")
    assert desk.gateway.asked == 1


@pytest.mark.parametrize("state", [State.CONFIRMING, State.SHORT, State.PAID])
async def test_check_now_says_what_has_just_come(desk: Desk, alice: Person, state: State) -> None:
    await kept(desk.orders)

    async def come() -> None:
        order = await desk.orders.find(OPEN.number)
        assert order is not None
        await moved(desk.orders, order, replace(order, state=state))

    desk.gateway.before = come
    words = {
        State.CONFIRMING: "the payment was seen and is being confirmed",
        State.SHORT: "less than asked has arrived",
        State.PAID: "paid ✅",
    }
    assert await checked(desk, alice) == f"Order {OPEN.number}: {words[state]}."


async def test_after_the_payment_nobody_need_be_asked(desk: Desk, alice: Person) -> None:
    await kept(desk.orders, PAID)
    assert await checked(desk, alice) == "Order 0123456789: paid ✅."
    assert desk.gateway.asked == 0


async def test_a_payment_that_is_being_confirmed_is_still_looked_at(
    desk: Desk, alice: Person
) -> None:
    await kept(desk.orders, replace(OPEN, state=State.CONFIRMING))
    assert "being confirmed" in await checked(desk, alice)
    assert desk.gateway.asked == 1


async def test_a_stranger_learns_nothing(desk: Desk, alice: Person, bob: Person) -> None:
    await kept(desk.orders)
    stranger = await checked(desk, bob)
    assert stranger == await checked(desk, bob, named("Z")) == "There is no such order of yours."
    assert desk.gateway.asked == 0
    assert alice.started


@pytest.mark.parametrize("data", ["check:", "check:x", "check:0123456789:1", "check:" + "Z" * 50])
async def test_forged_data_is_no_order(desk: Desk, alice: Person, data: str) -> None:
    await kept(desk.orders)
    press = await pressed(desk, alice, data)
    assert (await press.answered())["text"] == "There is no such order of yours."


async def test_a_gateway_that_does_not_answer_is_said_so(desk: Desk, alice: Person) -> None:
    await kept(desk.orders)
    desk.gateway.answers = False
    assert (await checked(desk, alice)).startswith("The payment gateway does not answer")


async def test_a_new_order_need_not_be_asked_about(desk: Desk, alice: Person) -> None:
    await desk.orders.add(NEW)
    assert await checked(desk, alice, NEW) == "Order 0123456789: being prepared."


async def test_an_update_about_something_else_is_no_trouble() -> None:
    handlers = Looking(None, None, None, None)  # type: ignore[arg-type]
    for handle in (handlers.status, handlers.check, handlers.claim):
        await handle(Update(1), None)  # type: ignore[arg-type]


async def test_the_history_is_shown_with_what_was_said(desk: Desk, alice: Person) -> None:
    before = await desk.keep(OPEN)
    step = Step(NOW + timedelta(minutes=5), "paid", '{"status": "completed"}')
    await desk.orders.move(before, replace(before, state=State.PAID), step, ())
    alice.write(f"/status {OPEN.number}")
    await desk.hear()
    history = desk.last().partition("History (UTC)\n")[2]
    assert history.splitlines() == [
        "01-02 03:04:05 asked",
        "01-02 03:04:05 test: new → open",
        "01-02 03:09:05 the payment arrived: open → paid",
        '{"status": "completed"}',
    ]


async def test_merchants_see_every_order_and_who_did_what(
    desk: Desk, alice: Person, olga: Person
) -> None:
    await desk.keep(OPEN)
    await desk.answer(alice, f"cancel:{OPEN.number}")
    olga.write(f"/status {OPEN.number}")
    await desk.hear()
    assert "cancelled by the payer: open → cancelled, by 101" in desk.last(olga.id)


async def test_a_group_admin_sees_the_groups_orders_in_the_group_alone(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    await desk.keep(replace(OPEN, payer_id=bob.id, place=Place(group.id, None, 1)))
    alice.write(f"/status@till_bot {OPEN.number}", chat=group)
    alice.write(f"/status {OPEN.number}")
    await desk.hear()
    assert "Now: waiting for the payment" in desk.last(group.id)
    assert "There is no order" in desk.last(alice.id)


async def test_who_says_to_have_paid_is_looked_for_at_once_and_on(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(EXPIRED)
    assert (await desk.answer(alice, f"claim:{OPEN.number}")).startswith("Nothing has arrived yet")
    assert desk.gateway.asked == 1
    assert (await desk.found(OPEN.number)).claimed_at == desk.clock.now()
    desk.gateway.answers = False
    assert "does not answer" in await desk.answer(alice, f"claim:{OPEN.number}")


async def test_what_is_found_then_is_told_instead(desk: Desk, alice: Person) -> None:
    await desk.keep(EXPIRED)

    async def come() -> None:
        order = await desk.found(OPEN.number)
        await moved(desk.orders, order, replace(order, state=State.PAID))

    desk.gateway.before = come
    said = await desk.answer(alice, f"claim:{OPEN.number}")
    assert said == f"Order {OPEN.number}: paid ✅."


async def test_only_who_may_see_an_order_can_have_it_looked_for(
    desk: Desk, alice: Person, bob: Person
) -> None:
    await desk.keep(EXPIRED)
    said = await desk.answer(bob, f"claim:{OPEN.number}")
    assert said == "There is no such order of yours."
    assert desk.gateway.asked == 0
    assert alice.started


async def test_a_merchant_can_still_decide_about_what_was_left_open(
    desk: Desk, alice: Person, olga: Person
) -> None:
    await desk.keep(SHORT)
    olga.write(f"/status {SHORT.number}")
    await desk.hear()
    shown = desk.said(olga.id)[-1]
    assert [button["text"] for button in shown.buttons] == ["✅ Accept as paid", "⏳ Leave open"]
    olga.press(shown, "⏳ Leave open")
    await desk.hear()
    assert [button["text"] for button in shown.buttons] == ["✅ Accept as paid"]
    olga.press(shown, "✅ Accept as paid")
    await desk.hear()
    assert (await desk.found(SHORT.number)).state is State.PAID
    assert shown.buttons == []
    assert alice.started


async def test_to_somebody_elses_order_only_what_one_may_do_is_offered(
    desk: Desk, alice: Person, olga: Person
) -> None:
    await desk.keep(OPEN)
    olga.write(f"/status {OPEN.number}")
    await desk.hear()
    offered = [button["text"] for button in desk.said(olga.id)[-1].buttons]
    assert offered == ["🔄 Check now", "✖️ Cancel"]
    await desk.answer(olga, f"cancel:{OPEN.number}")
    olga.write(f"/status {OPEN.number}")
    await desk.hear()
    assert desk.said(olga.id)[-1].buttons == []
    assert alice.started


async def test_a_status_that_has_grown_old_is_written_anew_when_it_is_pressed(
    desk: Desk, alice: Person
) -> None:
    before = await desk.keep(OPEN)
    alice.write(f"/status {OPEN.number}")
    await desk.hear()
    shown = desk.said()[-1]
    assert (OPEN.address or "?") in (shown.text or "")
    await moved(desk.orders, before, replace(before, state=State.CANCELLED))
    alice.press(shown, "🔄 Check now")
    await desk.hear()
    assert (OPEN.address or "?") not in (shown.text or "")
    assert [button["text"] for button in shown.buttons] == ["🆕 New order", "💸 I have paid"]


async def test_a_card_that_is_a_text_is_not_taken_for_an_answer(
    desk: Desk, alice: Person, database: Database
) -> None:
    world = desk.telegram.world
    card = world.add_message(alice.private_chat, world.bot, text="Pay 100 USDT")
    await desk.keep(OPEN)
    async with database.transaction() as tx:
        await tx.change("UPDATE orders SET card_message_id = ?", card.message_id)
    alice.press(card, f"check:{OPEN.number}", forged=True)
    await desk.hear()
    assert card.text == "Pay 100 USDT"
