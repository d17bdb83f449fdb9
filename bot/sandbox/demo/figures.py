"""Live figures: what the gateway counts, and what stands in the bot's database."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Figures:
    """How the till stands at a moment.

    Attributes:
        requests: how many requests the gateway saw in the last 60 s.
        budget: how many it allows.
        orders: the number of orders by state.
        notices: how many messages wait to be sent.
        silent_until: until when the bot leaves the gateway alone, in seconds since the epoch.
    """

    requests: int
    budget: int
    orders: dict[str, int] = field(default_factory=dict)
    notices: int = 0
    silent_until: float | None = None

    def as_json(self) -> dict[str, object]:
        """Tell a page the figures."""
        return asdict(self)


async def read_figures(database: Path, requests: int, budget: int) -> Figures:
    """Look into the bot's database, from outside and read-only, as its operator could."""
    try:
        return await asyncio.to_thread(_read, database, requests, budget)
    except sqlite3.Error:  # it is not there yet, or the bot is making it at this moment
        return Figures(requests, budget)


def _read(database: Path, requests: int, budget: int) -> Figures:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        orders = dict(connection.execute("SELECT state, COUNT(*) FROM orders GROUP BY state"))
        (notices,) = connection.execute(
            "SELECT COUNT(*) FROM notices WHERE closed_at IS NULL"
        ).fetchone()
        pause = connection.execute("SELECT until FROM gateway_pause").fetchone()
    return Figures(requests, budget, orders, notices, pause[0] / 1000 if pause else None)
