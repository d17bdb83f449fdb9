import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.chat.intake import LONG_POLL, LONGEST_PAUSE, SIDE_BY_SIDE, Intake
from bot.chat.problems import Problems
from bot.chat.texts.replies import SOMETHING_BROKE
from bot.chat.transport import AskedToWait
from bot.errors import StorageError
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Call, Group, Person, TelegramServer
from storage.inbox import InboxTable
from storage.sqlite import Database
from tests.chat.desk import until
from tests.clocks import SetClock

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
JSON = {"Content-Type": "application/json"}


class ShakyInbox(InboxTable):
    """The real table, whose database fails as often as it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.database = database
        self.failing = {"store": 0, "finish": 0}
        self.before_storing: Callable[[], Awaitable[object]] | None = None

    async def store(self, updates: Sequence[tuple[int, str]], at: datetime) -> list[int]:
        if self.before_storing is not None:
            await self.before_storing()
        self._fail("store")
        return await super().store(updates, at)

    async def finish(self, update_id: int, at: datetime) -> None:
        self._fail("finish")
        await super().finish(update_id, at)

    async def stored(self) -> int:
        rows = await self.database.rows("SELECT COUNT(*) FROM inbox")
        return int(rows[0][0])

    def _fail(self, what: str) -> None:
        if self.failing[what]:
            self.failing[what] -= 1
            raise StorageError("the database till.db is locked")


class Ear:
    """An intake, whose handlers note what they hear and do as a test wants."""

    def __init__(self, bot: Bot, database: Database, clock: SetClock) -> None:
        self.inbox = ShakyInbox(database)
        self.heard: list[str] = []
        self.pauses: list[float] = []
        self.trouble: list[Exception] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.clock = clock
        self.application = self._application(bot)
        problems = Problems()
        self.application.add_error_handler(problems.note)
        self.intake = Intake(
            bot, self.inbox, self.application.process_update, problems, clock, sleep=self._sleep
        )

    def _application(self, bot: Bot) -> AnyApplication:
        application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
        application.add_handler(TypeHandler(Update, self._hear))
        return application

    async def _hear(self, update: Update, _: object) -> None:
        message, query = update.message, update.callback_query
        text = (message.text if message else query.data if query else None) or ""
        if text in self.gates:
            await self.gates[text].wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.heard.append(text)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run it, and stop it as the till does."""
        async with self.application:
            running = asyncio.create_task(self.intake.run())
            try:
                yield
            finally:
                self.intake.stop()
                await asyncio.wait_for(running, 10)


@pytest.fixture
def ear(bot: Bot, database: Database, clock: SetClock) -> Ear:
    return Ear(bot, database, clock)


def polls(telegram: TelegramServer) -> list[Call]:
    return [call for call in telegram.calls if call.method == "getUpdates"]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.levelno >= logging.WARNING]


def update(update_id: int, text: str, user_id: int = 101) -> str:
    user = {"id": user_id, "is_bot": False, "first_name": "A"}
    chat = {"id": user_id, "type": "private"}
    message = {"message_id": update_id, "date": 1, "chat": chat, "from": user, "text": text}
    return json.dumps({"update_id": update_id, "message": message})


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
    assert params["allowed_updates"] == ["message", "callback_query"]
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


async def test_what_comes_twice_is_handled_once(
    telegram: TelegramServer, bot: Bot, database: Database, ear: Ear, clock: SetClock
) -> None:
    pending = telegram.api.updates.pending
    pending.append(json.loads(update(1, "1")))
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    later = Ear(bot, database, clock)
    pending.clear()
    pending.extend([json.loads(update(1, "1")), json.loads(update(2, "2"))])
    async with later.open():
        await until(lambda: later.heard)
    assert later.heard == ["2"]


async def test_one_chat_keeps_its_order_while_others_go_on(
    ear: Ear, alice: Person, bob: Person
) -> None:
    ear.gates["a1"] = asyncio.Event()
    alice.write("a1")
    alice.write("a2")
    bob.write("b1")
    async with ear.open():
        await until(lambda: ear.heard == ["b1"])
        bob.write("b2")
        await until(lambda: ear.heard == ["b1", "b2"])
        ear.gates["a1"].set()
        await until(lambda: len(ear.heard) == 4)
    assert ear.heard == ["b1", "b2", "a1", "a2"]


async def test_not_more_than_so_many_are_handled_side_by_side(
    telegram: TelegramServer, ear: Ear
) -> None:
    ear.gates["x"] = asyncio.Event()
    for number in range(SIDE_BY_SIDE + 1):
        telegram.person(1000 + number, "P").write("x" if number < SIDE_BY_SIDE else "last")
    async with ear.open():
        await until(lambda: len(polls(telegram)) == 2)
        for _ in range(50):
            await asyncio.sleep(0)
        assert ear.heard == []
        ear.gates["x"].set()
        await until(lambda: "last" in ear.heard)


async def test_what_a_crash_left_is_handled_first(
    telegram: TelegramServer, ear: Ear, alice: Person, clock: SetClock
) -> None:
    left = [(700_000_000 - number, update(700_000_000 - number, str(number))) for number in (0, 1)]
    await ear.inbox.store(left, clock.now())
    alice.write("2")
    async with ear.open():
        await until(lambda: len(ear.heard) == 3)
    assert ear.heard == ["1", "0", "2"]
    assert await ear.inbox.unfinished() == []
    assert polls(telegram)


async def test_what_was_handled_before_a_crash_is_not_handled_again(
    ear: Ear, clock: SetClock
) -> None:
    await ear.inbox.store([(1, update(1, "old")), (2, update(2, "new"))], clock.now())
    await ear.inbox.finish(1, clock.now())
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.heard == ["new"]


@pytest.mark.parametrize("body", ["{not json", "[]", "{}", '{"update_id": 1, "message": {}}'])
async def test_a_leftover_that_cannot_be_read_stops_nothing(
    ear: Ear, clock: SetClock, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    await ear.inbox.store([(1, body), (2, update(2, "good"))], clock.now())
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.heard == ["good"]
    assert await ear.inbox.unfinished() == []
    assert "update 1 cannot be read any more" in caplog.text


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


async def test_a_handler_that_met_passing_trouble_is_run_again(
    ear: Ear, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [NetworkError("cut"), StorageError("locked"), AskedToWait(9)]
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.pauses == [1, 2, 9]
    assert len(lines(caplog)) == 1
    assert "is tried again: cut" in lines(caplog)[0]


async def test_while_one_chat_is_tried_again_another_goes_on(
    telegram: TelegramServer, ear: Ear, alice: Person, bob: Person
) -> None:
    ear.trouble = [NetworkError("cut")]
    waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        await waiting.wait()

    ear.intake._sleep = sleep
    alice.write("a1")
    alice.write("a2")
    bob.write("b1")
    async with ear.open():
        await until(lambda: ear.heard == ["b1"])
        waiting.set()
        await until(lambda: len(ear.heard) == 3)
    assert ear.heard == ["b1", "a1", "a2"]
    assert telegram.messages(101)[-1].sender_id == 101


@pytest.mark.parametrize("error", [KeyError("x"), BadRequest("no")])
async def test_who_wrote_is_told_when_something_broke(
    telegram: TelegramServer,
    ear: Ear,
    alice: Person,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear.trouble = [error]
    alice.write("1")
    alice.write("2")
    async with ear.open():
        await until(lambda: ear.heard == ["2"])
    assert telegram.messages(101)[-1].text == SOMETHING_BROKE
    assert await ear.inbox.unfinished() == []
    (record,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    assert bool(record.exc_info) is isinstance(error, KeyError)


async def test_who_pressed_is_told_when_something_broke(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    shown = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    ear.trouble = [KeyError("x")]
    press = alice.press(shown, "pay", forged=True)
    async with ear.open():
        assert (await press.answered())["text"] == SOMETHING_BROKE


async def test_who_cannot_be_told_either_stops_nothing(
    ear: Ear, alice: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [KeyError("x")]
    alice.write("1")
    alice.blocked = True
    async with ear.open():
        await until(lambda: "nobody could be told" in caplog.text)
        bob.write("2")
        await until(lambda: ear.heard == ["2"])


async def test_an_update_that_nobody_wrote_is_handled_too(
    ear: Ear, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [KeyError("x")]
    await ear.inbox.store([(1, '{"update_id": 1}'), (2, '{"update_id": 2}')], clock.now())
    async with ear.open():
        await until(lambda: ear.heard == [""])
    assert "update 1 was not handled" in caplog.text
    assert await ear.inbox.unfinished() == []


async def test_what_could_not_be_noted_as_done_is_done_again_after_a_restart(
    bot: Bot, database: Database, ear: Ear, alice: Person, clock: SetClock
) -> None:
    ear.inbox.failing["finish"] = 1
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    later = Ear(bot, database, clock)
    async with later.open():
        await until(lambda: later.heard == ["1"])
    assert await later.inbox.unfinished() == []


async def test_stopping_finishes_what_is_stored(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    ear.gates["1"] = asyncio.Event()
    alice.write("1")
    alice.write("2")
    async with ear.application:
        running = asyncio.create_task(ear.intake.run())
        await until(lambda: len(polls(telegram)) == 2)
        ear.intake.stop()
        alice.write("3")
        ear.gates["1"].set()
        await asyncio.wait_for(running, 10)
    assert ear.heard == ["1", "2"]
    assert await ear.inbox.unfinished() == []


async def test_stopping_before_it_has_begun_is_kept_in_mind(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    alice.write("1")
    ear.intake.stop()
    await asyncio.wait_for(ear.intake.run(), 10)
    assert polls(telegram) == []


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


async def test_a_group_and_a_person_in_it_are_lanes_of_their_own(
    ear: Ear, alice: Person, group: Group
) -> None:
    ear.gates["/pay@till_bot"] = asyncio.Event()
    alice.write("/pay@till_bot", chat=group)
    alice.write("in private")
    async with ear.open():
        await until(lambda: ear.heard == ["in private"])
        ear.gates["/pay@till_bot"].set()
        await until(lambda: len(ear.heard) == 2)
