"""What must be true of all orders after every step, read from the file by eyes of its own."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from bot.payments.order import MOVES, State
from tests.payments.lives.ears import Ears, Recount, Step
from tests.payments.lives.hearing import MONEY, Line, amount_in, is_enough
from tests.payments.lives.rows import ENDED, Row, Rows, ms
from tests.payments.lives.truth import (
    check_deadlines,
    check_expired,
    check_known,
    check_successors,
)
from tests.payments.lives.world import World

NEVER_CHANGED = ("origin", "payer_id", "chat_id", "amount", "token", "network", "created_at")
FIXED_ONCE_PAID = ("state", "settled_at", "settled_by", "came_after", *NEVER_CHANGED)


@dataclass
class Proof:
    """Looks at the file after each step and compares it with what was there before."""

    path: Path
    world: World
    tolerance: int
    orders: Rows = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    ears: Ears = field(default_factory=Ears)

    def __post_init__(self) -> None:
        self.eyes = sqlite3.connect(self.path, isolation_level=None)
        self.eyes.row_factory = sqlite3.Row
        self._version = -1
        self._last_line = 0

    def has_changed(self) -> bool:
        """Whether anything at all was written since the last look."""
        return bool(self._version != self.eyes.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Look no more."""
        self.eyes.close()

    def waiting_chats(self) -> set[int]:
        """The chats that still wait to be told something."""
        rows = self.eyes.execute("SELECT chat_id FROM notices WHERE closed_at IS NULL")
        return {row["chat_id"] for row in rows}

    def fates(self) -> dict[int, str | None]:
        """What became of every notice."""
        rows = self.eyes.execute("SELECT id, fate FROM notices")
        return {row["id"]: row["fate"] for row in rows}

    def look(self, step: Step) -> None:
        """Find whatever the step has broken."""
        before, known = self.orders, self.names
        if self.has_changed():
            self._read()
            lines = self._new_lines()
            self._compare(before, known, lines)
            self.ears.hear(self.eyes, lines, self.tolerance, self._recounts(), step)
            self._know(before)
            check_expired(self.world, lines, before, known, self.names)
            # Whatever has been shown to anybody, or may have been, is watched from then on.
            watched = [line.order["watched_until"] for line in lines if line.enters]
            assert None not in watched or not step.alone
        if step.whole:
            check_known(self.world, before, known, self.orders, self.tolerance)
        if step.whole and step.alone:
            check_deadlines(self.world, before, self.orders)
            check_successors(before, self.orders)

    def _read(self) -> None:
        self._version = self.eyes.execute("PRAGMA data_version").fetchone()[0]
        rows = self.eyes.execute("SELECT * FROM orders ORDER BY number")
        self.orders = {row["number"]: row for row in rows}
        rows = self.eyes.execute("SELECT name, order_number FROM gateway_names")
        self.names = {row["name"]: row["order_number"] for row in rows}

    def _new_lines(self) -> list[Line]:
        rows = self.eyes.execute(
            "SELECT * FROM history WHERE id > ? ORDER BY id", (self._last_line,)
        )
        new = []
        for row in rows.fetchall():
            self._last_line = row["id"]
            earlier = self.lines.setdefault(row["order_number"], [])
            line = Line(
                self.orders[row["order_number"]],
                row["from_state"],
                row["to_state"],
                row["cause"],
                row["evidence"],
                row["by_id"],
                had_ended=any(each.after in ENDED for each in earlier),
            )
            self._follows(line, earlier)
            earlier.append(line)
            new.append(line)
        return new

    def _follows(self, line: Line, earlier: list[Line]) -> None:
        if not earlier:
            assert (line.before, line.after, line.cause) == ("new", "new", "asked")
            return
        assert line.before == earlier[-1].after
        if line.before != line.after:
            assert State(line.after) in MOVES[State(line.before)]

    def _compare(self, before: Rows, known: dict[str, str], lines: list[Line]) -> None:
        assert before.keys() <= self.orders.keys()
        assert known.items() <= self.names.items()
        for number, row in self.orders.items():
            assert row["state"] == self.lines[number][-1].after
            self._is_sound(row)
            counted = [line for line in lines if line.order is row and line.cause in MONEY]
            amounts = [a for line in counted if (a := amount_in(line)) is not None]
            old = before.get(number)
            assert row["received"] == (amounts[-1] if amounts else old and old["received"])
            if old is not None:
                self._grew_well(old, row)
        self._succeed()

    def _is_sound(self, row: Row) -> None:
        state, received = row["state"], row["received"]
        spoken = [name for name, number in self.names.items() if number == row["number"]]
        assert received is None or any(received in self.world.said[name] for name in spoken)
        assert (row["settled_at"] is not None) == (state == "paid")
        assert (row["settled_by"] is not None) == (state == "paid")
        left = [line.before for line in self.lines[row["number"]] if line.enters]
        assert row["came_after"] == next((each for each in left if each in ENDED), None)
        if state == "open":
            assert row["watched_until"] is not None
            assert row["watched_until"] > row["deadline"]
        match row["settled_by"]:
            case "payment":
                assert received is None or received >= row["amount"]
            case "tolerance":
                assert is_enough(row["amount"], received, self.tolerance)
            case "acceptance":
                assert any(line.cause == "accepted as paid" for line in self.lines[row["number"]])
            case _:
                assert state != "paid"

    def _grew_well(self, old: Row, row: Row) -> None:
        fixed = FIXED_ONCE_PAID if old["state"] == "paid" else NEVER_CHANGED
        assert [old[name] for name in fixed] == [row[name] for name in fixed]
        assert old["received"] is None or old["received"] <= row["received"]
        assert old["successor"] in {None, row["successor"]}
        if old["watched_until"] is not None and row["watched_until"] is None:
            assert row["state"] != "open"
            assert old["watched_until"] <= ms(self.world.clock.now())

    def _succeed(self) -> None:
        made = {row["number"]: row["origin"] for row in self.orders.values()}
        assert len(set(made.values())) == len(made)
        expected = {
            row["successor"]: f"after:{row['number']}"
            for row in self.orders.values()
            if row["successor"] is not None
        }
        assert expected == {n: origin for n, origin in made.items() if origin.startswith("after:")}
        # Numbers grow here, so no chain of successors can come back to where it began.
        assert all(number > origin.removeprefix("after:") for number, origin in expected.items())

    def _recounts(self) -> dict[str, Recount]:
        """What has been written to each order that was no move of it.

        Whoever decides about an order must see that something was written to it before.
        """
        now = ms(self.world.clock.now())
        return {
            number: Recount(row, row["revision"] - len(self.lines[number]) + 1, now)
            for number, row in self.orders.items()
        }

    def _know(self, before: Rows) -> None:
        """Whatever the gateway calls an order that was shown, the till knows it."""
        for number, row in self.orders.items():
            assert self.names[number] == number
            if row["cashier_url"] is not None and not (
                number in before and before[number]["cashier_url"]
            ):
                name = row["cashier_url"].rpartition("/")[2]
                deal = next(each for each in self.world.deals.values() if each.name == name)
                assert self.names[deal.name] == self.names[deal.number] == deal.owner == number
        for name, owner in self.world.owners.items():
            assert self.names.get(name, owner) == owner
