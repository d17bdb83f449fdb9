"""The order: its record, its states and the table of moves between them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from bot.payments.money import Money, Network

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 10


class State(StrEnum):
    """Where an order stands."""

    NEW = auto()  # asked for, not yet known to the gateway
    OPEN = auto()  # the gateway waits for money, the card is out
    CONFIRMING = auto()  # seen on the chain, not final
    SHORT = auto()  # less than asked has arrived
    PAID = auto()  # the end: nothing changes it any more
    EXPIRED = auto()  # the deadline passed without money
    CANCELLED = auto()  # somebody who may do so called it off
    FAILED = auto()  # it could not be opened, or the gateway gave it up


_TRUTH = frozenset({State.CONFIRMING, State.PAID, State.SHORT})

MOVES: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset({State.OPEN, State.FAILED, State.CANCELLED}),
    State.OPEN: _TRUTH | {State.EXPIRED, State.CANCELLED},
    State.CONFIRMING: frozenset({State.PAID, State.SHORT}),
    State.SHORT: frozenset({State.PAID}),
    State.PAID: frozenset(),
    State.EXPIRED: _TRUTH,
    State.CANCELLED: _TRUTH,
    State.FAILED: _TRUTH,
}

ENDED = frozenset({State.EXPIRED, State.CANCELLED, State.FAILED})


class Settlement(StrEnum):
    """Why a paid order counts as paid."""

    PAYMENT = auto()  # all of it has arrived, or the gateway said so without an amount
    TOLERANCE = auto()  # less than asked, by no more than the merchant lets pass
    ACCEPTANCE = auto()  # less than asked, and a merchant has accepted it


NOTHING_ASKED = 0  # no message has this number


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which chat something was asked, so that the answer goes there.

    Attributes:
        chat_id: the chat.
        thread_id: the topic, in groups that have topics.
        message_id: the message that asked, or `NOTHING_ASKED` if that was in another chat.
        group_id: the group whose matter it is, though the answer may go to a private chat.
    """

    chat_id: int
    thread_id: int | None
    message_id: int
    group_id: int | None = None

    def __post_init__(self) -> None:
        """What is answered in a group is that group's."""
        if self.chat_id < 0:
            object.__setattr__(self, "group_id", self.chat_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One attempt to pay.

    Attributes:
        number: ten random characters of Crockford's base32.
        origin: what asked for it; one origin is never two orders.
        attempt: how many numbers the gateway has been given for it.
        revision: counts the moves, so that of two moves from one state only one succeeds.
        failures: how often opening it failed in a row.
        retry_at: when opening it may be tried next.
        deadline: when the gateway stops waiting for the money.
        watched_until: when the gateway need not be asked about it any more.
        address: the deposit address, only if well-formed for the network.
        received: what arrived, when the gateway said how much.
        settled_by: why it counts as paid.
        came_after: how it had ended before money came all the same.
        tx_hash: the hash of the payment's transaction, if the gateway tells it.
        oddities: what was odd about reports that could not be counted.
        claimed_at: when the payer last said that it is paid.
        recount_at: when the countdown on its card is to be written anew.
        successor: the number of the order that was made in its place.
        card_message_id: the message that shows the card, once it is out.
        invoice: the number of the invoice that it pays, if it pays one.
    """

    number: str
    origin: str
    payer_id: int
    place: Place
    amount: Money
    network: Network
    state: State
    created_at: datetime
    retry_at: datetime
    attempt: int = 1
    revision: int = 0
    failures: int = 0
    deadline: datetime | None = None
    watched_until: datetime | None = None
    cashier_url: str | None = None
    address: str | None = None
    received: Money | None = None
    settled_at: datetime | None = None
    settled_by: Settlement | None = None
    came_after: State | None = None
    tx_hash: str | None = None
    oddities: frozenset[str] = frozenset()
    claimed_at: datetime | None = None
    recount_at: datetime | None = None
    successor: str | None = None
    card_message_id: int | None = None
    invoice: str | None = None

    @property
    def group_id(self) -> int | None:
        """The group that it was asked for in, or whose invoice it pays, wherever it is shown."""
        return self.place.group_id

    @property
    def gateway_number(self) -> str:
        """The number under which the gateway is asked to open it."""
        return self.gateway_numbers[-1]

    @property
    def gateway_numbers(self) -> tuple[str, ...]:
        """Every number that the gateway was given for it; all but the last were given up."""
        more = (f"{self.number}-{attempt}" for attempt in range(2, self.attempt + 1))
        return (self.number, *more)

    def watched_from(self, now: datetime, window: timedelta) -> datetime:
        """When its watch ends if it is watched for another `window`; never sooner than it did."""
        until = now + window
        return max(until, self.watched_until or until)

    @property
    def missing(self) -> Money | None:
        """What is still to come, if less than asked has arrived."""
        if self.received is None or self.received >= self.amount:
            return None
        return self.amount - self.received

    @property
    def excess(self) -> Money | None:
        """What arrived beyond what was asked."""
        if self.received is None or self.received <= self.amount:
            return None
        return self.received - self.amount


def moved(order: Order, state: State, **changes: Any) -> Order:  # noqa: ANN401 - its fields
    """The order after a move to `state`, or after a note of what changed within its state.

    Raises:
        ValueError: the table has no such move.
    """
    if state is not order.state and state not in MOVES[order.state]:
        raise ValueError(f"order {order.number} cannot move from {order.state} to {state}")
    return replace(order, state=state, **changes)


def new_number() -> str:
    """Ten characters: fifty random bits, nothing that tells how many orders there are."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(NUMBER_LENGTH))


def read_number(text: str) -> str | None:
    """Read a number as people type it: any case, `O` for `0`, `I` and `L` for `1`, dashes.

    The substitutions are those of Crockford's base32.
    """
    plain = text.strip().lstrip("#").upper().replace("-", "").translate(_MISREAD)
    fits = len(plain) == NUMBER_LENGTH and set(plain) <= set(CROCKFORD)
    return plain if fits else None


_MISREAD = str.maketrans("OIL", "011")
