import asyncio
import heapq
import math
from collections.abc import Awaitable, Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.pace import ALL, Pace
from bot.sandbox.telegram import Group, Limits, TelegramServer
from bot.sandbox.telegram.chats import PrivateChat
from bot.sandbox.telegram.flood import Flood
from tests.clocks import SetClock


class Played:
    """Time that passes when everybody waits for it, and then only as far as it must."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        due = self.clock.monotonic() + seconds
        heapq.heappush(self._sleepers, (due, next(self._numbers), woken))
        await woken.wait()

    async def pass_until_done(self, *work: Awaitable[object]) -> None:
        doing = asyncio.gather(*work)
        while not doing.done():
            for _ in range(10):
                await asyncio.sleep(0)
            if self._sleepers:
                due, _, woken = heapq.heappop(self._sleepers)
                wait = max(0.0, due - self.clock.monotonic())
                self.clock.forward(microseconds=math.ceil(wait * 1_000_000))
                woken.set()
        await doing


def play(chats: list[int], gaps: list[float]) -> list[tuple[float, int]]:
    """Send a message to each chat, after each gap; give back when each was sent."""
    played, sent = Played(), []

    async def send(pace: Pace, chat_id: int, after: float) -> None:
        await played.sleep(after)
        await pace.turn(chat_id)
        sent.append((played.clock.monotonic(), chat_id))

    async def run() -> None:
        pace = Pace(played.clock, sleep=played.sleep)
        moments = [sum(gaps[: number + 1]) for number in range(len(gaps))]
        pairs = zip(chats, moments, strict=False)
        await played.pass_until_done(*(send(pace, chat, at) for chat, at in pairs))

    asyncio.run(run())
    return sent


CHATS = st.lists(st.sampled_from([1, 2, 3, -1, -2, -100]), min_size=1, max_size=90)


@settings(max_examples=40, deadline=None)
@given(CHATS, st.data())
def test_no_limit_of_telegram_is_ever_met(chats: list[int], data: st.DataObject) -> None:
    gaps = data.draw(
        st.lists(st.sampled_from([0, 0, 0, 0.1, 1.0]), min_size=len(chats), max_size=len(chats))
    )
    sent = play(chats, gaps)
    assert len(sent) == len(chats)
    assert_allowed(sent)


def test_a_rush_over_many_chats_keeps_the_limit_of_all_and_nobody_starves() -> None:
    chats = [chat for _ in range(3) for chat in range(1, 101)]
    sent = play(chats, [0.0] * len(chats))
    assert_allowed(sent)
    assert sent[-1][0] <= len(chats) / ALL.count + 1
    first = {chat: at for at, chat in reversed(sent)}
    assert max(first.values()) <= 100 / ALL.count + 1


def test_a_busy_group_holds_up_nobody_else() -> None:
    sent = play([-100] * 60 + [7], [0.0] * 61)
    assert_allowed(sent)
    assert next(at for at, chat in sent if chat == 7) == 0
    assert sent[-1][0] > 180


def test_a_short_burst_goes_out_at_once() -> None:
    assert [at for at, _ in play([1, 1, 1, 1], [0.0] * 4)] == [0, 0, 0, 3]


def test_at_the_very_moment_when_there_is_room_for_one_only_one_goes() -> None:
    # 1.1 + 3 is 4.1 here, but 4.1 - 3 is not 1.1: the arithmetic of floats must not open the door.
    assert_allowed(play([1] * 9, [0, 0.1, 1.0, 0, 0, 0, 0, 0, 0]))


async def test_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    clock = SetClock()
    pace = Pace(clock)
    await pace.turn(1)
    await pace.turn(-5)
    clock.forward(seconds=10)
    await pace.turn(2)
    pace.forget()
    assert {key for key, _ in pace._sent} == {"all", 2, -5}
    clock.forward(minutes=2)
    pace.forget()
    assert not pace._sent


async def test_forgetting_does_not_let_anybody_hurry() -> None:
    waits: list[float] = []
    clock = SetClock()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock.forward(seconds=seconds)

    pace = Pace(clock, sleep=sleep)
    for _ in range(3):
        await pace.turn(1)
    pace.forget()
    await pace.turn(1)
    assert waits == [3]


def assert_allowed(sent: list[tuple[float, int]]) -> None:
    """Have the local Telegram judge it, and the plain reading of Telegram's rules."""
    now = [0.0]
    flood = Flood(Limits(), lambda: now[0])
    server = TelegramServer()
    for at, chat_id in sorted(sent):
        now[0] = at
        chat = Group(server.world, chat_id, "G") if chat_id < 0 else _private(server, chat_id)
        flood.count(chat)
    assert _most(sent, 1, lambda _: 0) <= 30
    assert _most(sent, 10, lambda chat: chat) <= 12
    assert _most([each for each in sent if each[1] < 0], 60, lambda chat: chat) <= 20


def _private(server: TelegramServer, chat_id: int) -> PrivateChat:
    return server.person(chat_id, "P").private_chat


def _most(sent: list[tuple[float, int]], seconds: float, key: Callable[[int], int]) -> int:
    """The most messages of one key in any window of so many seconds."""
    return max(
        (
            sum(at <= other < at + seconds and key(to) == key(chat) for other, to in sent)
            for at, chat in sent
        ),
        default=0,
    )
