"""Who must hear what of a line of an order's history, said once more in other words."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.payments.settlement import Report
from tests.payments.lives.world import millionths
from tests.payments.people import ADMINS, MERCHANTS

Told = tuple[str, int]

# Causes that say how much money has come.
MONEY = {"paid", "excess", "late", "tolerated", "short", "rest", "more"}
ON_ENTERING = {
    "open": ("card",),
    "confirming": ("card_changed",),
    "short": ("short", "card_changed"),
    "paid": ("receipt", "card_changed"),
    "expired": ("card_changed",),
    "cancelled": ("card_changed",),
    "failed": ("failed",),
}
ON_STAYING = {
    "short": ("short", "card_changed"),
    "more": ("more", "card_changed"),
    "rest": ("more", "card_changed"),
    "renewed": ("card_changed",),
}
TO_MERCHANTS_ON_STAYING = {
    "short": "sale_short",
    "rest": "sale",
    "more": "sale_excess",
    "contradictory": "odd_report",
    "other_money": "odd_report",
}


@dataclass(frozen=True)
class Line:
    """A line of an order's history, with the order as it stands after the whole step."""

    order: sqlite3.Row
    before: str
    after: str
    cause: str
    evidence: str
    by: int | None
    had_ended: bool

    @property
    def enters(self) -> bool:
        """Whether it led to another state."""
        return self.before != self.after


def amount_in(told: Line | Report) -> int | None:
    """The amount that the gateway named."""
    counted = Decimal(told.evidence) if told.evidence != "None" else None
    return None if counted is None else millionths(counted)


def is_enough(asked: int, came: int | None, tolerance: int) -> bool:
    """Whether so much, all in millionths, settles an order; a half or less never does."""
    return came is None or asked - came <= 0 or (asked - came <= tolerance and 2 * came > asked)


def due(line: Line, merchants: Sequence[int], tolerance: int) -> Iterator[Told]:
    """Every notice that the line must have caused."""
    kinds = ON_ENTERING[line.after] if line.enters else ON_STAYING.get(line.cause, ())
    for kind in kinds:
        yield kind, line.order["chat_id"]
    is_called_off = line.enters and line.after == "cancelled" and line.cause != "replaced"
    by_another = line.by is not None and not _is_the_payer(line.by, line.order["payer_id"])
    if is_called_off and by_another:
        yield "cancelled", line.order["chat_id"]
    if (kind_of_sale := _sale(line, tolerance)) is not None:
        for merchant in merchants:
            if merchant != line.by:
                yield kind_of_sale, merchant


def _is_the_payer(person: int, payer: int) -> bool:
    # What was asked in the name of a group was asked by any of its admins.
    by_group = payer < 0 and person in ADMINS and person not in MERCHANTS
    return person == payer or by_group


def _sale(line: Line, tolerance: int) -> str | None:
    if not line.enters:
        return TO_MERCHANTS_ON_STAYING.get(line.cause)
    if line.after == "short":
        return "sale_short"
    if line.after != "paid":
        return None
    if line.cause == "accepted as paid":
        return "sale"
    amount = amount_in(line)
    assert is_enough(line.order["amount"], amount, tolerance)
    if amount is not None and amount > line.order["amount"]:
        return "sale_excess"
    return "sale_late" if line.had_ended else "sale"
