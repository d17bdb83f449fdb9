"""Which language each chat is spoken to in."""

from storage.sqlite import Database


class LanguageTable:
    """The languages of chats, as SQL. What a language is called is for others to know."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: int) -> tuple[str, bool] | None:
        """The language of a chat, and whether somebody has chosen it."""
        row = await self._database.row(
            "SELECT language, is_chosen FROM languages WHERE chat_id = ?", chat_id
        )
        return (row["language"], bool(row["is_chosen"])) if row else None

    async def choose(self, chat_id: int, language: str) -> None:
        """Note what somebody has chosen for a chat."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO languages (chat_id, language, is_chosen) VALUES (?, ?, 1)"
                " ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language, is_chosen = 1",
                chat_id,
                language,
            )

    async def remember(self, chat_id: int, language: str) -> None:
        """Note what Telegram says; it does not outweigh what somebody has chosen."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO languages (chat_id, language, is_chosen) VALUES (?, ?, 0)"
                " ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language"
                " WHERE languages.is_chosen = 0",
                chat_id,
                language,
            )

    async def forget(self, chat_id: int) -> None:
        """Know nothing of a chat any more."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM languages WHERE chat_id = ?", chat_id)

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO languages (chat_id, language, is_chosen)"
                " SELECT ?, language, is_chosen FROM languages WHERE chat_id = ?"
                " ON CONFLICT (chat_id) DO NOTHING",
                new_id,
                old_id,
            )
            await tx.change("DELETE FROM languages WHERE chat_id = ?", old_id)
