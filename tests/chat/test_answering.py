import pytest
from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    User,
)
from telegram.error import BadRequest

from bot.chat.answering import answer, answer_photo, answer_press, replace_buttons, replace_text
from bot.chat.languages.catalogue import gettext
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.qr import draw_qr
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.sandbox.telegram import Group, Person, SentMessage, TelegramServer
from tests.chat.desk import BOT_ID
from tests.clocks import SetClock


async def asked(bot: Bot) -> Message:
    message = (await bot.get_updates())[-1].message
    assert message is not None
    return message


ONE = InlineKeyboardMarkup.from_button(InlineKeyboardButton("One", callback_data="one"))


async def pressed(bot: Bot, person: Person, message: SentMessage) -> CallbackQuery:
    person.press(message, "pay", forged=True)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    return query


async def test_in_private_nothing_is_quoted(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    alice.write("hi")
    await answer(await asked(bot), "<b>Hi</b>")
    said = telegram.messages(101)[-1]
    assert (said.text, said.reply_to) == ("Hi", None)
    assert [entity["type"] for entity in said.entities] == ["bold"]


async def test_in_a_group_the_question_is_quoted(
    telegram: TelegramServer, bot: Bot, alice: Person, group: Group
) -> None:
    question = alice.write("/help@till_bot", chat=group)
    await answer(await asked(bot), "Hi")
    assert telegram.messages(group.id)[-1].reply_to == question.message_id


async def test_a_deleted_question_is_answered_all_the_same(
    telegram: TelegramServer, bot: Bot, alice: Person, group: Group
) -> None:
    question = alice.write("/help@till_bot", chat=group)
    question.deleted = True
    await answer(await asked(bot), "Hi")
    assert telegram.messages(group.id)[-1].sender_id == BOT_ID


async def test_the_answer_comes_in_the_topic(
    telegram: TelegramServer, bot: Bot, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    alice.write("/help@till_bot", chat=forum, topic=topic)
    await answer(await asked(bot), "Hi")
    assert telegram.messages(forum.id)[-1].thread_id == topic


async def test_a_late_press_is_passed_over(
    telegram: TelegramServer, bot: Bot, alice: Person, clock: SetClock
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    alice.press(message, "pay", forged=True)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    clock.forward(seconds=60)
    await answer_press(query, "late")
    assert "too old" in telegram.calls[-1].answer["description"]


async def test_a_text_that_is_there_already_or_gone_is_passed_over(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    alice.press(message, "pay", forged=True)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    await replace_text(query, "y")
    assert message.text == "y"
    await replace_text(query, "y")
    message.deleted = True
    await replace_text(query, "z")
    assert message.text == "y"


async def test_any_other_refusal_is_an_error(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    alice.press(message, "pay", forged=True)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    with pytest.raises(BadRequest, match="find end tag"):
        await replace_text(query, "<b>")
    with pytest.raises(BadRequest, match="too_long"):
        await answer_press(query, "x" * 201)


async def test_buttons_are_replaced_and_the_text_stays(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    query = await pressed(bot, alice, message)
    await replace_buttons(query, ONE)
    assert [button["text"] for button in message.buttons] == ["One"]
    await replace_buttons(query, None)
    assert (message.text, message.buttons) == ("x", [])


async def test_buttons_that_are_there_already_or_gone_are_passed_over(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    query = await pressed(bot, alice, message)
    await replace_buttons(query, ONE)
    await replace_buttons(query, ONE)
    assert "not modified" in telegram.calls[-1].answer["description"]
    message.deleted = True
    await replace_buttons(query, None)
    assert "not found" in telegram.calls[-1].answer["description"]
    assert message.buttons != []


@pytest.mark.parametrize("shown", [None, InaccessibleMessage(Chat(101, Chat.PRIVATE), 9)])
async def test_a_message_that_is_not_shown_to_bots_stays_as_it_is(
    telegram: TelegramServer, bot: Bot, shown: InaccessibleMessage | None
) -> None:
    query = CallbackQuery("1", User(101, "Alice", is_bot=False), "1", message=shown)
    query.set_bot(bot)
    await replace_text(query, "y")
    await replace_buttons(query, ONE)
    assert {call.method for call in telegram.calls} == {"getMe"}


async def test_any_other_refusal_of_buttons_is_an_error(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    query = await pressed(bot, alice, message)
    too_long = InlineKeyboardMarkup.from_button(InlineKeyboardButton("x", callback_data="x" * 65))
    with pytest.raises(BadRequest, match=r"(?i)data"):
        await replace_buttons(query, too_long)


async def test_who_pressed_hears_it_in_a_language_of_their_own(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    for words in (NO_SUCH_ORDER, lambda: gettext(NO_SUCH_ORDER)):
        press = alice.press(message, "pay", forged=True)
        query = (await bot.get_updates(offset=-1))[-1].callback_query
        assert query is not None
        with speaking(Language.SPANISH, Language.RUSSIAN):
            await answer_press(query, words, alert=True)
        assert (await press.answered())["text"] == "У вас нет такого заказа."


async def test_a_press_can_be_answered_with_nothing(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    message = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    press = alice.press(message, "pay", forged=True)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    with speaking(Language.RUSSIAN):
        await answer_press(query)
    assert not (await press.answered()).get("text")


async def test_a_picture_is_answered_where_words_would_be(
    telegram: TelegramServer, bot: Bot, alice: Person, group: Group
) -> None:
    question = alice.write("/help@till_bot", chat=group)
    await answer_photo(await asked(bot), draw_qr("hi"), "hi.png")
    said = telegram.messages(group.id)[-1]
    assert said.photo
    assert said.reply_to == question.message_id
    alice.write("hi")
    await answer_photo(await asked(bot), draw_qr("hi"), "hi.png")
    assert telegram.messages(101)[-1].reply_to is None
