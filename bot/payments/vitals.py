"""How the till is: what a doctor would ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto

from bot.payments.order import State


class Trouble(StrEnum):
    """What owners are told of by itself: once when it begins, once when it is over."""

    GATEWAY_BLOCKED = auto()  # the gateway has locked us out (418)
    GATEWAY_DOWN = auto()  # it has given no good answer for a while
    KEYS_REFUSED = auto()  # it accepts neither keys nor signature
    CLOCK_OFF = auto()  # our clock is more than ten seconds from the gateway's
    WEBHOOKS_SILENT = auto()  # payments came without the webhooks that should have told them
    DATABASE_FULL = auto()  # the database has hardly any room left to grow
    UPDATES_MISSING = auto()  # Telegram's updates do not come in


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the till is at one moment.

    Attributes:
        at: the moment.
        orders: how many orders there are in each state.
        notices_waiting: how many notices are still to be told.
        oldest_notice_age: how long the oldest of them has waited; `None` if none waits.
        swept_age: how long ago the gateway last answered a sweep; `None` before the first.
        sweep_delay: how much later than it was due the next sweep is; zero if it is not late.
        budget_left: how many requests this minute still holds.
        budget_limit: how many it holds in all.
        silent_until: until when the gateway must be left alone.
        clock_offset: how far the gateway's clock is ahead of ours.
        webhook_age: how long ago the last genuine webhook of the gateway came; `None` if
            none has come since the start.
        expects_webhooks: whether the door for the gateway's webhooks is open.
        free_bytes: how much room is left where the database is.
        troubles: what is wrong, each with the moment when it began.
        is_hearing: whether updates come in from Telegram.
        is_stored: whether the database could be asked; if not, what it knows is left empty.
        warnings: what is odd about the settings, in sentences.
    """

    at: datetime
    orders: Mapping[State, int] = field(default_factory=dict)
    notices_waiting: int = 0
    oldest_notice_age: timedelta | None = None
    swept_age: timedelta | None = None
    sweep_delay: timedelta = timedelta()
    budget_left: int = 0
    budget_limit: int = 0
    silent_until: datetime | None = None
    clock_offset: timedelta = timedelta()
    webhook_age: timedelta | None = None
    expects_webhooks: bool = False
    free_bytes: int | None = None
    troubles: Mapping[Trouble, datetime] = field(default_factory=dict)
    is_hearing: bool = True
    is_stored: bool = True
    warnings: tuple[str, ...] = ()
