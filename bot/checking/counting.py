"""What a check needs in place of a whole till so as to ask the gateway within the budget."""

from collections.abc import Sequence
from datetime import datetime

from bot.payments.notice import Kind
from bot.payments.vitals import Trouble


class RequestMemory:
    """Counts for this check alone, where there is no table to count in.

    Args:
        pause: what is known of the gateway's wish for silence.
    """

    def __init__(self, pause: tuple[datetime, int] | None = None) -> None:
        self._count = 0
        self._pause = pause

    async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:  # noqa: ARG002 - as every log's
        """Give the request's number."""
        self._count += 1
        return self._count

    async def end(self, number: int, at: datetime) -> None:
        """Forget it; the budget itself knows."""

    async def take_up(self, since: datetime, now: datetime) -> Sequence[tuple[str, str, datetime]]:  # noqa: ARG002 - as every log's
        """Nothing is known of earlier requests."""
        return ()

    async def pause(self) -> tuple[datetime, int] | None:
        """What was known at the beginning."""
        return self._pause

    async def set_pause(self, until: datetime | None, strikes: int) -> None:
        """Forget it; the budget itself knows."""


class NoAnnouncements:
    """Tells no owner: whoever reads the check's lines is told by them."""

    async def troubles(self) -> dict[Trouble, datetime]:
        """Nothing is known to be wrong."""
        return {}

    async def begin(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Tell nobody."""

    async def end(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Tell nobody."""
