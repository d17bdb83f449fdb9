import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot

from bot.chat.intake import SIDE_BY_SIDE
from bot.chat.routes import HEARD
from bot.chat.webhook import LOOK_EVERY, Webhook, webhook_secret
from bot.errors import NotAnUpdate, StorageError, TillBusy
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Call, Person, TelegramServer
from storage.sqlite import Database
from tests.chat.desk import until
from tests.chat.ear import LOCKED, Ear, lines, polls, update
from tests.clocks import SetClock

SECRET = "secret"
ELSEWHERE = "https://till.example.com/elsewhere"
TROUBLE = "Wrong response from the webhook: 502 Bad Gateway"


class Door:
    """An ear that Telegram speaks to through an HTTP server.

    Attributes:
        ear: what hears.
        broken: the status that a proxy answers in the till's place; 0 while it lets through.
        webhook: what is tested.
    """

    def __init__(self, telegram: TelegramServer, bot: Bot, ear: Ear) -> None:
        self.ear = ear
        self.broken = 0
        self.url = ""
        self._telegram = telegram
        self._bot = bot
        self._look = asyncio.Event()
        self._rests = asyncio.Event()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Listen, without being open yet."""
        app = web.Application()
        app.router.add_post("/telegram/webhook", self._let_in)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/webhook"
        self.webhook = Webhook(self._bot, self.ear.intake, self.url, SECRET, sleep=self._sleep)
        self.ear.source = self.webhook.run
        yield
        await runner.cleanup()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the intake, with the webhook registered."""
        async with self.ear.open():
            await asyncio.wait_for(self._rests.wait(), 10)
            yield

    async def look(self) -> None:
        """Let the time for a look come, and wait until the look is done."""
        self._rests.clear()
        self._look.set()
        await asyncio.wait_for(self._rests.wait(), 10)

    async def take(self, update_id: int) -> None:
        """Take an update that Telegram's server knows nothing of."""
        await self.webhook.take(update(update_id, str(update_id)).encode())

    async def heard(self, *texts: str) -> None:
        """Wait until exactly this was heard and confirmed."""
        await until(lambda: len(self.ear.heard) >= len(texts))
        await self._telegram.wait_for(lambda: not self._telegram.api.updates.pending)
        assert self.ear.heard == list(texts)

    async def fail(self) -> None:
        """Wait for Telegram's next attempt to deliver."""
        tried = len(self._telegram.deliveries)
        await self._telegram.wait_for(lambda: len(self._telegram.deliveries) > tried)

    def called(self, method: str) -> list[Call]:
        """The calls of one method that were answered."""
        return [call for call in self._telegram.calls if call.method == method and call.status]

    def statuses(self) -> list[int]:
        """How Telegram's deliveries were answered."""
        return [delivery.status for delivery in self._telegram.deliveries]

    async def _let_in(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=self.broken)
        try:
            await self.webhook.take(await request.read())
        except (StorageError, TillBusy):
            return web.Response(status=503)
        return web.Response()

    async def _sleep(self, seconds: float) -> None:
        if seconds == LOOK_EVERY.total_seconds():
            self._rests.set()
            await self._look.wait()
            self._look.clear()
        await self.ear.sleep(seconds)


@pytest.fixture
async def door(telegram: TelegramServer, bot: Bot, ear: Ear) -> AsyncIterator[Door]:
    telegram.api.local = True
    door = Door(telegram, bot, ear)
    async with door.serve():
        yield door


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 0.001)


async def test_it_registers_with_a_secret_and_what_it_hears(
    telegram: TelegramServer, door: Door
) -> None:
    async with door.open():
        (call,) = door.called("setWebhook")
    assert call.params == {
        "url": door.url,
        "secret_token": SECRET,
        "allowed_updates": list(HEARD),
        "max_connections": str(SIDE_BY_SIDE),
    }
    assert polls(telegram) == []


async def test_an_update_is_stored_handled_and_only_then_confirmed(
    telegram: TelegramServer, door: Door, alice: Person
) -> None:
    storing, stores = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        stores.set()
        await storing.wait()

    door.ear.inbox.before_storing = wait
    async with door.open():
        alice.write("1")
        await stores.wait()
        assert (door.ear.heard, telegram.deliveries) == ([], [])
        storing.set()
        await door.heard("1")
    assert door.statuses() == [200]
    assert await door.ear.inbox.unfinished() == []


async def test_what_cannot_be_stored_comes_again_and_is_handled_once(
    door: Door, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        door.ear.inbox.failing["store"] = 2
        alice.write("1")
        await door.heard("1")
    assert door.statuses() == [503, 503, 200]
    assert lines(caplog) == [
        f"no updates: {LOCKED}; trying again with growing pauses",
        "updates come in again",
    ]


async def test_what_comes_twice_is_handled_once(door: Door) -> None:
    async with door.open():
        await door.take(7)
        await door.take(7)
        await asyncio.gather(*(door.take(8) for _ in range(5)))
        await door.take(9)
        await until(lambda: "9" in door.ear.heard)
    assert door.ear.heard == ["7", "8", "9"]


async def test_an_update_that_cannot_be_read_is_passed_over(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        await door.webhook.take(b'{"update_id": 7, "message": {"message_id": "?"}}')
        await door.take(8)
        await until(lambda: "8" in door.ear.heard)
    assert "update 7 cannot be read and is passed over" in caplog.text
    assert await door.ear.inbox.unfinished() == []


async def test_what_is_no_update_is_not_stored(door: Door) -> None:
    async with door.open():
        with pytest.raises(NotAnUpdate):
            await door.webhook.take(b"{}")
    assert await door.ear.inbox.stored() == 0


async def test_nothing_is_taken_before_it_is_open(door: Door) -> None:
    with pytest.raises(TillBusy):
        await door.take(7)
    assert door.ear.intake.deaf_since is None


async def test_a_flood_is_turned_away_and_comes_again(
    telegram: TelegramServer, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.intake.MOST_WAITING", 2)
    door.ear.gates["x"] = asyncio.Event()
    async with door.open():
        for number in range(2):
            telegram.person(1000 + number, "P").write("x")
        await telegram.wait_for(lambda: door.statuses() == [200, 200])
        telegram.person(1002, "P").write("y")
        await telegram.wait_for(lambda: 503 in door.statuses())
        assert await door.ear.inbox.stored() == 2
        door.ear.gates["x"].set()
        await door.heard("x", "x", "y")


async def test_registering_is_tried_again_with_growing_pauses(
    telegram: TelegramServer, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.plan(Fault("setWebhook", times=3, status=500))
    async with door.open():
        assert door.ear.pauses == [1, 2, 4]
    begun, over = lines(caplog)
    assert begun.endswith("(500); trying again with growing pauses")
    assert over == "updates come in again"


async def test_while_it_is_not_registered_it_is_deaf(
    telegram: TelegramServer, door: Door, clock: SetClock
) -> None:
    began, ear = clock.now(), door.ear
    telegram.api.local = False
    async with ear.open():
        await until(lambda: ear.intake.deaf_since)
        assert ear.intake.deaf_since == began
        assert "PUBLIC_URL, check it" in (ear.intake.hearing.trouble or "")
        telegram.api.local = True
        await until(lambda: ear.intake.deaf_since is None)


async def test_what_comes_before_it_is_registered_anew_is_taken_all_the_same(
    telegram: TelegramServer, door: Door
) -> None:
    telegram.faults.plan(Fault("setWebhook", times=None, status=500))
    async with door.ear.open():
        await until(lambda: door.ear.intake.deaf_since)
        await door.take(7)
        await until(lambda: door.ear.heard == ["7"])
        assert door.ear.intake.deaf_since


@pytest.mark.parametrize("change", ["deleted", "moved", "narrowed"])
async def test_a_webhook_that_was_changed_is_registered_again(
    door: Door, bot: Bot, alice: Person, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    async with door.open():
        if change == "deleted":
            await bot.delete_webhook()
        else:
            url = ELSEWHERE if change == "moved" else door.url
            await bot.set_webhook(url, secret_token=SECRET, allowed_updates=["callback_query"])
            await bot.set_webhook(url, secret_token=SECRET, allowed_updates=["message"])
        door.broken = 502
        alice.write("1")
        await door.look()
        door.broken = 0
        await door.heard("1")
        info = await bot.get_webhook_info()
    assert (info.url, len(info.allowed_updates)) == (door.url, len(HEARD))
    assert "another program has changed or removed this bot's webhook" in caplog.text
    assert ELSEWHERE not in caplog.text


async def test_a_webhook_that_is_as_it_should_be_is_left_alone(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        for _ in range(3):
            await door.look()
    assert len(door.called("getWebhookInfo")) == 4
    assert len(door.called("setWebhook")) == 1
    assert lines(caplog) == []


async def test_what_telegram_cannot_deliver_is_said_once_until_something_comes_in(
    door: Door, alice: Person, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        door.broken = 502
        alice.write("1")
        await door.fail()
        await door.look()
        since = door.ear.intake.deaf_since
        assert since == clock.now()
        for _ in range(3):
            clock.forward(minutes=2)
            await door.fail()
            await door.look()
        assert door.ear.intake.deaf_since == since
        door.broken = 0
        await door.heard("1")
        assert door.ear.intake.deaf_since is None
    words = f"Telegram could not deliver to {door.url}: {TROUBLE}"
    assert lines(caplog) == [
        f"no updates: {words}; trying again with growing pauses",
        "updates come in again",
    ]


async def test_while_telegram_pauses_it_is_still_deaf(
    door: Door, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 60)
    monkeypatch.setattr("bot.sandbox.telegram.webhook.LONGEST_PAUSE", 60)
    async with door.open():
        door.broken = 502
        alice.write("1")
        await door.fail()
        for _ in range(2):
            await door.look()
            assert door.ear.intake.deaf_since


async def test_while_other_updates_come_in_it_is_not_deaf(
    door: Door,
    alice: Person,
    bob: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 60)
    monkeypatch.setattr("bot.sandbox.telegram.webhook.LONGEST_PAUSE", 60)
    async with door.open():
        door.broken = 502
        alice.write("delayed")
        await door.fail()
        door.broken = 0
        bob.write("1")
        await until(lambda: door.ear.heard == ["1"])
        await door.look()
        assert door.ear.intake.deaf_since is None
    assert [line.endswith(f"{TROUBLE}; it delivers now") for line in lines(caplog)] == [True]


async def test_when_nothing_waits_any_more_it_is_not_deaf(
    telegram: TelegramServer, door: Door, alice: Person
) -> None:
    async with door.open():
        door.broken = 502
        alice.write("1")
        await door.fail()
        await door.look()
        assert door.ear.intake.deaf_since
        telegram.api.updates.pending.clear()
        await door.look()
        assert door.ear.intake.deaf_since is None


async def test_what_is_delivered_after_all_is_no_deafness_but_is_said_once(
    door: Door, alice: Person, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        for number in range(1, 4):
            door.broken = 502
            alice.write(str(number))
            await door.fail()
            door.broken = 0
            await door.heard(*map(str, range(1, number + 1)))
            clock.forward(minutes=2)
            await door.look()
            assert door.ear.intake.deaf_since is None
    words = f"Telegram could not deliver to {door.url}: {TROUBLE}"
    assert lines(caplog) == [f"{words}; it delivers now"]


async def test_what_could_not_be_delivered_before_the_start_is_no_news(
    telegram: TelegramServer,
    door: Door,
    bot: Bot,
    alice: Person,
    *,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await bot.set_webhook(
        door.url,
        secret_token=SECRET,
        allowed_updates=list(HEARD),
        max_connections=SIDE_BY_SIDE,
    )
    alice.write("1")
    await door.fail()
    async with door.open():
        await door.heard("1")
        await door.look()
    assert telegram.api.updates.webhook_trouble
    assert lines(caplog) == []


async def test_telegram_can_be_out_of_reach_for_a_while(
    telegram: TelegramServer, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.open():
        telegram.faults.plan(Fault("getWebhookInfo", times=2, drop=True))
        await door.look()
    assert door.ear.pauses[-2:] == [1, 2]
    assert len(lines(caplog)) == 2
    assert len(door.called("setWebhook")) == 1


async def test_stopping_leaves_the_webhook_and_what_comes_meanwhile_is_kept(
    telegram: TelegramServer, bot: Bot, database: Database, door: Door, alice: Person
) -> None:
    async with door.open():
        pass
    assert telegram.api.updates.webhook is not None
    alice.write("1")
    await door.fail()
    later = Door(telegram, bot, Ear(bot, database, door.ear.clock))
    async with later.serve(), later.open():
        await later.heard("1")
    assert "deleteWebhook" not in {call.method for call in telegram.calls}


async def test_nothing_is_lost_or_doubled_in_changing_to_polling_and_back(
    telegram: TelegramServer, bot: Bot, database: Database, clock: SetClock, alice: Person
) -> None:
    telegram.api.local = True
    heard: list[str] = []
    written: list[str] = []

    def write() -> None:
        written.append(str(len(written)))
        alice.write(written[-1])

    async def hear(ear: Ear) -> None:
        write()
        await until(lambda: heard + ear.heard == written)
        heard.extend(ear.heard)
        write()

    for _ in range(2):
        door = Door(telegram, bot, Ear(bot, database, clock))
        async with door.serve(), door.open():
            await hear(door.ear)
        polling = Ear(bot, database, clock)
        async with polling.open():
            await hear(polling)
    numbers = [row[0] for row in await database.rows("SELECT update_id FROM inbox")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_what_a_crash_left_is_handled_once_though_telegram_brings_it_again(
    telegram: TelegramServer, door: Door, alice: Person, clock: SetClock
) -> None:
    alice.write("1")
    first = telegram.api.updates.pending[0]["update_id"]
    await door.ear.inbox.store([(first, update(first, "1"))], clock.now())
    alice.write("2")
    async with door.open():
        await door.heard("1", "2")
    assert door.statuses() == [200, 200]


def test_the_secret_belongs_to_the_token_and_suits_telegram() -> None:
    secret = webhook_secret("123456:TEST-token")
    assert secret == webhook_secret("123456:TEST-token")
    assert secret != webhook_secret("123456:TEST-tokem")
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", secret)
    assert "TEST" not in secret
