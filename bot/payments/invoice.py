"""The invoice: a merchant's request for money, which can be tried several times."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol

from bot.payments.money import Asset, Money
from bot.payments.order import Order, Place


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    OPEN = auto()  # it can be paid
    PAID = auto()  # somebody has paid it; one that many may pay stays open
    CANCELLED = auto()  # the merchant has called it off
    EXPIRED = auto()  # its time is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A merchant's request for money.

    Attributes:
        number: ten characters, as an order's.
        origin: what asked for it; one origin is never two invoices.
        merchant_id: who asks for the money.
        place: where it was issued.
        amount: what one payment of it comes to.
        asset: what it is paid in unless the payer chooses another network.
        text: what it is for, in the merchant's words.
        payer_id: the only person who may pay it, if there is one.
        payer_name: the same by a Telegram name without its @, where the id is not known.
        is_multi: whether many may pay it, each on their own.
        until: when it can be paid no more, if ever.
        paid: how often it was paid.
        received: what has come for it in all.
        reminded_at: when its chat was last reminded of it.
    """

    number: str
    origin: str
    merchant_id: int
    place: Place
    amount: Money
    asset: Asset
    created_at: datetime
    state: InvoiceState = InvoiceState.OPEN
    text: str = ""
    payer_id: int | None = None
    payer_name: str = ""
    is_multi: bool = False
    until: datetime | None = None
    paid: int = 0
    received: Money | None = None
    reminded_at: datetime | None = None

    def is_for(self, person_id: int, name: str | None) -> bool:
        """Whether somebody may pay it; `name` is theirs in Telegram, without the @."""
        if self.payer_id is not None:
            return person_id == self.payer_id
        return not self.payer_name or (name or "").casefold() == self.payer_name.casefold()


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """A message that shows an invoice.

    Attributes:
        number: counts all of them.
        chat_id: where it is; for one that was sent inline, the chat of its merchant.
        message_id: the message, unless it was sent inline.
        inline_id: Telegram's name for a message that was sent inline.
    """

    number: int
    chat_id: int
    message_id: int | None
    inline_id: str | None = None


class Invoices(Protocol):
    """The invoices, as the database keeps them."""

    async def add(self, invoice: Invoice, inline_id: str | None = None) -> Invoice:
        """Keep a new invoice, or give back the one of the same origin.

        A new one's card is queued, unless it was sent inline as the message of this id.
        """
        ...

    async def find(self, number: str) -> Invoice | None:
        """The invoice of this number."""
        ...

    async def attempts(self, number: str, payer_id: int | None = None) -> list[Order]:
        """The orders of an invoice, of one payer or of all, newest first."""
        ...

    async def newest(self, chat_id: int | None, limit: int) -> list[Invoice]:
        """The newest invoices, of one chat or of all."""
        ...

    async def end(self, invoice: Invoice, state: InvoiceState, at: datetime) -> bool:
        """Let an open invoice be paid no more, and queue that its cards say so."""
        ...

    async def remind(self, invoice: Invoice, at: datetime, before: datetime) -> bool:
        """Queue a reminder, unless one came after `before` or the invoice is not open."""
        ...

    async def overdue(self, now: datetime) -> list[Invoice]:
        """Open invoices whose time is over."""
        ...

    async def left_over(self) -> list[Order]:
        """Orders that still wait for money for an invoice that is paid or cancelled."""
        ...
