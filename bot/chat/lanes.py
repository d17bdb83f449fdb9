"""Updates of one chat are handled in order, chats side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """A queue for each key; each has a task only while there is something in it.

    Args:
        handle: handles one item; it raises nothing.
    """

    def __init__(self, handle: Callable[[Item], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[Hashable, deque[Item]] = {}
        self._count = 0
        self._eased = asyncio.Event()

    def put(self, group: asyncio.TaskGroup, key: Hashable, item: Item) -> None:
        """Queue an item; `group` runs the lane if it is not running."""
        self._count += 1
        if key in self._waiting:
            self._waiting[key].append(item)
        else:
            self._waiting[key] = deque([item])
            group.create_task(self._run(key))

    def has_room(self, most: int) -> bool:
        """Whether fewer than `most` items are queued or in hand."""
        return self._count < most

    async def room(self, most: int) -> None:
        """Wait until fewer than `most` items are queued or in hand."""
        while not self.has_room(most):
            self._eased.clear()
            await self._eased.wait()

    async def _run(self, key: Hashable) -> None:
        lane = self._waiting[key]
        while lane:
            await self._handle(lane.popleft())
            self._count -= 1
            self._eased.set()
        del self._waiting[key]
