"""What is written when an order is made or moved, each piece inside a transaction."""

from base64 import b64encode
from datetime import datetime

from bot.errors import GatewayMisunderstood
from bot.payments.notice import Draft
from bot.payments.order import Order, State
from bot.payments.ports import Step
from storage.invoice_rows import check_open
from storage.moments import to_ms
from storage.order_rows import COLUMNS, values_of
from storage.sqlite import Transaction

_INSERT = (
    f"INSERT INTO orders ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"  # noqa: S608 - our own column names
    " ON CONFLICT (origin) DO NOTHING"
)
_MOVE = """
    UPDATE orders SET state = ?, revision = revision + 1, attempt = ?, failures = 0, retry_at = ?,
        deadline = ?, watched_until = ?, cashier_url = ?, address = ?, received = ?,
        settled_at = ?, settled_by = ?, came_after = ?, tx_hash = ?, oddities = ?, claimed_at = ?,
        recount_at = ?, successor = ?
    WHERE number = ? AND revision = ?
"""
_NOTICE = """
    INSERT INTO notices (kind, chat_id, order_number, created_at, due_at, gathered, attempts)
    SELECT ?, ?, ?, ?, ?, ?, 0
    WHERE NOT EXISTS (SELECT 1 FROM muted WHERE person_id = ? AND kind = ?)
"""


async def insert_order(tx: Transaction, order: Order) -> None:
    """Keep a new order, unless there is one of the same origin.

    Raises:
        InvoiceClosed: the invoice that it is to pay cannot be paid any more.
    """
    await check_open(tx, order)
    if await tx.change(_INSERT, *values_of(order)):
        await _count(tx, order.state, 1)
        await add_name(tx, order.number, order.number)
        await add_step(tx, order, order, Step(order.created_at, "asked"))


async def move_order(tx: Transaction, before: Order, after: Order, at: datetime) -> bool:
    """Write `after` if `before` still stands, and tell whether it did."""
    moved = await tx.change(
        _MOVE,
        after.state,
        after.attempt,
        to_ms(at),
        to_ms(after.deadline),
        to_ms(after.watched_until),
        after.cashier_url,
        after.address,
        None if after.received is None else after.received.millionths,
        to_ms(after.settled_at),
        after.settled_by,
        after.came_after,
        after.tx_hash,
        " ".join(sorted(after.oddities)),
        to_ms(after.claimed_at),
        to_ms(after.recount_at),
        after.successor,
        before.number,
        before.revision,
    )
    if moved and before.state is not after.state:
        await _count(tx, before.state, -1)
        await _count(tx, after.state, 1)
    return moved > 0


async def _count(tx: Transaction, state: State, change: int) -> None:
    """Keep count of the orders in a state."""
    await tx.change(
        "INSERT INTO order_counts (state, orders) VALUES (?, ?)"
        " ON CONFLICT (state) DO UPDATE SET orders = order_counts.orders + excluded.orders",
        state,
        change,
    )


async def add_notice(
    tx: Transaction, draft: Draft, order_number: str | None, at: datetime
) -> None:
    """Queue a notice in the transaction of what caused it, unless its reader has muted it."""
    await tx.change(
        _NOTICE,
        draft.kind,
        draft.chat_id,
        order_number,
        to_ms(at),
        to_ms(at),
        int(draft.is_gathered),
        draft.chat_id,
        draft.kind,
    )


async def add_name(tx: Transaction, name: str, order_number: str) -> None:
    """Note a name by which the gateway may speak of an order.

    Raises:
        GatewayMisunderstood: it already belongs to another order.
    """
    await tx.change(
        "INSERT INTO gateway_names (name, order_number) VALUES (?, ?)"
        " ON CONFLICT (name) DO NOTHING",
        name,
        order_number,
    )
    row = await tx.row("SELECT order_number FROM gateway_names WHERE name = ?", name)
    if row is None or row["order_number"] != order_number:
        # Going on would credit one order with the money of another.
        raise GatewayMisunderstood(f"the name {name!r} already belongs to another order")


async def add_picture(tx: Transaction, order_number: str, png: bytes) -> None:
    """Keep the gateway's own QR picture of an order, in base64, as both engines take it."""
    await tx.change(
        "INSERT INTO order_pictures (order_number, png) VALUES (?, ?)",
        order_number,
        b64encode(png).decode(),
    )


async def add_step(tx: Transaction, before: Order, after: Order, step: Step) -> None:
    """Write a line of an order's history."""
    await tx.change(
        "INSERT INTO history (order_number, at, from_state, to_state, cause, evidence, by_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        after.number,
        to_ms(step.at),
        before.state,
        after.state,
        step.cause,
        step.evidence,
        step.by,
    )
