"""What time starts next: the gateway is asked about watched orders, and deadlines pass."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import GatewayBusy, GatewayError
from bot.payments.notice import caused_by
from bot.payments.order import State, moved
from bot.payments.ports import Gateway, Orders, Step, Watch
from bot.payments.receiving import Receiving
from bot.payments.settlement import Report, Word

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=5)
FRESH = timedelta(seconds=2)
AFTER_HANGING = timedelta(seconds=30)
LONGEST_LOOK = 8.0  # seconds: the press of a button can be answered only for a short time


def cadence(age: timedelta | None, interval: timedelta) -> timedelta:
    """How long to wait between sweeps when the youngest order that may be paid has this age.

    Nearly everybody who pays does so within the first half hour; late truth is rare, and who
    has paid (no age) seldom pays again.
    """
    if age is None or age > timedelta(hours=6):
        return interval * 24
    return interval if age <= timedelta(minutes=35) else interval * 6


class Sweeper:
    """Sweeps: one pass of asking the gateway about all watched orders.

    Args:
        orders: where orders are kept.
        gateway: the gateway.
        receiving: the door for what it reports.
        clock: what the time is.
        interval: the time between sweeps while young orders are watched.
        late_window: how long an order is watched after it has ended.
        spacing: the least time between sweeps that the budget allows at the moment.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        orders: Orders,
        gateway: Gateway,
        receiving: Receiving,
        clock: Clock,
        *,
        interval: timedelta,
        late_window: timedelta,
        spacing: Callable[[], timedelta],
    ) -> None:
        self._orders = orders
        self._gateway = gateway
        self._receiving = receiving
        self._clock = clock
        self._interval = interval
        self._late_window = late_window
        self._spacing = spacing
        self._sweeping = asyncio.Lock()
        self._swept: float | None = None  # seconds that no setting of the clock moves
        self._not_before: datetime | None = None
        self._failures = 0
        self._heard: dict[str, int] = {}
        self._hung_at: float | None = None

    async def tick(self) -> None:
        """Sweep, if a sweep is due."""
        if self._is_due(await self._orders.watch(self._clock.now())):
            # Less than the interval, or a tick that comes a moment early would be passed over.
            await self._look(min(FRESH, self._interval / 2))

    def _is_due(self, watch: Watch) -> bool:
        now = self._clock.now()
        if not watch.is_needed or (self._not_before is not None and now < self._not_before):
            return False
        if self._swept is None:
            return True
        if watch.next_deadline is not None and watch.next_deadline <= now:
            return True
        age = None if watch.youngest_at is None else now - watch.youngest_at
        pause = max(cadence(age, self._interval), self._spacing())
        # The job queue's own interval is the grain: half of it early is nearer than half late.
        return self._since(self._swept) >= pause - self._interval / 2

    def _since(self, swept: float) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - swept)

    async def look(self) -> bool:
        """Sweep now, unless that was just done; tell whether the gateway answered in time.

        However often people ask, they take no more of the budget than sweeps may.
        """
        if self._hung_at is not None and self._since(self._hung_at) < AFTER_HANGING:
            return False
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return await self._look(max(min(FRESH, self._interval), self._spacing()))
        except TimeoutError:
            # Whoever asks next need not wait in vain; sweeps wait longer and go on meanwhile.
            self._hung_at = self._clock.monotonic()
            return False

    async def _look(self, fresh: timedelta) -> bool:
        async with self._sweeping:
            now = self._clock.now()
            if self._not_before is not None and now < self._not_before:
                return False
            if self._swept is not None and self._since(self._swept) < fresh:
                return True
            return await self._sweep(now)

    async def _sweep(self, started_at: datetime) -> bool:
        swept = self._clock.monotonic()
        try:
            await self._ask()
        except GatewayBusy as busy:
            self._not_before = busy.until
            return False
        except GatewayError as error:
            self._back_off(error)
            return False
        if self._failures:
            log.info("sweep: the gateway answers again")
        self._failures = 0
        self._hung_at = None
        self._swept = swept
        await self._expire(started_at)
        return True

    async def _ask(self) -> None:
        reports = await self._gateway.reports()
        news = [report for report in reports if self._is_news(report)]
        heard = await self._receiving.record_all(news)
        before = self._heard
        self._heard = {
            each.name: hash(each)
            for each in reports
            if each.name in heard or before.get(each.name) == hash(each)
        }

    def _is_news(self, report: Report) -> bool:
        """Whether it says anything, and anything else than when it was last recorded."""
        heard = self._heard.get(report.name)
        return hash(report) != heard and (report.word is not Word.WAITING or heard is not None)

    def _back_off(self, error: GatewayError) -> None:
        if not self._failures:
            log.warning("sweep: %s; trying again with growing pauses", error)
        pause = min(LONGEST_PAUSE, self._interval * 2 ** min(self._failures, 10))
        self._failures += 1
        self._not_before = self._clock.now() + pause

    async def _expire(self, asked_at: datetime) -> None:
        """Expire what was still unpaid when the gateway was asked after the deadline."""
        for order in await self._orders.past_deadline(asked_at):
            now = self._clock.now()
            watched_until = order.watched_from(now, self._late_window)
            after = moved(order, State.EXPIRED, watched_until=watched_until)
            step = Step(now, "deadline passed")
            if await self._orders.move(order, after, step, caused_by(order, after)):
                log.info("order %s: expired", order.number)
