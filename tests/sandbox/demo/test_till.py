import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.demo.till import Stand, Till
from bot.sandbox.playground import Playground
from bot.sandbox.telegram import Call, Event


class Bench:
    """A till with real servers, and what it tells of itself."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self.stands: list[Stand] = []
        self.lines: list[str] = []
        self.moved = asyncio.Event()
        settings = playground.settings(folder / "till.db") | {"ORDER_LIFETIME": "2m"}
        self.till = Till(settings, folder, self._note, self.lines.append)
        playground.telegram.on_event(self._hear)

    def _note(self) -> None:
        self.stands.append(self.till.stand)
        self.moved.set()

    def _hear(self, event: Event) -> None:
        if isinstance(event.subject, Call) and event.subject.method == "getUpdates":
            self.till.polls()

    async def until(self, stand: Stand) -> None:
        async with asyncio.timeout(20):
            while self.till.stand is not stand:
                self.moved.clear()
                await self.moved.wait()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with Playground() as playground:
        bench = Bench(playground, tmp_path)
        yield bench
        await bench.till.close()


async def test_it_starts_stops_starts_again_and_can_be_killed(bench: Bench) -> None:
    await bench.till.do("start")
    await bench.until(Stand.RUNNING)
    await bench.till.do("stop")
    assert bench.till.stand is Stand.STOPPED
    await bench.till.do("start")
    await bench.until(Stand.RUNNING)
    await bench.till.do("kill")
    assert bench.stands == [
        Stand.STARTING,
        Stand.RUNNING,
        Stand.STOPPING,
        Stand.STOPPED,
        Stand.STARTING,
        Stand.RUNNING,
        Stand.KILLED,
    ]
    assert any("the till is open" in line for line in bench.lines)
    assert list(bench.till.lines) == bench.lines


async def test_a_restart_stops_what_runs_and_starts_what_does_not(bench: Bench) -> None:
    await bench.till.do("restart")
    await bench.until(Stand.RUNNING)
    await bench.till.do("restart")
    await bench.until(Stand.RUNNING)
    assert bench.stands.count(Stand.STOPPED) == 1


async def test_a_till_that_ends_by_itself_is_not_called_stopped(bench: Bench) -> None:
    bench.till.let_orders_live("soon")
    await bench.till.do("start")
    await bench.until(Stand.ENDED)
    assert "ORDER_LIFETIME" in bench.lines[-1]
    assert bench.till.as_json() == {"stand": "ended", "lifetime": "soon"}


async def test_it_can_be_killed_while_it_is_stopping(bench: Bench) -> None:
    await bench.till.do("start")
    await bench.until(Stand.RUNNING)
    async with asyncio.TaskGroup() as both:
        both.create_task(bench.till.do("stop"))
        await bench.until(Stand.STOPPING)
        both.create_task(bench.till.do("kill"))
    assert bench.till.stand is Stand.KILLED


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("stop", "The bot is not running"),
        ("kill", "The bot is not running"),
        ("dance", "«dance» cannot be done with the bot"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(
    bench: Bench, deed: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        await bench.till.do(deed)


async def test_what_runs_is_not_started_twice(bench: Bench) -> None:
    await bench.till.do("start")
    with pytest.raises(ValueError, match="running already"):
        await bench.till.do("start")
