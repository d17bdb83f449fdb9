"""The gateway's record of an order."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

LIFETIME = timedelta(minutes=30)


def new_number() -> str:
    """Make up the gateway's own id of an order."""
    return secrets.token_hex(6)


@dataclass(eq=False)
class GatewayOrder:
    """One order, as the gateway knows it.

    Attributes:
        chain_id: the network, in the words of the create call.
        amount: what was asked for, as the create call wrote it.
        order_no: the merchant's number, if one was given.
        cust_no: the merchant's name for the customer, if one was given.
        number: the gateway's own id, which is the tail of the cashier link.
        lifetime: how long after its creation it can be paid in time.
        paid: the amounts that arrived, oldest first.
        transactions: the hashes of the transactions they came by.
        changed_at: when the order was created, seen or paid, whichever came last.
    """

    chain_id: str
    symbol: str
    amount: str
    created_at: datetime
    order_no: str | None = None
    cust_no: str | None = None
    number: str = field(default_factory=new_number)
    lifetime: timedelta = LIFETIME
    address: str | None = None
    cashier_url: str = ""
    status: str = "pending"
    paid: list[str] = field(default_factory=list)
    transactions: list[str] = field(default_factory=list)
    changed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.changed_at = self.created_at

    @property
    def expires_at(self) -> datetime:
        """The moment from which on a payment is late."""
        return self.created_at + self.lifetime

    @property
    def arrived(self) -> Decimal:
        """All that has arrived."""
        return sum(map(Decimal, self.paid), Decimal())

    @property
    def missing(self) -> Decimal:
        """What has not arrived yet; below zero if too much has."""
        return Decimal(self.amount) - self.arrived

    @property
    def reported_amount(self) -> str:
        """What a query tells: all that arrived, or while nothing did, what was asked for."""
        return plain(self.arrived) if self.paid else self.amount


def plain(amount: Decimal) -> str:
    """Write an amount in digits, never with an exponent."""
    return format(amount, "f")
