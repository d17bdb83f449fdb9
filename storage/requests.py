"""What was asked of the gateway in the last minute, and its wish for silence."""

from datetime import datetime, timedelta

from storage.moments import from_ms, to_ms
from storage.sqlite import Database

_KEPT = timedelta(minutes=5)


class RequestTable:
    """The log that lets the budget survive a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:
        """Note that a request is about to be sent, and give its number."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM gateway_requests WHERE ended_at < ?", to_ms(at - _KEPT))
            row = await tx.row(
                "INSERT INTO gateway_requests (purpose, endpoint, begun_at) VALUES (?, ?, ?)"
                " RETURNING id",
                purpose,
                endpoint,
                to_ms(at),
            )
        return int(row["id"]) if row else 0

    async def end(self, number: int, at: datetime) -> None:
        """Note that it was answered or has timed out."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE gateway_requests SET ended_at = ? WHERE id = ?", to_ms(at), number
            )

    async def take_up(self, since: datetime, now: datetime) -> list[tuple[str, str, datetime]]:
        """Purpose, endpoint and end of each request that ended after `since`.

        One whose end was never noted ended with the program that sent it: at the latest now.
        """
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE gateway_requests SET ended_at = ? WHERE ended_at IS NULL", to_ms(now)
            )
            rows = await tx.rows(
                "SELECT purpose, endpoint, ended_at FROM gateway_requests WHERE ended_at > ?",
                to_ms(since),
            )
        return [(row["purpose"], row["endpoint"], from_ms(row["ended_at"])) for row in rows]

    async def pause(self) -> tuple[datetime, int] | None:
        """Until when to be silent, and how many blocks there were in a row."""
        row = await self._database.row("SELECT until, strikes FROM gateway_pause")
        return (from_ms(row["until"]), row["strikes"]) if row else None

    async def set_pause(self, until: datetime | None, strikes: int) -> None:
        """Keep that for the next start; `None` for no pause."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM gateway_pause")
            if until is not None:
                await tx.change(
                    "INSERT INTO gateway_pause (id, until, strikes) VALUES (1, ?, ?)",
                    to_ms(until),
                    strikes,
                )


class RequestView(RequestTable):
    """The same log as it is seen from beside a running till, whose it is: never written."""

    async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:  # noqa: ARG002 - as the table's
        """Note nothing: the till counts its own requests alone."""
        return 0

    async def end(self, number: int, at: datetime) -> None:
        """Note nothing."""

    async def take_up(self, since: datetime, now: datetime) -> list[tuple[str, str, datetime]]:
        """Purpose, endpoint and end of each request after `since`; those under way end now."""
        rows = await self._database.rows(
            "SELECT purpose, endpoint, COALESCE(ended_at, ?) AS ended_at FROM gateway_requests"
            " WHERE ended_at > ? OR ended_at IS NULL",
            to_ms(now),
            to_ms(since),
        )
        return [(row["purpose"], row["endpoint"], from_ms(row["ended_at"])) for row in rows]

    async def set_pause(self, until: datetime | None, strikes: int) -> None:
        """Keep nothing."""
