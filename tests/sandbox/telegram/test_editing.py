from typing import Any

import pytest

from bot.sandbox.telegram import Group, Person, SentMessage, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, Clock, keyboard, picture

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
Target = dict[str, Any]


@pytest.fixture
async def text(caller: Caller, alice: Person) -> Target:
    sent = await caller.get(
        "sendMessage", chat_id=alice.chat_id, text="old", reply_markup=keyboard(PAY)
    )
    return {"chat_id": alice.chat_id, "message_id": sent["message_id"]}


@pytest.fixture
async def photo(caller: Caller, alice: Person) -> Target:
    sent = await caller.get(
        "sendPhoto",
        chat_id=alice.chat_id,
        photo=picture(),
        caption="old",
        reply_markup=keyboard(PAY),
    )
    return {"chat_id": alice.chat_id, "message_id": sent["message_id"]}


def last(server: TelegramServer, person: Person) -> SentMessage:
    return server.messages(person.chat_id)[-1]


async def test_an_edited_text_reads_differently(
    server: TelegramServer, caller: Caller, alice: Person, text: Target
) -> None:
    params = text | {"text": "<b>new</b>", "parse_mode": "HTML", "reply_markup": keyboard(PAY)}
    edited = await caller.get("editMessageText", **params)
    message = last(server, alice)
    assert (message.text, message.html, message.edited) == ("new", "<b>new</b>", 1)
    assert edited["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert edited["edit_date"] >= edited["date"]


async def test_an_edit_without_keyboard_takes_the_keyboard_away(
    server: TelegramServer, caller: Caller, alice: Person, text: Target
) -> None:
    await caller.get("editMessageText", **text, text="new")
    assert last(server, alice).buttons == []


async def test_the_same_text_and_keyboard_are_no_modification(
    caller: Caller, text: Target
) -> None:
    params = text | {"text": "old", "reply_markup": keyboard(PAY)}
    assert await caller.refusal("editMessageText", **params) == NOT_MODIFIED


async def test_an_edited_text_is_not_too_long(caller: Caller, text: Target) -> None:
    refusal = await caller.refusal("editMessageText", **text, text="x" * 4097)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_photo_has_no_text_to_edit(caller: Caller, photo: Target) -> None:
    refusal = await caller.refusal("editMessageText", **photo, text="new")
    assert refusal == "Bad Request: there is no text in the message to edit"


async def test_an_edited_caption_reads_differently(
    server: TelegramServer, caller: Caller, alice: Person, photo: Target
) -> None:
    await caller.get("editMessageCaption", **photo, caption="new")
    message = last(server, alice)
    assert (message.caption, message.buttons) == ("new", [])


async def test_a_text_has_no_caption_to_edit(caller: Caller, text: Target) -> None:
    refusal = await caller.refusal("editMessageCaption", **text, caption="new")
    assert refusal == "Bad Request: there is no caption in the message to edit"


async def test_the_caption_of_a_document_is_edited(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    sent = await caller.get("sendDocument", chat_id=alice.chat_id, document=b"x", caption="old")
    place = {"chat_id": alice.chat_id, "message_id": sent["message_id"]}
    await caller.get("editMessageCaption", **place, caption="new")
    assert last(server, alice).caption == "new"
    media = {"type": "photo", "media": "attach://card"}
    await caller.get("editMessageMedia", **place, media=media, card=picture())
    assert last(server, alice).document is None


async def test_an_edited_caption_is_not_too_long(caller: Caller, photo: Target) -> None:
    refusal = await caller.refusal("editMessageCaption", **photo, caption="x" * 1025)
    assert refusal == "Bad Request: MEDIA_CAPTION_TOO_LONG"


async def test_a_photo_can_be_replaced(
    server: TelegramServer, caller: Caller, alice: Person, photo: Target
) -> None:
    other = picture(colour="black")
    media = {"type": "photo", "media": "attach://card", "caption": "new"}
    await caller.get("editMessageMedia", **photo, media=media, card=other)
    message = last(server, alice)
    assert (message.photo, message.caption, message.buttons) == (other, "new", [])


async def test_a_photo_can_take_the_place_of_a_text(
    server: TelegramServer, caller: Caller, alice: Person, text: Target
) -> None:
    media = {"type": "photo", "media": "attach://card"}
    await caller.get("editMessageMedia", **text, media=media, card=picture())
    assert last(server, alice).text is None
    assert last(server, alice).photo


async def test_a_replaced_photo_must_be_in_the_request(caller: Caller, photo: Target) -> None:
    media = {"type": "photo", "media": "attach://card"}
    refusal = await caller.refusal("editMessageMedia", **photo, media=media)
    assert refusal == "Bad Request: wrong file identifier/HTTP URL specified"


@pytest.mark.parametrize("media", ["", {"type": "video", "media": "x"}])
async def test_only_photos_can_be_shown(caller: Caller, photo: Target, media: object) -> None:
    refusal = await caller.refusal("editMessageMedia", **photo, media=media)
    assert refusal.startswith("Bad Request: can't parse InputMedia")


async def test_the_keyboard_alone_can_be_replaced(
    server: TelegramServer, caller: Caller, alice: Person, text: Target
) -> None:
    await caller.get("editMessageReplyMarkup", **text)
    message = last(server, alice)
    assert (message.text, message.buttons) == ("old", [])
    assert await caller.refusal("editMessageReplyMarkup", **text) == NOT_MODIFIED


async def test_an_edit_takes_inline_keyboards_only(caller: Caller, text: Target) -> None:
    markup = {"force_reply": True}
    refusal = await caller.refusal("editMessageText", **text, text="new", reply_markup=markup)
    assert refusal == "Bad Request: inline keyboard expected"


async def test_a_message_that_never_was_cannot_be_edited(caller: Caller, text: Target) -> None:
    refusal = await caller.refusal("editMessageText", **text | {"message_id": 99}, text="new")
    assert refusal == "Bad Request: message to edit not found"


async def test_a_message_must_be_named(caller: Caller, alice: Person) -> None:
    refusal = await caller.refusal("editMessageText", chat_id=alice.chat_id, text="new")
    assert refusal == "Bad Request: message identifier is not specified"


async def test_somebody_elses_message_cannot_be_edited(caller: Caller, alice: Person) -> None:
    message = alice.write("mine")
    refusal = await caller.refusal(
        "editMessageText", chat_id=alice.chat_id, message_id=message.message_id, text="new"
    )
    assert refusal == "Bad Request: message can't be edited"


async def test_a_message_that_asked_for_a_reply_cannot_be_edited(
    caller: Caller, alice: Person
) -> None:
    sent = await caller.get(
        "sendMessage", chat_id=alice.chat_id, text="?", reply_markup={"force_reply": True}
    )
    refusal = await caller.refusal(
        "editMessageText", chat_id=alice.chat_id, message_id=sent["message_id"], text="new"
    )
    assert refusal == "Bad Request: message can't be edited"


async def test_a_deleted_message_is_gone(
    server: TelegramServer, caller: Caller, alice: Person, text: Target
) -> None:
    assert await caller.get("deleteMessage", **text) is True
    assert last(server, alice).deleted
    refusal = await caller.refusal("deleteMessage", **text)
    assert refusal == "Bad Request: message to delete not found"
    refusal = await caller.refusal("editMessageText", **text, text="new")
    assert refusal == "Bad Request: message to edit not found"


async def test_an_old_message_stays(caller: Caller, text: Target, clock: Clock) -> None:
    clock.now += 48 * 3600 + 1
    refusal = await caller.refusal("deleteMessage", **text)
    assert refusal == "Bad Request: message can't be deleted"


async def test_only_an_admin_deletes_what_others_wrote(
    caller: Caller, alice: Person, shop: Group
) -> None:
    message = alice.write("mine", chat=shop)
    target = {"chat_id": shop.id, "message_id": message.message_id}
    refusal = await caller.refusal("deleteMessage", **target)
    assert refusal == "Bad Request: message can't be deleted"
    shop.promote_bot()
    assert await caller.get("deleteMessage", **target) is True
