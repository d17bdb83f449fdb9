import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.lanes import Lanes
from tests.chat.desk import until


async def test_each_lane_keeps_its_order_while_another_waits() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def handle(item: str) -> None:
        if item == "a1":
            await gate.wait()
        done.append(item)

    lanes = Lanes(handle)
    async with asyncio.TaskGroup() as group:
        for item in ("a1", "a2", "b1", "b2"):
            lanes.put(group, item[0], item)
        await until(lambda: done == ["b1", "b2"])
        gate.set()
    assert done == ["b1", "b2", "a1", "a2"]


async def test_a_lane_that_was_empty_runs_again() -> None:
    done: list[str] = []
    lanes = Lanes(_collect(done))
    async with asyncio.TaskGroup() as group:
        lanes.put(group, "a", "a1")
        await until(lambda: done)
        lanes.put(group, "a", "a2")
    assert done == ["a1", "a2"]


async def test_there_is_room_only_when_something_was_finished() -> None:
    gate = asyncio.Event()

    async def handle(_: int) -> None:
        await gate.wait()

    lanes = Lanes(handle)
    async with asyncio.TaskGroup() as group:
        lanes.put(group, "a", 1)
        await lanes.room(2)
        lanes.put(group, "a", 2)
        waiting = group.create_task(lanes.room(2))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
        gate.set()
    assert waiting.done()


async def test_there_is_room_until_so_many_are_queued_or_in_hand() -> None:
    gate = asyncio.Event()

    async def handle(_: str) -> None:
        await gate.wait()

    lanes = Lanes(handle)
    async with asyncio.TaskGroup() as group:
        assert lanes.has_room(1)
        lanes.put(group, "a", "a1")
        assert not lanes.has_room(1)
        assert lanes.has_room(2)
        gate.set()
    assert lanes.has_room(1)


@given(st.lists(st.integers(0, 4)))
def test_nothing_is_lost_and_no_lane_is_out_of_order(keys: list[int]) -> None:
    done: list[tuple[int, int]] = []

    async def play() -> None:
        async def handle(item: tuple[int, int]) -> None:
            for _ in range(item[0]):
                await asyncio.sleep(0)
            done.append(item)

        lanes = Lanes(handle)
        async with asyncio.TaskGroup() as group:
            for number, key in enumerate(keys):
                lanes.put(group, key, (key, number))

    asyncio.run(play())
    for key in set(keys):
        assert [n for k, n in done if k == key] == [n for n, k in enumerate(keys) if k == key]


def _collect(done: list[str]) -> Callable[[str], Awaitable[None]]:
    async def handle(item: str) -> None:
        done.append(item)

    return handle
