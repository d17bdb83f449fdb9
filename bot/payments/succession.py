"""What becomes of an order that was made in the place of another, when that is paid after all."""

import logging
from datetime import datetime, timedelta

from bot.payments.notice import caused_by
from bot.payments.order import Order, State, moved
from bot.payments.ports import Orders, Step

log = logging.getLogger(__name__)


async def call_off_successors(
    orders: Orders, paid: Order, now: datetime, window: timedelta
) -> None:
    """Let nobody pay to what stands in the place of `paid`, whose money has just come."""
    order: Order | None = paid
    while order is not None and order.successor is not None:
        order = await call_off_successor(orders, order, now, window, paid=paid)


async def call_off_successor(
    orders: Orders, order: Order, now: datetime, window: timedelta, *, paid: Order | None = None
) -> Order | None:
    """Let nobody pay to what was made in the place of an order, if that or `paid` is paid.

    It is no part of the move to paid, and is asked for again when a paid order is met later: a
    crash may have come between. What was ordered still later is a wish of its own.
    """
    successor = await orders.find(order.successor) if order.successor else None
    while successor is not None and successor.state in {State.NEW, State.OPEN}:
        step = Step(now, f"order {(paid or order).number} was paid instead")
        until = successor.watched_from(now, window)
        after = moved(successor, State.CANCELLED, watched_until=until)
        if await orders.move(successor, after, step, caused_by(successor, after)):
            log.info("order %s: cancelled, %s", successor.number, step.cause)
            return after
        successor = await orders.find(successor.number)
    return successor
