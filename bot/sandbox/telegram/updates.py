"""The updates that wait for the bot, and the bot's ways of getting them."""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.events import Bell
from bot.sandbox.telegram.refusals import conflict

KINDS = frozenset(
    {
        "callback_query",
        "chat_member",
        "chosen_inline_result",
        "edited_message",
        "inline_query",
        "message",
        "message_reaction",
        "message_reaction_count",
        "my_chat_member",
    }
)
# These come only to a bot that asks for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = "other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """The queue of updates.

    Attributes:
        pending: what the bot has not confirmed yet, oldest first.
        asked: the kinds that the bot asked for, as it named them; empty for the usual ones.
        webhook: the parameters of the webhook that is set, or `None`.
        webhook_trouble: when and why an update could last not be brought there.
    """

    def __init__(self) -> None:
        self.pending: deque[JsonObject] = deque()
        self.asked: list[str] = []
        self.webhook: JsonObject | None = None
        self.webhook_trouble: JsonObject = {}
        self._next_id = 700_000_001
        self._poll = 0
        self._ended_by = ""
        self._bell = Bell()

    def add(self, kind: str, content: JsonObject) -> None:
        """Queue an update, unless the bot does not want this kind."""
        wanted = frozenset(self.asked) or KINDS - ON_REQUEST
        if kind in wanted:
            self.pending.append({"update_id": self._next_id, kind: content})
            self._next_id += 1
            self._bell.ring()

    def ask_for(self, kinds: Iterable[object]) -> None:
        """Remember which kinds the bot wants from now on; unknown ones are passed over."""
        self.asked = sorted(KINDS.intersection(str(kind) for kind in kinds))

    def confirm(self, offset: int) -> None:
        """Forget what lies below `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            offset = self._next_id + offset
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    def forget(self, update: JsonObject) -> None:
        """Forget one update, which was brought to the webhook."""
        with suppress(ValueError):  # it was dropped or confirmed meanwhile
            self.pending.remove(update)

    def wake(self) -> None:
        """Let whoever brings or waits for updates look again."""
        self._bell.ring()

    async def changed(self) -> None:
        """Return when there may be something new to bring."""
        await self._bell.heard()

    def end_poll(self, by: str) -> None:
        """Turn away whoever waits for updates now."""
        self._poll += 1
        self._ended_by = by
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JsonObject]:
        """Return pending updates, after waiting for the first one.

        Raises:
            RefusedError: 409, if there is a webhook, or a newer poll took over.
        """
        if self.webhook:
            reason = "use deleteWebhook to delete the webhook first"
            raise conflict(f"can't use getUpdates method while webhook is active; {reason}")
        self.end_poll(OTHER_POLLER)
        turn = self._poll
        self.confirm(offset)
        await self._first(turn, seconds)
        if turn != self._poll:
            raise conflict(f"terminated by {self._ended_by}")
        return list(islice(self.pending, limit))

    async def _first(self, turn: int, seconds: float) -> None:
        """Wait for an update, for the end of the time, or for the end of this poll."""
        try:
            async with asyncio.timeout(seconds):
                while not self.pending and turn == self._poll:
                    await self._bell.heard()
        except TimeoutError:
            return
