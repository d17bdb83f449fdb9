"""An order and its history as rows, and back."""

from bot.payments.money import NETWORKS, Money
from bot.payments.order import Order, Place, Settlement, State
from bot.payments.ports import Entry, Step
from storage.moments import from_ms, to_ms
from storage.sqlite import Row

COLUMNS = (
    "number, origin, payer_id, chat_id, thread_id, asked_message_id, token, amount, network,"
    " state, created_at, retry_at, attempt, revision, failures, deadline, watched_until,"
    " cashier_url, address, received, settled_at, settled_by, came_after, tx_hash, oddities,"
    " claimed_at, recount_at, successor, card_message_id, invoice, group_id"
)


def order_from(row: Row) -> Order:
    """The order that a row of `COLUMNS` holds."""
    token: str = row["token"]
    received: int | None = row["received"]
    return Order(
        number=row["number"],
        origin=row["origin"],
        payer_id=row["payer_id"],
        place=Place(row["chat_id"], row["thread_id"], row["asked_message_id"], row["group_id"]),
        amount=Money(row["amount"], token),
        network=NETWORKS[row["network"]],
        state=State(row["state"]),
        created_at=from_ms(row["created_at"]),
        retry_at=from_ms(row["retry_at"]),
        attempt=row["attempt"],
        revision=row["revision"],
        failures=row["failures"],
        deadline=from_ms(row["deadline"]),
        watched_until=from_ms(row["watched_until"]),
        cashier_url=row["cashier_url"],
        address=row["address"],
        received=None if received is None else Money(received, token),
        settled_at=from_ms(row["settled_at"]),
        settled_by=Settlement(row["settled_by"]) if row["settled_by"] else None,
        came_after=State(row["came_after"]) if row["came_after"] else None,
        tx_hash=row["tx_hash"],
        oddities=frozenset(row["oddities"].split()),
        claimed_at=from_ms(row["claimed_at"]),
        recount_at=from_ms(row["recount_at"]),
        successor=row["successor"],
        card_message_id=row["card_message_id"],
        invoice=row["invoice"],
    )


def values_of(order: Order) -> tuple[int | str | None, ...]:
    """What a row of `COLUMNS` holds of an order."""
    return (
        order.number,
        order.origin,
        order.payer_id,
        order.place.chat_id,
        order.place.thread_id,
        order.place.message_id,
        order.amount.token,
        order.amount.millionths,
        order.network.key,
        order.state,
        to_ms(order.created_at),
        to_ms(order.retry_at),
        order.attempt,
        order.revision,
        order.failures,
        to_ms(order.deadline),
        to_ms(order.watched_until),
        order.cashier_url,
        order.address,
        None if order.received is None else order.received.millionths,
        to_ms(order.settled_at),
        order.settled_by,
        order.came_after,
        order.tx_hash,
        " ".join(sorted(order.oddities)),
        to_ms(order.claimed_at),
        to_ms(order.recount_at),
        order.successor,
        order.card_message_id,
        order.invoice,
        order.group_id,
    )


def entry_from(row: Row) -> Entry:
    """The line of an order's history that a row holds."""
    return Entry(
        Step(from_ms(row["at"]), row["cause"], row["evidence"], row["by_id"]),
        State(row["from_state"]),
        State(row["to_state"]),
    )
