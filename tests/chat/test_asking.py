from typing import Any

import pytest
from telegram import CallbackQuery, InaccessibleMessage, Message, Update, User

from bot.chat.asking import Asking
from bot.chat.texts.asking import HOW_MUCH
from bot.chat.texts.words import NOTHING_OFFERED
from bot.payments.groups import GroupSettings
from bot.payments.money import Asset
from bot.payments.order import NOTHING_ASKED, Order, Place, State
from bot.sandbox.telegram import Group, Person, SentMessage
from tests.chat.desk import Desk
from tests.chat.making import TERMS
from tests.listing import closed


async def orders(desk: Desk, payer_id: int = 101) -> list[Order]:
    return await desk.orders.of_payer(payer_id, None, 9)


def faces(message: SentMessage) -> list[str]:
    return [button["text"] for button in message.buttons]


async def test_pay_makes_an_order_and_shows_that_something_comes(
    desk: Desk, alice: Person
) -> None:
    question = alice.write("/pay 12.5 usdt tron")
    await desk.hear()
    (order,) = await orders(desk)
    assert (order.state, str(order.amount), order.network.key) == (State.NEW, "12.5 USDT", "tron")
    assert order.place == Place(101, None, question.message_id)
    assert desk.opened == 1
    assert desk.telegram.actions == [(101, None, "upload_photo")]
    assert desk.said() == []


async def test_the_same_message_twice_is_one_order(desk: Desk, alice: Person) -> None:
    alice.write("/pay 5")
    await desk.hear()
    desk._offset = 0
    for update in await desk.bot.get_updates(offset=0):
        await desk.handle(update)
        await desk.handle(update)
    assert len(await orders(desk)) == 1


async def test_in_a_group_the_order_knows_its_place(
    desk: Desk, alice: Person, group: Group
) -> None:
    question = alice.write("/pay@till_bot 5", chat=group)
    await desk.hear()
    (order,) = await orders(desk)
    assert order.place == Place(group.id, None, question.message_id)


async def test_in_a_topic_question_order_and_waiting_sign_stay_in_it(
    desk: Desk, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    alice.write("/pay@till_bot", chat=forum, topic=topic)
    alice.write("/pay@till_bot 5", chat=forum, topic=topic)
    await desk.hear()
    (order,) = await orders(desk)
    assert order.place.thread_id == topic
    assert desk.said(forum.id)[0].thread_id == topic
    assert desk.telegram.actions == [(forum.id, topic, "upload_photo")]


async def test_in_a_group_talk_is_none_of_the_bots_business(
    desk: Desk, alice: Person, group: Group
) -> None:
    group.promote_bot()
    alice.write("100 USDT", chat=group)
    alice.write("what do you think?", chat=group)
    await desk.hear()
    assert desk.said(group.id) == []
    assert await orders(desk) == []


async def test_pay_alone_asks_for_an_amount_with_buttons(desk: Desk, alice: Person) -> None:
    alice.write("/pay")
    await desk.hear()
    assert desk.last().startswith(HOW_MUCH)
    assert faces(desk.said()[0]) == [f"{n} USDT · Ethereum" for n in (10, 25, 50)]
    assert await orders(desk) == []


async def test_a_button_is_one_order_however_often_it_is_pressed(
    desk: Desk, alice: Person
) -> None:
    asked = alice.write("/pay")
    await desk.hear()
    question = desk.said()[0]
    data = question.buttons[1]["callback_data"]
    first = alice.press(question, data)
    second = alice.press(question, data)
    await desk.hear()
    alice.press(question, data, forged=True)
    await desk.hear()
    (order,) = await orders(desk)
    assert order.amount.plain == "25"
    assert order.place == Place(101, None, question.message_id)
    assert asked.message_id != question.message_id
    assert question.text == f"{HOW_MUCH}\n25 USDT on Ethereum · ERC20"
    assert question.buttons == []
    assert "text" not in (await first.answered())
    await second.answered()


async def test_each_button_of_a_question_is_an_order_of_its_own(desk: Desk, alice: Person) -> None:
    alice.write("/pay")
    await desk.hear()
    for face in ("10 USDT · Ethereum", "25 USDT · Ethereum"):
        alice.press(desk.said()[0], face)
    await desk.hear()
    assert sorted(each.amount.plain for each in await orders(desk)) == ["10", "25"]


async def test_in_a_group_a_button_answers_who_asked(
    desk: Desk, alice: Person, bob: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    asked = alice.write("/pay@till_bot", chat=forum, topic=topic)
    await desk.hear()
    question = desk.said(forum.id)[0]
    stranger = bob.press(question, "10 USDT · Ethereum")
    await desk.hear()
    answer = await stranger.answered()
    assert answer["text"].startswith("This button is for somebody else.")
    assert answer["show_alert"] == "true"
    assert await orders(desk) == await orders(desk, 102) == []
    assert question.buttons
    alice.press(question, "10 USDT · Ethereum")
    await desk.hear()
    (order,) = await orders(desk)
    assert order.place == Place(forum.id, topic, asked.message_id)


@pytest.mark.parametrize(
    "data", ["pay:", "pay:101:0:USDT@tron", "pay:101:5:DOGE@tron", "pay:x:5:USDT@tron"]
)
async def test_forged_and_old_buttons_are_refused(desk: Desk, alice: Person, data: str) -> None:
    alice.write("/pay")
    await desk.hear()
    press = alice.press(desk.said()[0], data, forged=True)
    await desk.hear()
    assert (await press.answered())["text"].startswith("This button no longer works.")
    assert await orders(desk) == []


@pytest.mark.filterwarnings("ignore:.*InaccessibleMessage")
@pytest.mark.parametrize("face", [Message, InaccessibleMessage])
async def test_a_button_too_old_to_be_shown_to_bots_still_makes_an_order(
    desk: Desk, alice: Person, face: type[Message | InaccessibleMessage]
) -> None:
    message = {"message_id": 9, "date": 0, "chat": {"id": 101, "type": "private"}}
    shown = face.de_json(message, desk.bot)
    user = User(alice.id, "Alice", is_bot=False)
    query = CallbackQuery("1", user, "1", message=shown, data="pay:101:10:USDT@tron")
    query.set_bot(desk.bot)
    await desk.handle(Update(1, callback_query=query))
    (order,) = await orders(desk)
    assert order.place == Place(alice.chat_id, None, 9)


async def test_a_button_without_a_message_is_refused(desk: Desk, alice: Person) -> None:
    user = User(alice.id, "Alice", is_bot=False)
    query = CallbackQuery("1", user, "1", data="pay:101:10:USDT@tron")
    query.set_bot(desk.bot)
    await desk.handle(Update(1, callback_query=query))
    assert await orders(desk) == []
    assert desk.telegram.calls[-1].text("text").startswith("This button no longer works.")


@pytest.mark.parametrize("text", ["25", "25 USDT", "usdt 25", "25usdt\nethereum"])
async def test_in_private_plain_words_do(desk: Desk, alice: Person, text: str) -> None:
    alice.write(text)
    await desk.hear()
    assert [order.amount.plain for order in await orders(desk)] == ["25"]


async def test_words_without_a_number_get_an_example(desk: Desk, alice: Person) -> None:
    alice.write("hello")
    await desk.hear()
    assert desk.last().startswith("I did not understand that. /pay 10 USDT ethereum")


async def test_in_a_group_an_answer_to_the_question_makes_an_order(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    alice.write("/pay@till_bot", chat=group)
    await desk.hear()
    question = desk.said(group.id)[0]
    bob.write("7 usdt tron", chat=group, reply_to=question)
    await desk.hear()
    assert [str(each.amount) for each in await orders(desk, 102)] == ["7 USDT"]


async def test_in_a_group_an_answer_to_a_refusal_makes_an_order(
    desk: Desk, alice: Person, group: Group
) -> None:
    alice.write("/pay@till_bot 1,000", chat=group)
    await desk.hear()
    alice.write("1000", chat=group, reply_to=desk.said(group.id)[0])
    await desk.hear()
    assert [str(each.amount) for each in await orders(desk)] == ["1000 USDT"]


async def test_in_a_group_other_answers_are_left_alone(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    group.promote_bot()
    talk = bob.write("How much do you want to pay?", chat=group)
    alice.write("7", chat=group, reply_to=talk)
    alice.write("/help@till_bot", chat=group)
    await desk.hear()
    alice.write("7", chat=group, reply_to=desk.said(group.id)[0])
    await desk.hear()
    assert len(desk.said(group.id)) == 1
    assert await orders(desk) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/pay usdt", "The amount is missing."),
        ("/pay 0", "more than zero"),
        ("/pay -5", "«-5» is negative"),
        ("/pay 1.1234567", "too many decimals"),
        ("/pay 1e3", "exponent"),
        ("/pay 1,000", "«1,000» is ambiguous"),
        ("/pay \u0661\u0660", "digits other than 0 to 9"),
        ("/pay 1x0", "«1x0» is not an amount"),
        ("/pay 1 000", "two numbers"),
        ("/pay 0.5", "too little"),
        ("/pay 100001", "too much"),
        ("/pay 5 <b>doge", "«<b>doge» is not a token"),
        ("/pay 5 usdt solana", "«solana» is not a network"),
        ("/pay 5 usdt tron tron", "one word too many"),
        ("/pay 5 " + "&" * 4000, "«" + "&" * 40 + "…» is not a token"),
        ("/pay 5 \u202e\u200bאבג", "«��אבג» is not a token"),
        ("/pay 5 🤑", "«🤑» is not a token"),
    ],
)
async def test_a_refusal_has_a_sentence_an_example_and_buttons(
    desk: Desk, alice: Person, text: str, words: str
) -> None:
    alice.write(text)
    await desk.hear()
    assert words in desk.last()
    assert "For example: /pay 10 USDT ethereum" in desk.last()
    assert desk.said()[0].buttons
    assert await orders(desk) == []


async def test_a_refusals_button_makes_what_it_says(desk: Desk, alice: Person) -> None:
    alice.write("/pay 1,000")
    await desk.hear()
    assert faces(desk.said()[0]) == ["1000 USDT · Ethereum", "1 USDT · Ethereum"]
    alice.press(desk.said()[0], "1 USDT · Ethereum")
    await desk.hear()
    assert [each.amount.plain for each in await orders(desk)] == ["1"]


async def test_too_many_open_orders_are_named_and_no_more_is_made(
    desk: Desk, alice: Person, group: Group
) -> None:
    for amount in (5, 6, 7, 8):
        alice.write(f"/pay {amount}")
    alice.write("/pay@till_bot 9", chat=group)
    await desk.hear()
    made = await orders(desk)
    assert len(made) == 3
    assert desk.last().startswith("You have 3 open orders")
    assert all(order.number in desk.last() for order in made)
    assert not any(order.number in desk.last(group.id) for order in made)


async def test_a_button_pressed_with_too_many_open_orders_says_so(
    desk: Desk, alice: Person
) -> None:
    alice.write("/pay")
    for amount in (5, 6, 7):
        alice.write(f"/pay {amount}")
    await desk.hear()
    press = alice.press(desk.said()[0], "10 USDT · Ethereum")
    await desk.hear()
    await press.answered()
    assert (desk.said()[0].text or "").startswith("You have 3 open orders")
    assert len(await orders(desk)) == 3


async def test_the_waiting_sign_is_only_an_ornament(desk: Desk, alice: Person) -> None:
    alice.write("/pay 5")
    alice.blocked = True
    await desk.hear()
    assert len(await orders(desk)) == 1


async def test_an_update_about_something_else_is_no_trouble() -> None:
    handlers = Asking(None, TERMS, None, None)  # type: ignore[arg-type]
    for handle in (handlers.pay, handlers.words, handlers.press):
        await handle(Update(1), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["/pay", "/pay 5", "/pay 5 usdt tron", "5"])
async def test_while_nothing_is_offered_everybody_is_told_so_without_buttons(
    desk: Desk, alice: Person, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(TERMS.lists, "now", closed("tron", "ethereum").now)
    alice.write(text)
    await desk.hear()
    assert NOTHING_OFFERED in desk.last()
    assert desk.said()[-1].buttons == []
    assert await orders(desk) == []


@pytest.mark.parametrize("text", ["/start", "/help", "/status", "hello", "/nonsense", "/notices"])
async def test_nothing_else_breaks_while_nothing_is_offered(
    desk: Desk, alice: Person, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(TERMS.lists, "now", closed("tron", "ethereum").now)
    alice.write(text)
    await desk.hear()
    assert desk.last()


async def test_what_has_closed_since_the_start_is_not_offered_any_more(
    desk: Desk, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TERMS.lists, "now", closed("ethereum").now)
    alice.write("/pay")
    await desk.hear()
    assert {str(each["text"]).split(" · ")[1] for each in desk.said()[-1].buttons} == {"TRON"}
    assert "/pay 10 USDT tron" in desk.last()


async def set_here(desk: Desk, group: Group, **settings: Any) -> None:  # noqa: ANN401 - its fields
    await desk.groups.keep(group.id, GroupSettings(**settings))


async def test_a_plain_amount_means_what_the_group_has_set(
    desk: Desk, alice: Person, bob: Person, group: Group, forum: Group
) -> None:
    await set_here(desk, group, asset=Asset.of("USDT@tron"))
    alice.write("/pay@till_bot 5", chat=group)
    bob.write("/pay@till_bot 5", chat=forum)
    await desk.hear()
    assert [each.network.key for each in await orders(desk)] == ["tron"]
    assert [each.network.key for each in await orders(desk, 102)] == ["ethereum"]


async def test_the_group_decides_only_about_what_was_not_named(
    desk: Desk, alice: Person, group: Group
) -> None:
    await set_here(desk, group, asset=Asset.of("USDT@tron"))
    alice.write("/pay@till_bot 5 usdt erc20", chat=group)
    alice.write("/pay@till_bot", chat=group)
    await desk.hear()
    assert [each.network.key for each in await orders(desk)] == ["ethereum"]
    assert faces(desk.said(group.id)[-1])[0] == "10 USDT · TRON"


async def test_where_pay_is_for_admins_members_hear_how_to_pay_instead(
    desk: Desk, alice: Person, bob: Person, olga: Person, group: Group
) -> None:
    group.add(olga)
    await set_here(desk, group, admins_only=True)
    for words in ("/pay@till_bot 5", "/pay@till_bot"):
        bob.write(words, chat=group)
        await desk.hear()
        assert desk.last(group.id) == (
            "In this group /pay is for admins only; you can pay in our private chat instead:"
            " @till_bot."
        )
    bob.write("/pay 5")
    alice.write("/pay@till_bot 6", chat=group)
    olga.write("/pay@till_bot 7", chat=group)
    alice.write("/pay@till_bot 8", chat=group, anonymous=True)
    await desk.hear()
    assert [str((await orders(desk, who))[0].amount) for who in (102, 101, 900, group.id)] == [
        "5 USDT",
        "6 USDT",
        "7 USDT",
        "8 USDT",
    ]


async def test_a_question_from_before_is_not_answered_by_a_member_any_more(
    desk: Desk, bob: Person, group: Group
) -> None:
    bob.write("/pay@till_bot", chat=group)
    await desk.hear()
    question = desk.said(group.id)[-1]
    await set_here(desk, group, admins_only=True)
    bob.write("5", chat=group, reply_to=question)
    press = bob.press(question, "10 USDT · Ethereum")
    await desk.hear()
    assert "for admins only" in str((await press.answered())["text"])
    assert "for admins only" in desk.last(group.id)
    assert await orders(desk, 102) == []


async def test_details_in_private_leave_the_group_a_line_and_a_link(
    desk: Desk, alice: Person, group: Group
) -> None:
    await set_here(desk, group, in_private=True)
    question = alice.write("/pay@till_bot 5", chat=group)
    await desk.hear()
    (order,) = await orders(desk)
    assert order.place == Place(101, None, NOTHING_ASKED, group.id)
    assert order.origin == f"{group.id}:{question.message_id}"
    line = desk.said(group.id)[-1]
    assert line.text == f"Order {order.number} for 5 USDT: how to pay is in private."
    assert [each["url"] for each in line.buttons] == [
        f"https://t.me/till_bot?start=order_{order.number}"
    ]


async def test_a_pressed_amount_becomes_the_line_too(
    desk: Desk, alice: Person, group: Group
) -> None:
    await set_here(desk, group, in_private=True)
    alice.write("/pay@till_bot", chat=group)
    await desk.hear()
    alice.press(desk.said(group.id)[-1], "10 USDT · Ethereum")
    await desk.hear()
    (order,) = await orders(desk)
    assert order.place.chat_id == 101
    assert desk.last(group.id).startswith(f"Order {order.number} for 10 USDT")
    assert len(desk.said(group.id)[-1].buttons) == 1


async def test_who_pays_as_the_group_has_no_private_chat(
    desk: Desk, alice: Person, group: Group
) -> None:
    await set_here(desk, group, in_private=True)
    alice.write("/pay@till_bot 5", chat=group, anonymous=True)
    await desk.hear()
    (order,) = await orders(desk, group.id)
    assert order.place.chat_id == group.id


async def test_a_group_is_not_told_of_orders_whose_details_are_private(
    desk: Desk, alice: Person, group: Group
) -> None:
    await set_here(desk, group, in_private=True)
    for amount in range(3):
        desk.clock.forward(seconds=20)
        alice.write(f"/pay@till_bot {amount + 5}", chat=group)
        await desk.hear()
    alice.write("/pay@till_bot 9", chat=group)
    await desk.hear()
    assert desk.last(group.id).startswith("You have 3 open orders")
    assert not any(each.number in desk.last(group.id) for each in await orders(desk))
