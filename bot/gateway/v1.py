"""The profile `v1`: the gateway's official v1 reference."""

import json
from collections.abc import AsyncIterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from bot.gateway.cashier import read_opened
from bot.gateway.chains import CHAIN_IDS
from bot.gateway.guide import BASE_URL, CREATE
from bot.gateway.pages import read_pages
from bot.gateway.places import Purpose
from bot.gateway.records import Record, Records, hash_of
from bot.gateway.signing import at_time, pairs, v1_signature
from bot.gateway.transport import Call, Transport
from bot.payments.order import Order
from bot.payments.ports import Batch, Opened
from bot.payments.settlement import Word

__all__ = ["BASE_URL", "RECORDS", "V1Gateway"]

QR_ORDERS = "/api/v1/payment/qrCodePayment"
# Whoever opens the cashier may pay from a connected wallet instead of scanning the code.
WALLET_ORDERS = "/api/v1/payment/contractPayment"


class V1Gateway:
    """Opens orders and asks about them as the v1 reference says."""

    asks_by_name = False

    def __init__(self, transport: Transport, key: EllipticCurvePrivateKey) -> None:
        self._transport = transport
        self._key = key

    async def open(self, order: Order) -> Opened:
        """Create the order under its `gateway_number`."""
        payload = {
            "amount": order.amount.plain,
            "chainId": CHAIN_IDS[order.network.key],
            "orderNo": order.gateway_number,
            "symbol": order.amount.token,
        }

        def signed(request_time: str) -> dict[str, str]:
            text = at_time(pairs(payload), request_time)
            return {"BlockATM-Signature-V1": v1_signature(text, self._key)}

        body = json.dumps(payload).encode()
        answer = await self._transport.ask(Call("POST", CREATE, Purpose.OPENING, body, signed))
        return read_opened(answer, order.network)

    async def reports(self, asked: Sequence[Order] = ()) -> AsyncIterator[Batch]:  # noqa: ARG002 - the lists cover all
        """Read both lists; only then is all known that the gateway has to say."""
        for path in (QR_ORDERS, WALLET_ORDERS):
            async for page, is_last in read_pages(self._transport, path):
                is_all = is_last and path == WALLET_ORDERS
                reports = RECORDS.read_all(page.records)
                yield Batch(reports, covered=None if is_all else frozenset())


def _word(record: Record) -> Word | None:
    """-1 failed, cancelled or expired; 0 processing; 1 success."""
    match str(record.get("status")).strip():
        case "1":
            return Word.COMPLETED
        case "0":
            return Word.WAITING if hash_of(record) is None else Word.CONFIRMING
        case "-1":
            return Word.CLOSED
        case _:
            return None


RECORDS = Records(("orderNo", "platOrderNo"), _word)
