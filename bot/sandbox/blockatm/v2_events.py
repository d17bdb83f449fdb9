"""The webhooks of v2."""

import secrets
from datetime import datetime

from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.signing import hmac_hex
from bot.sandbox.blockatm.v2 import SIGNATURE, STATUSES
from bot.sandbox.blockatm.webhooks import Signs, Status

MONEY = frozenset({"PENDING", "SUCCESS"})


class V2Events:
    """Writes the fields that the documents list, and signs them with a secret.

    Attributes:
        key: the secret, which the merchant knows too.
    """

    header = SIGNATURE
    signs: Signs = "body"

    def __init__(self, cashier_id: str) -> None:
        self._cashier_id = cashier_id
        self.key = f"whk_{secrets.token_urlsafe(32)}"

    def status_of(self, order: GatewayOrder, now: datetime) -> Status:
        """Name how an order stands, in the words of a record."""
        return STATUSES[order.state(now)]

    def write(self, order: GatewayOrder, status: Status) -> dict[str, object]:
        """Write an event; one that tells of money has a transaction, be it made up."""
        amount, tx_id = order.known_amount, order.tx_id
        if status in MONEY and tx_id is None:
            amount, tx_id = order.amount, order.network.fresh_hash()
        return {
            "id": order.number,
            "orderNo": order.order_no,
            "custNo": order.cust_no,
            "chainId": order.chain_id,
            "cashierId": self._cashier_id,
            "amount": amount,
            "network": order.network.name,
            "symbol": order.symbol,
            "txId": tx_id,
            "orderType": order.type,
            "status": status,
            "fromAddress": order.payer,
            "blockTime": None if tx_id is None else int(order.changed_at.timestamp() * 1000),
        }

    def sign(self, signed: bytes, key: str | None = None) -> str:
        """Sign with HMAC-SHA256: lower-case hex."""
        return hmac_hex(self.key if key is None else key, signed)
