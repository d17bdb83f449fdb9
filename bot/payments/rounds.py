"""Which orders a sweep asks about, where the gateway must be told."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.order import Order, State
from bot.payments.ports import Orders

YOUNG = timedelta(minutes=35)
MIDDLE = timedelta(hours=6)
AT_ONCE = 100  # how many older orders are asked about together: one page of the gateway's list
MOST_OLDER = 400


def cadence(age: timedelta | None, interval: timedelta) -> timedelta:
    """How long to wait between sweeps when the youngest order that may be paid has this age.

    Nearly everybody who pays does so within the first half hour; late truth is rare, and who
    has paid (no age) seldom pays again.
    """
    if age is None or age > MIDDLE:
        return interval * 24
    return interval if age <= YOUNG else interval * 6


class Rounds:
    """Young orders in each sweep, older ones in turn, at their own pace.

    Where that is more than the budget allows, a round is broken off; the next one begins with
    those that have waited longest for their pace, so that nobody's turn never comes.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        interval: the time between sweeps while young orders are watched.
    """

    def __init__(self, orders: Orders, clock: Clock, interval: timedelta) -> None:
        self._orders = orders
        self._clock = clock
        self._interval = interval
        self._asked_at: dict[str, float] = {}  # seconds that no setting of the clock moves
        self._went_round_at: float | None = None
        self._going_since: float | None = None
        self._is_under_way = False

    async def due(self, also: Order | None = None) -> list[Sequence[Order]]:
        """The orders to ask about now, in groups: the most urgent first."""
        now = self._clock.now()
        was_broken_off, self._is_under_way = self._is_under_way, True
        young = await self._orders.watched_since(now - YOUNG, now)
        named = {order.number for order in young}
        if also is not None and also.number not in named:
            young.append(also)
            named.add(also.number)
        older = [order for order in await self._older(now) if order.number not in named]
        if was_broken_off:
            first = also.number if also is not None else None
            return _split(
                sorted(
                    (*young, *older),
                    key=lambda order: (
                        order.number == first,
                        self._turns_missed(order, now, is_young=order.number in named),
                    ),
                    reverse=True,
                )
            )
        return [young, *_split(older)] if young else _split(older)

    def _turns_missed(self, order: Order, now: datetime, *, is_young: bool) -> float:
        """How many times its own pause an order has waited."""
        asked_at = self._asked_at.get(order.number)
        waited = now - order.created_at
        if asked_at is not None:
            waited = timedelta(seconds=self._clock.monotonic() - asked_at)
        return waited / (self._interval if is_young else self._pace(order, now))

    async def _older(self, now: datetime) -> list[Order]:
        """Those whose turn it is, the ones that have waited longest; oldest first."""
        started = self._clock.monotonic()
        # A tick may come a moment early.
        pause = (self._interval * 5).total_seconds()
        if self._went_round_at is not None and started - self._went_round_at < pause:
            return []
        self._going_since = started
        watched = await self._orders.watched_since(None, now)
        numbers = {order.number for order in watched}
        self._asked_at = {each: at for each, at in self._asked_at.items() if each in numbers}
        due = [order for order in watched if self._is_due(order, now)]
        due.sort(key=lambda order: self._asked_at.get(order.number, 0.0))
        return sorted(due[:MOST_OLDER], key=lambda order: order.created_at)

    def end(self) -> None:
        """All orders that were due have been asked about."""
        self._is_under_way = False
        if self._going_since is not None:
            self._went_round_at, self._going_since = self._going_since, None

    def _is_due(self, order: Order, now: datetime) -> bool:
        asked_at = self._asked_at.get(order.number)
        if asked_at is None:
            return True
        pause = self._pace(order, now) - self._interval
        return self._clock.monotonic() - asked_at >= pause.total_seconds()

    def _pace(self, order: Order, now: datetime) -> timedelta:
        age = None if order.state is State.PAID else now - order.created_at
        return cadence(age, self._interval)

    def asked(self, numbers: Iterable[str]) -> None:
        """Note that the gateway has said what it has to say about these orders."""
        now = self._clock.monotonic()
        self._asked_at.update(dict.fromkeys(numbers, now))

    def forget(self, number: str) -> None:
        """Forget when an order was asked about last, so that only what comes now counts."""
        self._asked_at.pop(number, None)

    def has_asked(self, number: str, since: float) -> bool:
        """Whether that was noted for an order at or after a moment of the monotonic clock."""
        return self._asked_at.get(number, since - 1) >= since


def _split(orders: Sequence[Order]) -> list[Sequence[Order]]:
    return [orders[at : at + AT_ONCE] for at in range(0, len(orders), AT_ONCE)]
