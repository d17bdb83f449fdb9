"""The outbox: what must still be told, and to whom."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.payments.notice import SHOW_INVOICES, Kind, Notice
from storage.groups import move_group
from storage.invoice_rows import COLUMNS as INVOICE_COLUMNS
from storage.invoice_rows import card_from, invoice_from, keep_card
from storage.moments import from_ms, to_ms
from storage.order_rows import COLUMNS, order_from
from storage.sqlite import Database, Row

_ORDER = ", ".join(f"orders.{column.strip()}" for column in COLUMNS.split(","))
# Only the oldest notice of each chat is taken up, so a chat hears things in their order. What may
# be gathered has an order of its own: it waits for nothing else, and nothing else waits for it.
_OLDEST = """
    closed_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM notices AS earlier
        WHERE earlier.closed_at IS NULL AND earlier.chat_id = notices.chat_id
            AND earlier.gathered = notices.gathered AND earlier.id < notices.id
    )
"""
_SELECT = f"""
    SELECT notices.id AS notice_id, kind, notices.chat_id AS told_chat_id,
        notices.created_at AS noticed_at, attempts, order_number, invoice_number, card_id, {_ORDER}
    FROM notices LEFT JOIN orders ON orders.number = order_number
"""  # noqa: S608 - our own column names
# The plus keeps SQLite from reading all notices in the order of their ids.
_DUE = f"{_SELECT} WHERE due_at <= ? AND {_OLDEST} ORDER BY gathered DESC, +notices.id LIMIT ?"
_ALIKE = f"""
    {_SELECT} WHERE closed_at IS NULL AND notices.chat_id = ? AND gathered = 1
    ORDER BY notices.id LIMIT ?
"""
_TOLD_LATELY = """
    SELECT DISTINCT closed_at FROM notices
    WHERE closed_at > ? AND chat_id = ? AND kind = ? AND fate = 'told'
"""
_INVOICE = f"SELECT {INVOICE_COLUMNS} FROM invoices WHERE number = ?"  # noqa: S608 - as above
_CARD = """
    SELECT id, chat_id, message_id, inline_id FROM invoice_cards
    WHERE id = ? AND invoice_number = ?
"""
_NEXT_DUE = f"SELECT MIN(due_at) FROM notices WHERE {_OLDEST}"  # noqa: S608 - our own words


class NoticeTable:
    """The notices, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self._database = database
        self._courier = courier

    async def due(self, now: datetime, limit: int) -> list[Notice]:
        """The oldest notice of each chat, and of those to be gathered, if its time has come."""
        rows = await self._database.rows(_DUE, to_ms(now), limit)
        return [await self._about_invoice(row, _notice(row)) for row in rows]

    async def _about_invoice(self, row: Row, notice: Notice) -> Notice:
        """The notice with the invoice that it is about, if it is about one."""
        if row["invoice_number"] is None:
            return notice
        invoice = await self._database.row(_INVOICE, row["invoice_number"])
        card = await self._database.row(_CARD, row["card_id"], row["invoice_number"])
        return replace(
            notice,
            invoice=invoice_from(invoice) if invoice else None,
            card=card_from(card) if card else None,
        )

    async def next_due(self) -> datetime | None:
        """When the next notice that is the oldest of its chat is due."""
        row = await self._database.row(_NEXT_DUE)
        return from_ms(row[0]) if row else None

    async def told(self, notice: Notice, message_id: int | None, at: datetime) -> None:
        """Close a notice; for a card, remember the message that shows it."""
        async with self._database.transaction() as tx:
            await tx.change(_CLOSE, to_ms(at), "told", notice.number)
            if notice.kind is Kind.CARD and notice.order is not None:
                await tx.change(
                    "UPDATE orders SET card_message_id = ? WHERE number = ?",
                    message_id,
                    notice.order.number,
                )
            if notice.kind in SHOW_INVOICES and notice.invoice is not None and message_id:
                await keep_card(tx, notice.invoice, notice.chat_id, message_id, at)

    async def alike(self, notice: Notice, limit: int) -> list[Notice]:
        """The oldest of those that may be told together with one, itself among them."""
        return [_notice(row) for row in await self._database.rows(_ALIKE, notice.chat_id, limit)]

    async def told_lately(self, notice: Notice, since: datetime) -> list[datetime]:
        """When its chat was told of such things after a moment; once for what came together."""
        rows = await self._database.rows(_TOLD_LATELY, to_ms(since), notice.chat_id, notice.kind)
        return [from_ms(row["closed_at"]) for row in rows]

    async def told_together(self, notices: Sequence[Notice], at: datetime) -> None:
        """Close notices that one message has told."""
        async with self._database.transaction() as tx:
            for notice in notices:
                await tx.change(_CLOSE, to_ms(at), "told", notice.number)

    async def hold(self, notice: Notice, until: datetime) -> None:
        """Let a notice, and those behind it, wait for others; that is no failure."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE notices SET due_at = ? WHERE id = ?", to_ms(until), notice.number
            )

    async def give_up(self, notice: Notice, why: str, at: datetime) -> None:
        """Close a notice that cannot be told."""
        async with self._database.transaction() as tx:
            await tx.change(_CLOSE, to_ms(at), f"given up: {why}", notice.number)

    async def postpone(self, notice: Notice, until: datetime) -> None:
        """Try a notice again later, and with it all that follow in its chat."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE notices SET due_at = ?, attempts = attempts + 1 WHERE id = ?",
                to_ms(until),
                notice.number,
            )

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE notices SET chat_id = ? WHERE chat_id = ? AND closed_at IS NULL",
                new_id,
                old_id,
            )
            await tx.change("UPDATE invoices SET chat_id = ? WHERE chat_id = ?", new_id, old_id)
            # Messages were renumbered by the move, so the old card cannot be edited any more.
            await tx.change(
                "UPDATE orders SET chat_id = ?, card_message_id = NULL"
                " WHERE group_id = ? AND chat_id = group_id",
                new_id,
                old_id,
            )
            await tx.change("UPDATE orders SET group_id = ? WHERE group_id = ?", new_id, old_id)
            await tx.change("DELETE FROM invoice_cards WHERE chat_id = ?", old_id)
            await move_group(tx, old_id, new_id)
        self._courier()

    async def forget(self, before: datetime) -> None:
        """Delete notices that were closed before a moment."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM notices WHERE closed_at < ?", to_ms(before))


_CLOSE = "UPDATE notices SET closed_at = ?, fate = ? WHERE id = ?"


def _notice(row: Row) -> Notice:
    return Notice(
        number=row["notice_id"],
        kind=Kind(row["kind"]),
        chat_id=row["told_chat_id"],
        order=order_from(row) if row["order_number"] else None,
        created_at=from_ms(row["noticed_at"]),
        attempts=row["attempts"],
    )
