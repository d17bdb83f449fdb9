import json
import logging
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import (
    GatewayBusy,
    GatewayMisconfigured,
    GatewayUnavailable,
)
from bot.gateway import v2
from bot.gateway.v2 import V2Gateway
from bot.payments.notice import Kind
from bot.payments.ports import Batch
from bot.payments.settlement import Word
from bot.payments.vitals import Trouble
from tests.gateway.ledger import (
    DETAIL,
    HASH,
    LIST,
    SECRET,
    batches_of,
    covered,
    ledger,
    ms,
    orders,
    record,
    requests,
)
from tests.gateway.parts import API_KEY, NOON, reports_of
from tests.gateway.scripted import Asked, Said, Scripted, gather, refusal, wrapped
from tests.orders import an_order, another

# How a path answers that an API key may not use.
CLOSED = (401, 403, 404, 405)


@pytest.fixture
def gateway(scripted: Scripted) -> V2Gateway:
    return V2Gateway(scripted.transport, SECRET, "c1")


async def test_nothing_is_asked_about_no_orders(
    scripted: Scripted, gateway: V2Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.gateway")
    assert await batches_of(gateway, []) == []
    assert not scripted.asked
    assert not caplog.records


async def test_one_order_is_asked_about_by_its_number(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    ledger(scripted, record("7KQ2M9XW4T", status="SUCCESS", txId=HASH, amount="100.5"))
    (batch,) = await batches_of(gateway, [an_order()])
    (report,) = batch.reports
    assert (report.name, report.word) == ("7KQ2M9XW4T", Word.COMPLETED)
    assert (report.received, report.token) == (Decimal("100.5"), "USDT")
    assert (report.network, report.tx_hash) == ("tron", HASH)
    assert covered([batch]) == ["7KQ2M9XW4T"]
    (asked,) = scripted.asked
    assert (asked.method, asked.path) == ("GET", DETAIL)
    assert asked.query == {"orderNo": "7KQ2M9XW4T"}
    assert asked.headers["BlockATM-API-Key"] == API_KEY
    assert not [name for name in asked.headers if "signature" in name.lower()]


async def test_several_are_looked_for_in_the_list_of_their_time(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    old = another(1, created_at=NOON - timedelta(hours=5))
    new = another(2, created_at=NOON)
    ledger(scripted, record(old.number), record(new.number, status="SUCCESS"))
    (batch,) = await batches_of(gateway, [new, old])
    assert covered([batch]) == [old.number, new.number]
    (asked,) = scripted.asked
    assert asked.path == LIST
    assert asked.query == {
        "startTime": str(ms(NOON - timedelta(hours=6))),
        "endTime": str(ms(NOON + timedelta(hours=2))),
        "page": "1",
        "pageSize": "100",
    }


@pytest.mark.parametrize(
    ("status", "tx_id", "word"),
    [
        *(("SUCCESS", HASH, Word.COMPLETED), ("success", None, Word.COMPLETED)),
        *(("PENDING", None, Word.WAITING), ("PENDING", "", Word.WAITING)),
        *(("PENDING", HASH, Word.CONFIRMING), (" pending ", HASH, Word.CONFIRMING)),
        *(("EXPIRED", None, Word.CLOSED), ("CANCELLED", None, Word.CLOSED)),
        *(("EXPIRED", HASH, Word.CLOSED), ("REFUNDED", HASH, Word.WAITING)),
        *((None, HASH, Word.WAITING), (1, None, Word.WAITING), ([], None, Word.WAITING)),
    ],
)
async def test_each_status_means_what_the_documents_say(
    scripted: Scripted, gateway: V2Gateway, status: object, tx_id: object, word: Word
) -> None:
    one, two = orders(2)
    theirs = [record(each.number, status=status, txId=tx_id) for each in (one, two)]
    ledger(scripted, *theirs)
    words = {report.word for report in await reports_of(gateway, one, two)}
    words |= {report.word for report in await reports_of(gateway, one)}
    assert words == {word}


@pytest.mark.parametrize("count", [1, 2, 50, 100, 250])
@pytest.mark.parametrize("length", [10, 100, 250, 1000, 5000])
@pytest.mark.parametrize("place", ["newest", "oldest", "spread"])
async def test_every_order_is_heard_of_with_few_requests(
    scripted: Scripted, gateway: V2Gateway, count: int, length: int, place: str
) -> None:
    ours, length = orders(count), max(length, count)
    step = length // count if place == "spread" else 1
    at = length - count if place == "oldest" else 0
    theirs = [record(f"other{number}") for number in range(length)]
    for number, order in enumerate(ours):
        theirs[at + number * step] = record(order.number, status="SUCCESS")
    ledger(scripted, *theirs)
    batches = await batches_of(gateway, ours)
    assert covered(batches) == [order.number for order in ours]
    pages, singles = requests(scripted)
    # The first page may be in vain; it is what tells how long the list is.
    cheapest = min(-(-length // 100), count)
    assert pages + singles <= cheapest + (count > 1)
    assert len(batches) == pages + singles
    if place == "newest":
        assert pages + singles == -(-count // 100)


async def test_a_list_that_is_shorter_than_it_says_costs_few_requests(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    for total in (10**9 - 1, 1000, 0, None, "many", -1):
        scripted.asked.clear()
        ours = orders(60)
        theirs = ledger(scripted, *(record(order.number) for order in ours[:50]))
        theirs.total = total
        batches = await batches_of(gateway, ours)
        assert covered(batches) == [order.number for order in ours]
        pages, singles = requests(scripted)
        assert pages <= 2
        assert singles == 10


async def test_a_gateway_that_gives_fewer_at_once_than_asked_is_read_in_its_own_size(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    ours = orders(90)
    ledger(scripted, *(record(order.number) for order in ours), page_size=20)
    assert covered(await batches_of(gateway, ours)) == [order.number for order in ours]
    assert requests(scripted) == (5, 0)


async def test_a_list_without_end_is_left_for_single_queries(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    ours = orders(30)
    theirs = ledger(scripted, *(record(order.number) for order in ours))

    def script(asked: Asked) -> object:
        endless = [record(f"other{asked.query.get('page')}")] * 100
        is_list = asked.path == LIST
        return {"list": endless, "total": 2_500} if is_list else theirs.answer(asked)

    scripted.script = script
    assert covered(await batches_of(gateway, ours)) == [order.number for order in ours]
    assert requests(scripted) == (25, 30)


@pytest.mark.parametrize(
    "answer",
    [
        *("text", 5, {"list": 5}, {"records": [record("0000000000")]}, [{"odd": 1}]),
        *(refusal("000202"), refusal("000206"), refusal("000103", 400), Said(400, "<html>")),
        *(refusal("000110"), refusal("000301"), *(Said(status, "<html>") for status in CLOSED)),
    ],
)
async def test_a_list_that_is_of_no_use_leaves_the_single_queries(
    scripted: Scripted,
    gateway: V2Gateway,
    answer: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = orders(3)
    theirs = ledger(scripted, *(record(order.number) for order in ours))
    said = answer if isinstance(answer, Said) else json.dumps(answer)
    scripted.script = lambda asked: said if asked.path == LIST else theirs.answer(asked)
    for _ in range(2):
        batches = await batches_of(gateway, ours)
        assert covered(batches) == [order.number for order in ours]
    assert requests(scripted) == (2, 6)
    assert caplog.text.count("the list of orders cannot be asked about") == 1
    assert not scripted.incidents.troubles


async def test_an_order_that_does_not_exist_is_covered(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    ledger(scripted)
    assert await batches_of(gateway, [an_order()]) == [Batch([], frozenset({"7KQ2M9XW4T"}))]
    ours = orders(3)
    assert covered(await batches_of(gateway, ours)) == [order.number for order in ours]


async def test_an_order_of_several_numbers_is_covered_once_all_were_asked_about(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    order = an_order(attempt=3)
    names = ["7KQ2M9XW4T", "7KQ2M9XW4T-2", "7KQ2M9XW4T-3"]
    ledger(scripted, record("other"), record(names[1], status="SUCCESS"))
    batches = await batches_of(gateway, [order])
    assert [sorted(batch.covered or ()) for batch in batches] == [[], [], [order.number]]
    assert [asked.query.get("orderNo") for asked in scripted.asked[1:]] == names[::2]
    assert [report.name for batch in batches for report in batch.reports] == [
        "other",
        names[1],
    ]


@pytest.mark.parametrize(
    "answer",
    [
        *(None, [], {}, "text", 5, [5], {"odd": 1}, record("0000000009")),
        *(refusal("000206"), refusal("000105", 400), Said(400, "<html>"), Said(404, "<html>")),
        *(refusal("000106"), refusal("000301"), refusal("000301", 400)),
    ],
)
async def test_an_unreadable_or_foreign_answer_leaves_one_order_uncovered(
    scripted: Scripted,
    gateway: V2Gateway,
    answer: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = orders(3)
    theirs = ledger(scripted, *(record(order.number) for order in ours))
    said = answer if isinstance(answer, Said) else wrapped(answer)

    def script(asked: Asked) -> object:
        if asked.path == LIST:
            return {"list": [], "total": 0}
        return said if asked.query["orderNo"] == ours[1].number else theirs.answer(asked)

    scripted.script = script
    for _ in range(2):
        batches = await batches_of(gateway, ours)
        assert covered(batches) == [ours[0].number, ours[2].number]
        names = {report.name for batch in batches for report in batch.reports}
        assert names == {ours[0].number, ours[2].number}
    assert caplog.text.count(f"order {ours[1].number} cannot be asked about") == 1
    assert not scripted.incidents.troubles


@pytest.mark.parametrize("code", ["000302", "000303"])
async def test_an_order_whose_number_has_ended_is_closed_and_hides_no_other(
    scripted: Scripted, gateway: V2Gateway, code: str
) -> None:
    ours = orders(3)
    theirs = ledger(scripted, *(record(order.number, status="SUCCESS") for order in ours))

    def script(asked: Asked) -> object:
        if asked.path == LIST:
            return {"list": [], "total": 0}
        is_ended = asked.query["orderNo"] == ours[1].number
        return refusal(code) if is_ended else theirs.answer(asked)

    scripted.script = script
    batches = await batches_of(gateway, ours)
    assert covered(batches) == [order.number for order in ours]
    words = {report.name: report.word for batch in batches for report in batch.reports}
    assert [words[order.number] for order in ours] == [
        *(Word.COMPLETED, Word.CLOSED, Word.COMPLETED)
    ]


@pytest.mark.parametrize(
    "answer", [refusal("000110"), refusal("000306"), Said(401, ""), Said(403, ""), Said(405, "")]
)
async def test_single_queries_that_are_refused_beside_a_list_that_works_end_no_round(
    scripted: Scripted, gateway: V2Gateway, answer: object
) -> None:
    ours = orders(3)
    theirs = ledger(scripted, record(ours[0].number, status="SUCCESS"))
    said = answer if isinstance(answer, Said) else wrapped(answer)
    scripted.script = lambda asked: theirs.answer(asked) if asked.path == LIST else said
    for _ in range(2):
        assert covered(await batches_of(gateway, ours)) == [ours[0].number]
    assert requests(scripted) == (2, 2)
    assert set(scripted.incidents.troubles) == {Trouble.KEYS_REFUSED}
    assert scripted.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]


async def test_records_that_cannot_be_read_do_not_hide_those_between_them(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    ours = orders(2)
    records = [None, {"odd": 1}, record(ours[0].number), 5, record(ours[1].number)]
    scripted.says({"list": records, "total": 5})
    assert covered(await batches_of(gateway, ours)) == [order.number for order in ours]


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_a_gateway_that_wants_a_pause_ends_the_round_and_what_was_heard_stands(
    scripted: Scripted, gateway: V2Gateway, after: int
) -> None:
    ours = orders(5)
    theirs = ledger(scripted, *(record(order.number, status="SUCCESS") for order in ours))

    def script(asked: Asked) -> object:
        if len(scripted.asked) > after:
            return Said(429)
        return {"list": [], "total": 0} if asked.path == LIST else theirs.answer(asked)

    scripted.script = script
    batches: list[Batch] = []
    with pytest.raises(GatewayBusy):
        await gather(gateway.reports(ours), batches)
    assert covered(batches) == [order.number for order in ours[: after - 1]]
    assert len(scripted.asked) == after + 1


async def test_a_path_whose_budget_is_spent_ends_the_round_and_what_was_heard_stands() -> None:
    async with Scripted(per_endpoint=10).at_work() as scripted:
        gateway = V2Gateway(scripted.transport, SECRET, "c1")
        ours = orders(15)
        ledger(scripted)
        batches: list[Batch] = []
        with pytest.raises(GatewayBusy, match=DETAIL):
            await gather(gateway.reports(ours), batches)
        assert covered(batches) == [order.number for order in ours[:10]]
        assert requests(scripted) == (1, 10)


@pytest.mark.parametrize("count", [1, 5])
async def test_a_gateway_that_is_out_of_order_is_not_asked_order_by_order(
    scripted: Scripted, gateway: V2Gateway, count: int
) -> None:
    scripted.says(refusal("000101"))
    with pytest.raises(GatewayUnavailable):
        await batches_of(gateway, orders(count))
    assert len(scripted.asked) == 1


@pytest.mark.parametrize("count", [1, 5])
async def test_keys_that_are_refused_everywhere_are_told_after_one_single_query(
    scripted: Scripted, gateway: V2Gateway, count: int
) -> None:
    scripted.says(refusal("000110"))
    with pytest.raises(GatewayMisconfigured):
        await batches_of(gateway, orders(count))
    assert requests(scripted) == (int(count > 1), 1)
    assert set(scripted.incidents.troubles) == {Trouble.KEYS_REFUSED}


async def test_the_log_says_which_way_was_cheaper_once_for_each(
    scripted: Scripted, gateway: V2Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.gateway.v2")
    ours = orders(20)
    ledger(scripted, *(record(order.number) for order in ours[:19]))
    for asked in (ours[:19], ours[:19], ours[:1], ours[:1], ours, ours[:19]):
        await batches_of(gateway, asked)
    assert [line.getMessage().partition("sweep: ")[2] for line in caplog.records] == [
        "asking by the list (orders: 19, pages: 1, single queries: 0)",
        "asking one by one (orders: 1, pages: 0, single queries: 1)",
        "asking by the list and one by one (orders: 20, pages: 1, single queries: 1)",
    ]
    caplog.set_level(logging.DEBUG, "bot.gateway.v2")
    await batches_of(gateway, ours[:19])
    assert "asking by the list (orders: 19" in caplog.messages[-1]


async def test_endless_oddities_do_not_fill_the_log(
    scripted: Scripted,
    gateway: V2Gateway,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(v2, "MOST_MENTIONED", 10)
    scripted.says(wrapped(None))
    for number in range(20):
        await batches_of(gateway, [another(number)])
    lines = [line for line in caplog.records if "cannot be asked about" in line.getMessage()]
    assert len(lines) == 10
