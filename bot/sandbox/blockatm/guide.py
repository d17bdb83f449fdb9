"""The dialect of the integration guide."""

import json
import re
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.parameters import read_parameters

SIGNATURE = "BlockATM-Signature-V1"
_HEX = re.compile(r"([0-9a-f]{2})+")

Handler = Callable[[Call], object]


class Guide:
    """Answers the two calls of the guide: create an order, and list them."""

    def __init__(self, gateway: Gateway, public_key_pem: bytes) -> None:
        self._gateway = gateway
        self._public_key = _p256(public_key_pem)
        self.routes: Mapping[str, Mapping[str, Handler]] = {
            "/api/v1/payment/createQrOrder": {"POST": self.create},
            "/api/v1/payment/contractPayment": {"GET": self.query},
        }

    def create(self, call: Call) -> object:
        """Open an order: a signed call."""
        if call.content_type != "application/json":
            raise Refusal("415", "the body must be sent as application/json", 415)
        self._verify(call)
        wanted = read_parameters(_canonical(call.body))
        order = GatewayOrder(
            chain_id=wanted["chainId"],
            symbol=wanted["symbol"],
            amount=wanted["amount"],
            created_at=self._gateway.now(),
            order_no=wanted.get("orderNo"),
            cust_no=wanted.get("custNo"),
        )
        self._gateway.open(order)
        answer = {"cashierUrl": order.cashier_url, "toAddress": order.address}
        return {name: value for name, value in answer.items() if value is not None}

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
            raise _unverified(f"{SIGNATURE} must be lower-case hex")
        try:
            algorithm = ec.ECDSA(hashes.SHA256())
            self._public_key.verify(bytes.fromhex(signature), call.body, algorithm)
        except InvalidSignature:
            raise _unverified("it does not fit the body and the key") from None


def _p256(pem: bytes) -> ec.EllipticCurvePublicKey:
    key = load_pem_public_key(pem)
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise ValueError("the guide signs on the curve P-256")
    return key


def _canonical(body: bytes) -> dict[str, object]:
    """Read a body that is byte for byte what the gateway would write to verify it."""
    try:
        fields = json.loads(body)
    except ValueError:
        raise Refusal("000102", "the body must be JSON") from None
    if not isinstance(fields, dict):
        raise Refusal("000102", "the body must be a JSON object")
    if json.dumps(fields, sort_keys=True).encode() != body:
        raise _unverified("the body is not written with sorted keys and plain separators")
    return fields


def _unverified(reason: str) -> Refusal:
    return Refusal("000306", f"signature verification failed: {reason}")
