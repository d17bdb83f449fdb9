"""The chat's error handler: what a handler could not do, and what follows from it."""

import logging
from datetime import timedelta

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import ContextTypes

from bot.chat.transport import AskedToWait
from bot.errors import StorageError, TillError

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
LONGEST_PAUSE = timedelta(seconds=30)


class Problems:
    """Keeps what went wrong with each update until the intake asks for it."""

    def __init__(self) -> None:
        self._of_update: dict[int, Exception] = {}

    async def note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take an error from python-telegram-bot: of an update, or of a job."""
        error = context.error
        if isinstance(update, Update) and error is not None:
            self._of_update[update.update_id] = error
        elif isinstance(error, TillError):
            log.warning("a job failed: %s", error)
        else:
            log.error("a job failed", exc_info=error)

    def take(self, update: Update) -> Exception | None:
        """What went wrong with an update, if anything did."""
        return self._of_update.pop(update.update_id, None)


def pause_after(error: Exception, attempt: int) -> timedelta | None:
    """How long to wait before an update is handled again, `None` if that is no use.

    `BadRequest` is a `NetworkError` to python-telegram-bot, but asking again will not mend it.
    """
    if attempt >= MOST_ATTEMPTS or isinstance(error, BadRequest | Forbidden):
        return None
    if isinstance(error, AskedToWait):
        return error.retry_after
    if isinstance(error, NetworkError | StorageError):
        return min(LONGEST_PAUSE, timedelta(seconds=2**attempt))
    return None
