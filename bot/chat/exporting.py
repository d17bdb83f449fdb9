"""The handler of merchants who want their orders as a table."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from telegram import InputFile, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError, TimedOut

from bot.chat.answering import answer
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import in_ascii
from bot.chat.reporting import zone_of
from bot.chat.sheets import Sheet, sheet_of
from bot.chat.texts import exports as texts
from bot.clock import Clock
from bot.payments.digesting import Digests
from bot.payments.exporting import Exports, Filter, Wish, read_wish, row_of
from bot.payments.periods import Period, period_of
from bot.payments.rights import Asker

log = logging.getLogger(__name__)

PAGE = 1000
# Telegram takes 50 MB from a bot. More rows than these need more, or too long.
LARGEST_FILE = 50_000_000
MOST_ROWS = 250_000
UPLOAD = 300.0  # seconds; the largest file over a slow line


class Exporting:
    """`/export`; merchants only, in their private chat, for it holds the ids of payers.

    Args:
        exports: gives the orders.
        digests: knows in which zone a merchant lives.
        clock: what the time is.
    """

    def __init__(self, exports: Exports, digests: Digests, clock: Clock) -> None:
        self._exports = exports
        self._digests = digests
        self._clock = clock
        self._busy: set[int] = set()

    async def command(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/export [period] [filter] [xlsx]`."""
        wish = read_wish(in_ascii(words))
        if isinstance(wish, str):
            await answer(message, texts.not_a_wish(wish))
        elif asker.person_id in self._busy:
            await answer(message, gettext(texts.BUSY))
        else:
            await self._begin(message, asker.person_id, wish)

    async def _begin(self, message: Message, person_id: int, wish: Wish) -> None:
        self._busy.add(person_id)
        try:
            zone = await zone_of(self._digests, person_id)
            await self._export(message, wish, period_of(wish.span, self._clock.now(), zone))
        except OSError as error:
            log.error("an export could not be written: %s", error)  # noqa: TRY400 - it says all
            await answer(message, gettext(texts.NO_ROOM))
        finally:
            self._busy.discard(person_id)

    async def _export(self, message: Message, wish: Wish, period: Period) -> None:
        count = await self._exports.count(wish.filter, period, MOST_ROWS + 1)
        if count == 0:
            await answer(message, texts.nothing(wish, period))
            return
        if count > MOST_ROWS:
            await answer(message, texts.too_large(wish, period))
            return
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.UPLOAD_DOCUMENT)
        with sheet_of(wish.format) as sheet:
            rows = await self._fill(sheet, wish.filter, period)
            file = await asyncio.to_thread(sheet.finish)
            if _size(file) > LARGEST_FILE:
                await answer(message, texts.too_large(wish, period))
                return
            await _send(message, file, texts.name(wish, period), texts.done(wish, period, rows))

    async def _fill(self, sheet: Sheet, which: Filter, period: Period) -> int:
        """Write page by page, in a thread, so that nobody waits; tell how many rows there are."""
        count, after = 0, None
        while page := await self._exports.page(which, period, after, PAGE):
            await asyncio.to_thread(sheet.write, [row_of(order) for order in page])
            count, after = count + len(page), page[-1]
        return count


async def _send(message: Message, file: IO[bytes], name: str, caption: str) -> None:
    try:
        # Read piece by piece as it is sent: it need never be in memory as a whole.
        document = InputFile(file, filename=name, read_file_handle=False)
        await message.reply_document(
            document, caption=caption, parse_mode="HTML", write_timeout=UPLOAD, read_timeout=UPLOAD
        )
    except TimedOut:
        # It may have arrived all the same, so it is not simply sent again.
        log.warning("Telegram has not confirmed an export in time")
        await answer(message, gettext(texts.NOT_CONFIRMED))


def _size(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
