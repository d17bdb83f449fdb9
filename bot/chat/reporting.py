"""The handler of those who want to know what has come in."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, tzinfo

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.charts.chart import Chart
from bot.chat.answering import answer, answer_photo
from bot.chat.languages.catalogue import gettext
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.reading import in_ascii
from bot.chat.texts.reports import (
    NO_PICTURE,
    NO_PICTURE_HERE,
    chart_labels,
    not_a_period,
    report,
)
from bot.clock import Clock
from bot.errors import NotDrawn
from bot.payments.digesting import Digests
from bot.payments.periods import Span, period_of
from bot.payments.reporting import Figures, Reports
from bot.payments.rights import Asker
from bot.payments.zones import zone_named

log = logging.getLogger(__name__)

Draw = Callable[[Chart], Awaitable[bytes]]


class Reporting:
    """`/report`: of everything for merchants in private, of a group for those who look after it.

    Args:
        reports: adds up.
        digests: knows in which zone a merchant lives.
        draw: makes the picture.
        clock: what the time is.
    """

    def __init__(
        self,
        reports: Reports,
        digests: Digests,
        draw: Draw,
        clock: Clock,
    ) -> None:
        self._reports = reports
        self._digests = digests
        self._draw = draw
        self._clock = clock

    async def command(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/report [today|7d|30d|month]`."""
        word = " ".join(in_ascii(words)) or Span.WEEK
        if word.casefold() not in set(Span):
            await answer(message, not_a_period(word))
            return
        await self._tell(message, asker, Span(word.casefold()))

    async def _tell(self, message: Message, asker: Asker, span: Span) -> None:
        zone = await zone_of(self._digests, asker.person_id)
        period = period_of(span, self._clock.now(), zone)
        group_id = None if asker.in_private else asker.chat_id
        figures = await self._reports.figures(period, group_id)
        await answer(message, report(figures, in_group=not asker.in_private))
        # An order that the gateway calls paid with nothing has nothing to show either.
        if any(map(any, figures.bars.values())):
            await self._show(message, figures)

    async def _show(self, message: Message, figures: Figures) -> None:
        """The picture comes last: whatever becomes of it, the words are there."""
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.UPLOAD_PHOTO)
        with speaking(Language.ENGLISH):
            in_english = chart_labels(figures)
        chart = Chart(tuple(figures.bars.values()), chart_labels(figures), in_english)
        try:
            png = await self._draw(chart)
        except NotDrawn as error:
            log.warning("%s", error)
            await answer(message, gettext(NO_PICTURE))
            return
        try:
            await answer_photo(message, png, "report.png")
        except TelegramError as error:
            log.warning("the picture to a report could not be sent: %s", error)
            await answer(message, gettext(NO_PICTURE_HERE))


async def zone_of(digests: Digests, person_id: int) -> tzinfo:
    """The time zone that somebody has chosen, else UTC."""
    digest = await digests.of(person_id)
    return zone_named(digest.zone) if digest else UTC
