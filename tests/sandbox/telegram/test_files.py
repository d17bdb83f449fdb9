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


async def test_an_unknown_file_is_refused(caller: Caller) -> None:
    assert await caller.refusal("getFile", file_id="x") == "Bad Request: invalid file_id"
