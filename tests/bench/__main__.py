"""How long the till takes, printed: `python -m tests.bench`.

Machines are noisy: quote the medians, and compare only what was measured in one run.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil

from bot.sandbox.playground import Playground
from bot.sandbox.process import TillProcess
from tests.bench.handling import handling_times

ROUNDS = 40
STARTS = 5


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


def show(what: str, seconds: list[float]) -> None:
    milliseconds = sorted(each * 1000 for each in seconds)
    print(
        f"{what:<44} median {median(milliseconds):8.1f} ms"
        f"   worst {milliseconds[-1]:8.1f} ms   of {len(milliseconds)}"
    )


def show_memory(till: TillProcess) -> str:
    return f"{psutil.Process(till.pid).memory_info().rss / 2**20:15.1f} MB"


async def start(playground: Playground, folder: Path) -> TillProcess:
    polls = len(playground.telegram.calls)

    def polled() -> bool:
        return any(call.method == "getUpdates" for call in playground.telegram.calls[polls:])

    till = TillProcess(playground.settings(folder / "till.db"), folder)
    await till.start()
    await playground.telegram.wait_for(polled, 30)
    return till


async def measure_starts(playground: Playground, folder: Path) -> None:
    times: list[float] = []
    for _ in range(STARTS):
        with timed(times):
            till = await start(playground, folder)
        resident = show_memory(till)
        await till.stop()
    show("start to first poll", times)
    print(f"{'resident after the start':<44} {resident}")


async def measure_cards(playground: Playground, folder: Path) -> None:
    telegram, times = playground.telegram, list[float]()
    till = await start(playground, folder)
    for number in range(1000, 1000 + ROUNDS):
        customer = telegram.person(number, f"Customer {number}")
        customer.write("/pay 100 USDT")
        with timed(times):
            await telegram.wait_for(lambda: any(m.photo for m in telegram.messages(number)))  # noqa: B023 - used at once
        await asyncio.sleep(0.05)  # the next customer finds an idle till
    resident = show_memory(till)
    await till.stop()
    show("/pay to its card, gateway idle", times)
    print(f"{f'resident when idle, after {ROUNDS} cards':<44} {resident}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        show("update to stored order, in the handler", await handling_times(Path(folder)))
        async with Playground() as playground:
            await measure_starts(playground, Path(folder))
            await measure_cards(playground, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
