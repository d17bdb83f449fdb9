import asyncio

import pytest

from bot.sandbox.telegram.events import Event, Events


def test_every_listener_is_told() -> None:
    events, heard = Events(), list[Event]()
    events.listen(heard.append)
    events.listen(heard.append)
    events.tell("action", "typing")
    assert heard == [Event("action", "typing")] * 2


async def test_who_waits_is_woken_by_a_change() -> None:
    events, news = Events(), list[str]()
    waiting = asyncio.create_task(events.wait_for(lambda: news, 5))
    await asyncio.sleep(0)
    events.tell("action", "something else")
    await asyncio.sleep(0)
    news.append("it")
    events.tell("action", "it")
    assert await waiting == ["it"]


async def test_what_is_true_already_is_not_waited_for() -> None:
    assert await Events().wait_for(lambda: 7, 0) == 7


async def test_what_never_happens_times_out() -> None:
    with pytest.raises(TimeoutError):
        await Events().wait_for(lambda: False, 0)
