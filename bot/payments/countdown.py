"""What time starts last: cards count down to their deadline, at a few coarse steps."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.notice import Kind
from bot.payments.ports import Orders

# The last comes after the deadline: while the gateway does not answer nothing expires, and still
# nobody must be asked to pay.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (20, 10, 5, 2, 1, -0.5))


def next_recount(deadline: datetime, now: datetime) -> datetime | None:
    """When the countdown to `deadline` is to be written anew, `None` if it is not any more."""
    return next((deadline - step for step in STEPS if deadline - step > now), None)


class Countdown:
    """Has the cards of open orders written anew when they show too much time."""

    def __init__(self, orders: Orders, clock: Clock) -> None:
        self._orders = orders
        self._clock = clock

    async def tick(self) -> None:
        """Queue what is due; a step that was slept through is not made up for."""
        now = self._clock.now()
        for order in await self._orders.to_recount(now):
            if order.deadline is not None:
                kind = Kind.COUNTDOWN if now < order.deadline else Kind.CARD_CHANGED
                await self._orders.recount(order, kind, next_recount(order.deadline, now), now)
