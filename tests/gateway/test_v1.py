import base64
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import (
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
    NoSuchOrder,
    NotOffered,
    NumberEnded,
    NumberTaken,
)
from bot.gateway.v1 import V1Gateway
from bot.payments.money import NETWORKS, Money
from bot.payments.ports import Batch
from bot.payments.settlement import Word
from bot.sandbox.blockatm.addresses import tron_address
from tests.gateway.parts import API_KEY, KEY, openssl_verifies, reports_of
from tests.gateway.scripted import Asked, Said, Scripted, gather, refusal, wrapped
from tests.orders import an_order

CREATE = "/api/v1/payment/createQrOrder"
QR, WALLET = "/api/v1/payment/qrCodePayment", "/api/v1/payment/contractPayment"
ON_TRON = tron_address(b"\x01" * 20)
OPENED = {"cashierUrl": "https://blockatm.net/cashier/8210000374", "toAddress": ON_TRON}
HASH = "ab" * 32
PAID = {
    "platOrderNo": "8210000374",
    "orderNo": "7KQ2M9XW4T",
    "custNo": None,
    "amount": "100.5",
    "chainId": "0x2b6653dc",
    "network": "TRON",
    "symbol": "USDT",
    "txId": HASH,
    "fee": "2",
    "type": 2,
    "status": 1,
    "createTime": 1767355200000,
}


@pytest.fixture
def gateway(scripted: Scripted) -> V1Gateway:
    return V1Gateway(scripted.transport, KEY)


def lists(qr: object = (), wallet: object = ()) -> Callable[[Asked], object]:
    """A gateway that has these two lists, whatever page is asked for."""
    return lambda asked: wrapped(qr or []) if asked.path == QR else wrapped(wallet or [])


async def batches_of(gateway: V1Gateway) -> list[Batch]:
    batches: list[Batch] = []
    await gather(gateway.reports(), batches)
    return batches


async def test_an_order_is_opened_with_a_signed_call(
    scripted: Scripted, gateway: V1Gateway, tmp_path: Path
) -> None:
    scripted.says(OPENED)
    order = an_order(amount=Money.of("12.50", "USDT"))
    opened = await gateway.open(order)
    (asked,) = scripted.asked
    assert (asked.method, asked.path, asked.query) == ("POST", CREATE, {})
    assert json.loads(asked.body) == {
        "amount": "12.5",
        "chainId": "0x2b6653dc",
        "orderNo": "7KQ2M9XW4T",
        "symbol": "USDT",
    }
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["BlockATM-API-Key"] == API_KEY
    time = asked.headers["BlockATM-Request-Time"]
    signed = f"amount=12.5&chainId=0x2b6653dc&orderNo=7KQ2M9XW4T&symbol=USDT&time={time}"
    signature = base64.b64decode(asked.headers["BlockATM-Signature-V1"], validate=True)
    assert openssl_verifies(signed.encode(), signature.hex(), tmp_path)
    assert not [name for name in asked.headers if name.casefold().endswith("v2")]
    assert (opened.cashier_url, opened.address) == (OPENED["cashierUrl"], ON_TRON)
    assert (opened.gateway_id, opened.deadline, opened.picture) == ("8210000374", None, None)


@pytest.mark.parametrize(
    ("network", "chain"),
    [
        ("ethereum", "1"),
        ("tron", "0x2b6653dc"),
        ("arbitrum", "42161"),
        ("sepolia", "11155111"),
        ("shasta", "0x94a9059e"),
        ("arbitrum-sepolia", "421614"),
    ],
)
async def test_each_network_goes_by_its_number(
    scripted: Scripted, gateway: V1Gateway, network: str, chain: str
) -> None:
    scripted.says(OPENED)
    await gateway.open(an_order(network=NETWORKS[network]))
    assert json.loads(scripted.asked[0].body)["chainId"] == chain


async def test_a_further_attempt_goes_by_its_own_number(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.says(wrapped(OPENED))
    await gateway.open(an_order(attempt=2))
    number = json.loads(scripted.asked[0].body)["orderNo"]
    assert number == "7KQ2M9XW4T-2"
    assert "." not in number


async def test_a_call_that_is_made_again_for_its_time_is_signed_again(
    scripted: Scripted, gateway: V1Gateway, tmp_path: Path
) -> None:
    scripted.skew = -3600
    scripted.script = lambda _: OPENED if len(scripted.asked) > 1 else refusal("000206", 400)
    await gateway.open(an_order())
    first, second = scripted.asked
    for asked in (first, second):
        time = asked.headers["BlockATM-Request-Time"]
        signed = f"amount=100&chainId=0x2b6653dc&orderNo=7KQ2M9XW4T&symbol=USDT&time={time}"
        signature = base64.b64decode(asked.headers["BlockATM-Signature-V1"])
        assert openssl_verifies(signed.encode(), signature.hex(), tmp_path)
    assert first.headers["BlockATM-Request-Time"] > second.headers["BlockATM-Request-Time"]


@pytest.mark.parametrize("answer", [None, [], "text", {}, {"cashierUrl": "javascript:alert(1)"}])
async def test_an_answer_without_a_link_is_misunderstood(
    scripted: Scripted, gateway: V1Gateway, answer: object
) -> None:
    for said in (json.dumps(answer), wrapped(answer)):
        scripted.says(said)
        with pytest.raises(GatewayMisunderstood):
            await gateway.open(an_order())


CODES: dict[type[GatewayError], str] = {
    GatewayUnavailable: "000101 000107 000113 000114 000205",
    GatewayRefused: "000102 000103 000104 000105 000206 000207 000304",
    NumberTaken: "000106 000201 000301",
    NumberEnded: "000302 000303",
    GatewayMisconfigured: "000110 000112 000306",
    NotOffered: "000305 000404",
    NoSuchOrder: "000202",
}


@pytest.mark.parametrize(
    ("code", "kind"), [(code, kind) for kind, codes in CODES.items() for code in codes.split()]
)
async def test_each_code_calls_for_what_the_table_says(
    scripted: Scripted, gateway: V1Gateway, code: str, kind: type[GatewayError]
) -> None:
    for status in (200, 400):
        scripted.says(refusal(code, status))
        with pytest.raises(GatewayError, match=f"{code}.*4bf9") as caught:
            await gateway.open(an_order())
        assert type(caught.value) is kind


async def test_both_lists_are_asked_with_the_key_alone(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.script = lists()
    assert await batches_of(gateway) == [Batch([], frozenset()), Batch([], None)]
    assert [(asked.method, asked.path, asked.query) for asked in scripted.asked] == [
        ("GET", QR, {}),
        ("GET", WALLET, {}),
    ]
    for asked in scripted.asked:
        assert asked.headers["BlockATM-API-Key"] == API_KEY
        assert not [name for name in asked.headers if "signature" in name.lower()]
        assert asked.body == b""


@pytest.mark.parametrize("path", [QR, WALLET])
async def test_a_payment_is_seen_in_either_list(
    scripted: Scripted, gateway: V1Gateway, path: str
) -> None:
    for answer in ([PAID], PAID, wrapped([PAID]), wrapped({"list": [PAID], "total": 1})):
        scripted.says(answer, path)
        ours, theirs = await reports_of(gateway)
        assert (ours.name, theirs.name) == ("7KQ2M9XW4T", "8210000374")
        assert ours.word is theirs.word is Word.COMPLETED
        assert ours.received == Decimal("100.5")
        assert (ours.token, ours.network, ours.tx_hash) == ("USDT", "tron", HASH)


@pytest.mark.parametrize(
    ("status", "tx_id", "word"),
    [
        (1, HASH, Word.COMPLETED),
        ("1", None, Word.COMPLETED),
        (0, HASH, Word.CONFIRMING),
        (0, None, Word.WAITING),
        ("0", "", Word.WAITING),
        (-1, None, Word.CLOSED),
        ("-1", HASH, Word.CLOSED),
        (2, HASH, Word.WAITING),
        (None, HASH, Word.WAITING),
        (True, None, Word.WAITING),
        (1.0, None, Word.WAITING),
        ([1], None, Word.WAITING),
    ],
)
async def test_each_status_means_what_the_reference_says(
    scripted: Scripted, gateway: V1Gateway, status: object, tx_id: object, word: Word
) -> None:
    scripted.script = lists(qr=[PAID | {"status": status, "txId": tx_id}])
    assert {report.word for report in await reports_of(gateway)} == {word}


async def test_a_transfer_to_the_contract_goes_by_the_gateways_name(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.script = lists(wallet=[PAID | {"type": 3, "orderNo": None}])
    (report,) = await reports_of(gateway)
    assert report.name == "8210000374"


async def test_only_the_last_page_of_the_last_list_covers_every_order(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    records = [PAID | {"orderNo": str(number)} for number in range(45)]

    def script(asked: Asked) -> object:
        number = int(asked.query.get("page", "1"))
        return {"list": records[(number - 1) * 20 : number * 20], "total": 45}

    scripted.script = script
    batches = await batches_of(gateway)
    assert [batch.covered for batch in batches] == [frozenset()] * 5 + [None]
    names = [report.name for batch in batches for report in batch.reports]
    assert {str(number) for number in range(45)} < set(names)
    assert scripted.paths == [QR] * 3 + [WALLET] * 3


@pytest.mark.parametrize("answer", [[{"odd": 1}], [5], "text", {"records": [PAID]}])
async def test_a_list_that_cannot_be_read_leaves_every_order_uncovered(
    scripted: Scripted, gateway: V1Gateway, answer: object
) -> None:
    for path, given in ((QR, 0), (WALLET, 1)):
        scripted.says(json.dumps(answer), path)
        batches: list[Batch] = []
        with pytest.raises(GatewayMisunderstood):
            await gather(gateway.reports(), batches)
        assert [batch.covered for batch in batches] == [frozenset()] * given


async def test_records_that_cannot_be_read_do_not_hide_those_between_them(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.script = lists(qr=[None, {"odd": 1}, PAID, 5, {"orderNo": ["a"]}], wallet=[])
    batches = await batches_of(gateway)
    assert [report.name for report in batches[0].reports] == ["7KQ2M9XW4T", "8210000374"]
    assert batches[-1].covered is None


async def test_what_was_heard_before_the_gateway_wants_a_pause_stands(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.says([PAID], QR, otherwise=Said(429))
    batches: list[Batch] = []
    with pytest.raises(GatewayBusy):
        await gather(gateway.reports(), batches)
    assert [(len(batch.reports), batch.covered) for batch in batches] == [(2, frozenset())]


async def test_without_the_right_the_owner_must_act(
    scripted: Scripted, gateway: V1Gateway
) -> None:
    scripted.says(refusal("000110"))
    with pytest.raises(GatewayMisconfigured):
        await reports_of(gateway)
