"""A gateway of v2 with orders, and what it says about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.gateway.v2 import V2Gateway
from bot.payments.order import Order
from bot.payments.ports import Batch
from tests.gateway.parts import NOON
from tests.gateway.pictures import a_picture, as_url
from tests.gateway.scripted import Asked, Scripted, gather, refusal, wrapped
from tests.orders import an_order, another

CREATE = "/order/api/v2/pay/order"
DETAIL = "/order/api/v2/payorder/detail"
LIST = "/order/api/v2/payorder/list"
SECRET = "sck_of_this_till"
URL = "https://pay.blockatm.net/p/7KQ2M9XW4T"
HASH = "ab" * 32
DEADLINE = NOON + timedelta(minutes=30)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def made(order: Order | None = None, **changes: object) -> dict[str, object]:
    """The answer to a call that opens an order."""
    number = (order or an_order()).gateway_number
    said = {"orderNo": number, "payUrl": URL, "qrCode": as_url(a_picture())}
    return {**said, "expireTime": ms(DEADLINE), **changes}


def record(name: str, **changes: object) -> dict[str, object]:
    """What a query tells of an order."""
    return {
        "orderNo": name,
        "cashierId": "c1",
        "amount": "100",
        "symbol": "USDT",
        "chainId": "TRON",
        "status": "PENDING",
        "txId": None,
        "createTime": ms(NOON),
        "updateTime": ms(NOON),
        **changes,
    }


@dataclass
class Ledger:
    """What a gateway has: orders by their numbers, newest first, among those of others."""

    records: dict[str, object] = field(default_factory=dict)
    page_size: int = 100
    total: object = None

    def answer(self, asked: Asked) -> object:
        if asked.path == DETAIL:
            name = asked.query["orderNo"]
            return wrapped(self.records[name]) if name in self.records else refusal("000202")
        page, size = int(asked.query["page"]), min(int(asked.query["pageSize"]), self.page_size)
        records = list(self.records.values())
        return wrapped(
            {
                "list": records[(page - 1) * size : page * size],
                "total": len(records) if self.total is None else self.total,
                "page": page,
                "pageSize": size,
            }
        )


def ledger(scripted: Scripted, *records: dict[str, object], **changes: object) -> Ledger:
    """Let the gateway have these orders."""
    theirs = Ledger({str(each["orderNo"]): each for each in records}, **changes)  # type: ignore[arg-type]
    scripted.script = theirs.answer
    return theirs


def orders(count: int) -> list[Order]:
    return [another(number) for number in range(count)]


async def batches_of(gateway: V2Gateway, asked: Sequence[Order]) -> list[Batch]:
    batches: list[Batch] = []
    await gather(gateway.reports(asked), batches)
    return batches


def covered(batches: Sequence[Batch]) -> list[str]:
    """The numbers of all orders that are covered; none is covered twice."""
    assert all(batch.covered is not None for batch in batches)
    numbers = [number for batch in batches for number in batch.covered or ()]
    assert len(set(numbers)) == len(numbers)
    return sorted(numbers)


def requests(scripted: Scripted) -> tuple[int, int]:
    """How many pages and how many single orders were asked for."""
    return scripted.paths.count(LIST), scripted.paths.count(DETAIL)
