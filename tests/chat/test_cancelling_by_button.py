from dataclasses import replace

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, Update, User

from bot.chat.cancelling import Cancelling
from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from bot.sandbox.telegram import Group, Person, SentMessage
from tests.chat.desk import Desk
from tests.chat.making import CANCELLED, CONFIRMING, NEW, NOW, OPEN, PAID

NONE = "There is no such order of yours."
NOTHING = "You have no open orders here that could be cancelled."
CANCEL = f"cancel:{OPEN.number}"
# Bob's order, asked in the group that Alice looks after.
IN_GROUP = replace(OPEN, payer_id=102, place=Place(-100600, None, 1))


def named(letter: str, order: Order = OPEN) -> Order:
    return replace(order, number=letter * 10, origin=letter)


def data_of(message: SentMessage) -> list[str]:
    return [str(each["callback_data"]) for each in message.buttons]


async def state(desk: Desk, number: str = OPEN.number) -> State:
    return (await desk.found(number)).state


async def test_cancel_alone_asks_which_and_a_press_answers(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    await desk.keep(named("B"))
    alice.write("/cancel")
    await desk.hear()
    [question] = desk.said()
    assert (question.text or "").startswith(
        "Which order do you want to cancel?\n\n0123456789 · 100"
    )
    assert data_of(question) == [CANCEL, "cancel:BBBBBBBBBB"]
    press = alice.press(question, "✖️ 100 USDT · BBBBBBBBBB")
    await desk.hear()
    said = await press.answered()
    assert said["text"] == question.text
    assert said.get("show_alert") != "true"
    assert said["text"].startswith("Order BBBBBBBBBB for 100 USDT is cancelled.")
    assert question.buttons == []
    assert await state(desk, "BBBBBBBBBB") is State.CANCELLED
    assert await state(desk) is State.OPEN


async def test_only_what_can_be_cancelled_is_asked_about(desk: Desk, alice: Person) -> None:
    for letter, order in zip("ABCD", (CONFIRMING, PAID, CANCELLED, OPEN), strict=True):
        await desk.keep(named(letter, order))
    await desk.orders.add(named("E", NEW))
    alice.write("/cancel")
    await desk.hear()
    assert sorted(data_of(desk.said()[-1])) == ["cancel:DDDDDDDDDD", "cancel:EEEEEEEEEE"]


async def test_in_a_group_only_its_orders_are_asked_about_and_in_private_all(
    desk: Desk, bob: Person, group: Group
) -> None:
    await desk.keep(IN_GROUP)
    await desk.keep(replace(named("B"), payer_id=bob.id))
    bob.write("/cancel@till_bot", chat=group)
    bob.write("/cancel")
    await desk.hear()
    assert data_of(desk.said(group.id)[-1]) == [CANCEL]
    assert "BBBBBBBBBB" not in desk.last(group.id)
    assert sorted(data_of(desk.said(bob.id)[-1])) == [CANCEL, "cancel:BBBBBBBBBB"]


async def test_nobody_is_asked_about_the_orders_of_others(
    desk: Desk, alice: Person, olga: Person, group: Group
) -> None:
    await desk.keep(IN_GROUP)
    alice.write("/cancel@till_bot", chat=group)
    olga.write("/cancel")
    await desk.hear()
    assert [desk.last(group.id), desk.last(olga.id)] == [NOTHING, NOTHING]


async def test_an_admin_without_a_name_is_asked_and_any_admin_may_press(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    await desk.keep(replace(IN_GROUP, payer_id=group.id))
    alice.write("/cancel@till_bot", chat=group, anonymous=True)
    await desk.hear()
    question = desk.said(group.id)[-1]
    press = bob.press(question, CANCEL)
    await desk.hear()
    assert (await press.answered())["text"] == NONE
    assert data_of(question) == [CANCEL]
    alice.press(question, CANCEL)
    await desk.hear()
    assert (question.text or "").startswith("Order 0123456789 for 100 USDT is cancelled.")


async def test_no_more_than_ten_are_asked_about(desk: Desk, alice: Person) -> None:
    for letter in "ABCDEFGHJKM":
        await desk.keep(named(letter))
    alice.write("/cancel")
    await desk.hear()
    assert len(desk.said()[-1].buttons) == 10


async def test_who_has_nothing_open_is_told_so(desk: Desk, alice: Person, group: Group) -> None:
    await desk.keep(PAID)
    alice.write("/cancel")
    alice.write("/cancel@till_bot", chat=group)
    await desk.hear()
    assert [desk.last(), desk.last(group.id)] == [NOTHING, NOTHING]
    assert desk.said()[-1].buttons == []


async def test_a_question_that_was_answered_elsewhere_is_rewritten(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    alice.write("/cancel")
    await desk.hear()
    question = desk.said()[-1]
    await desk.press(alice, CANCEL)
    press = alice.press(question, CANCEL)
    await desk.hear()
    assert question.text == "Order 0123456789 is cancelled."
    assert (await press.answered())["show_alert"] == "true"


async def test_the_button_on_a_card_cancels_and_leaves_the_card_to_its_notice(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    press = await desk.press(alice, CANCEL)
    said = await press.answered()
    assert said["text"].startswith("Order 0123456789 for 100 USDT is cancelled.")
    assert said.get("show_alert") != "true"
    assert press.message.edited == 0
    assert await state(desk) is State.CANCELLED


@pytest.mark.parametrize("order", [CONFIRMING, PAID, CANCELLED], ids=lambda each: each.state)
async def test_a_button_that_cancels_nothing_says_so_loudly(
    desk: Desk, alice: Person, order: Order
) -> None:
    await desk.keep(order)
    press = await desk.press(alice, CANCEL)
    said = await press.answered()
    assert "0123456789" in said["text"]
    assert said["show_alert"] == "true"
    assert await state(desk) is order.state


async def test_money_found_at_the_last_moment_wins(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)

    async def come() -> None:
        order = await desk.found(OPEN.number)
        after = replace(order, state=State.PAID)
        assert await desk.orders.move(order, after, Step(NOW, "test"), ())

    desk.gateway.before = come
    said = await desk.answer(alice, CANCEL)
    assert said == "Order 0123456789 is paid, so there is nothing to cancel."
    assert await state(desk) is State.PAID


async def test_in_its_group_an_admin_and_a_merchant_may_press_and_a_member_may_not(
    desk: Desk, alice: Person, olga: Person, group: Group
) -> None:
    dora = desk.telegram.person(103, "Dora")
    group.add(dora, olga)
    await desk.keep(IN_GROUP)
    await desk.keep(named("B", IN_GROUP))
    press = await desk.press(dora, CANCEL, group.id)
    said = await press.answered()
    assert (said["text"], said["show_alert"]) == (NONE, "true")
    assert "is cancelled" in await desk.answer(alice, CANCEL, group.id)
    assert "is cancelled" in await desk.answer(olga, "cancel:BBBBBBBBBB", group.id)


@pytest.mark.parametrize(
    "data", ["cancel:", "cancel:x", "cancel:ZZZZZZZZZZ", f"{CANCEL}:1", "cancel:" + "0" * 50]
)
async def test_forged_data_is_no_order(desk: Desk, alice: Person, data: str) -> None:
    await desk.keep(OPEN)
    assert await desk.answer(alice, data) == NONE
    assert await state(desk) is State.OPEN


@pytest.mark.filterwarnings("ignore:.*InaccessibleMessage")
async def test_a_button_too_old_to_be_shown_to_bots_still_cancels(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    old = InaccessibleMessage(Chat(alice.id, Chat.PRIVATE), 9)
    user = User(alice.id, "Alice", is_bot=False)
    query = CallbackQuery("1", user, "1", message=old, data=CANCEL)
    query.set_bot(desk.bot)
    await desk.handle(Update(1, callback_query=query))
    assert await state(desk) is State.CANCELLED
    assert desk.telegram.calls[-1].method == "answerCallbackQuery"


async def test_an_update_about_something_else_is_no_trouble() -> None:
    cancelling = Cancelling(None, None, None, None)  # type: ignore[arg-type]
    for handle in (cancelling.command, cancelling.press):
        await handle(Update(1), None)  # type: ignore[arg-type]


async def test_a_card_that_is_a_text_is_left_to_the_courier(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    world = desk.telegram.world
    card = world.add_message(alice.private_chat, world.bot, text="Pay 100 USDT")
    press = alice.press(card, CANCEL, forged=True)
    await desk.hear()
    assert "is cancelled" in (await press.answered())["text"]
    assert (card.text, card.edited) == ("Pay 100 USDT", 0)
