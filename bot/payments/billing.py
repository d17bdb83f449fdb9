"""What a merchant starts: invoices, and what becomes of them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum, auto

from bot.clock import Clock
from bot.errors import InvoiceClosed
from bot.payments.allowance import TooOften
from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.invoice import Invoice, Invoices, InvoiceState
from bot.payments.notice import caused_by
from bot.payments.order import Order, Place, State, moved
from bot.payments.ports import Orders, Step
from bot.payments.refusals import Refusal
from bot.payments.request import Request, read_request
from bot.payments.rights import Asker
from bot.payments.terms import Terms
from bot.payments.wishes import Wish

log = logging.getLogger(__name__)

REMINDER_PAUSE = timedelta(hours=1)
_UNDER_WAY = frozenset({State.NEW, State.OPEN, State.CONFIRMING, State.SHORT})


class Closed(StrEnum):
    """Why an invoice cannot be paid by somebody."""

    PAID = auto()
    CANCELLED = auto()
    EXPIRED = auto()
    NOT_YOURS = auto()  # it is for another person


@dataclass(frozen=True, slots=True)
class Attempt:
    """An order that pays an invoice, and whether it was made just now."""

    order: Order
    is_new: bool


class Billing:
    """Issues invoices, lets them be paid, and closes them.

    Args:
        invoices: where invoices are kept.
        orders: where orders are kept.
        checkout: makes the orders that pay them.
        terms: what this till takes.
        clock: what the time is.
        number: makes a number for a new invoice.
        late_window: how long an order is watched after it has ended.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        invoices: Invoices,
        orders: Orders,
        checkout: Checkout,
        terms: Terms,
        clock: Clock,
        *,
        number: Callable[[], str],
        late_window: timedelta,
    ) -> None:
        self._invoices = invoices
        self._orders = orders
        self._checkout = checkout
        self._terms = terms
        self._clock = clock
        self._number = number
        self._late_window = late_window

    async def issue(
        self, wish: Wish, merchant_id: int, place: Place, *, payer_id: int | None = None
    ) -> Invoice:
        """Keep an invoice; the same message gives the same invoice again."""
        origin = f"{place.chat_id}:{place.message_id}"
        new = self.draw_up(wish, merchant_id, place, number=self._number(), payer_id=payer_id)
        return await self._keep(replace(new, origin=origin))

    async def sent(
        self, wish: Wish, merchant_id: int, place: Place, number: str, inline_id: str
    ) -> Invoice:
        """Keep an invoice that was sent inline, under the number that its message names.

        It may be sent more than once, and then has as many messages.
        """
        new = self.draw_up(wish, merchant_id, place, number=number)
        return await self._keep(new, inline_id)

    def draw_up(
        self,
        wish: Wish,
        merchant_id: int,
        place: Place,
        *,
        number: str,
        payer_id: int | None = None,
    ) -> Invoice:
        """A new invoice, that is not kept yet."""
        return Invoice(
            number=number,
            origin=number,
            merchant_id=merchant_id,
            place=place,
            amount=wish.request.amount,
            asset=wish.request.asset,
            created_at=self._clock.now(),
            text=wish.text,
            payer_id=payer_id,
            payer_name=wish.payer_name if payer_id is None else "",
            is_multi=wish.is_multi,
            until=wish.until,
        )

    async def _keep(self, invoice: Invoice, inline_id: str | None = None) -> Invoice:
        kept = await self._invoices.add(invoice, inline_id)
        log.info("invoice %s: issued by %s, %s", kept.number, kept.merchant_id, kept.amount)
        return kept

    async def see(self, number: str | None, asker: Asker) -> Invoice | None:
        """An invoice, for merchants; in a group only the group's own."""
        invoice = await self._invoices.find(number) if number and asker.is_merchant else None
        is_here = asker.in_private or (
            invoice is not None and invoice.place.chat_id == asker.chat_id
        )
        return invoice if is_here else None

    async def newest(self, asker: Asker, limit: int) -> list[Invoice]:
        """The newest invoices that a merchant may see where they ask."""
        return await self._invoices.newest(None if asker.in_private else asker.chat_id, limit)

    async def attempts(self, invoice: Invoice) -> Sequence[Order]:
        """The orders of an invoice, newest first."""
        return await self._invoices.attempts(invoice.number)

    async def pay(
        self, number: str, person_id: int, name: str | None, place: Place
    ) -> Attempt | Closed | Refusal | TooManyOpen | TooOften | None:
        """The order by which somebody pays an invoice: an open one again, else a new one.

        `None` if there is no such invoice.
        """
        invoice = await self._invoices.find(number)
        if invoice is None:
            return None
        if not invoice.is_for(person_id, name):
            return Closed.NOT_YOURS
        before = await self._invoices.attempts(number, person_id)
        under_way = [order for order in before if self._is_under_way(order)]
        if under_way:
            return Attempt(under_way[0], is_new=False)
        if (closed := self._closed(invoice)) is not None:
            return closed
        return await self._start(invoice, person_id, place, before)

    def _is_under_way(self, order: Order) -> bool:
        """Whether an order may still pay; what nobody watches any more is no way to pay."""
        if order.state not in _UNDER_WAY:
            return False
        is_waiting = order.state in {State.NEW, State.OPEN}
        until = order.watched_until
        return is_waiting or (until is not None and until > self._clock.now())

    def _closed(self, invoice: Invoice) -> Closed | None:
        if invoice.state is not InvoiceState.OPEN:
            return Closed(invoice.state)
        is_over = invoice.until is not None and invoice.until <= self._clock.now()
        return Closed.EXPIRED if is_over else None

    async def _start(
        self, invoice: Invoice, person_id: int, place: Place, before: Sequence[Order]
    ) -> Attempt | Closed | Refusal | TooManyOpen | TooOften:
        request = self._request(invoice, before)
        if isinstance(request, Refusal):
            return request
        origin = f"invoice:{invoice.number}:{person_id}:{len(before)}"
        of_group = replace(place, group_id=invoice.place.group_id)
        try:
            order = await self._checkout.start(
                request, person_id, of_group, origin, invoice=invoice.number
            )
        except InvoiceClosed:
            now = await self._invoices.find(invoice.number)
            return self._closed(now or invoice) or Closed.CANCELLED
        if isinstance(order, TooManyOpen | TooOften):
            return order
        return Attempt(order, is_new=True)

    def _request(self, invoice: Invoice, before: Sequence[Order]) -> Request | Refusal:
        """The amount under the terms of today.

        It is asked on another network if its own is closed, or if that is where the payer's
        newest attempt could not be opened.
        """
        failed = before[0].network if before and before[0].state is State.FAILED else None
        others = [asset.network for asset in self._terms.of_token(invoice.amount.token)]
        networks = sorted((invoice.asset.network, *others), key=lambda each: each == failed)
        asked = [read_request(f"{invoice.amount} {each.key}", self._terms) for each in networks]
        return next((each for each in asked if isinstance(each, Request)), asked[0])

    async def cancel(self, invoice: Invoice) -> bool:
        """Call an invoice off, and tell whether it was open."""
        if not await self._invoices.end(invoice, InvoiceState.CANCELLED, self._clock.now()):
            return False
        log.info("invoice %s: cancelled", invoice.number)
        await self.tidy()
        return True

    async def remind(self, invoice: Invoice) -> bool:
        """Remind the chat of an open invoice, once an hour at most; tell whether it is done."""
        now = self._clock.now()
        return await self._invoices.remind(invoice, now, now - REMINDER_PAUSE)

    async def tidy(self) -> None:
        """End invoices whose time is over, and orders that nobody is to pay any more.

        An attempt that is under way when an invoice expires may still be paid.
        """
        now = self._clock.now()
        for invoice in await self._invoices.overdue(now):
            if await self._invoices.end(invoice, InvoiceState.EXPIRED, now):
                log.info("invoice %s: expired", invoice.number)
        for order in await self._invoices.left_over():
            await self._call_off(order)

    async def _call_off(self, order: Order) -> None:
        now = self._clock.now()
        until = order.watched_from(now, self._late_window)
        after = moved(order, State.CANCELLED, watched_until=until)
        step = Step(now, f"invoice {order.invoice} needs no payment any more")
        if await self._orders.move(order, after, step, caused_by(order, after)):
            log.info("order %s: cancelled, %s", order.number, step.cause)
