"""Orders as the proof reads them: rows of the file, in the file's own words."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

Row = sqlite3.Row
Rows = Mapping[str, Row]

ENDED = {"expired", "cancelled", "failed"}
MONEY_HAS_COME = {"confirming", "short", "paid"}


def ms(moment: datetime) -> int:
    """A moment as the tables hold it."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
