"""Ears of the proof: every notice that was queued, against every one that must have been."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.payments.lives import hearing
from tests.payments.lives.hearing import Line
from tests.payments.lives.rows import Row
from tests.payments.people import MERCHANTS

MOST_RECOUNTS = 6


@dataclass
class Step:
    """What a step was allowed to do.

    Attributes:
        countdown: whether cards may be counted down.
        delayed: whether payers may be told that they wait.
        alone: whether nothing else happened at the same time.
        whole: whether all of it happened.
    """

    countdown: bool = False
    delayed: bool = False
    alone: bool = True
    whole: bool = True


@dataclass(frozen=True)
class Recount:
    """How often, until now, an order was written to because its card showed too much time."""

    order: Row
    count: int
    now: int


@dataclass
class Ears:
    """Hears each notice once.

    Attributes:
        told: how often each order had a countdown, a card after its deadline, a delay told.
        recounts: how often the time on the card of each order was taken up.
        muted: which merchants do not want to hear of what.
    """

    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    recounts: Counter[str] = field(default_factory=Counter)
    muted: set[tuple[int, str]] = field(default_factory=set)
    last: int = 0

    def hear(
        self,
        eyes: sqlite3.Connection,
        lines: Sequence[Line],
        tolerance: int,
        recounts: Mapping[str, Recount],
        step: Step,
    ) -> None:
        """Compare what was queued with what the new lines of history must have caused."""
        sql = "SELECT id, kind, chat_id, order_number FROM notices WHERE id > ? ORDER BY id"
        rows = eyes.execute(sql, (self.last,)).fetchall()
        self.last = rows[-1]["id"] if rows else self.last
        heard = Counter((row["order_number"], row["kind"], row["chat_id"]) for row in rows)
        due = Counter(
            (line.order["number"], kind, chat_id)
            for line in lines
            for kind, chat_id in hearing.due(line, MERCHANTS, tolerance)
            if (chat_id, kind) not in self.muted
        )
        assert due <= heard
        told = heard - due
        for number, recount in recounts.items():
            self._recount(number, recount, told, step)
        assert not told

    def _recount(
        self, number: str, recount: Recount, told: Counter[tuple[str, str, int]], step: Step
    ) -> None:
        """What no move has caused, time has: at most once each, and only where time was told."""
        new = recount.count - self.recounts[number]
        place = recount.order["chat_id"]
        countdowns = told.pop((number, "countdown", place), 0)
        changed = told.pop((number, "card_changed", place), 0)
        delayed = told.pop((number, "delayed", place), 0)
        assert 0 <= countdowns + changed <= new <= (1 if step.countdown else 0)
        assert not changed or recount.order["deadline"] <= recount.now
        assert not delayed or step.delayed
        self.recounts[number] += new
        self.told[number, "countdown"] += countdowns
        self.told[number, "overdue"] += changed
        self.told[number, "delayed"] += delayed
        assert self.recounts[number] <= MOST_RECOUNTS
        assert self.told[number, "delayed"] <= 1
