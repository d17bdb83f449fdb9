import asyncio
import json
import logging

import pytest
from telegram import Bot
from telegram.ext import ApplicationBuilder

from bot.chat.hearing import LONGEST_PAUSE
from bot.chat.polling import LONG_POLL, PollingRequest
from bot.chat.routes import HEARD
from bot.chat.transport import AiohttpRequest
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Person, TelegramServer
from tests.chat.desk import until
from tests.chat.ear import Ear, lines, polls

UNREADABLE = {"update_id": 8, "message": {"message_id": "?"}}
READABLE = {"update_id": 9}


async def test_an_update_is_stored_handled_and_only_then_confirmed(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    storing = asyncio.Event()
    ear.inbox.before_storing = storing.wait
    alice.write("1")
    async with ear.open():
        await until(lambda: polls(telegram) and polls(telegram)[0].status)
        assert (len(polls(telegram)), ear.heard) == (1, [])
        storing.set()
        await until(lambda: ear.heard == ["1"])
        await until(lambda: not telegram.api.updates.pending)
    confirming = polls(telegram)[1].number("offset")
    assert confirming == 700_000_002
    assert await ear.inbox.stored() == 1
    assert await ear.inbox.unfinished() == []


async def test_it_asks_for_what_it_handles_and_waits_long(
    telegram: TelegramServer, ear: Ear
) -> None:
    async with ear.open():
        await until(lambda: polls(telegram))
    params = polls(telegram)[0].params
    assert params["timeout"] == str(LONG_POLL)
    assert params["allowed_updates"] == list(HEARD)
    assert "offset" not in params


async def test_while_storing_fails_nothing_is_confirmed_and_nothing_is_lost(
    telegram: TelegramServer, ear: Ear, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ear.inbox.failing["store"] = 3
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert [call.number("offset") for call in polls(telegram)[:4]] == [0, 0, 0, 0]
    assert ear.pauses == [1, 2, 4]
    assert lines(caplog) == [
        "no updates: the database till.db is locked; trying again with growing pauses",
        "updates come in again",
    ]


async def test_a_quiet_time_is_no_trouble(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    telegram.faults.plan(Fault("getUpdates", times=2, status=200, body=b'{"result": []}'))
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.pauses == []
    assert [call.number("offset") for call in polls(telegram)[:3]] == [0, 0, 0]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, '{"description":"Unauthorized"}', "Telegram does not accept TELEGRAM_BOT_TOKEN"),
        (404, '{"description":"Not Found"}', "Telegram does not accept TELEGRAM_BOT_TOKEN"),
        (409, '{"description":"Conflict: other"}', "another program polls with this bot's token"),
        (403, '{"description":"Forbidden: why"}', "Forbidden: why"),
        (500, '{"description":"Internal"}', "Internal"),
        (502, "<html>" + "x" * 9000, "Bad Gateway (502)"),
        (200, "gar<bage", "not JSON"),
        (None, "", "ServerDisconnectedError"),
    ],
)
async def test_it_goes_on_by_itself_with_growing_waits_and_one_line(
    telegram: TelegramServer,
    ear: Ear,
    caplog: pytest.LogCaptureFixture,
    *,
    status: int | None,
    body: str,
    words: str,
) -> None:
    fault = Fault("getUpdates", times=3, status=status, body=body.encode(), drop=status is None)
    telegram.faults.plan(fault)
    telegram.person(101, "Alice").write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.pauses == [1, 2, 4]
    begun, over = lines(caplog)
    assert words in begun
    assert over == "updates come in again"
    assert len(begun) < 300
    assert not any(each.exc_info for each in caplog.records)


async def test_an_answer_of_another_shape_is_survived_and_shown_once(
    telegram: TelegramServer, ear: Ear, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.plan(Fault("getUpdates", times=3, status=200, body=b'{"ok": true}'))
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert len(lines(caplog)) == 3
    assert sum(bool(each.exc_info) for each in caplog.records) == 1


async def test_telegrams_own_wait_is_kept(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    body = b'{"ok":false,"error_code":429,"parameters":{"retry_after":41}}'
    telegram.faults.plan(Fault("getUpdates", status=429, body=body))
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.pauses == [41]


async def test_waits_grow_no_longer_than_a_minute_and_begin_anew(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    telegram.faults.plan(Fault("getUpdates", times=9, drop=True))
    async with ear.open():
        await until(lambda: len(ear.pauses) == 9)
        alice.write("1")
        await until(lambda: ear.heard)
        telegram.faults.plan(Fault("getUpdates", drop=True))
        alice.write("2")
        alice.write("3")
        await until(lambda: len(ear.heard) == 3 and len(ear.pauses) == 10)
    assert max(ear.pauses) == LONGEST_PAUSE.total_seconds() == 60
    assert ear.pauses[:9] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert ear.pauses[9] == 1


async def test_a_trouble_that_changes_is_a_new_line(
    telegram: TelegramServer, ear: Ear, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.plan(Fault("getUpdates", times=2, drop=True))
    telegram.faults.plan(Fault("getUpdates", times=2, status=500))
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard)
    assert len(lines(caplog)) == 3


async def test_a_webhook_that_was_left_behind_is_taken_away(
    telegram: TelegramServer, ear: Ear, alice: Person, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.set_webhook("https://till.example.com/telegram/webhook")
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert telegram.api.updates.webhook is None
    assert "a webhook of this bot was left behind" in lines(caplog)[0]


async def test_a_webhook_that_cannot_be_taken_away_yet_is_tried_again(
    telegram: TelegramServer, ear: Ear, alice: Person, bot: Bot
) -> None:
    await bot.set_webhook("https://till.example.com/telegram/webhook")
    telegram.faults.plan(Fault("deleteWebhook", drop=True))
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.pauses == [1, 2]


async def test_a_flood_is_taken_in_no_faster_than_it_is_handled(
    telegram: TelegramServer, bot: Bot, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.intake.MOST_WAITING", 2)
    alice = telegram.person(101, "Alice")
    ear.gates["1"] = asyncio.Event()
    for text in "123":
        alice.write(text)
    async with ear.open():
        async with asyncio.timeout(10):
            while await ear.inbox.stored() < 3:
                await bot.get_me()
        for _ in range(3):
            await bot.get_me()  # takes as long as the next poll would
        assert len(polls(telegram)) == 1
        ear.gates["1"].set()
        await until(lambda: len(ear.heard) == 3 and len(polls(telegram)) > 1)


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
