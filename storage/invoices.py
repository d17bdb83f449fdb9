"""Invoices, and the orders that pay them."""

from collections.abc import Callable
from datetime import datetime

from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.notice import Kind
from bot.payments.order import Order
from storage.invoice_rows import (
    COLUMNS,
    add_card,
    add_invoice_notice,
    change_cards,
    invoice_from,
    values_of,
)
from storage.moments import to_ms
from storage.order_rows import COLUMNS as ORDER_COLUMNS
from storage.order_rows import order_from
from storage.sqlite import Database

_SELECT = f"SELECT {COLUMNS} FROM invoices"  # noqa: S608 - our own column names
_INSERT = (
    f"INSERT INTO invoices ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"  # noqa: S608 - our own column names
    " ON CONFLICT (origin) DO NOTHING"
)
_ORDERS = f"SELECT {ORDER_COLUMNS} FROM orders"  # noqa: S608 - our own column names
_LEFT_OVER = (
    f"{_ORDERS} WHERE invoice IS NOT NULL AND state IN ('new', 'open') AND ("  # noqa: S608 - our own column names
    "SELECT state FROM invoices WHERE invoices.number = orders.invoice"
    ") IN ('paid', 'cancelled')"
)


class InvoiceTable:
    """The invoices, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self._database = database
        self._courier = courier

    async def add(self, invoice: Invoice, inline_id: str | None = None) -> Invoice:
        """Keep a new invoice, or give back the one of the same origin.

        A new one's card is queued, unless it was sent inline as the message of this id.
        """
        chat_id, at = invoice.place.chat_id, invoice.created_at
        async with self._database.transaction() as tx:
            is_new = await tx.change(_INSERT, *values_of(invoice))
            if inline_id is not None:
                await add_card(tx, invoice.number, chat_id, None, inline_id)
            elif is_new:
                await add_invoice_notice(tx, Kind.INVOICE, chat_id, invoice.number, at)
            row = await tx.row(f"{_SELECT} WHERE origin = ?", invoice.origin)
        self._courier()
        return invoice_from(row) if row else invoice

    async def find(self, number: str) -> Invoice | None:
        """The invoice of this number."""
        row = await self._database.row(f"{_SELECT} WHERE number = ?", number)
        return invoice_from(row) if row else None

    async def attempts(self, number: str, payer_id: int | None = None) -> list[Order]:
        """The orders of an invoice, of one payer or of all, newest first."""
        rows = await self._database.rows(
            f"{_ORDERS} WHERE invoice = ? AND COALESCE(?, payer_id) = payer_id"
            " ORDER BY created_at DESC, number",
            number,
            payer_id,
        )
        return [order_from(row) for row in rows]

    async def newest(self, chat_id: int | None, limit: int) -> list[Invoice]:
        """The newest invoices, of one chat or of all."""
        if chat_id is None:
            rows = await self._database.rows(
                f"{_SELECT} ORDER BY created_at DESC, number LIMIT ?", limit
            )
        else:
            rows = await self._database.rows(
                f"{_SELECT} WHERE chat_id = ? ORDER BY created_at DESC, number LIMIT ?",
                chat_id,
                limit,
            )
        return [invoice_from(row) for row in rows]

    async def end(self, invoice: Invoice, state: InvoiceState, at: datetime) -> bool:
        """Let an open invoice be paid no more, and queue that its cards say so."""
        async with self._database.transaction() as tx:
            is_ended = await tx.change(
                "UPDATE invoices SET state = ? WHERE number = ? AND state = 'open'",
                state,
                invoice.number,
            )
            if is_ended:
                await change_cards(tx, invoice.number, at)
        self._courier()
        return is_ended > 0

    async def remind(self, invoice: Invoice, at: datetime, before: datetime) -> bool:
        """Queue a reminder, unless one came after `before` or the invoice is not open."""
        async with self._database.transaction() as tx:
            is_noted = await tx.change(
                "UPDATE invoices SET reminded_at = ?"
                " WHERE number = ? AND state = 'open' AND COALESCE(reminded_at, 0) <= ?",
                to_ms(at),
                invoice.number,
                to_ms(before),
            )
            if is_noted:
                await add_invoice_notice(
                    tx, Kind.INVOICE_REMINDER, invoice.place.chat_id, invoice.number, at
                )
        self._courier()
        return is_noted > 0

    async def overdue(self, now: datetime) -> list[Invoice]:
        """Open invoices whose time is over."""
        rows = await self._database.rows(
            f"{_SELECT} WHERE state = 'open' AND until IS NOT NULL AND until <= ?", to_ms(now)
        )
        return [invoice_from(row) for row in rows]

    async def left_over(self) -> list[Order]:
        """Orders that still wait for money for an invoice that is paid or cancelled."""
        return [order_from(row) for row in await self._database.rows(_LEFT_OVER)]
