import asyncio

import pytest

from bot.sandbox.telegram.refusals import RefusedError
from bot.sandbox.telegram.updates import Updates


async def test_an_empty_queue_is_waited_for_until_the_time_is_up() -> None:
    assert await Updates().poll(0, 100, 0) == []


async def test_updates_are_numbered_one_by_one() -> None:
    updates = Updates()
    for _ in range(3):
        updates.add("message", {})
    first, second, third = await updates.poll(0, 100, 0)
    assert (second["update_id"], third["update_id"]) == (
        first["update_id"] + 1,
        first["update_id"] + 2,
    )


async def test_a_kind_that_must_be_asked_for_is_not_queued() -> None:
    updates = Updates()
    updates.add("chat_member", {})
    assert not updates.pending
    updates.ask_for(["chat_member"])
    updates.add("chat_member", {})
    updates.add("message", {})
    assert len(updates.pending) == 1


async def test_an_older_poll_gives_way_even_if_nothing_came() -> None:
    updates = Updates()
    older = asyncio.create_task(updates.poll(0, 100, 30))
    await asyncio.sleep(0)
    assert await updates.poll(0, 100, 0) == []
    with pytest.raises(RefusedError, match="terminated by other getUpdates"):
        await older
