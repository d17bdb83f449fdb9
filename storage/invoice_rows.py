"""An invoice as a row, and back, and what is written of it inside a transaction."""

from datetime import datetime

from bot.errors import InvoiceClosed
from bot.payments.invoice import Invoice, InvoiceCard, InvoiceState
from bot.payments.money import MOST_MILLIONTHS, NETWORKS, Asset, Money
from bot.payments.notice import Kind
from bot.payments.order import Order, Place, State
from storage.moments import from_ms, to_ms
from storage.sqlite import Row, Transaction

COLUMNS = (
    "number, origin, merchant_id, chat_id, thread_id, asked_message_id, token, amount, network,"
    " state, created_at, text, payer_id, payer_name, is_multi, until, paid, received, reminded_at"
)
_NOTICE = """
    INSERT INTO notices (kind, chat_id, invoice_number, card_id, created_at, due_at, attempts)
    VALUES (?, ?, ?, ?, ?, ?, 0)
"""
# What is beyond all reason is cut off at what can be kept.
_MONEY = """
    UPDATE invoices SET paid = paid + ?,
        received = CASE WHEN received > ? - ? THEN ? ELSE received + ? END,
        state = CASE WHEN is_multi = 1 THEN state ELSE 'paid' END
    WHERE number = ?
"""
_OVERTAKEN = """
    UPDATE notices SET closed_at = ?, fate = 'overtaken'
    WHERE card_id = ? AND closed_at IS NULL AND kind = ?
"""


def invoice_from(row: Row) -> Invoice:
    """The invoice that a row of `COLUMNS` holds."""
    token = row["token"]
    return Invoice(
        number=row["number"],
        origin=row["origin"],
        merchant_id=row["merchant_id"],
        place=Place(row["chat_id"], row["thread_id"], row["asked_message_id"]),
        amount=Money(row["amount"], token),
        asset=Asset(token, NETWORKS[row["network"]]),
        created_at=from_ms(row["created_at"]),
        state=InvoiceState(row["state"]),
        text=row["text"],
        payer_id=row["payer_id"],
        payer_name=row["payer_name"],
        is_multi=bool(row["is_multi"]),
        until=from_ms(row["until"]),
        paid=row["paid"],
        received=Money(row["received"], token) if row["received"] else None,
        reminded_at=from_ms(row["reminded_at"]),
    )


def card_from(row: Row) -> InvoiceCard:
    """The message that a row of `invoice_cards` tells of."""
    return InvoiceCard(row["id"], row["chat_id"], row["message_id"], row["inline_id"])


def values_of(invoice: Invoice) -> tuple[int | str | None, ...]:
    """What a row of `COLUMNS` holds of a new invoice."""
    place = invoice.place
    return (
        *(invoice.number, invoice.origin, invoice.merchant_id),
        *(place.chat_id, place.thread_id, place.message_id),
        *(invoice.amount.token, invoice.amount.millionths, invoice.asset.network.key),
        *(invoice.state, to_ms(invoice.created_at), invoice.text),
        *(invoice.payer_id, invoice.payer_name, int(invoice.is_multi), to_ms(invoice.until)),
        *(invoice.paid, 0, to_ms(invoice.reminded_at)),
    )


async def check_open(tx: Transaction, order: Order) -> None:
    """See that the invoice that a new order is to pay can still be paid.

    Raises:
        InvoiceClosed: it cannot; nothing of the transaction is to stand.
    """
    if order.invoice is None:
        return
    row = await tx.row("SELECT state FROM invoices WHERE number = ?", order.invoice)
    if row is None or row["state"] != InvoiceState.OPEN:
        raise InvoiceClosed(f"invoice {order.invoice} cannot be paid any more")


async def note_money(tx: Transaction, before: Order, after: Order, at: datetime) -> None:
    """Count what has come by a paid order for its invoice, and let all cards say so."""
    if after.invoice is None or after.state is not State.PAID:
        return
    is_paid_now = before.state is not State.PAID
    counted = 0 if is_paid_now else (before.received or before.amount).millionths
    came = (after.received or after.amount).millionths - counted
    if is_paid_now or came > 0:
        most = MOST_MILLIONTHS
        await tx.change(_MONEY, int(is_paid_now), most, came, most, came, after.invoice)
        await change_cards(tx, after.invoice, at)


async def change_cards(tx: Transaction, number: str, at: datetime) -> None:
    """Queue that every card of an invoice is written anew, once for all that has changed."""
    for card in await tx.rows(
        "SELECT id, chat_id FROM invoice_cards WHERE invoice_number = ?", number
    ):
        await change_card(tx, number, card["id"], card["chat_id"], at)


async def change_card(
    tx: Transaction, number: str, card_id: int, chat_id: int, at: datetime
) -> None:
    """Queue that one card is written anew.

    One that is being told at this moment may have been read before the change: another follows.
    """
    kind = Kind.INVOICE_CHANGED
    await tx.change(_OVERTAKEN, to_ms(at), card_id, kind)
    await add_invoice_notice(tx, kind, chat_id, number, at, card_id=card_id)


async def keep_card(
    tx: Transaction, shown: Invoice, chat_id: int, message_id: int, at: datetime
) -> None:
    """Note a message that shows an invoice, and queue the truth if that is another by now."""
    await add_card(tx, shown.number, chat_id, message_id)
    row = await tx.row(f"SELECT {COLUMNS} FROM invoices WHERE number = ?", shown.number)  # noqa: S608 - our own column names
    card = await tx.row(
        "SELECT MAX(id) AS id FROM invoice_cards WHERE invoice_number = ?", shown.number
    )
    if row is not None and card is not None and invoice_from(row) != shown:
        await change_card(tx, shown.number, card["id"], chat_id, at)


async def add_invoice_notice(  # noqa: PLR0913 - what such a notice is made of
    tx: Transaction,
    kind: Kind,
    chat_id: int,
    number: str,
    at: datetime,
    *,
    card_id: int | None = None,
) -> None:
    """Queue a notice about an invoice in the transaction of what caused it."""
    await tx.change(_NOTICE, kind, chat_id, number, card_id, to_ms(at), to_ms(at))


async def add_card(
    tx: Transaction,
    number: str,
    chat_id: int,
    message_id: int | None,
    inline_id: str | None = None,
) -> None:
    """Note a message that shows an invoice."""
    await tx.change(
        "INSERT INTO invoice_cards (invoice_number, chat_id, message_id, inline_id)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (inline_id) DO NOTHING",
        number,
        chat_id,
        message_id,
        inline_id,
    )
