"""Orders in every state, and the terms of a till."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.payments.money import NETWORKS, Asset, Money
from bot.payments.notice import Kind, Notice
from bot.payments.order import Order, Place, Settlement, State
from bot.payments.terms import Terms

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TERMS = Terms((Asset.of("USDT@ethereum"), Asset.of("USDT@tron")), "1", "100000")
TRON_ADDRESS = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
EVM_ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
URL = "https://blockatm.net/cashier/order123"

NEW = Order(
    number="0123456789",
    origin="101:1",
    payer_id=101,
    place=Place(101, None, 1),
    amount=Money.of("100", "USDT"),
    network=NETWORKS["tron"],
    state=State.NEW,
    created_at=NOW,
    retry_at=NOW,
)
OPEN = replace(
    NEW,
    state=State.OPEN,
    cashier_url=URL,
    address=TRON_ADDRESS,
    deadline=NOW + timedelta(minutes=30),
    watched_until=NOW + timedelta(hours=72, minutes=30),
)
BARE = replace(OPEN, address=None)
CONFIRMING = replace(OPEN, state=State.CONFIRMING)
SHORT = replace(OPEN, state=State.SHORT, received=Money.of("60.5", "USDT"))
PAID = replace(
    OPEN,
    state=State.PAID,
    received=OPEN.amount,
    settled_at=NOW + timedelta(minutes=5),
    watched_until=None,
)
PAID_UNSAID = replace(PAID, received=None)
EXCESS = replace(PAID, received=Money.of("100.5", "USDT"))
TX_HASH = "0f" * 32
LATE = replace(
    PAID,
    received=Money.of("99.5", "USDT"),
    came_after=State.EXPIRED,
    tx_hash=TX_HASH,
    settled_by=Settlement.TOLERANCE,
)
ACCEPTED = replace(PAID, received=Money.of("60.5", "USDT"), settled_by=Settlement.ACCEPTANCE)
EXPIRED = replace(OPEN, state=State.EXPIRED)
CANCELLED = replace(OPEN, state=State.CANCELLED)
REPLACED = replace(CANCELLED, successor="ZZZZZZZZZZ")
FAILED = replace(NEW, state=State.FAILED)
EVERY_STATE = (
    NEW,
    OPEN,
    BARE,
    CONFIRMING,
    SHORT,
    PAID,
    PAID_UNSAID,
    EXCESS,
    LATE,
    ACCEPTED,
    EXPIRED,
    CANCELLED,
    REPLACED,
    FAILED,
)

# As long as everything can get: the largest amounts, the longest names.
LARGEST = Money(2**63 - 1, "LONGTOKEN1")
WIDEST = replace(
    SHORT,
    amount=LARGEST,
    received=Money(2**63 - 2, "LONGTOKEN1"),
    network=NETWORKS["arbitrum-sepolia"],
    address=EVM_ADDRESS,
    cashier_url="https://blockatm.net/cashier/" + "x" * 1900,
    tx_hash="<" * 100,
    came_after=State.CANCELLED,
)


def named(letter: str, order: Order = OPEN) -> Order:
    """One of many orders, told apart by a letter."""
    return replace(order, number=letter * 10, origin=letter)


def notice(kind: Kind, order: Order | None, chat_id: int = 101, attempts: int = 0) -> Notice:
    return Notice(1, kind, chat_id, order, NOW, attempts)
