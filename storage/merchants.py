"""Who earns with the till beside its owners."""

from bot.payments.merchants import Merchant
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

    async def remove(self, person_id: int) -> bool:
        """Strike somebody off, and tell whether they were there."""
        async with self._database.transaction() as tx:
            return await tx.change("DELETE FROM merchants WHERE person_id = ?", person_id) > 0
