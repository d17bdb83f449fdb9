import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

import bot.worker
from bot.errors import StorageError
from bot.worker import Worker
from tests.clocks import SetClock

Piece = tuple[str, int]  # its key, and when it is due, in seconds after the beginning


@dataclass
class Table:
    """Pieces of work in a table, and what became of them."""

    clock: SetClock
    pieces: list[Piece] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    asked: int = 0
    most_at_once: int = 0
    trouble: list[Exception] = field(default_factory=list)
    waits: dict[str, asyncio.Event] = field(default_factory=dict)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        self.beginning = self.clock.now()
        self.bell = asyncio.Event()
        self.news = asyncio.Condition()
        self.worker = Worker(
            "working",
            self.clock,
            due=self.due,
            next_due=self.next_due,
            key=lambda piece: piece[0],
            handle=self.handle,
            side_by_side=3,
            bell=self.bell,
        )

    async def due(self, now: datetime, limit: int) -> list[Piece]:
        self.asked += 1
        if self.trouble:
            raise self.trouble.pop()
        found = [piece for piece in self.pieces if self.moment(piece) <= now][:limit]
        if self.meanwhile is not None:
            await self.meanwhile()
        return found

    async def next_due(self) -> datetime | None:
        return min(map(self.moment, self.pieces), default=None)

    def moment(self, piece: Piece) -> datetime:
        return self.beginning + timedelta(seconds=piece[1])

    async def handle(self, piece: Piece) -> None:
        name = piece[0]
        self.begun.append(name)
        self.most_at_once = max(self.most_at_once, len(self.begun) - len(self.done))
        await self.tell()
        if name in self.waits:
            await self.waits[name].wait()
        self.done.append(name)
        self.pieces.remove(piece)
        await self.tell()

    async def tell(self) -> None:
        async with self.news:
            self.news.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(condition)

    async def settle(self) -> None:
        """Ring, and let the worker do all it would do now."""
        self.bell.set()
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
def table(clock: SetClock) -> Table:
    return Table(clock)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@asynccontextmanager
async def working(table: Table) -> AsyncIterator[None]:
    async with asyncio.timeout(10):
        running = asyncio.create_task(table.worker.run())
        try:
            yield
        finally:
            for wait in table.waits.values():
                wait.set()
            table.worker.stop()
            await running


async def test_what_is_due_is_done_oldest_first(table: Table) -> None:
    table.pieces = [(name, 0) for name in "abcdefgh"]
    async with working(table):
        await table.until(lambda: len(table.done) == 8)
    assert table.begun == list("abcdefgh")


async def test_a_ring_brings_what_is_new(table: Table) -> None:
    async with working(table):
        await table.settle()
        assert table.begun == []
        table.pieces = [("a", 0)]
        table.bell.set()
        await table.until(lambda: table.done == ["a"])


async def test_nothing_is_done_before_its_time(table: Table, clock: SetClock) -> None:
    table.pieces = [("later", 60), ("now", 0)]
    async with working(table):
        await table.until(lambda: table.done == ["now"])
        await table.settle()
        assert table.begun == ["now"]
        clock.forward(seconds=60)
        await table.settle()
    assert table.done == ["now", "later"]


async def test_what_comes_due_is_done_without_a_ring(table: Table, clock: SetClock) -> None:
    table.pieces = [("soon", 0)]
    clock.forward(seconds=-0.02)
    table.meanwhile = table.tell
    async with working(table):
        await table.until(lambda: table.asked == 1)
        clock.forward(seconds=0.02)
        await table.until(lambda: table.done == ["soon"])


async def test_a_bounded_number_of_pieces_is_in_hand(table: Table) -> None:
    table.pieces = [(name, 0) for name in "abcdefgh"]
    table.waits = {name: asyncio.Event() for name in "abc"}
    async with working(table):
        await table.until(lambda: len(table.begun) == 3)
        await table.settle()
        assert table.begun == ["a", "b", "c"]
        table.waits["b"].set()
        await table.until(lambda: len(table.done) == 6)
        assert table.most_at_once == 3
    assert sorted(table.done) == list("abcdefgh")


async def test_two_pieces_of_one_key_are_never_in_hand_at_once(table: Table) -> None:
    table.pieces = [("a", 0), ("a", -1), ("b", 0)]
    table.waits = {"a": asyncio.Event()}
    async with working(table):
        await table.until(lambda: table.done == ["b"])
        await table.settle()
        assert table.begun == ["a", "b"]
        table.waits["a"].set()
        await table.until(lambda: len(table.done) == 3)
    assert table.begun == ["a", "b", "a"]


async def test_what_was_done_while_the_table_was_read_is_not_done_again(table: Table) -> None:
    table.pieces = [("a", 0)]
    table.waits = {"a": asyncio.Event()}

    async def finish_a() -> None:
        if "a" in table.begun:
            table.waits["a"].set()
            for _ in range(20):
                await asyncio.sleep(0)
            assert table.done == ["a"]

    table.meanwhile = finish_a
    async with working(table):
        await table.until(lambda: table.begun == ["a"])
        await table.settle()
        await table.settle()
    assert table.begun == ["a"]


async def test_many_in_hand_do_not_hide_what_is_behind_them(table: Table) -> None:
    table.pieces = [*((f"held {number}", 0) for number in range(2)), *[("free", 1)] * 5]
    table.waits = {f"held {number}": asyncio.Event() for number in range(2)}
    table.clock.forward(seconds=1)
    async with working(table):
        await table.until(lambda: len(table.done) == 5)
        assert table.done == ["free"] * 5


async def test_a_failing_piece_stays_and_the_worker_rests_and_goes_on(
    table: Table, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    failing = [True]

    async def fail_once(piece: Piece) -> None:
        if failing:
            failing.pop()
            raise RuntimeError("broken")
        await table.handle(piece)

    table.worker._handle = fail_once
    table.pieces = [("a", 0)]
    async with working(table):
        await table.settle()
        assert caplog.messages == ["working: a could not be done"]
        assert "RuntimeError: broken" in caplog.text
        await table.settle()
        assert table.pieces == [("a", 0)]
        clock.forward(seconds=bot.worker.AFTER_TROUBLE.total_seconds())
        await table.settle()
    assert table.done == ["a"]


async def test_a_piece_that_met_a_locked_database_is_tried_again(
    table: Table, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    locked: list[Exception] = [StorageError("the database is locked")]

    async def fail_once(piece: Piece) -> None:
        if locked:
            raise locked.pop()
        await table.handle(piece)

    table.worker._handle = fail_once
    table.pieces = [("a", 0)]
    async with working(table):
        await table.settle()
        clock.forward(seconds=5)
        await table.settle()
    assert table.done == ["a"]
    assert caplog.messages == ["working: the database is locked"]


async def test_a_table_that_cannot_be_read_is_read_again_after_a_rest(
    table: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bot.worker, "AFTER_TROUBLE", timedelta(seconds=0.01))
    table.pieces = [("a", 0)]
    table.trouble = [StorageError("the database is locked")]
    async with working(table):
        await table.until(lambda: table.done == ["a"])
    assert caplog.messages == ["working: the database is locked"]


async def test_a_worker_that_rests_takes_up_nothing_before_its_moment(
    table: Table, clock: SetClock
) -> None:
    table.pieces = [("a", 0)]
    table.worker.rest_until(clock.now() + timedelta(minutes=10))
    async with working(table):
        await table.settle()
        clock.forward(minutes=9)
        await table.settle()
        assert (table.asked, table.begun) == (0, [])
        clock.forward(minutes=1)
        await table.settle()
    assert table.done == ["a"]


async def test_an_idle_worker_does_not_read_the_table_over_and_over(table: Table) -> None:
    table.pieces = [("later", 3600), ("held", 0)]
    table.waits = {"held": asyncio.Event()}
    async with working(table):
        await table.until(lambda: table.begun == ["held"])
        for _ in range(200):
            await asyncio.sleep(0)
        assert table.asked <= 2


async def test_stopping_finishes_what_is_in_hand_and_takes_up_nothing_more(table: Table) -> None:
    table.pieces = [(name, 0) for name in "abcdef"]
    table.waits = {name: asyncio.Event() for name in "abc"}
    running = asyncio.create_task(table.worker.run())
    await table.until(lambda: len(table.begun) == 3)
    table.worker.stop()
    await table.settle()
    assert not running.done()
    for wait in table.waits.values():
        wait.set()
    await running
    assert table.done == ["a", "b", "c"]


async def test_stopping_while_the_table_is_read_takes_up_nothing(table: Table) -> None:
    async def stop() -> None:
        table.worker.stop()

    table.pieces = [("a", 0)]
    table.meanwhile = stop
    await table.worker.run()
    assert (table.asked, table.begun) == (1, [])
