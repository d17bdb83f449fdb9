import hmac
import json
import re
from datetime import timedelta

import pytest

from bot.errors import (
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
    NotOffered,
    NumberTaken,
)
from bot.gateway.v2 import V2Gateway
from bot.payments.money import NETWORKS, Money
from bot.payments.ports import Opened
from tests.gateway.ledger import (
    CREATE,
    DEADLINE,
    SECRET,
    URL,
    made,
    ms,
)
from tests.gateway.parts import API_KEY, NOON
from tests.gateway.pictures import a_picture, as_url
from tests.gateway.scripted import Scripted, refusal, wrapped
from tests.orders import an_order


@pytest.fixture
def gateway(scripted: Scripted) -> V2Gateway:
    return V2Gateway(scripted.transport, SECRET, "c1")


async def test_an_order_is_opened_with_a_signed_call(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    scripted.says(wrapped(made()))
    opened = await gateway.open(an_order(amount=Money.of("12.50", "USDT")))
    (asked,) = scripted.asked
    assert (asked.method, asked.path, asked.query) == ("POST", CREATE, {})
    time = asked.headers["BlockATM-Request-Time"]
    signed = f"amount=12.5&cashierId=c1&chainId=TRON&orderNo=7KQ2M9XW4T&symbol=USDT&time={time}"
    signature = hmac.new(SECRET.encode(), signed.encode(), "sha256").hexdigest()
    assert json.loads(asked.body) == {
        "amount": "12.5",
        "cashierId": "c1",
        "chainId": "TRON",
        "orderNo": "7KQ2M9XW4T",
        "symbol": "USDT",
        "sign": signature,
    }
    assert asked.headers["BlockATM-Signature-V2"] == signature
    assert asked.headers["BlockATM-API-Key"] == API_KEY
    assert asked.headers["Content-Type"] == "application/json"
    assert "BlockATM-Signature-V1" not in asked.headers
    assert opened == Opened(URL, None, "7KQ2M9XW4T", DEADLINE, a_picture())


@pytest.mark.parametrize(
    ("network", "chain"),
    [
        *(("ethereum", "1"), ("tron", "TRON"), ("arbitrum", "42161")),
        *(("sepolia", "11155111"), ("shasta", "0x94a9059e"), ("arbitrum-sepolia", "421614")),
    ],
)
async def test_each_network_goes_by_its_number_and_tron_by_its_name(
    scripted: Scripted, gateway: V2Gateway, network: str, chain: str
) -> None:
    scripted.says(made())
    await gateway.open(an_order(network=NETWORKS[network]))
    assert json.loads(scripted.asked[0].body)["chainId"] == chain


async def test_a_further_attempt_goes_by_its_own_number(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    order = an_order(attempt=3)
    scripted.says(made(order))
    assert (await gateway.open(order)).gateway_id == "7KQ2M9XW4T-3"


async def test_body_and_header_are_signed_anew_for_another_time(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    scripted.skew = 3600
    scripted.script = lambda _: made() if len(scripted.asked) > 1 else refusal("000306", 401)
    await gateway.open(an_order())
    times = [asked.headers["BlockATM-Request-Time"] for asked in scripted.asked]
    signatures = [json.loads(asked.body)["sign"] for asked in scripted.asked]
    headers = [asked.headers["BlockATM-Signature-V2"] for asked in scripted.asked]
    assert len(set(times)) == len(set(signatures)) == 2
    assert signatures == headers


@pytest.mark.parametrize("named", ["7KQ2M9XW4T-2", "7kq2m9xw4t", "", 5, ["7KQ2M9XW4T"], {}])
async def test_an_answer_about_another_order_is_misunderstood(
    scripted: Scripted, gateway: V2Gateway, named: object
) -> None:
    scripted.says(made(orderNo=named))
    with pytest.raises(GatewayMisunderstood, match="order 7KQ2M9XW4T was opened as"):
        await gateway.open(an_order())


async def test_an_answer_may_leave_out_the_number(scripted: Scripted, gateway: V2Gateway) -> None:
    for said in (made(orderNo=None), {"payUrl": URL}):
        scripted.says(said)
        assert (await gateway.open(an_order())).gateway_id == "7KQ2M9XW4T"


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", 5, [], "javascript:alert(1)", "https://", "/p/1", "https://a.example/\x00"),
        *("https://a.example/\nb", "https://a.example/" + "a" * 10**6, "ftp://a.example/b"),
    ],
)
async def test_without_a_link_that_can_be_followed_it_is_misunderstood(
    scripted: Scripted, gateway: V2Gateway, url: object
) -> None:
    scripted.says(made(payUrl=url))
    with pytest.raises(GatewayMisunderstood, match="without a link to pay") as caught:
        await gateway.open(an_order())
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("answer", [None, [], "text", 1])
async def test_an_answer_that_opens_nothing_is_misunderstood(
    scripted: Scripted, gateway: V2Gateway, answer: object
) -> None:
    scripted.says(wrapped(answer))
    with pytest.raises(GatewayMisunderstood):
        await gateway.open(an_order())


@pytest.mark.parametrize(
    "picture",
    [
        *(None, "", 5, "https://a.example/qr.png", as_url(a_picture(1, 1)), as_url(b"GIF89a")),
        *(as_url(a_picture(kind="JPEG")), as_url(a_picture(5000, 5000))),
        as_url(a_picture()[:60]),
    ],
)
async def test_a_picture_that_cannot_be_shown_costs_no_order(
    scripted: Scripted, gateway: V2Gateway, picture: object
) -> None:
    scripted.says(made(qrCode=picture))
    opened = await gateway.open(an_order())
    assert (opened.cashier_url, opened.picture) == (URL, None)


@pytest.mark.parametrize(
    "said",
    [
        *(None, "", "soon", [], {}, True, -1, 0, 1.5, float(ms(DEADLINE)) + 0.5),
        *(ms(DEADLINE) // 1000, ms(NOON - timedelta(days=1)), 10**30, -(10**30)),
        *(ms(NOON + timedelta(days=31)), 253402300799999, 253402300800000, "9" * 5000),
    ],
)
@pytest.mark.parametrize("skew", [0, -90, 90])
async def test_a_deadline_that_cannot_be_is_left_out_and_logged(
    scripted: Scripted,
    gateway: V2Gateway,
    said: object,
    skew: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    scripted.skew = skew
    scripted.says(made(expireTime=said))
    assert (await gateway.open(an_order())).deadline is None
    assert "no deadline that can be" in caplog.text
    assert len(caplog.text) < 500


@pytest.mark.parametrize("skew", [-3600, -90, 0, 90, 3600])
async def test_a_deadline_is_told_by_our_own_clock(
    scripted: Scripted, gateway: V2Gateway, skew: int
) -> None:
    scripted.skew = skew
    theirs = ms(DEADLINE + timedelta(seconds=skew))
    for said in (theirs, str(theirs)):
        scripted.says(made(expireTime=said))
        assert (await gateway.open(an_order())).deadline == DEADLINE


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(("000101", GatewayUnavailable), ("000106", NumberTaken), ("000201", NumberTaken)),
        *(("000206", GatewayRefused), ("000306", GatewayMisconfigured)),
        *(("000305", NotOffered), ("000404", NotOffered), ("999999", GatewayRefused)),
    ],
)
async def test_a_refusal_calls_for_what_the_table_says(
    scripted: Scripted, gateway: V2Gateway, code: str, kind: type[GatewayError]
) -> None:
    scripted.says(refusal(code))
    with pytest.raises(GatewayError, match="4bf9") as caught:
        await gateway.open(an_order())
    assert type(caught.value) is kind
    assert SECRET not in str(caught.value)


async def test_both_readings_of_how_the_text_is_signed_agree(
    scripted: Scripted, gateway: V2Gateway
) -> None:
    """The samples disagree on whether values are URL-encoded first."""
    scripted.says({"payUrl": URL})
    for key in NETWORKS:
        await gateway.open(an_order(network=NETWORKS[key], attempt=2))
    for asked in scripted.asked:
        values = json.loads(asked.body).values()
        assert all(re.fullmatch("[A-Za-z0-9._-]+", value) for value in values)
