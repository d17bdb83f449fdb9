"""An invoice as a row, and back, and what is written of it inside a transaction."""

from datetime import datetime

from bot.errors import InvoiceClosed
from bot.payments.invoice import Invoice, InvoiceCard, InvoiceState
from bot.payments.money import NETWORKS, Asset, Money
from bot.payments.notice import Kind
from bot.payments.order import Order, Place
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
_PAID = """
    UPDATE invoices SET paid = paid + 1, received = received + ?,
        state = CASE WHEN is_multi = 1 THEN state ELSE 'paid' END
    WHERE number = ?
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


async def note_payment(tx: Transaction, order: Order, at: datetime) -> None:
    """Count an order that has just been paid for its invoice, and let all cards say so."""
    if order.invoice is not None:
        received = order.received or order.amount
        await tx.change(_PAID, received.millionths, order.invoice)
        await change_cards(tx, order.invoice, at)


async def change_cards(tx: Transaction, number: str, at: datetime) -> None:
    """Queue that every card of an invoice is written anew."""
    for card in await tx.rows(
        "SELECT id, chat_id FROM invoice_cards WHERE invoice_number = ?", number
    ):
        await add_invoice_notice(
            tx, Kind.INVOICE_CHANGED, card["chat_id"], number, at, card_id=card["id"]
        )


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
