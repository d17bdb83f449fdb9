from bot.sandbox.telegram import Person, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, picture


async def test_buttons_come_row_after_row(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    other = {"text": "Open", "url": "https://example.com"}
    markup = {"inline_keyboard": [[PAY], [other]]}
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=markup)
    assert server.messages(alice.chat_id)[-1].buttons == [PAY, other]


async def test_a_photo_is_what_was_uploaded(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    photo = picture(30, 20, "JPEG")
    sent = await caller.get("sendPhoto", chat_id=alice.chat_id, photo=photo)
    message = server.messages(alice.chat_id)[-1]
    assert message.photo == photo
    (size,) = sent["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (30, 20, len(photo))


def test_a_text_has_neither_photo_nor_buttons(alice: Person) -> None:
    message = alice.write("hi")
    assert (message.photo, message.buttons) == (None, [])
    assert (message.chat_id, message.sender_id) == (101, 101)
