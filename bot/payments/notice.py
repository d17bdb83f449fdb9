"""What must be told to a chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from bot.payments.order import Order, State


class Kind(StrEnum):
    """What a notice is about."""

    CARD = auto()  # the order is open: show the card
    CARD_CHANGED = auto()  # the card no longer shows the truth
    RECEIPT = auto()  # the money has come
    SHORT = auto()  # less than asked has come
    DELAYED = auto()  # the gateway keeps us waiting, the order is kept
    FAILED = auto()  # the order could not be opened
    GATEWAY_BLOCKED = auto()  # to owners: the gateway has locked us out
    GATEWAY_RECOVERED = auto()  # to owners: it lets us in again
    GATEWAY_REFUSES_KEYS = auto()  # to owners: keys or signature are wrong


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that must be told to a chat; it stays until it was told.

    Attributes:
        number: counts all notices; those of one chat are told in this order.
        order: the order it is about, as it stands when the notice is taken up.
        attempts: how often telling it has failed.
    """

    number: int
    kind: Kind
    chat_id: int
    order: Order | None
    created_at: datetime
    attempts: int


def caused_by(before: Order, after: Order) -> tuple[Kind, ...]:
    """The notices that the move from `before` to `after` causes, most urgent first."""
    match after.state:
        case State.OPEN:
            return (Kind.CARD,)
        case State.FAILED if before.state is State.NEW:
            return (Kind.FAILED,)
        case State.PAID:
            return (Kind.RECEIPT, Kind.CARD_CHANGED)
        case State.SHORT:
            return (Kind.SHORT, Kind.CARD_CHANGED)
        case State.CONFIRMING | State.EXPIRED | State.CANCELLED | State.FAILED:
            return (Kind.CARD_CHANGED,)
        case State.NEW:
            return ()
