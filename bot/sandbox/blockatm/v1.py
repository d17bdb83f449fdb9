"""The dialect of the official v1 reference."""

import base64
import binascii
from collections.abc import Callable

from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gate import TIME
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.guide import CREATE, SIGNATURE, open_qr_order
from bot.sandbox.blockatm.orders import GatewayOrder, State
from bot.sandbox.blockatm.parameters import check_json, read_object
from bot.sandbox.blockatm.routes import Route, Routes
from bot.sandbox.blockatm.signing import at_time, fits, p256, pairs, unverified

STATUSES: dict[State, int] = {
    "waiting": 0,
    "seen": 0,
    "paid": 1,
    "expired": -1,
    "cancelled": -1,
    "failed": -1,
}


class V1:
    """Answers as the v1 reference says: create an order, list QR orders, list the others."""

    def __init__(self, gateway: Gateway, public_key_pem: bytes) -> None:
        self._gateway = gateway
        self._public_key = p256(public_key_pem)
        self.routes: Routes = {
            CREATE: {"POST": Route(self.create)},
            "/api/v1/payment/qrCodePayment": {"GET": Route(self.qr_orders)},
            "/api/v1/payment/contractPayment": {"GET": Route(self.other_orders)},
        }

    def create(self, call: Call) -> object:
        """Open an order: a call that is signed over its fields, however the body spells them."""
        check_json(call)
        fields = read_object(call.body)
        self._verify(call, fields)
        return open_qr_order(self._gateway, fields)

    def qr_orders(self, _call: Call) -> object:
        """Report on the orders that nobody paid by a connected wallet."""
        return self._records(lambda order: order.way == "qr")

    def other_orders(self, _call: Call) -> object:
        """Report on what connected wallets paid, and on direct transfers."""
        return self._records(lambda order: order.way != "qr")

    def _records(self, belongs: Callable[[GatewayOrder], bool]) -> object:
        now = self._gateway.now()
        records = [
            record_of(order, STATUSES[order.state(now)])
            for order in self._gateway.orders
            if belongs(order)
        ]
        alone = self._gateway.listing == "single" and len(records) == 1
        return records[0] if alone else records

    def _verify(self, call: Call, fields: dict[str, object]) -> None:
        try:
            signature = base64.b64decode(call.headers.get(SIGNATURE, ""), validate=True)
        except (binascii.Error, ValueError):
            raise unverified(f"{SIGNATURE} must be base64") from None
        if not fits(self._public_key, at_time(pairs(fields), call.headers[TIME]), signature):
            raise unverified("it does not fit the fields, the time and the key")


def record_of(order: GatewayOrder, status: int) -> dict[str, object]:
    """Write what a query and a webhook tell of an order."""
    return {
        "platOrderNo": order.number,
        "orderNo": order.order_no,
        "custNo": order.cust_no,
        "amount": order.known_amount,
        "chainId": order.chain_id,
        "network": order.network.name,
        "symbol": order.symbol,
        "txId": order.tx_id,
        "fee": "0",
        "type": order.type,
        "status": status,
        "createTime": int(order.created_at.timestamp() * 1000),
    }
