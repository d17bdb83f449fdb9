"""Whether updates come in from Telegram; if not, since when, why, and what to do."""

import logging
from datetime import datetime, timedelta

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.chat.transport import AskedToWait
from bot.clock import Clock
from bot.errors import StorageError

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(seconds=60)
WEBHOOK_IS_SET = "webhook is active"
BAD_WEBHOOK = "bad webhook"


class Hearing:
    """Says once when updates stop coming in, and once when they come in again.

    Attributes:
        deaf_since: since when they have not been coming in; `None` while they are.
        trouble: what keeps them from coming; `None` as above.
    """

    def __init__(self, clock: Clock) -> None:
        self.deaf_since: datetime | None = None
        self.trouble: str | None = None
        self._clock = clock
        self._failures = 0

    def fails(self, error: Exception) -> timedelta:
        """Note what went wrong; give the pause before it is tried again."""
        is_new = self.misses(in_words(error))
        if is_new and not isinstance(error, TelegramError | StorageError):
            log.error("that was unexpected", exc_info=error)
        pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(self._failures, 10)))
        self._failures += 1
        return error.retry_after if isinstance(error, AskedToWait) else pause

    def misses(self, words: str) -> bool:
        """Note what keeps updates from coming; tell whether that is new."""
        is_new = words != self.trouble
        if is_new:
            log.warning("no updates: %s; trying again with growing pauses", words)
        self.trouble = words
        self.deaf_since = self.deaf_since or self._clock.now()
        return is_new

    def works(self) -> None:
        """Note that all is well."""
        if self.trouble is not None:
            log.warning("updates come in again")
        self.trouble = self.deaf_since = None
        self._failures = 0


def in_words(error: Exception) -> str:
    """What keeps updates from coming, and what to do about it."""
    if isinstance(error, Conflict) and WEBHOOK_IS_SET in error.message:
        return f"a webhook of this bot was left behind, it is being removed ({error})"
    if isinstance(error, Conflict):
        return f"another program polls with this bot's token, stop one of the two ({error})"
    if isinstance(error, InvalidToken):
        return f"Telegram does not accept TELEGRAM_BOT_TOKEN ({error})"
    if isinstance(error, BadRequest) and BAD_WEBHOOK in error.message.casefold():
        return f"Telegram cannot bring updates to PUBLIC_URL, check it ({error})"
    return str(error) or type(error).__name__
