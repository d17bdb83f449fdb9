"""The dialect of the integration guide."""

import json
import re

from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.parameters import check_json, read_object, read_parameters
from bot.sandbox.blockatm.routes import Route, Routes
from bot.sandbox.blockatm.signing import fits, p256, unverified

SIGNATURE = "BlockATM-Signature-V1"
CREATE = "/api/v1/payment/createQrOrder"
_HEX = re.compile(r"([0-9a-f]{2})+")


class Guide:
    """Answers the two calls of the guide: create an order, and list them."""

    def __init__(self, gateway: Gateway, public_key_pem: bytes) -> None:
        self._gateway = gateway
        self._public_key = p256(public_key_pem)
        self.routes: Routes = {
            CREATE: {"POST": Route(self.create)},
            "/api/v1/payment/contractPayment": {"GET": Route(self.query)},
        }

    def create(self, call: Call) -> object:
        """Open an order: a signed call."""
        check_json(call)
        self._verify(call)
        return open_qr_order(self._gateway, _canonical(call.body))

    def query(self, _call: Call) -> object:
        """Report on all orders."""
        records = [self._record(order) for order in self._gateway.orders]
        alone = self._gateway.listing == "single" and len(records) == 1
        return records[0] if alone else records

    def _record(self, order: GatewayOrder) -> dict[str, object]:
        by_order_no = self._gateway.names_orders_by == "order_no"
        record: dict[str, object] = {
            "orderId": (by_order_no and order.order_no) or order.number,
            "status": order.status,
            "amount": order.reported_amount,
            "timestamp": int(order.changed_at.timestamp() * 1000),
        }
        if self._gateway.tells_transactions and order.transactions:
            arrived = {"chainId": order.chain_id, "symbol": order.symbol}
            record |= arrived | {"txId": order.transactions[-1]}
        return record

    def _verify(self, call: Call) -> None:
        signature = call.headers.get(SIGNATURE, "")
        if not _HEX.fullmatch(signature):
            raise unverified(f"{SIGNATURE} must be lower-case hex")
        if not fits(self._public_key, call.body, bytes.fromhex(signature)):
            raise unverified("it does not fit the body and the key")


def open_qr_order(gateway: Gateway, fields: dict[str, object]) -> dict[str, object]:
    """Open the order that a create call of `guide` or `v1` asks for, and tell where to pay."""
    wanted = read_parameters(fields)
    order = GatewayOrder(
        chain_id=wanted["chainId"],
        symbol=wanted["symbol"],
        amount=wanted["amount"],
        created_at=gateway.now(),
        order_no=wanted.get("orderNo"),
        cust_no=wanted.get("custNo"),
    )
    gateway.open(order)
    answer = {"cashierUrl": order.cashier_url, "toAddress": order.address}
    return {name: value for name, value in answer.items() if value is not None}


def _canonical(body: bytes) -> dict[str, object]:
    """Read a body that is byte for byte what the gateway would write to verify it."""
    fields = read_object(body)
    if json.dumps(fields, sort_keys=True).encode() != body:
        raise unverified("the body is not written with sorted keys and plain separators")
    return fields
