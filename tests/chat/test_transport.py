import asyncio
import json
import logging
import socket
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot.chat import transport
from bot.chat.qr import draw_qr
from bot.chat.transport import AiohttpRequest, AskedToWait
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Person, TelegramServer

TOKEN = "123456:TEST-token"
SOON = 0.05


async def test_a_silent_server_is_a_time_out(telegram: TelegramServer, bot: Bot) -> None:
    telegram.faults.plan(Fault("getMe", hold=True))
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=SOON)


async def test_a_server_that_lets_nobody_in_is_a_time_out(bot: Bot) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.create_connection(address):
            url = f"http://127.0.0.1:{address[1]}/bot{TOKEN}/getMe"
            with pytest.raises(TimedOut):
                await bot.request.post(
                    url, connect_timeout=SOON, pool_timeout=0, write_timeout=0, read_timeout=0.2
                )


async def test_a_long_poll_may_take_as_long_as_it_says(
    telegram: TelegramServer, bot: Bot, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ", SOON)
    alice.write("hi")
    for call in ("getUpdates", "getMe"):
        telegram.faults.plan(Fault(call, delay=4 * SOON))
    assert len(await bot.get_updates(timeout=timedelta(seconds=5))) == 1
    with pytest.raises(TimedOut):
        await bot.get_me()


async def test_without_limits_it_waits_for_the_answer(telegram: TelegramServer, bot: Bot) -> None:
    held = telegram.faults.plan(Fault("getMe", hold=True))
    asking = asyncio.create_task(
        bot.get_me(read_timeout=None, write_timeout=None, connect_timeout=None, pool_timeout=None)
    )
    await held.reached.wait()
    held.release()
    assert (await asking).username == "till_bot"


async def test_a_cut_connection_is_network_trouble(telegram: TelegramServer, bot: Bot) -> None:
    telegram.faults.plan(Fault("getMe", drop=True))
    with pytest.raises(NetworkError, match="ServerDisconnected") as caught:
        await bot.get_me()
    assert not isinstance(caught.value, BadRequest | TimedOut)


@pytest.mark.parametrize("base", ["http://127.0.0.1:1/bot", "http://[bad/bot", "nonsense/bot"])
async def test_the_token_is_in_no_error(base: str) -> None:
    stranger = Bot(TOKEN, base_url=base, request=AiohttpRequest())
    async with stranger.request:
        with pytest.raises(NetworkError) as caught:
            await stranger.get_me()
    shown = f"{caught.value} {caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert "TEST-token" not in shown


async def test_a_picture_arrives_whole_with_every_letter_of_its_caption(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    code = draw_qr("x" * 1500)
    caption = "“Сто” 💰 & \u202e<b>"
    await bot.send_photo(alice.chat_id, InputFile(code, filename="код.png"), caption=caption)
    message = telegram.messages(alice.chat_id)[0]
    assert message.photo == code
    assert message.caption == caption
    assert message.picture is not None


async def test_a_wait_that_telegram_asks_for_is_known_without_a_warning(
    telegram: TelegramServer, bot: Bot, alice: Person
) -> None:
    body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 7}}
    telegram.faults.plan(Fault("sendMessage", status=429, body=json.dumps(body).encode()))
    with pytest.raises(AskedToWait) as caught:
        await bot.send_message(alice.chat_id, "x")
    assert caught.value.retry_after == timedelta(seconds=7)
    assert "0:00:07" in str(caught.value)


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"parameters": null}', '{"parameters": {}}'])
async def test_a_refusal_that_names_no_wait_is_network_trouble(
    telegram: TelegramServer, bot: Bot, body: str
) -> None:
    telegram.faults.plan(Fault("getMe", status=420, body=body.encode()))
    with pytest.raises(NetworkError):
        await bot.get_me()


@pytest.mark.parametrize("status", [500, 502, 503, 520])
async def test_the_page_of_a_proxy_is_told_by_its_status_alone(
    telegram: TelegramServer, bot: Bot, status: int
) -> None:
    telegram.faults.plan(Fault("getMe", status=status, body=b"<html>ray 12345</html>"))
    with pytest.raises(NetworkError) as caught:
        await bot.get_me()
    assert str(status) in str(caught.value)
    assert "html" not in str(caught.value)


async def test_the_words_of_a_refusal_are_kept(bot: Bot, telegram: TelegramServer) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    telegram.faults.plan(Fault("getMe", status=401, body=body))
    with pytest.raises(InvalidToken, match="Unauthorized"):
        await bot.get_me()


@pytest.mark.parametrize("body", [b"<html>", b"", b"{", b"\xff\xfe"])
async def test_garbage_is_network_trouble_without_a_word_in_the_log(
    telegram: TelegramServer, bot: Bot, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    telegram.faults.plan(Fault("getMe", status=200, body=body))
    telegram.faults.plan(Fault("getMe", status=502, body=b"{" + body))
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.get_me()
    assert caplog.records == []


async def test_it_is_opened_once_and_can_be_closed_twice(telegram: TelegramServer) -> None:
    request = AiohttpRequest()
    with pytest.raises(RuntimeError, match="initialized"):
        await request.do_request(telegram.url, "GET")
    await request.initialize()
    session = request._session
    await request.initialize()
    assert request._session is session
    status, _ = await request.do_request(f"{telegram.url}/nowhere", "GET")
    assert status == 404
    await request.shutdown()
    await request.shutdown()


async def test_a_bot_keeps_its_connection(bot: Bot) -> None:
    request = bot.request
    assert isinstance(request, AiohttpRequest)
    assert request._session is not None
    for _ in range(3):
        await bot.get_me()
    assert request._session.connector is not None
    assert sum(map(len, request._session.connector._conns.values())) == 1


async def test_a_file_on_disk_is_read_as_it_is_sent(
    telegram: TelegramServer, bot: Bot, alice: Person, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 4096
    (tmp_path / "big").write_bytes(data)
    most = 0
    with (tmp_path / "big").open("rb") as file:
        read = file.read

        def notes(count: int | None = -1) -> bytes:
            nonlocal most
            most = max(most, len(got := read(count)))
            return got

        file.read = notes  # type: ignore[method-assign]
        document = InputFile(file, filename="big.csv", read_file_handle=False)
        await bot.send_document(alice.id, document, caption="<b>big</b>", parse_mode="HTML")
    sent = telegram.messages(alice.id)[-1]
    assert sent.document is not None
    assert (sent.document.content, sent.document.file_name) == (data, "big.csv")
    assert sent.caption == "big"
    assert 0 < most < len(data) / 2
