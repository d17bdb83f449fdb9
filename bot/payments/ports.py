"""What the heart needs from the world: the Protocols that the edges implement."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.payments.notice import Draft, Kind
from bot.payments.order import Order, State
from bot.payments.settlement import Report
from bot.payments.vitals import Trouble


@dataclass(frozen=True, slots=True)
class Opened:
    """The gateway's answer to opening an order.

    Attributes:
        cashier_url: the gateway's own page for the order.
        address: the deposit address, `None` unless well-formed for the network.
        gateway_id: the gateway's name for the order.
        deadline: when the gateway stops waiting, if it says so.
        picture: the gateway's own QR picture, a PNG, if it gave one in place of an address.
    """

    cashier_url: str
    address: str | None
    gateway_id: str
    deadline: datetime | None = None
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request about orders has brought.

    Attributes:
        reports: what the gateway said.
        covered: the numbers of the orders about which it has now said all that it has to say;
            `None` for every order.
    """

    reports: Sequence[Report]
    covered: frozenset[str] | None = None


class Gateway(Protocol):
    """The gateway, in whatever dialect."""

    @property
    def asks_by_name(self) -> bool:
        """Whether it must be told which orders to ask about; else one look covers all."""
        ...

    async def open(self, order: Order) -> Opened:
        """Open `order` under its `gateway_number`; any `GatewayError` may be raised."""
        ...

    def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        """Ask, and give one batch for each request; any `GatewayError` may be raised."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What moved an order, or what was noted about it.

    Attributes:
        cause: what it was, in a word or two.
        evidence: what was said, in the gateway's own words or in ours.
        by: the person who did it, if one did.
    """

    at: datetime
    cause: str
    evidence: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an order's history: a step, and between which states it led."""

    step: Step
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Watch:
    """How much watching there is to do.

    Attributes:
        youngest_at: when the youngest order that is watched for its payment was made, or was
            said to be paid; `None` if there is none.
        next_deadline: the earliest deadline of an open order, after the moment that was named.
        is_needed: whether any order is watched; paid ones are, in case that more money comes.
    """

    youngest_at: datetime | None
    next_deadline: datetime | None
    is_needed: bool = False


class Orders(Protocol):
    """The orders, as the database keeps them."""

    async def add(self, order: Order) -> Order:
        """Keep a new order, or give back the one that has the same origin."""
        ...

    async def move(  # noqa: PLR0913 - all that is written at once
        self,
        before: Order,
        after: Order,
        step: Step,
        drafts: Sequence[Draft],
        *,
        name: str = "",
        successor: Order | None = None,
        picture: bytes | None = None,
    ) -> bool:
        """Write `after`, its history and its notices at once, if `before` still stands.

        `name` is a further name by which the gateway may speak of the order; `successor` is a
        new order to be kept in its place; `picture` is the gateway's own QR picture of it.

        Raises:
            GatewayMisunderstood: `name` already belongs to another order.
        """
        ...

    async def find(self, number: str) -> Order | None:
        """The order of this number."""
        ...

    async def history(self, number: str) -> list[Entry]:
        """All that happened to the order of this number, oldest first."""
        ...

    async def of_origin(self, origin: str) -> Order | None:
        """The order that `origin` asked for."""
        ...

    async def named(self, name: str) -> Order | None:
        """The order that the gateway calls by `name`."""
        ...

    async def named_among(self, names: Collection[str]) -> dict[str, Order]:
        """The orders that the gateway calls by any of `names`."""
        ...

    async def of_payer(self, payer_id: int, group_id: int | None, limit: int) -> list[Order]:
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

    async def watch(self, now: datetime, since: datetime | None = None) -> Watch:
        """How much watching there is to do; deadlines up to `since` are not told."""
        ...

    async def watched_since(self, since: datetime | None, now: datetime) -> list[Order]:
        """Watched orders by age, oldest first.

        With `since`, only those that were made, or said to be paid, after it, and those that
        are still open `now`, after their deadline.
        """
        ...

    async def past_deadline(self, moment: datetime) -> list[Order]:
        """Open orders whose deadline is not after `moment`."""
        ...

    async def to_recount(self, now: datetime) -> list[Order]:
        """Open orders whose card is out and shows too much time left."""
        ...

    async def recount(
        self, order: Order, kind: Kind, next_at: datetime | None, at: datetime
    ) -> None:
        """Queue the notice that the card of `order` must be written anew."""
        ...

    async def show_card(self, order: Order, at: datetime) -> bool:
        """Queue the card of an order, unless it is out or on its way; tell whether it was not."""
        ...


class Announcements(Protocol):
    """What is wrong with the till, as the database keeps it, and who must be told."""

    async def troubles(self) -> dict[Trouble, datetime]:
        """What is wrong, each with the moment when it began."""
        ...

    async def begin(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Note a trouble and queue a notice for each chat, unless it is noted already."""
        ...

    async def end(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Strike a trouble off and queue a notice for each chat, if it is noted."""
        ...
