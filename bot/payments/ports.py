"""What the heart needs from the world: the Protocols that the edges implement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.payments.notice import Kind
from bot.payments.order import Order
from bot.payments.settlement import Report


@dataclass(frozen=True, slots=True)
class Opened:
    """The gateway's answer to opening an order.

    Attributes:
        cashier_url: the gateway's own page for the order.
        address: the deposit address, `None` unless well-formed for the network.
        gateway_id: the gateway's name for the order.
        deadline: when the gateway stops waiting, if it says so.
    """

    cashier_url: str
    address: str | None
    gateway_id: str
    deadline: datetime | None = None


class Gateway(Protocol):
    """The gateway, in whatever dialect."""

    async def open(self, order: Order) -> Opened:
        """Open `order` under its `gateway_number`; any `GatewayError` may be raised."""
        ...

    async def reports(self) -> Sequence[Report]:
        """What the gateway says about its orders; any `GatewayError` may be raised."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an order's history: what moved it, and what was said."""

    at: datetime
    cause: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """How much watching there is to do.

    Attributes:
        youngest_at: when the youngest watched order was created, `None` if none is watched.
        next_deadline: the earliest deadline of an open order.
    """

    youngest_at: datetime | None
    next_deadline: datetime | None


class Orders(Protocol):
    """The orders, as the database keeps them."""

    async def add(self, order: Order) -> Order:
        """Keep a new order, or give back the one that has the same origin."""
        ...

    async def move(
        self, before: Order, after: Order, step: Step, kinds: Sequence[Kind], *, name: str = ""
    ) -> bool:
        """Write `after`, its history and its notices at once, if `before` still stands.

        `name` is a further name by which the gateway may speak of the order.

        Raises:
            GatewayMisunderstood: `name` already belongs to another order.
        """
        ...

    async def find(self, number: str) -> Order | None:
        """The order of this number."""
        ...

    async def of_origin(self, origin: str) -> Order | None:
        """The order that `origin` asked for."""
        ...

    async def named(self, name: str) -> Order | None:
        """The order that the gateway calls by `name`."""
        ...

    async def watched_among(self, names: Collection[str]) -> list[str]:
        """Those of `names` that belong to watched orders."""
        ...

    async def of_payer(self, payer_id: int, chat_id: int | None, limit: int) -> list[Order]:
        """The newest orders of one payer, of one chat or of all."""
        ...

    async def live_of_payer(self, payer_id: int) -> list[Order]:
        """The orders of one payer that still wait for money, oldest first."""
        ...

    async def to_open(self, now: datetime, limit: int) -> list[Order]:
        """New orders whose time to be tried has come, oldest first."""
        ...

    async def waiting(self) -> list[Order]:
        """New orders, oldest first, that the payer has not been told are delayed."""
        ...

    async def next_try(self) -> datetime | None:
        """When the next new order may be tried."""
        ...

    async def retry(self, order: Order, at: datetime) -> None:
        """Note that opening `order` failed and may be tried again at `at`."""
        ...

    async def tell_delayed(self, order: Order, at: datetime) -> None:
        """Queue, once, the notice that a new order keeps waiting."""
        ...

    async def watch(self, now: datetime) -> Watch:
        """How much watching there is to do."""
        ...

    async def past_deadline(self, moment: datetime) -> list[Order]:
        """Open orders whose deadline is not after `moment`."""
        ...


class Announcements(Protocol):
    """Notices that belong to no order."""

    async def announce(self, chat_ids: Sequence[int], kind: Kind, at: datetime) -> None:
        """Queue a notice for each chat."""
        ...
