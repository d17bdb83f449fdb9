"""What can go wrong, as one tree.

    TillError                     anything the till knows how to speak about
    ├── SettingsError             the environment does not describe a till that can run
    ├── KeysNotMade               a key file is there already or cannot be written
    ├── StorageError              the database is locked, unwritable, damaged or from the future
    ├── NotListening              the HTTP server has no address to listen at
    │   └── InUse                 another till is running on it
    ├── WebhookRefused            what claims to be a webhook of the gateway cannot be taken
    ├── NotAnUpdate               what came to Telegram's webhook is no update
    ├── InvoiceClosed             an invoice cannot be paid any more
    ├── NotDrawn                  the picture of a report could not be made in time
    ├── TillBusy                  more than it can take in hand now: asking again is right
    └── GatewayError              the gateway did not do what was asked
        ├── GatewayBusy           it must not be asked before a moment that is known
        │   └── GatewayBlocked    it has locked us out (418)
        ├── GatewayUnavailable    no answer, or a temporary refusal: asking again is right
        ├── GatewayMisunderstood  an answer came and cannot be read
        ├── GatewayMisconfigured  keys, signature or rights are wrong: the operator must act
        │   └── NothingThere      the path that was asked is not there (a bare 404)
        ├── GatewayRefused        this order cannot be opened as asked
        │   └── NotOffered        its token or network is not taken at present
        ├── NoSuchOrder           the gateway knows no order of this number
        └── NumberTaken           the gateway already knows an order of this number
            └── NumberEnded       and has cancelled it or let it expire

A duplicate, late, short or excess payment is no error but an outcome, see
`bot.payments.settlement`.
"""

from datetime import datetime
from enum import StrEnum, auto


class TillError(Exception):
    """Anything the till knows how to speak about."""


class SettingsError(TillError):
    """The environment does not describe a till that can run.

    Attributes:
        faults: one sentence for each faulty setting, all of them.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class KeysNotMade(TillError):
    """A key file is there already or cannot be written."""


class StorageError(TillError):
    """The database is locked, unwritable, damaged or from a newer version."""


class NotListening(TillError):
    """The HTTP server has no address to listen at."""


class InUse(StorageError):
    """Another till is running on the database."""


class Why(StrEnum):
    """Why a webhook is refused."""

    UNSIGNED = auto()  # the headers that prove it are missing
    FORGED = auto()  # the signature is not the gateway's
    STALE = auto()  # it was signed too long ago, or in the future
    CHARSET = auto()  # it is not written in UTF-8
    MALFORMED = auto()  # it is genuine, and cannot be read


class WebhookRefused(TillError):
    """What claims to be a webhook of the gateway cannot be taken.

    Attributes:
        why: the kind of refusal.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(f"the webhook is {why}")
        self.why = why


class NotAnUpdate(TillError, ValueError):
    """What came to Telegram's webhook is no update."""


class InvoiceClosed(TillError):
    """An invoice cannot be paid any more: it is paid, cancelled or expired."""


class NotDrawn(TillError):
    """The picture of a report could not be made in time."""


class TillBusy(TillError):
    """The till cannot take more in hand now; nothing of it was kept, and asking again is right."""


class GatewayError(TillError):
    """The gateway did not do what was asked."""


class GatewayBusy(GatewayError):
    """The gateway must not be asked before `until`."""

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(f"{reason}; not asked again before {until:%H:%M:%S} UTC")
        self.until = until


class GatewayBlocked(GatewayBusy):
    """The gateway has locked us out (HTTP 418)."""


class GatewayUnavailable(GatewayError):
    """No answer, or a temporary refusal: asking again is right."""


class GatewayMisunderstood(GatewayError):
    """An answer came that does not say what the documents promise."""


class GatewayMisconfigured(GatewayError):
    """Keys, signature or rights are wrong: the operator must act, asking again is no use."""


class NothingThere(GatewayMisconfigured):
    """The path that was asked is not there: a 404 that does not say of what."""


class GatewayRefused(GatewayError):
    """This order cannot be opened as asked."""


class NotOffered(GatewayRefused):
    """The gateway does not take this token or network at present."""


class NoSuchOrder(GatewayError):
    """The gateway knows no order of this number."""


class NumberTaken(GatewayError):
    """The gateway already knows an order of this number, and gives no link to it."""


class NumberEnded(NumberTaken):
    """The gateway knows an order of this number, and has cancelled it or let it expire."""
