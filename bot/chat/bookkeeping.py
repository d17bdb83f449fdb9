"""What reports, exports and digests are made from."""

from dataclasses import dataclass

from bot.chat.reporting import Draw
from bot.payments.digesting import Digests
from bot.payments.exporting import Exports
from bot.payments.reporting import Reports


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """The books of a till, and who draws pictures of them."""

    reports: Reports
    exports: Exports
    digests: Digests
    draw: Draw
