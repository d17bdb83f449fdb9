"""What the admins of each group have set for it."""

from contextlib import suppress

from bot.payments.groups import GroupSettings
from bot.payments.money import Asset
from storage.sqlite import Database, Transaction


class GroupTable:
    """What was set for each group, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: int) -> GroupSettings:
        """What holds in a group."""
        row = await self._database.row(
            "SELECT asset, admins_only, in_private, topic_id FROM groups WHERE chat_id = ?",
            chat_id,
        )
        if row is None:
            return GroupSettings()
        return GroupSettings(
            asset=_asset(row["asset"]),
            admins_only=bool(row["admins_only"]),
            in_private=bool(row["in_private"]),
            topic_id=row["topic_id"],
        )

    async def keep(self, chat_id: int, settings: GroupSettings) -> None:
        """Let this hold in a group from now on."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO groups (chat_id, asset, admins_only, in_private, topic_id)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat_id) DO UPDATE SET"
                " asset = excluded.asset, admins_only = excluded.admins_only,"
                " in_private = excluded.in_private, topic_id = excluded.topic_id",
                chat_id,
                None if settings.asset is None else str(settings.asset),
                int(settings.admins_only),
                int(settings.in_private),
                settings.topic_id,
            )


async def move_group(tx: Transaction, old_id: int, new_id: int) -> None:
    """Let what holds in a group hold in the supergroup that it became, unless more was set there.

    A basic group has no topics, so none has to be found again.
    """
    await tx.change(
        "UPDATE groups SET chat_id = ? WHERE chat_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM groups AS later WHERE later.chat_id = ?)",
        new_id,
        old_id,
        new_id,
    )


def _asset(text: str | None) -> Asset | None:
    """What was chosen, if this version still knows it."""
    with suppress(ValueError):
        return Asset.of(text or "")
    return None
