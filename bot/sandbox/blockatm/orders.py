"""The gateway's record of an order."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from bot.sandbox.blockatm.networks import BY_CHAIN_ID, Network

Way = Literal["qr", "wallet", "direct"]
State = Literal["waiting", "seen", "paid", "expired", "cancelled", "failed"]

_TYPES: dict[Way, int] = {"wallet": 1, "qr": 2, "direct": 3}
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
        status: how the order stands, in the words of `guide`; a payment that is seen may have
            any other.
        way: how it is paid: by the code on the page, by a wallet that is connected to the page,
            or by a transfer that nobody asked for.
        paid: the amounts that arrived, oldest first.
        transactions: the hashes of the transactions they came by.
        pending: the hash of a transaction that the chain has seen and that is not final yet.
        payer: the address that the money comes from.
        changed_at: when something was last done with the order.
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
    way: Way = "qr"
    paid: list[str] = field(default_factory=list)
    transactions: list[str] = field(default_factory=list)
    pending: str | None = None
    payer: str = ""
    changed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.changed_at = self.created_at

    @property
    def expires_at(self) -> datetime:
        """The moment from which on a payment is late."""
        return self.created_at + self.lifetime

    def state(self, now: datetime) -> State:
        """How the order stands; money that has arrived outweighs all that came before."""
        if self.paid:
            return "paid"
        match self.status:
            case "pending":
                return "waiting" if now < self.expires_at else "expired"
            case "cancelled" | "failed" as end:
                return end
            case _:
                return "seen"

    @property
    def network(self) -> Network:
        """The network it is to be paid on."""
        return BY_CHAIN_ID[self.chain_id]

    @property
    def type(self) -> int:
        """The way it is paid, in the gateway's numbers."""
        return _TYPES[self.way]

    @property
    def tx_id(self) -> str | None:
        """The transaction that came last."""
        return self.transactions[-1] if self.transactions else self.pending

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

    @property
    def known_amount(self) -> str:
        """What arrived, or what is seen to be on its way, and nothing else."""
        return self.reported_amount if self.tx_id is not None else "0"


def plain(amount: Decimal) -> str:
    """Write an amount in digits, never with an exponent."""
    return format(amount, "f")
