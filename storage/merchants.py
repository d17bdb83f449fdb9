"""Who earns with the till beside its owners."""

from datetime import datetime

from bot.payments.merchants import Merchant
from bot.payments.notice import TO_MERCHANTS_ONLY
from storage.moments import from_ms, to_ms
from storage.sqlite import Database


class MerchantTable:
    """The merchants that owners have added, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Merchant]:
        """Every merchant, in the order in which they were added."""
        rows = await self._database.rows(
            "SELECT person_id, name, added_by, added_at FROM merchants"
            " ORDER BY added_at, person_id"
        )
        return [
            Merchant(row["person_id"], row["name"], row["added_by"], from_ms(row["added_at"]))
            for row in rows
        ]

    async def add(self, merchant: Merchant) -> bool:
        """Keep a merchant, unless the person is one already; tell whether that was new."""
        async with self._database.transaction() as tx:
            added = await tx.change(
                "INSERT INTO merchants (person_id, name, added_by, added_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (person_id) DO NOTHING",
                merchant.person_id,
                merchant.name,
                merchant.added_by,
                to_ms(merchant.added_at),
            )
        return added > 0

    async def remove(self, person_id: int, at: datetime) -> bool:
        """Strike somebody off, and tell whether they were there.

        What they had still to be told as a merchant is told no more.
        """
        async with self._database.transaction() as tx:
            for kind in sorted(TO_MERCHANTS_ONLY):
                await tx.change(
                    "UPDATE notices SET closed_at = ?, fate = 'no merchant any more'"
                    " WHERE chat_id = ? AND closed_at IS NULL AND kind = ?",
                    to_ms(at),
                    person_id,
                    kind,
                )
            return await tx.change("DELETE FROM merchants WHERE person_id = ?", person_id) > 0
