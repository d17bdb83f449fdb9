"""What time starts first: new orders are opened at the gateway."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import (
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayRefused,
    NoSuchOrder,
    NotOffered,
    NumberTaken,
)
from bot.payments.countdown import next_recount
from bot.payments.notice import Draft, Kind, caused_by
from bot.payments.order import Order, State, moved
from bot.payments.ports import Gateway, Opened, Orders, Step
from bot.worker import Worker

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 16
MOST_ATTEMPTS = 9
LONGEST_PAUSE = timedelta(seconds=60)
SHORTEST_HOPE = timedelta(minutes=30)
PATIENCE = timedelta(seconds=30)


class Opener:
    """Opens new orders, oldest first, and tries again until it is certain.

    Args:
        orders: where orders are kept.
        gateway: the gateway.
        clock: what the time is.
        lifetime: how long an order may be paid.
        late_window: how long it is watched after that.
        jitter: a number from 0 to 1, different each time.
        bell: rings when there is an order to open.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        orders: Orders,
        gateway: Gateway,
        clock: Clock,
        *,
        lifetime: timedelta,
        late_window: timedelta,
        jitter: Callable[[], float],
        bell: asyncio.Event,
    ) -> None:
        self._orders = orders
        self._gateway = gateway
        self._clock = clock
        self._lifetime = lifetime
        self._late_window = late_window
        self._jitter = jitter
        self.worker = Worker(
            "opening",
            clock,
            due=orders.to_open,
            next_due=orders.next_try,
            key=lambda order: order.number,
            handle=self.open,
            side_by_side=SIDE_BY_SIDE,
            bell=bell,
        )

    async def open(self, order: Order) -> None:
        """Try once to open `order`, and write down what came of it."""
        started_at = self._clock.now()
        if started_at - order.created_at >= max(self._lifetime, SHORTEST_HOPE):
            await self._fail(order, "it could not be opened for too long")
            return
        try:
            await self._keep(order, await self._gateway.open(order), started_at)
        except GatewayBusy as busy:
            self.worker.rest_until(busy.until)
        except NumberTaken:
            await self._rename(order)
        except NotOffered as error:
            await self._fail(order, str(error), Kind.NOT_OFFERED)
        except (GatewayRefused, GatewayMisconfigured, NoSuchOrder) as error:
            await self._fail(order, str(error))
        except GatewayError as error:
            await self._postpone(order, error)

    async def _keep(self, order: Order, opened: Opened, started_at: datetime) -> None:
        """The gateway counts from its own making of the order, which is after `started_at`."""
        deadline = opened.deadline or started_at + self._lifetime
        after = moved(
            order,
            State.OPEN,
            cashier_url=opened.cashier_url,
            address=opened.address,
            deadline=deadline,
            watched_until=deadline + self._late_window,
            recount_at=next_recount(deadline, self._clock.now()),
        )
        step = Step(self._clock.now(), "opened", opened.gateway_id)
        kinds = caused_by(order, after)
        name, picture = opened.gateway_id, opened.picture
        if await self._orders.move(order, after, step, kinds, name=name, picture=picture):
            log.info("order %s: opened as %s", order.number, opened.gateway_id)

    async def _rename(self, order: Order) -> None:
        """Go on under a fresh number: the gateway gives no link to an order it knows already.

        The abandoned number was shown to nobody, and stays a name of this order.
        """
        if order.attempt >= MOST_ATTEMPTS:
            await self._fail(order, f"the gateway knows {MOST_ATTEMPTS} numbers of it already")
            return
        after = replace(order, attempt=order.attempt + 1)
        step = Step(self._clock.now(), "number taken", order.gateway_number)
        await self._orders.move(order, after, step, (), name=after.gateway_number)

    async def _fail(self, order: Order, why: str, kind: Kind = Kind.FAILED) -> None:
        log.warning("order %s failed: %s", order.number, why)
        # The answer to an attempt may have been lost, so the gateway is still listened to.
        now = self._clock.now()
        after = moved(order, State.FAILED, watched_until=now + self._late_window)
        step, draft = Step(now, "failed", why), Draft(kind, order.place.chat_id)
        await self._orders.move(order, after, step, [draft])

    async def _postpone(self, order: Order, error: GatewayError) -> None:
        longest = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(order.failures, 10)))
        pause = longest * (0.5 + self._jitter() / 2)
        log.warning("order %s not opened yet, next try in %s: %s", order.number, pause, error)
        await self._orders.retry(order, self._clock.now() + pause)

    async def tell_delayed(self) -> None:
        """Tell those who have waited for `PATIENCE` that their order is kept and will come."""
        now = self._clock.now()
        for order in await self._orders.waiting():
            if now - order.created_at >= PATIENCE:
                await self._orders.tell_delayed(order, now)
