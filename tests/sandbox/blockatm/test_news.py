import asyncio

from bot.sandbox.blockatm.news import Event, News


async def test_every_listener_hears_every_event() -> None:
    news = News()
    one: list[Event] = []
    other: list[Event] = []
    news.subscribe(one.append)
    news.subscribe(other.append)
    event = Event("refused", "no")
    news.tell(event)

    assert one == other == [event]


async def test_waiting_for_what_holds_already_takes_no_time() -> None:
    await News().wait_for(lambda: True)


async def test_waiting_ends_with_the_change_that_makes_it_true() -> None:
    news = News()
    seen: list[int] = []
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(news.wait_for(lambda: len(seen) == 2))
        for number in range(2):
            await asyncio.sleep(0)
            assert not waiting.done()
            seen.append(number)
            news.ring()


async def test_all_who_wait_are_woken() -> None:
    news = News()
    seen: list[int] = []
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(news.wait_for(lambda: seen))
        await asyncio.sleep(0)
        seen.append(1)
        news.tell(Event("refused", "no"))
