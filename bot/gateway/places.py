"""What requests are for, and the places that they hold in the minute."""

from dataclasses import dataclass
from enum import StrEnum, auto

MINUTE = 60.0


class Purpose(StrEnum):
    """What a request is for."""

    OPENING = auto()
    SWEEP = auto()
    LISTS = auto()


@dataclass(slots=True, eq=False)
class Place:
    """A request's place in the minute; it is held until a minute after the answer.

    The gateway saw the request somewhere between sending and answer, so no jitter of the
    network can push more requests into one minute of its own than there are places. A place
    that `probes` is the one request that asks whether the gateway's wish for silence is over.
    """

    purpose: str
    endpoint: str
    probes: bool = False
    number: int = 0
    frees_at: float | None = None
