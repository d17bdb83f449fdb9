from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from bot.chat.saying import say
from bot.sandbox.telegram import Group, Person, TelegramServer


async def test_words_come_into_a_chat_as_html(
    bot: Bot, telegram: TelegramServer, alice: Person
) -> None:
    sent = await say(bot, alice.id, "<b>Paid</b> &amp; done")
    [said] = telegram.messages(alice.id)
    assert (said.message_id, said.text) == (sent.message_id, "Paid & done")


async def test_words_come_into_a_topic_under_a_question_and_with_buttons(
    bot: Bot, telegram: TelegramServer, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    asked = alice.write("/pay@till_bot 5", chat=forum, topic=topic)
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Open", url="https://example.org")]])
    await say(bot, forum.id, "Here", buttons, topic, ReplyParameters(asked.message_id))
    said = telegram.messages(forum.id)[-1]
    assert (said.thread_id, said.reply_to) == (topic, asked.message_id)
    assert [each["text"] for each in said.buttons] == ["Open"]
