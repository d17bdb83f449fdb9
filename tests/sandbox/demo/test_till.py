import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.demo.till import State, Till
from bot.sandbox.playground import Playground
from bot.sandbox.telegram import Call, Event


class Bench:
    """A till with real servers, and what it tells of itself."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self.states: list[State] = []
        self.lines: list[str] = []
        self.moved = asyncio.Event()
        settings = playground.settings(folder / "till.db") | {"ORDER_LIFETIME": "2m"}
        self.till = Till(settings, folder, self._note, self.lines.append)
        playground.telegram.on_event(self._hear)

    def _note(self) -> None:
        self.states.append(self.till.state)
        self.moved.set()

    def _hear(self, event: Event) -> None:
        if isinstance(event.subject, Call) and event.subject.method == "getUpdates":
            self.till.polls()

    async def run(self) -> None:
        """Start the till, and wait until it runs."""
        await self.till.do("start")
        await self.until(State.RUNNING)

    async def until(self, state: State) -> None:
        async with asyncio.timeout(20):
            while self.till.state is not state:
                self.moved.clear()
                await self.moved.wait()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with Playground() as playground:
        bench = Bench(playground, tmp_path)
        yield bench
        await bench.till.close()


async def test_it_starts_stops_starts_again_and_can_be_killed(bench: Bench) -> None:
    await bench.run()
    await bench.till.do("stop")
    assert bench.till.state is State.STOPPED
    await bench.run()
    await bench.till.do("kill")
    assert bench.states == [
        State.STARTING,
        State.RUNNING,
        State.STOPPING,
        State.STOPPED,
        State.STARTING,
        State.RUNNING,
        State.KILLED,
    ]
    assert any("the till is open" in line for line in bench.lines)
    assert list(bench.till.lines) == bench.lines


async def test_a_restart_stops_what_runs_and_starts_what_does_not(bench: Bench) -> None:
    await bench.till.do("restart")
    await bench.until(State.RUNNING)
    await bench.till.do("restart")
    await bench.until(State.RUNNING)
    assert bench.states.count(State.STOPPED) == 1


async def test_a_till_that_ends_by_itself_is_not_called_stopped(bench: Bench) -> None:
    bench.till.let_orders_live("soon")
    await bench.till.do("start")
    await bench.until(State.ENDED)
    assert "ORDER_LIFETIME" in bench.lines[-1]
    assert bench.till.as_json() == {
        "state": "ended",
        "is_alive": False,
        "label": "ended on its own; the log says why",
        "lifetime": "soon",
    }


async def test_it_can_be_killed_while_it_is_stopping(bench: Bench) -> None:
    await bench.run()
    async with asyncio.TaskGroup() as both:
        both.create_task(bench.till.do("stop"))
        await bench.until(State.STOPPING)
        both.create_task(bench.till.do("kill"))
    assert bench.till.state is State.KILLED


async def test_a_start_right_after_a_kill_starts_one_that_is_watched(bench: Bench) -> None:
    await bench.run()
    async with asyncio.TaskGroup() as both:
        both.create_task(bench.till.do("kill"))
        await bench.until(State.KILLED)
        both.create_task(bench.till.do("start"))
    await bench.until(State.RUNNING)
    await bench.till.do("stop")
    assert bench.till.state is State.STOPPED


async def test_what_is_killed_while_it_restarts_stays_down(bench: Bench) -> None:
    await bench.run()
    async with asyncio.TaskGroup() as both:
        both.create_task(bench.till.do("restart"))
        await bench.until(State.STOPPING)
        both.create_task(bench.till.do("kill"))
    assert bench.till.state is State.KILLED


async def test_two_restarts_at_once_come_one_after_the_other(bench: Bench) -> None:
    await bench.run()
    await asyncio.gather(bench.till.do("restart"), bench.till.do("restart"))
    await bench.until(State.RUNNING)
    assert bench.states.count(State.STOPPED) == 2


async def test_a_closed_till_is_started_by_nobody_any_more(bench: Bench) -> None:
    await bench.run()
    restart = asyncio.create_task(bench.till.do("restart"))
    await bench.until(State.STOPPING)
    await bench.till.close()
    await restart
    with pytest.raises(ValueError, match="The demo is ending"):
        await bench.till.do("start")
    assert bench.till.state is State.KILLED


async def test_who_stops_waiting_for_a_stop_disturbs_nobody(bench: Bench) -> None:
    await bench.run()
    stop = asyncio.create_task(bench.till.do("stop"))
    await bench.until(State.STOPPING)
    stop.cancel()
    await bench.until(State.STOPPED)
    await bench.run()


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
