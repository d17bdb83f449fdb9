"""The dialect that the gateway speaks today."""

import re

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gate import TIME
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder, State
from bot.sandbox.blockatm.paging import read_wish
from bot.sandbox.blockatm.parameters import Form, check_json, read_object, read_parameters
from bot.sandbox.blockatm.routes import Route, Routes
from bot.sandbox.blockatm.signing import at_time, hmac_hex, pairs, same, unverified

SIGNATURE = "BlockATM-Signature-V2"
ORDER = Form(("cashierId", "orderNo", "amount", "symbol"), ("chainId", "redirectUrl"))
DEFAULT_CHAIN = "TRON"
_LINK = re.compile(r"https?://[^\s/]+\S*")
# Only the four words of the document: it has none for a payment that failed.
STATUSES: dict[State, str] = {
    "waiting": "PENDING",
    "seen": "PENDING",
    "paid": "SUCCESS",
    "expired": "EXPIRED",
    "cancelled": "CANCELLED",
    "failed": "CANCELLED",
}


class V2:
    """Answers as the v2 documents say: create an order, tell of one, list many."""

    def __init__(self, gateway: Gateway, secret_key: str, cashier_id: str) -> None:
        if not secret_key or not cashier_id:
            raise ValueError("v2 needs a secret key and a cashier id")
        self._gateway = gateway
        self._secret_key = secret_key
        self._cashier_id = cashier_id
        self.routes: Routes = {
            "/order/api/v2/pay/order": {"POST": Route(self.create, is_wrapped=True)},
            "/order/api/v2/payorder/detail": {"GET": Route(self.detail, is_wrapped=True)},
            "/order/api/v2/payorder/list": {"GET": Route(self.list, is_wrapped=True)},
        }

    def create(self, call: Call) -> object:
        """Open an order: a call that is signed twice over, in its headers and in its body."""
        check_json(call)
        fields = read_object(call.body)
        self._verify(call, fields)
        wanted = read_parameters(fields, ORDER)
        self._check(wanted)
        order = GatewayOrder(
            chain_id=wanted.get("chainId", DEFAULT_CHAIN),
            symbol=wanted["symbol"],
            amount=wanted["amount"],
            created_at=self._gateway.now(),
            order_no=wanted["orderNo"],
        )
        self._gateway.open(order)
        answer = {
            "orderNo": order.order_no,
            "payUrl": order.cashier_url,
            "qrCode": self._gateway.picture(order),
            "expireTime": int(order.expires_at.timestamp() * 1000),
        }
        return {name: value for name, value in answer.items() if value is not None}

    def detail(self, call: Call) -> object:
        """Report on one order."""
        number = call.query.get("orderNo")
        if number is None:
            raise Refusal("000103", "orderNo is missing")
        if not number:
            raise Refusal("000104", "orderNo is empty")
        order = self._gateway.by_order_no(number)
        if order is None:
            raise Refusal("000202", f"order {number} does not exist")
        return self._record(order)

    def list(self, call: Call) -> object:
        """Report on a page of the orders that were asked for, the newest first."""
        return read_wish(call.query).page_of([self._record(o) for o in self._gateway.orders])

    def _record(self, order: GatewayOrder) -> dict[str, object]:
        state = order.state(self._gateway.now())
        changed_at = order.expires_at if state == "expired" else order.changed_at
        return {
            "orderNo": order.order_no,
            "cashierId": self._cashier_id,
            "amount": order.reported_amount,
            "symbol": order.symbol,
            "chainId": order.chain_id,
            "status": STATUSES[state],
            "txId": order.tx_id,
            "createTime": int(order.created_at.timestamp() * 1000),
            "updateTime": int(changed_at.timestamp() * 1000),
        }

    def _check(self, wanted: dict[str, str]) -> None:
        if wanted["cashierId"] != self._cashier_id:
            raise Refusal("000110", "no permission: this key has no such cashier")
        if not _LINK.fullmatch(wanted.get("redirectUrl", "http://none")):
            raise Refusal("000102", "redirectUrl must be a link")

    def _verify(self, call: Call, fields: dict[str, object]) -> None:
        """Take `sign` out of the fields, and see that it and the header are the signature."""
        sign = fields.pop("sign", None)
        true = hmac_hex(self._secret_key, at_time(pairs(fields), call.headers[TIME]))
        if not same(call.headers.get(SIGNATURE, ""), true):
            raise unverified(f"{SIGNATURE} does not fit the fields, the time and the key")
        if not isinstance(sign, str) or not same(sign, true):
            raise unverified("sign in the body is not the signature in the header")
