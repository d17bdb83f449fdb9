"""What time starts next: the gateway is asked about watched orders, and deadlines pass."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import GatewayBusy, GatewayError
from bot.payments.expiry import Expiry
from bot.payments.hearing import Hearing
from bot.payments.order import Order
from bot.payments.ports import Batch, Gateway, Orders, Watch
from bot.payments.receiving import NEWS_OF_MONEY, Receiving
from bot.payments.rounds import Rounds, cadence
from bot.payments.settlement import Report, Word

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=5)
FRESH = timedelta(seconds=2)
AFTER_HANGING = timedelta(seconds=30)
LONGEST_LOOK = 8.0  # seconds: the press of a button can be answered only for a short time
MOST_HEARD = 200_000


class Sweeper:
    """Sweeps: one pass of asking the gateway about watched orders.

    Args:
        orders: where orders are kept.
        gateway: the gateway.
        receiving: the door for what it reports.
        hearing: knows whether webhooks tell of payments before sweeps do.
        clock: what the time is.
        interval: the time between sweeps while young orders are watched.
        late_window: how long an order is watched after it has ended.
        spacing: the least time between requests that the budget allows at the moment.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        orders: Orders,
        gateway: Gateway,
        receiving: Receiving,
        hearing: Hearing,
        clock: Clock,
        *,
        interval: timedelta,
        late_window: timedelta,
        spacing: Callable[[], timedelta],
    ) -> None:
        self._orders = orders
        self._gateway = gateway
        self._receiving = receiving
        self._hearing = hearing
        self._clock = clock
        self._interval = interval
        self._expiry = Expiry(orders, clock, late_window)
        self._spacing = spacing
        self._rounds = Rounds(orders, clock, interval)
        self._sweeping = asyncio.Lock()
        self._swept: float | None = None  # seconds that no setting of the clock moves
        self._swept_at: datetime | None = None  # when that sweep began
        self._asked_apart: float | None = None
        self._due_since: float | None = None
        self._not_before: datetime | None = None
        self._requests = 1
        self._failures = 0
        self._heard: dict[str, int] = {}
        self._hung_at: float | None = None

    @property
    def swept_age(self) -> timedelta | None:
        """How long ago the gateway last answered a whole sweep."""
        return None if self._swept is None else self._since(self._swept)

    @property
    def delay(self) -> timedelta:
        """How much later than it was due the next sweep is."""
        return timedelta() if self._due_since is None else self._since(self._due_since)

    async def tick(self) -> None:
        """Sweep, if a sweep is due."""
        watch = await self._orders.watch(self._clock.now(), self._swept_at)
        if not watch.is_needed:
            self._due_since = None
        elif self._is_due(watch):
            if self._due_since is None:
                self._due_since = self._clock.monotonic()
            # Less than the interval, or a tick that comes a moment early would be passed over.
            await self._look(min(FRESH, self._interval / 2))
        await self._hearing.check()

    def _is_due(self, watch: Watch) -> bool:
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return False
        if self._swept is None or self._due_since is not None:
            return True
        if watch.next_deadline is not None and watch.next_deadline <= now:
            return True
        age = None if watch.youngest_at is None else now - watch.youngest_at
        pause = max(self._hearing.pause(cadence(age, self._interval)), self._pause_of_budget())
        # The job queue's own interval is the grain: half of it early is nearer than half late.
        return self._since(self._swept) >= pause - self._interval / 2

    def _pause_of_budget(self) -> timedelta:
        return self._spacing() * self._requests

    def _since(self, moment: float) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - moment)

    async def look(self, order: Order | None = None) -> bool:
        """Sweep now, with `order` if one is named, unless that was just done.

        Tells whether the gateway answered in time. However often people ask, they take no more
        of the budget than sweeps may.
        """
        if self._hung_at is not None and self._since(self._hung_at) < AFTER_HANGING:
            return False
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                fresh = max(min(FRESH, self._interval), self._pause_of_budget())
                return await self._look(fresh, order)
        except TimeoutError:
            # Whoever asks next need not wait in vain; sweeps wait longer and go on meanwhile.
            self._hung_at = self._clock.monotonic()
            return False

    async def _look(self, fresh: timedelta, order: Order | None = None) -> bool:
        async with self._sweeping:
            now, started = self._clock.now(), self._clock.monotonic()
            if self._not_before is not None and now < self._not_before:
                return False
            if self._swept is None or self._since(self._swept) >= fresh:
                self._forget(order)
                answered = await self._sweep(now, order)
            elif order is None or not self._is_by_name or self._was_asked(order, self._swept):
                return True
            else:
                self._forget(order)
                answered = await self._ask_apart(now, order)
            # Asked by name, the gateway may have told of this order before it failed, or of
            # all but this one.
            if order is None or not self._is_by_name:
                return answered
            return self._was_asked(order, started)

    def _forget(self, order: Order | None) -> None:
        """Whoever looks now wants what is said now, not what was said at the same moment."""
        if order is not None:
            self._rounds.forget(order.number)

    @property
    def _is_by_name(self) -> bool:
        return self._gateway.asks_by_name

    def _was_asked(self, order: Order, since: float) -> bool:
        return self._rounds.has_asked(order.number, since)

    async def _ask_apart(self, now: datetime, order: Order) -> bool:
        """Ask about an order that the last sweep was not about, no sooner than sweeps may."""
        if self._asked_apart is not None and self._since(self._asked_apart) < self._spacing():
            return False
        self._asked_apart = self._clock.monotonic()
        return await self._ask(now, [[order]]) is not None

    async def _sweep(self, started_at: datetime, order: Order | None) -> bool:
        swept = self._clock.monotonic()
        groups = await self._rounds.due(order) if self._is_by_name else [()]
        requests = await self._ask(started_at, groups)
        if requests is None:
            return False
        self._rounds.end()
        self._requests = max(1, requests)
        self._due_since = None
        self._swept, self._swept_at = swept, started_at
        await self._expiry.swept(started_at)
        return True

    async def _ask(self, started_at: datetime, groups: Sequence[Sequence[Order]]) -> int | None:
        """Ask, and tell how many requests that took; `None` if one of them failed.

        What has been heard counts even if a later request fails.
        """
        requests = 0
        try:
            for group in groups:
                async for batch in self._gateway.reports(group):
                    requests += 1
                    await self._take(batch)
                    await self._expiry.answered(started_at, batch.covered)
        except GatewayBusy as busy:
            self._not_before = busy.until
            return None
        except GatewayError as error:
            self._back_off(error)
            return None
        if requests:
            self._note_answer()
        return requests

    def _note_answer(self) -> None:
        if self._failures:
            log.info("sweep: the gateway answers again")
        self._failures = 0
        self._hung_at = None

    async def _take(self, batch: Batch) -> None:
        news = [report for report in batch.reports if self._is_news(report)]
        recorded = await self._receiving.record_all(news)
        for each in recorded:
            if each.outcome in NEWS_OF_MONEY:
                self._hearing.found(each.number)
        names, before = {each.name for each in recorded}, self._heard
        heard = {
            each.name: hash(each)
            for each in batch.reports
            if each.name in names or before.get(each.name) == hash(each)
        }
        said = {each.name for each in batch.reports}
        kept = before if len(before) < MOST_HEARD else {}
        self._heard = {name: hashed for name, hashed in kept.items() if name not in said} | heard
        if batch.covered:
            self._rounds.asked(batch.covered)

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
