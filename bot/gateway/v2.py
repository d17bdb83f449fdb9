"""The profile `v2`: what the gateway runs today."""

import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bot.errors import (
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    NoSuchOrder,
    NothingThere,
    NumberEnded,
    NumberTaken,
)
from bot.gateway.cashier import is_link, quoted, read_picture
from bot.gateway.chains import CHAIN_IDS
from bot.gateway.pages import ask_page
from bot.gateway.places import Purpose
from bot.gateway.records import MOST_MENTIONED, Record, Records, hash_of
from bot.gateway.signing import at_time, pairs, v2_signature
from bot.gateway.transport import Call, Transport
from bot.payments.order import Order
from bot.payments.ports import Batch, Opened
from bot.payments.settlement import Report, Word

log = logging.getLogger(__name__)

BASE_URL = "https://open.blockatm.net"
CREATE = "/order/api/v2/pay/order"
DETAIL = "/order/api/v2/payorder/detail"
LIST = "/order/api/v2/payorder/list"

# An order may wait for the gateway before it is made there, and clocks differ.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)
LONGEST_LIFETIME = timedelta(days=30)
# What one answer may be without an end to the others. That a number is taken, or even paid, says
# neither what has come nor that nothing has.
_PASSED_OVER = (GatewayRefused, GatewayMisunderstood, NoSuchOrder, NumberTaken)


class V2Gateway:
    """Opens orders and asks about them as the v2 documents say."""

    asks_by_name = True

    def __init__(self, transport: Transport, secret: str, cashier_id: str) -> None:
        self._transport = transport
        self._secret = secret
        self._cashier_id = cashier_id
        self._ways: set[str] = set()
        self._unclear: set[str] = set()

    async def open(self, order: Order) -> Opened:
        """Create the order under its `gateway_number`."""
        payload = {
            "amount": order.amount.plain,
            "cashierId": self._cashier_id,
            "chainId": "TRON" if order.network.key == "tron" else CHAIN_IDS[order.network.key],
            "orderNo": order.gateway_number,
            "symbol": order.amount.token,
        }

        def signature(request_time: str) -> str:
            return v2_signature(at_time(pairs(payload), request_time), self._secret)

        def body(request_time: str) -> bytes:
            return json.dumps({**payload, "sign": signature(request_time)}).encode()

        def signed(request_time: str) -> dict[str, str]:
            return {"BlockATM-Signature-V2": signature(request_time)}

        answer = await self._transport.ask(Call("POST", CREATE, Purpose.OPENING, body, signed))
        return self._read_opened(answer, order.gateway_number)

    def _read_opened(self, answer: object, number: str) -> Opened:
        if not isinstance(answer, dict):
            raise GatewayMisunderstood(f"an opened order came as {type(answer).__name__}")
        named = answer.get("orderNo")
        if named is not None and named != number:
            raise GatewayMisunderstood(f"order {number} was opened as {quoted(named)}")
        url = answer.get("payUrl")
        if not is_link(url):
            raise GatewayMisunderstood(f"an order was opened without a link to pay: {quoted(url)}")
        deadline = self._read_deadline(answer.get("expireTime"))
        return Opened(str(url), None, number, deadline, read_picture(answer.get("qrCode")))

    def _read_deadline(self, milliseconds: object) -> datetime | None:
        """The gateway's deadline by our own clock, `None` if it gave none that can be."""
        now = self._transport.now()
        try:
            deadline = datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
            deadline -= self._transport.clock_offset
        except (ValueError, OverflowError, OSError):
            deadline = now
        if now < deadline < now + LONGEST_LIFETIME:
            return deadline
        log.warning("the gateway gave no deadline that can be: %.40r", milliseconds)
        return None

    async def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        """Ask about orders, page by page or one by one, whichever needs fewer requests."""
        sought = _Sought(asked)
        pages_read = singles = 0
        pages_left, has_list = 1, False
        while 0 < pages_left < len(sought.names):
            pages_read += 1
            page = await self._list(asked, pages_read)
            reports, pages = page or ([], 0)
            has_list = page is not None
            pages_left = (pages if pages_read == 1 else pages_left) - 1 if reports else 0
            yield Batch(reports, sought.found(report.name for report in reports))
        for name in sought.in_turn():
            singles += 1
            try:
                answer = await self._ask_one(name)
            except GatewayMisconfigured as error:
                if not has_list:
                    raise
                # The list proves the keys; the others would be refused alike.
                self._pass_over("single orders", str(error))
                break
            # An order about which nothing can be read is not covered: nobody may call it unpaid.
            yield Batch(answer or [], frozenset() if answer is None else sought.found([name]))
        self._say_way(len(asked), pages_read, singles)

    async def _list(self, asked: Sequence[Order], number: int) -> tuple[list[Report], int] | None:
        """What a page of the list says, and how many pages there are, which the first one tells.

        `None` if it cannot be read: orders can still be asked about one by one.
        """
        made = [order.created_at for order in asked]
        window = {"startTime": _ms(min(made) - BEFORE), "endTime": _ms(max(made) + AFTER)}
        try:
            page = await ask_page(
                self._transport, LIST, window, number, tolerated=(GatewayMisconfigured,)
            )
            return RECORDS.read_all(page.records), page.pages
        except (*_PASSED_OVER, GatewayMisconfigured) as error:
            self._pass_over("the list of orders", str(error))
            return None

    async def _ask_one(self, name: str) -> list[Report] | None:
        """What is said of one order; a number that was never used there has no reports.

        `None` if that cannot be read: one such order must not hide the others.
        """
        path = f"{DETAIL}?orderNo={quote(name, safe='')}"
        call = Call("GET", path, Purpose.SWEEP, tolerated=(NothingThere,))
        try:
            reports = RECORDS.read_all(await self._transport.ask(call))
        except NoSuchOrder:
            return []
        except NumberEnded as error:
            return [Report(name, Word.CLOSED, None, str(error))]
        except (*_PASSED_OVER, NothingThere) as error:
            self._pass_over(f"order {name}", str(error))
            return None
        if not any(report.name == name for report in reports):
            self._pass_over(f"order {name}", "the answer does not name it")
            return None
        return reports

    def _pass_over(self, what: str, why: str) -> None:
        """Log, once, what cannot be asked about."""
        if what not in self._unclear and len(self._unclear) < MOST_MENTIONED:
            self._unclear.add(what)
            log.warning("%s cannot be asked about: %s", what, why)

    def _say_way(self, orders: int, pages: int, singles: int) -> None:
        """Log how orders are asked about; each way loudly only once, since they alternate."""
        if not pages + singles:
            return
        way = " and ".join(
            words for count, words in ((pages, "by the list"), (singles, "one by one")) if count
        )
        level = logging.DEBUG if way in self._ways else logging.INFO
        self._ways.add(way)
        log.log(
            level,
            "sweep: asking %s (orders: %d, pages: %d, single queries: %d)",
            way,
            orders,
            pages,
            singles,
        )


class _Sought:
    """The names that a sweep still looks for."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self._numbers = {name: each.number for each in orders for name in each.gateway_numbers}
        self.names = set(self._numbers)

    def in_turn(self) -> list[str]:
        """The names that are left, those of the orders named first before the others."""
        return [name for name in self._numbers if name in self.names]

    def found(self, names: Iterable[str]) -> frozenset[str]:
        """Cross names off, and give the numbers of the orders that have none left."""
        crossed = self.names.intersection(names)
        self.names -= crossed
        left = {self._numbers[name] for name in self.names}
        return frozenset({self._numbers[name] for name in crossed} - left)


def _ms(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _word(record: Record) -> Word | None:
    """In a query an order is pending until it is paid; with a transaction it has been seen."""
    match str(record.get("status")).strip().upper():
        case "SUCCESS":
            return Word.COMPLETED
        case "PENDING":
            return Word.WAITING if hash_of(record) is None else Word.CONFIRMING
        case "EXPIRED" | "CANCELLED":
            return Word.CLOSED
        case _:
            return None


def _pushed_word(record: Record) -> Word | None:
    """In a webhook pending means seen, whether or not the transaction is named.

    The sender is empty before payment: a record that shows so tells of no payment.
    """
    word = _word(record)
    is_before = record.get("fromAddress", "-") == ""
    return Word.CONFIRMING if word is Word.WAITING and not is_before else word


NAMES = ("orderNo", "id")
RECORDS = Records(NAMES, _word)
PUSHED = Records(NAMES, _pushed_word)
