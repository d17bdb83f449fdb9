import json
import logging

import pytest
from telegram.ext import ApplicationBuilder

from bot.chat.polling import PollingRequest
from bot.chat.transport import AiohttpRequest
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import TelegramServer

UNREADABLE = {"update_id": 8, "message": {"message_id": "?"}}
READABLE = {"update_id": 9}


async def test_an_unreadable_update_does_not_hide_the_one_behind_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = TelegramServer()
    await server.start()
    body = json.dumps({"ok": True, "result": [UNREADABLE, READABLE]}).encode()
    server.faults.plan(Fault("getUpdates", status=200, body=body))
    builder = ApplicationBuilder().token(server.token).base_url(f"{server.url}/bot")
    builder = builder.request(AiohttpRequest()).get_updates_request(PollingRequest())
    application = builder.updater(None).build()
    async with application:
        with caplog.at_level(logging.ERROR):
            updates = await application.bot.get_updates()
    await server.stop()
    assert [update.update_id for update in updates] == [8, 9]
    assert updates[0].message is None
    assert "passed over" in caplog.text


def test_refusals_are_read_as_they_are() -> None:
    refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert PollingRequest.parse_json_payload(json.dumps(refusal).encode()) == refusal
