import json
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import GatewayMisunderstood, GatewayRefused, NumberTaken
from bot.gateway.guide import GuideGateway
from bot.payments.money import NETWORKS, Money
from bot.payments.ports import Opened
from bot.payments.settlement import Report, Word
from bot.sandbox.blockatm.addresses import tron_address
from bot.sandbox.blockatm.answers import Dress
from bot.sandbox.faults import Fault
from tests.gateway.parts import Till, reports_of
from tests.orders import an_order

Listing = Literal["list", "single"]
Names = Literal["id", "order_no"]

ON_TRON = tron_address(b"\x01" * 20)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["completed", "pending", "12.5", "1e999999999", "-1e999", "NaN"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["orderId", "orderNo", "status", "amount", "code", "success", "data"]),
            inner,
            max_size=7,
        )
    ),
    max_leaves=15,
)


def answers(till: Till, call: str, body: object) -> None:
    """Let the gateway answer the next call of this name with `body`."""
    text = body if isinstance(body, str) else json.dumps(body)
    till.server.faults.plan(Fault(call, status=200, body=text.encode()))


async def opened(till: Till, gateway: GuideGateway, answer: object) -> Opened:
    answers(till, "createQrOrder", answer)
    return await gateway.open(an_order())


async def reported(till: Till, gateway: GuideGateway, answer: object) -> list[Report]:
    answers(till, "contractPayment", answer)
    return list(await reports_of(gateway))


async def test_an_order_is_opened_with_its_link_its_address_and_its_name(
    till: Till, gateway: GuideGateway
) -> None:
    order = an_order(amount=Money.of("12.50", "USDT"))
    opened = await gateway.open(order)
    theirs = till.server.order(order.number)
    assert (theirs.amount, theirs.symbol, theirs.chain_id) == ("12.5", "USDT", "0x2b6653dc")
    assert opened.cashier_url == theirs.cashier_url
    assert opened.address == theirs.address
    assert opened.gateway_id == theirs.number
    assert opened.deadline is None


async def test_the_bytes_sent_are_those_that_were_signed(
    till: Till, gateway: GuideGateway
) -> None:
    await gateway.open(an_order())
    assert till.last_call.body == (
        b'{"amount": "100", "chainId": "0x2b6653dc", "orderNo": "7KQ2M9XW4T", "symbol": "USDT"}'
    )
    assert till.last_call.content_type == "application/json"


async def test_a_further_attempt_goes_by_its_own_number(till: Till, gateway: GuideGateway) -> None:
    await gateway.open(an_order())
    with pytest.raises(NumberTaken):
        await gateway.open(an_order())
    await gateway.open(an_order(attempt=2))
    assert [order.order_no for order in till.server.orders] == ["7KQ2M9XW4T", "7KQ2M9XW4T-2"]


async def test_an_order_is_opened_out_of_the_envelope_too(
    till: Till, gateway: GuideGateway
) -> None:
    till.server.dress = "wrapped"
    assert (await gateway.open(an_order())).address == till.server.orders[0].address


@pytest.mark.parametrize("network", sorted(NETWORKS))
async def test_every_network_can_be_paid_on(
    till: Till, gateway: GuideGateway, network: str
) -> None:
    opened = await gateway.open(an_order(network=NETWORKS[network]))
    assert opened.address == till.server.orders[0].address is not None


async def test_a_token_that_the_network_lacks_is_refused(
    till: Till, gateway: GuideGateway
) -> None:
    with pytest.raises(GatewayRefused, match="000404"):
        await gateway.open(an_order(amount=Money.of("1", "USDC")))
    assert len(till.server.calls) == 1


async def test_a_link_that_cannot_be_followed_is_misunderstood(
    till: Till, gateway: GuideGateway
) -> None:
    with pytest.raises(GatewayMisunderstood):
        await opened(till, gateway, {"cashierUrl": "order123", "toAddress": ON_TRON})


async def test_an_address_may_be_missing(till: Till, gateway: GuideGateway) -> None:
    till.server.addresses = lambda _: None
    opened = await gateway.open(an_order())
    assert opened.address is None
    assert opened.gateway_id == till.server.orders[0].number


@pytest.mark.parametrize("answer", [None, [], "ok", 1, {}, {"code": "200", "success": True}])
async def test_an_answer_that_opens_nothing_is_misunderstood(
    till: Till, gateway: GuideGateway, answer: object
) -> None:
    with pytest.raises(GatewayMisunderstood):
        await opened(till, gateway, answer)


async def test_one_query_tells_of_every_order(till: Till, gateway: GuideGateway) -> None:
    for number in ("0000000001", "0000000002", "0000000003"):
        await gateway.open(an_order(number=number))
    till.server.pay("0000000002")
    till.server.pay("0000000003", "99.5")
    asked = len(till.server.calls)
    first, second, third = await reports_of(gateway)
    assert len(till.server.calls) == asked + 1
    assert [first.word, second.word, third.word] == [Word.WAITING, Word.COMPLETED, Word.COMPLETED]
    assert (second.received, third.received) == (Decimal(100), Decimal("99.5"))
    assert second.name == till.server.order("0000000002").number
    assert json.loads(second.evidence)["orderId"] == second.name


@pytest.mark.parametrize("dress", ["bare", "wrapped"])
@pytest.mark.parametrize("listing", ["list", "single"])
@pytest.mark.parametrize("names", ["id", "order_no"])
async def test_a_payment_is_seen_however_the_gateway_words_it(
    till: Till, gateway: GuideGateway, dress: Dress, listing: Listing, names: Names
) -> None:
    till.server.dress, till.server.listing, till.server.names_orders_by = dress, listing, names
    order = await gateway.open(an_order())
    till.server.pay("7KQ2M9XW4T")
    name = order.gateway_id if names == "id" else "7KQ2M9XW4T"
    (report,) = await reports_of(gateway)
    assert (report.name, report.word, report.received) == (name, Word.COMPLETED, Decimal(100))


@pytest.mark.parametrize("answer", [[], None, {"code": "200", "success": True, "data": None}])
async def test_no_orders_are_no_reports(till: Till, gateway: GuideGateway, answer: object) -> None:
    assert await reported(till, gateway, answer) == []


@pytest.mark.parametrize("answer", ["", "none", 0, 5, True, False])
async def test_an_answer_that_lists_nothing_is_misunderstood(
    till: Till, gateway: GuideGateway, answer: object
) -> None:
    with pytest.raises(GatewayMisunderstood):
        await reported(till, gateway, json.dumps(answer))


@pytest.mark.parametrize("status", ["completed", "Completed", "COMPLETED", " completed "])
async def test_the_end_of_a_payment_is_known_in_any_case(
    till: Till, gateway: GuideGateway, status: str
) -> None:
    (report,) = await reported(till, gateway, {"orderId": "g1", "status": status})
    assert report.word is Word.COMPLETED


@pytest.mark.parametrize("status", ["confirming", "failed", "", None, 1, ["completed"], {}])
async def test_an_unknown_status_is_still_waiting_and_is_logged_once(
    till: Till, gateway: GuideGateway, status: object, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        records = [{"orderId": "g1", "status": status}, {"orderId": "g2", "status": status}]
        reports = await reported(till, gateway, records)
        assert [report.word for report in reports] == [Word.WAITING, Word.WAITING]
    assert len(caplog.records) == 1
    assert "taken as still waiting" in caplog.text


async def test_the_known_word_for_waiting_is_not_worth_a_line(
    gateway: GuideGateway, caplog: pytest.LogCaptureFixture
) -> None:
    await gateway.open(an_order())
    assert [report.word for report in await reports_of(gateway)] == [Word.WAITING]
    assert not caplog.records


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answer=anything | st.lists(anything, max_size=3))
@example([{"orderId": [], "status": "completed"}])
@example([{"orderId": "g1", "amount": "1e999999999"}])
async def test_no_json_makes_anything_but_reports_or_a_misunderstanding(
    till: Till, gateway: GuideGateway, answer: object
) -> None:
    if isinstance(answer, dict):
        # These would make it a wrapping, and its payload another story.
        answer.pop("code", None)
        answer.pop("success", None)
    answers(till, "contractPayment", json.dumps(answer))
    try:
        reports = await reports_of(gateway)
    except GatewayMisunderstood:
        return
    for report in reports:
        assert report.name.encode()
        assert report.evidence.encode()
        assert isinstance(report.word, Word)
        assert report.received is None or not report.received.is_infinite()
