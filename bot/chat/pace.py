"""Telegram's limits on sending, kept before they are met."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from bot.clock import Clock


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


# Telegram's own words: about 30 a second in all, 20 a minute in a group, and about one a
# second in a chat with short bursts.
ALL = Rule(25, 1)
GROUP = Rule(18, 60)
CHAT = Rule(3, 3)


class Pace:
    """Tells each message when it may be sent.

    Args:
        clock: what the time is.
        sleep: waits for so many seconds.
    """

    def __init__(
        self, clock: Clock, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._sent: defaultdict[tuple[Hashable, Rule], deque[float]] = defaultdict(deque)

    async def turn(self, chat_id: int) -> None:
        """Wait until a message to the chat keeps every rule."""
        while (wait := self._wait(chat_id)) > 0:
            await self._sleep(wait)
        now = self._clock.monotonic()
        for log in self._logs(chat_id):
            log[1].append(now)

    def _logs(self, chat_id: int) -> list[tuple[Rule, deque[float]]]:
        rules: list[tuple[Hashable, Rule]] = [("all", ALL), (chat_id, CHAT)]
        if chat_id < 0:
            rules.append((chat_id, GROUP))
        return [(rule, self._sent[key, rule]) for key, rule in rules]

    def _wait(self, chat_id: int) -> float:
        now = self._clock.monotonic()
        waits = [0.0]
        for rule, sent in self._logs(chat_id):
            while sent and sent[0] + rule.seconds <= now:
                sent.popleft()
            if len(sent) >= rule.count:
                waits.append(sent[0] + rule.seconds - now)
        return max(waits)

    def forget(self) -> None:
        """Let go of chats in which nothing was said lately."""
        now = self._clock.monotonic()
        for key, sent in list(self._sent.items()):
            if not sent or sent[-1] + key[1].seconds <= now:
                del self._sent[key]
