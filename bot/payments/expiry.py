"""When an order that nobody has paid is called expired."""

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.notice import caused_by
from bot.payments.order import Order, State, moved
from bot.payments.ports import Orders, Step

log = logging.getLogger(__name__)

UNCLEAR_FOR = timedelta(hours=1)


class Expiry:
    """Ends open orders, each after the gateway was asked once more behind its deadline.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        late_window: how long an order is watched after it has ended.
    """

    def __init__(self, orders: Orders, clock: Clock, late_window: timedelta) -> None:
        self._orders = orders
        self._clock = clock
        self._late_window = late_window

    async def answered(self, asked_at: datetime, covered: frozenset[str] | None) -> None:
        """Expire what was still unpaid when the gateway was asked after the deadline."""
        for order in await self._orders.past_deadline(asked_at):
            if covered is None or order.number in covered:
                await self._end(order, "deadline passed")

    async def swept(self, asked_at: datetime) -> None:
        """Expire what no sweep has had a clear answer about for a long time.

        It is watched on, like every order that has ended; only nobody is led to pay it any more.
        """
        for order in await self._orders.past_deadline(asked_at - UNCLEAR_FOR):
            log.warning("order %s: the gateway gives no clear answer about it", order.number)
            await self._end(order, "deadline passed, with no clear answer of the gateway")

    async def _end(self, order: Order, cause: str) -> None:
        now = self._clock.now()
        watched_until = order.watched_from(now, self._late_window)
        after = moved(order, State.EXPIRED, watched_until=watched_until)
        if await self._orders.move(order, after, Step(now, cause), caused_by(order, after)):
            log.info("order %s: expired", order.number)
