"""What must be told to a chat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from bot.payments.invoice import Invoice, InvoiceCard, InvoiceState
from bot.payments.order import Order, State
from bot.payments.settlement import Outcome


class Kind(StrEnum):
    """What a notice is about."""

    CARD = auto()  # the order is open: show the card
    CARD_CHANGED = auto()  # the card no longer shows the truth
    COUNTDOWN = auto()  # the card shows too much time left
    RECEIPT = auto()  # the money has come
    SHORT = auto()  # less than asked has come
    MORE = auto()  # something has come for an order that counted as paid already
    CANCELLED = auto()  # somebody other than the payer has called it off
    DELAYED = auto()  # the gateway keeps us waiting, the order is kept
    FAILED = auto()  # the order could not be opened
    INVOICE = auto()  # an invoice was issued: show its card
    INVOICE_CHANGED = auto()  # one of its cards no longer shows the truth
    INVOICE_REMINDER = auto()  # its merchant wants people to be reminded of it
    NOT_OFFERED = auto()  # the gateway does not take its token or network at present
    SALE = auto()  # to merchants: an order is paid
    SALE_LATE = auto()  # to merchants: it is paid after it had ended
    SALE_SHORT = auto()  # to merchants: less than asked has come
    SALE_EXCESS = auto()  # to merchants: more than asked has come
    ODD_REPORT = auto()  # to merchants: what the gateway reports cannot be counted
    GATEWAY_BLOCKED = auto()  # to owners: the gateway has locked us out
    GATEWAY_RECOVERED = auto()  # to owners: it lets us in again
    GATEWAY_REFUSES_KEYS = auto()  # to owners: keys or signature are wrong
    KEYS_ACCEPTED = auto()  # to owners: they are right again
    GATEWAY_DOWN = auto()  # to owners: the gateway does not answer
    GATEWAY_BACK = auto()  # to owners: it answers again
    CLOCK_OFF = auto()  # to owners: our clock is wrong
    CLOCK_RIGHT = auto()  # to owners: it is right again
    WEBHOOKS_SILENT = auto()  # to owners: payments came without their webhooks
    WEBHOOKS_BACK = auto()  # to owners: webhooks come again
    DATABASE_FULL = auto()  # to owners: the database has hardly any room
    DATABASE_ROOMY = auto()  # to owners: it has room again
    UPDATES_MISSING = auto()  # to owners: Telegram's updates did not come in
    UPDATES_BACK = auto()  # to owners: they come in again
    DIGEST = auto()  # to a merchant: what the day before has brought


# What only merchants are told.
TO_MERCHANTS_ONLY = frozenset(
    {
        *(Kind.SALE, Kind.SALE_LATE, Kind.SALE_SHORT, Kind.SALE_EXCESS),
        *(Kind.ODD_REPORT, Kind.DIGEST),
    }
)
# What is a message that shows an invoice, and is kept true later on.
SHOW_INVOICES = frozenset({Kind.INVOICE, Kind.INVOICE_REMINDER})
# What a group hears of money that has come.
ABOUT_MONEY = frozenset({Kind.RECEIPT, Kind.SHORT, Kind.MORE})
# What merchants need not be told if they do not want to.
MUTABLE = (Kind.SALE, Kind.SALE_SHORT, Kind.SALE_EXCESS, Kind.SALE_LATE)


def is_gathered(kind: Kind, chat_id: int) -> bool:
    """Whether several such notices may be told in one message.

    Payers in their private chat are always told at once.
    """
    return kind is Kind.SALE or (kind is Kind.RECEIPT and chat_id < 0)


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice that is still to be written down: its kind, and the chat that must be told."""

    kind: Kind
    chat_id: int

    @property
    def is_gathered(self) -> bool:
        """Whether it may be told in one message with others."""
        return is_gathered(self.kind, self.chat_id)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that must be told to a chat; it stays until it was told.

    Attributes:
        number: counts all notices; those of one chat are told in this order, those that may be
            gathered in a row of their own.
        order: the order it is about, as it stands when the notice is taken up.
        attempts: how often telling it has failed.
        invoice: the invoice it is about, as it stands then.
        card: which of the invoice's cards.
    """

    number: int
    kind: Kind
    chat_id: int
    order: Order | None
    created_at: datetime
    attempts: int
    invoice: Invoice | None = None
    card: InvoiceCard | None = None

    @property
    def is_gathered(self) -> bool:
        """Whether it may be told in one message with others."""
        return is_gathered(self.kind, self.chat_id)


# Where an order must stand for a notice about it to be true; what follows says more otherwise.
_TRUE_WHILE: Mapping[Kind, State] = {
    Kind.SHORT: State.SHORT,
    Kind.SALE_SHORT: State.SHORT,
    Kind.COUNTDOWN: State.OPEN,
    Kind.CANCELLED: State.CANCELLED,
    Kind.DELAYED: State.NEW,
}


def is_overtaken(notice: Notice) -> bool:
    """Whether the order or invoice has moved on, so that this would not be true any more."""
    if notice.kind is Kind.INVOICE_REMINDER:
        return notice.invoice is not None and notice.invoice.state is not InvoiceState.OPEN
    wanted = _TRUE_WHILE.get(notice.kind)
    return wanted is not None and notice.order is not None and notice.order.state is not wanted


_ON_ENTERING: Mapping[State, tuple[Kind, ...]] = {
    State.NEW: (),
    State.OPEN: (Kind.CARD,),
    State.CONFIRMING: (Kind.CARD_CHANGED,),
    State.SHORT: (Kind.SHORT, Kind.CARD_CHANGED),
    State.PAID: (Kind.RECEIPT, Kind.CARD_CHANGED),
    State.EXPIRED: (Kind.CARD_CHANGED,),
    State.CANCELLED: (Kind.CARD_CHANGED,),
    State.FAILED: (Kind.FAILED,),
}
_ON_MORE_MONEY: Mapping[State, tuple[Kind, ...]] = {
    State.SHORT: (Kind.SHORT, Kind.CARD_CHANGED),
    State.PAID: (Kind.MORE, Kind.CARD_CHANGED),
}


def caused_by(before: Order, after: Order) -> tuple[Draft, ...]:
    """What the order's own chat must hear of a change, most urgent first."""
    kinds: tuple[Kind, ...] = ()
    if after.state is not before.state:
        kinds = _ON_ENTERING[after.state]
    elif after.received != before.received:
        kinds = _ON_MORE_MONEY.get(after.state, ())
    return tuple(Draft(kind, after.place.chat_id) for kind in kinds)


_TO_MERCHANTS: Mapping[Outcome, Kind] = {
    Outcome.PAID: Kind.SALE,
    Outcome.TOLERATED: Kind.SALE,
    Outcome.REST: Kind.SALE,
    Outcome.LATE: Kind.SALE_LATE,
    Outcome.SHORT: Kind.SALE_SHORT,
    Outcome.EXCESS: Kind.SALE_EXCESS,
    Outcome.MORE: Kind.SALE_EXCESS,
    Outcome.CONTRADICTORY: Kind.ODD_REPORT,
    Outcome.OTHER_MONEY: Kind.ODD_REPORT,
}


def for_merchants(outcome: Outcome, merchant_ids: Collection[int]) -> tuple[Draft, ...]:
    """What each merchant must hear, in the private chat, which has the person's own id."""
    kind = _TO_MERCHANTS.get(outcome)
    return tuple(Draft(kind, each) for each in merchant_ids) if kind else ()
