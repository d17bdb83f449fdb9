from typing import Any

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, Message, Update, User

from bot.chat.reading import in_ascii, is_private, place_of, question_of
from bot.payments.order import Place

PRIVATE = {"id": 101, "type": "private"}
SHOP = {"id": -100500, "type": "supergroup"}


def message(chat: dict[str, Any], **fields: object) -> Message:
    body = {"message_id": 7, "date": 1, "chat": chat} | fields
    read = Message.de_json(body, None)
    assert read is not None
    return read


def pressed(shown: dict[str, Any] | None) -> CallbackQuery:
    query = {
        "id": "1",
        "from": {"id": 101, "is_bot": False, "first_name": "Alice"},
        "chat_instance": "1",
        "data": "x",
    } | ({"message": shown} if shown else {})
    update = Update.de_json({"update_id": 1, "callback_query": query}, None)
    assert update is not None
    assert update.callback_query is not None
    return update.callback_query


def test_a_message_asks_in_its_topic() -> None:
    asked = message(SHOP, message_thread_id=3, is_topic_message=True)
    assert place_of(asked) == Place(-100500, 3, 7)


def test_a_thread_of_replies_is_no_topic() -> None:
    assert place_of(message(SHOP, message_thread_id=3)) == Place(-100500, None, 7)


@pytest.mark.parametrize(("kind", "private"), [("private", True), ("group", False)])
def test_only_a_private_chat_is_private(kind: str, *, private: bool) -> None:
    assert is_private(Chat(1, kind)) is private


def test_a_button_answers_the_question_that_its_message_answered() -> None:
    asked = {"message_id": 4, "date": 1, "chat": PRIVATE}
    shown = {"message_id": 7, "date": 1, "chat": PRIVATE, "reply_to_message": asked}
    assert question_of(pressed(shown)) == Place(101, None, 4)


def test_a_button_under_a_message_that_answered_nothing_answers_that_message() -> None:
    shown = {"message_id": 7, "date": 1, "chat": PRIVATE}
    assert question_of(pressed(shown)) == Place(101, None, 7)


def test_a_message_too_old_for_bots_still_has_its_chat() -> None:
    shown = {"message_id": 7, "date": 0, "chat": SHOP}
    place = Place(-100500, None, 7)
    assert question_of(pressed(shown)) == place
    hidden = InaccessibleMessage.de_json(shown, None)
    query = CallbackQuery("1", User(101, "Alice", is_bot=False), "1", message=hidden)
    assert question_of(query) == place


def test_a_button_without_a_message_answers_nothing() -> None:
    assert question_of(pressed(None)) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [("7d", "7d"), ("۷d", "7d"), ("٣٠d", "30d"), ("７ｄ", "7d"), ("Ñandú", "Ñandú"), ("", "")],
)
def test_digits_of_other_keyboards_are_read(written: str, read: str) -> None:
    assert in_ascii([written]) == [read]
