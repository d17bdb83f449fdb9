"""How fast the bot may send before Telegram makes it wait."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.refusals import too_many_requests

EVERYWHERE = 0


@dataclass(frozen=True)
class Window:
    """At most `most` messages in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """The flood limits; an empty tuple switches one off."""

    overall: tuple[Window, ...] = (Window(30, 1),)
    chat: tuple[Window, ...] = (Window(5, 3),)
    private: tuple[Window, ...] = (Window(60, 60),)
    group: tuple[Window, ...] = (Window(20, 60),)

    @classmethod
    def none(cls) -> "Limits":
        """Return limits that let everything through."""
        return cls((), (), (), ())

    def of(self, chat: Chat) -> tuple[Window, ...]:
        """Return what holds inside this chat."""
        return self.chat + (self.private if chat.kind == "private" else self.group)


class Flood:
    """Counts sends and edits, and refuses those past the limits."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._sent: defaultdict[int, deque[float]] = defaultdict(deque)

    def count(self, chat: Chat | None) -> None:
        """Let one message through, into a chat or, in inline mode, to where the bot is not.

        Raises:
            RefusedError: 429, with the seconds to wait.
        """
        now = self._clock()
        rows = {EVERYWHERE: self._limits.overall}
        if chat is not None:
            rows[chat.id] = self._limits.of(chat)
        wait = max(self._wait(row, windows, now) for row, windows in rows.items())
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for row, windows in rows.items():
            if windows:
                self._sent[row].append(now)

    def _wait(self, row: int, windows: tuple[Window, ...], now: float) -> float:
        """Return the seconds until every window has room again."""
        sent = self._sent[row]
        longest = max((window.seconds for window in windows), default=0)
        while sent and sent[0] <= now - longest:
            sent.popleft()
        full = [window for window in windows if len(sent) >= window.most]
        return max((sent[-w.most] + w.seconds - now for w in full), default=0)
