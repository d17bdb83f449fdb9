"""What a payer starts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
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
    """

    def __init__(
        self,
        orders: Orders,
        clock: Clock,
        *,
        number: Callable[[], str],
        limit: int,
        opener: Callable[[], None],
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._number = number
        self._limit = limit
        self._opener = opener

    async def start(
        self, request: Request, payer_id: int, place: Place, origin: str
    ) -> Order | TooManyOpen:
        """Keep an order for `request`; the same `origin` gives the same order again."""
        if (existing := await self._orders.of_origin(origin)) is not None:
            return existing
        live = await self._orders.live_of_payer(payer_id)
        if len(live) >= self._limit:
            return TooManyOpen(live)
        now = self._clock.now()
        order = await self._orders.add(
            Order(
                number=self._number(),
                origin=origin,
                payer_id=payer_id,
                place=place,
                amount=request.amount,
                network=request.asset.network,
                state=State.NEW,
                created_at=now,
                retry_at=now,
            )
        )
        log.info("order %s: asked, %s on %s", order.number, order.amount, order.network.key)
        self._opener()
        return order

    async def look_up(self, number: str, payer_id: int) -> Order | None:
        """The payer's own order; somebody else's is as if it did not exist."""
        order = await self._orders.find(number)
        return order if order is not None and order.payer_id == payer_id else None

    async def recent(self, payer_id: int, chat_id: int | None, limit: int) -> list[Order]:
        """The payer's newest orders, of one chat or of all."""
        return await self._orders.of_payer(payer_id, chat_id, limit)
