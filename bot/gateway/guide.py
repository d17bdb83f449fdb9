"""The profile `guide`: the dialect of the gateway's integration guide."""

from collections.abc import AsyncIterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from bot.gateway.cashier import read_opened
from bot.gateway.chains import CHAIN_IDS
from bot.gateway.places import Purpose
from bot.gateway.records import Record, Records
from bot.gateway.signing import guide_body, guide_signature
from bot.gateway.transport import Call, Transport
from bot.payments.order import Order
from bot.payments.ports import Batch, Opened
from bot.payments.settlement import Word

BASE_URL = "https://backend.blockatm.net"
CREATE = "/api/v1/payment/createQrOrder"
QUERY = "/api/v1/payment/contractPayment"

# Not documented beyond `completed`; these are its own words for not yet.
_WORDS = {"completed": Word.COMPLETED, "pending": Word.WAITING}


class GuideGateway:
    """Opens orders and asks about them as the integration guide says."""

    asks_by_name = False

    def __init__(self, transport: Transport, key: EllipticCurvePrivateKey) -> None:
        self._transport = transport
        self._key = key
        # The guide does not promise more than names, status and amount; its server tells token,
        # network and transaction in the records of v1.
        self._records = Records(("orderId", "orderNo"), _word)

    async def open(self, order: Order) -> Opened:
        """Create the order under its `gateway_number`."""
        body = guide_body(
            {
                "amount": order.amount.plain,
                "chainId": CHAIN_IDS[order.network.key],
                "orderNo": order.gateway_number,
                "symbol": order.amount.token,
            }
        )
        signature = {"BlockATM-Signature-V1": guide_signature(body, self._key)}
        answer = await self._transport.ask(
            Call("POST", CREATE, Purpose.OPENING, body, signed=lambda _: signature)
        )
        return read_opened(answer, order.network)

    async def reports(self, asked: Sequence[Order] = ()) -> AsyncIterator[Batch]:  # noqa: ARG002 - one query covers all
        """Ask about all orders at once."""
        answer = await self._transport.ask(Call("GET", QUERY, Purpose.SWEEP))
        yield Batch(self._records.read_all(answer))


def _word(record: Record) -> Word | None:
    return _WORDS.get(str(record.get("status")).strip().casefold())
