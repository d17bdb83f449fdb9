"""Reading the records in which the gateway reports on orders, in all profiles."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from bot.errors import GatewayMisunderstood
from bot.gateway.chains import NETWORK_OF_CHAIN
from bot.payments.settlement import Report, Word

log = logging.getLogger(__name__)

LONGEST_EVIDENCE = 500
LONGEST_HASH = 100
LONGEST_NAME = 200
MOST_DIGITS = 18
MOST_MENTIONED = 1000

Record = Mapping[str, object]


class Records:
    """Reads records; what is not understood never counts as money, and is logged once.

    Args:
        names: the fields that name the order: by our number, by the gateway's own.
        word: what a record says, `None` if that is not documented.
    """

    def __init__(self, names: Sequence[str], word: Callable[[Record], Word | None]) -> None:
        self._names = names
        self._word = word
        self._mentioned: set[str] = set()

    def read_all(self, answer: object) -> list[Report]:
        """The reports of one record, or of a list of them.

        Raises:
            GatewayMisunderstood: not one of them can be read: nobody may be called unpaid on
                the word of such an answer.
        """
        records = [answer] if isinstance(answer, dict) else [] if answer is None else answer
        if not isinstance(records, list):
            raise GatewayMisunderstood(f"the orders came as {type(answer).__name__}")
        reports = [report for record in records for report in self.read(record)]
        if records and not reports:
            raise GatewayMisunderstood(f"no order can be read in {str(answer)[:LONGEST_EVIDENCE]}")
        return reports

    def read(self, record: object) -> Iterator[Report]:
        """One report for each name in a record."""
        if not isinstance(record, dict):
            self._mention(f"a record that is {type(record).__name__}")
            return
        word = self._read_word(record)
        received = self._read_amount(record.get("amount"))
        evidence = json.dumps(record, default=str)[:LONGEST_EVIDENCE]
        token, network = _token(record.get("symbol")), _network(record.get("chainId"))
        tx_hash = hash_of(record)
        for name in dict.fromkeys(self.names_in(record)):
            yield Report(name, word, received, evidence, token, network, tx_hash)

    def names_in(self, record: Record) -> Iterator[str]:
        """The names of the order of a record."""
        for value in map(record.get, self._names):
            name = str(value) if isinstance(value, str | int) else ""
            # Half a character, as JSON can spell it, is no name, and no database takes it.
            if name and name.isprintable() and len(name) <= LONGEST_NAME:
                yield name

    def _read_word(self, record: Record) -> Word:
        word = self._word(record)
        if word is None:
            status = str(record.get("status"))[:40]
            self._mention(f"the status {status!r}, taken as still waiting")
        return Word.WAITING if word is None else word

    def _read_amount(self, amount: object) -> Decimal | None:
        """The amount, `None` if none is stated, NaN if what is stated cannot be read."""
        if amount is None:
            return None
        counted = _decimal(str(amount))
        if counted.is_finite() and (not counted or counted.adjusted() < MOST_DIGITS):
            return counted
        self._mention(f"the amount {str(amount)[:40]!r}, which is none")
        return Decimal("NaN")

    def _mention(self, oddity: str) -> None:
        """Log something undocumented, once."""
        if oddity not in self._mentioned and len(self._mentioned) < MOST_MENTIONED:
            self._mentioned.add(oddity)
            log.warning("the gateway reports %s", oddity)


def _decimal(text: str) -> Decimal:
    """The number as written, NaN if it is none.

    Python reads `1_000` and the digits of all scripts too, which nobody writes who means money.
    """
    try:
        return Decimal(text if text.isascii() and "_" not in text else "NaN")
    except InvalidOperation:
        return Decimal("NaN")


def hash_of(record: Record) -> str | None:
    """The hash of the transaction that a record tells of, if it tells one."""
    tx_id = record.get("txId")
    is_hash = isinstance(tx_id, str) and tx_id.isascii() and tx_id.isalnum()
    return str(tx_id) if is_hash and len(str(tx_id)) <= LONGEST_HASH else None


def _token(symbol: object) -> str | None:
    """What has arrived; a spelling that is no plain symbol proves nothing."""
    is_plain = isinstance(symbol, str) and symbol.isascii() and symbol.isalnum()
    return str(symbol).upper() if is_plain else None


def _network(chain_id: object) -> str | None:
    """Where it has arrived; a chain that we cannot name proves nothing."""
    return NETWORK_OF_CHAIN.get(str(chain_id).strip().casefold())
