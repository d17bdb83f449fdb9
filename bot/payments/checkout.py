"""What a payer starts."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.payments.allowance import Allowance, TooOften
from bot.payments.order import Order, Place, State
from bot.payments.ports import Orders
from bot.payments.request import Request

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TooManyOpen:
    """The payer has as many open orders as one payer may have."""

    orders: list[Order]


class Checkout:
    """Turns a request into an order, in milliseconds and exactly once.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        number: makes a number for a new order.
        limit: how many orders one payer may have open.
        opener: is called when there is an order to open.
        allowance: bounds what one person asks for; without it nobody is bound.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        orders: Orders,
        clock: Clock,
        *,
        number: Callable[[], str],
        limit: int,
        opener: Callable[[], None],
        allowance: Allowance | None = None,
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._number = number
        self._limit = limit
        self.opener = opener
        self.allowance = allowance
        self.turn = asyncio.Lock()  # between counting the open orders and adding one

    async def start(
        self,
        request: Request,
        payer_id: int,
        place: Place,
        origin: str,
        *,
        invoice: str | None = None,
    ) -> Order | TooManyOpen | TooOften:
        """Keep an order for `request`; the same `origin` gives the same order again.

        Raises:
            InvoiceClosed: it was to pay an `invoice` that cannot be paid any more.
        """
        if (existing := await self._orders.of_origin(origin)) is not None:
            return existing
        async with self.turn:
            if (full := await self.is_full(payer_id)) is not None:
                return full
            if (refused := self.refusal(payer_id)) is not None:
                return refused
            new = self.draw_up(request, payer_id, place, origin, invoice=invoice)
            order = await self._orders.add(new)
        log.info("order %s: asked, %s on %s", order.number, order.amount, order.network.key)
        self.opener()
        return order

    async def is_full(self, payer_id: int) -> TooManyOpen | None:
        """Whether the payer has as many open orders as one payer may have."""
        live = await self._orders.live_of_payer(payer_id)
        return TooManyOpen(live) if len(live) >= self._limit else None

    def refusal(self, person_id: int) -> TooOften | None:
        """Count an order that somebody is about to make, or tell when they may make one."""
        return self.allowance.order(person_id) if self.allowance else None

    def draw_up(
        self,
        request: Request,
        payer_id: int,
        place: Place,
        origin: str,
        *,
        invoice: str | None = None,
    ) -> Order:
        """A new order, that is not kept yet."""
        now = self._clock.now()
        return Order(
            number=self._number(),
            origin=origin,
            payer_id=payer_id,
            place=place,
            amount=request.amount,
            network=request.asset.network,
            state=State.NEW,
            created_at=now,
            retry_at=now,
            invoice=invoice,
        )

    async def live(self, payer_id: int) -> list[Order]:
        """The payer's orders that still wait for money, oldest first."""
        return await self._orders.live_of_payer(payer_id)

    async def recent(self, payer_id: int, group_id: int | None, limit: int) -> list[Order]:
        """The payer's newest orders, of one group or of all."""
        return await self._orders.of_payer(payer_id, group_id, limit)
