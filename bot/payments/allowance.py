"""How much one person may ask for, so that enough of the gateway is left for all others."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock

MINUTE = timedelta(minutes=1)
MOST_PEOPLE = 10_000
# What one person may have the gateway asked in a minute: looks, and orders to be opened.
MOST_REQUESTS = 6
# Fewer would not do: another network takes a look and an order.
LEAST_REQUESTS = 2
# A bucket lets twice its measure through in the worst of minutes, so a tenth of the budget for
# each person keeps everybody below a fifth.
SHARE = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and one more after each `pause`."""

    burst: int
    pause: timedelta


# Orders that one person makes: ten in a row, then one every two minutes. Merchants may make as
# many as the gateway is asked for them at most.
ORDERS = Rate(10, timedelta(minutes=2))


@dataclass(frozen=True, slots=True)
class TooOften:
    """Somebody has asked for so much that they must wait; nothing was done."""

    wait: timedelta


class Buckets:
    """A bucket of tokens for each person, which fills again by itself.

    People whose bucket is full need none; of the others the most recent are known, so that no
    crowd fills the memory.

    Args:
        rate: how large the buckets are, and how fast they fill.
        clock: what the time is.
        most: how many people are known at most.
    """

    def __init__(self, rate: Rate, clock: Clock, most: int = MOST_PEOPLE) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[int, float] = OrderedDict()  # seconds, when one is full again

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, person_id: int) -> TooOften | None:
        """Take a token of somebody's, or tell when there will be one."""
        now, pause = self._clock.monotonic(), self._rate.pause.total_seconds()
        full_at = max(now, self._full_at.get(person_id, now)) + pause
        missing = full_at - now - self._rate.burst * pause
        if missing > _ROUNDING:
            self._full_at.move_to_end(person_id)  # who goes on asking is not to be forgotten
            return TooOften(timedelta(seconds=missing))
        self._full_at[person_id] = full_at
        self._full_at.move_to_end(person_id)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return None


_ROUNDING = 1e-6


class Allowance:
    """Bounds what each person has the gateway asked, whatever they press and send.

    Args:
        clock: what the time is.
        requests_per_minute: what the gateway allows the whole till.
        merchant_ids: who may make as many orders as they need.
    """

    def __init__(
        self, clock: Clock, requests_per_minute: int, merchant_ids: Collection[int] = ()
    ) -> None:
        most = max(LEAST_REQUESTS, min(MOST_REQUESTS, requests_per_minute // SHARE))
        self._requests = Buckets(Rate(most, MINUTE / most), clock)
        self._orders = Buckets(ORDERS, clock)
        self._merchant_ids = merchant_ids

    def look(self, person_id: int) -> TooOften | None:
        """Let somebody have the gateway asked about an order, or tell when they may."""
        return self._requests.take(person_id)

    def order(self, person_id: int) -> TooOften | None:
        """Let somebody have an order opened, or tell when they may."""
        is_merchant = person_id in self._merchant_ids
        refused = None if is_merchant else self._orders.take(person_id)
        return refused or self._requests.take(person_id)
