from telegram import Bot

from bot.sandbox.telegram import Person, TelegramServer
from tests.sandbox.telegram.caller import Caller, picture


async def test_a_sent_photo_can_be_downloaded(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    photo = picture()
    sent = await caller.get("sendPhoto", chat_id=alice.chat_id, photo=photo)
    file = await caller.get("getFile", file_id=sent["photo"][-1]["file_id"])
    assert file["file_size"] == len(photo)
    url = f"{server.url}/file/bot{server.token}/{file['file_path']}"
    async with caller.http.get(url) as response:
        assert await response.read() == photo


async def test_a_sent_document_can_be_downloaded(
    server: TelegramServer, bot: Bot, alice: Person
) -> None:
    sent = await bot.send_document(alice.chat_id, b"a;b", filename="report.csv")
    assert sent.document is not None
    file = await bot.get_file(sent.document)
    assert (file.file_path or "").endswith(".csv")
    assert bytes(await file.download_as_bytearray()) == b"a;b"
    assert server.messages(alice.chat_id)[-1].document is not None


async def test_a_bot_cannot_download_what_is_too_big(caller: Caller, alice: Person) -> None:
    big = b"x" * (20 * 1024 * 1024 + 1)
    sent = await caller.get("sendDocument", chat_id=alice.chat_id, document=big)
    refusal = await caller.refusal("getFile", file_id=sent["document"]["file_id"])
    assert refusal == "Bad Request: file is too big"


async def test_an_unknown_file_is_refused(caller: Caller) -> None:
    assert await caller.refusal("getFile", file_id="x") == "Bad Request: invalid file_id"
