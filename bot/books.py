"""Builds what merchants look at: reports, exports and digests."""

from collections.abc import Callable, Container

from telegram import Bot

from bot.charts.studio import Studio
from bot.chat.bookkeeping import Bookkeeping
from bot.chat.courier import Tells
from bot.chat.telling_digests import DigestTeller
from bot.clock import Clock
from bot.payments.digesting import Digesting
from storage.digests import DigestTable
from storage.exports import ExportTable
from storage.reports import ReportTable
from storage.sqlite import Database


class Books:
    """The books in a database, wired.

    Args:
        database: where the tables are.
        courier: is called when a digest is queued.
        merchants: who may hear of money.
        clock: what the time is.
    """

    def __init__(
        self,
        database: Database,
        courier: Callable[[], None],
        merchants: Container[int],
        clock: Clock,
    ) -> None:
        reports, digests = ReportTable(database), DigestTable(database, courier)
        self.desk = Bookkeeping(reports, ExportTable(database), digests, Studio().draw)
        self.digesting = Digesting(digests, reports, merchants, clock)

    def teller(self, bot: Bot, teller: Tells) -> DigestTeller:
        """One that tells digests too."""
        return DigestTeller(bot, teller, self.digesting.figures)
