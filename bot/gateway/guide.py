"""The profile `guide`: the dialect of the gateway's integration guide."""

import json
import logging
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from bot.errors import GatewayMisunderstood
from bot.gateway.addresses import is_well_formed
from bot.gateway.budget import Purpose
from bot.gateway.chains import CHAIN_IDS, NETWORK_OF_CHAIN
from bot.gateway.signing import guide_body, guide_signature
from bot.gateway.transport import Call, Transport
from bot.payments.money import Network
from bot.payments.order import Order
from bot.payments.ports import Opened
from bot.payments.settlement import Report, Word

log = logging.getLogger(__name__)

BASE_URL = "https://backend.blockatm.net"
CREATE = "/api/v1/payment/createQrOrder"
QUERY = "/api/v1/payment/contractPayment"

LONGEST_EVIDENCE = 500
LONGEST_URL = 2000
LONGEST_HASH = 100
MOST_DIGITS = 18
# Not documented beyond `completed`; these are its own words for not yet.
KNOWN_WORDS = {"completed": Word.COMPLETED, "pending": Word.WAITING}


class GuideGateway:
    """Opens orders and asks about them as the integration guide says."""

    def __init__(self, transport: Transport, key: EllipticCurvePrivateKey) -> None:
        self._transport = transport
        self._key = key
        self._mentioned: set[str] = set()

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
        return self._read_opened(answer, order.network)

    def _read_opened(self, answer: object, network: Network) -> Opened:
        if not isinstance(answer, dict):
            raise GatewayMisunderstood(f"an opened order came as {type(answer).__name__}")
        url = answer.get("cashierUrl")
        gateway_id = _tail(url)
        if not isinstance(url, str) or not gateway_id:
            raise GatewayMisunderstood(f"an order was opened without a cashier link: {url!r}")
        return Opened(url, self._read_address(answer.get("toAddress"), network), gateway_id)

    def _read_address(self, address: object, network: Network) -> str | None:
        if isinstance(address, str) and is_well_formed(address, network):
            return address
        log.warning("the gateway gave no well-formed address on %s: %.80r", network.key, address)
        return None

    async def reports(self) -> Sequence[Report]:
        """Ask about all orders at once."""
        answer = await self._transport.ask(Call("GET", QUERY, Purpose.SWEEP))
        records = [answer] if isinstance(answer, dict) else [] if answer is None else answer
        if not isinstance(records, list):
            raise GatewayMisunderstood(f"the orders came as {type(answer).__name__}")
        reports = [report for record in records for report in self._read(record)]
        if records and not reports:
            # Nobody may be called unpaid on the word of an answer that cannot be read.
            raise GatewayMisunderstood(f"no order can be read in {str(answer)[:LONGEST_EVIDENCE]}")
        return reports

    def _read(self, record: object) -> Iterator[Report]:
        """One report for each name in a record: the gateway's own, and ours if it is there."""
        if not isinstance(record, dict):
            self._mention(f"a record that is {type(record).__name__}")
            return
        word = self._read_word(record.get("status"))
        received = self._read_amount(record.get("amount"))
        evidence = json.dumps(record, default=str)[:LONGEST_EVIDENCE]
        # The guide does not promise what follows; its server tells it in the records of v1.
        token, network = _token(record.get("symbol")), _network(record.get("chainId"))
        tx_hash = _hash(record.get("txId"))
        for name in dict.fromkeys(_names(record)):
            yield Report(name, word, received, evidence, token, network, tx_hash)

    def _read_word(self, status: object) -> Word:
        spelled = str(status).strip().casefold()
        if spelled not in KNOWN_WORDS:
            self._mention(f"the status {str(status)[:40]!r}, taken as still waiting")
        return KNOWN_WORDS.get(spelled, Word.WAITING)

    def _read_amount(self, amount: object) -> Decimal | None:
        """The amount, `None` if none is stated, NaN if what is stated cannot be read."""
        if amount is None:
            return None
        try:
            counted = Decimal(str(amount))
        except InvalidOperation:
            counted = Decimal("NaN")
        if counted.is_finite() and (not counted or counted.adjusted() < MOST_DIGITS):
            return counted
        self._mention(f"the amount {str(amount)[:40]!r}, which is none")
        return Decimal("NaN")

    def _mention(self, oddity: str) -> None:
        """Log something undocumented, once."""
        if oddity not in self._mentioned and len(self._mentioned) < 1000:  # noqa: PLR2004 - enough to see a pattern
            self._mentioned.add(oddity)
            log.warning("the gateway reports %s", oddity)


def _names(record: dict[str, object]) -> Iterator[str]:
    for value in (record.get("orderId"), record.get("orderNo")):
        name = str(value) if isinstance(value, str | int) else ""
        # Half a character, as JSON can spell it, is no name, and no database takes it.
        if name and name.isprintable():
            yield name


def _token(symbol: object) -> str | None:
    """What has arrived; a spelling that is no plain symbol proves nothing."""
    is_plain = isinstance(symbol, str) and symbol.isascii() and symbol.isalnum()
    return str(symbol).upper() if is_plain else None


def _network(chain_id: object) -> str | None:
    """Where it has arrived; a chain that we cannot name proves nothing."""
    return NETWORK_OF_CHAIN.get(str(chain_id).strip().casefold())


def _hash(tx_id: object) -> str | None:
    is_hash = isinstance(tx_id, str) and tx_id.isascii() and tx_id.isalnum()
    return str(tx_id) if is_hash and len(str(tx_id)) <= LONGEST_HASH else None


def _tail(url: object) -> str | None:
    """The last segment of the cashier link's path: the gateway's name of the order."""
    if not isinstance(url, str) or len(url) > LONGEST_URL or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return parts.path.rstrip("/").rpartition("/")[2] or None
