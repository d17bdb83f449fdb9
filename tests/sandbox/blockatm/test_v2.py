import base64
import io
from collections.abc import Mapping
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from bot.sandbox.blockatm import BlockATMServer, Profile
from tests.sandbox.blockatm.caller import CREATE_V2, KEY, ORDER_V2, V2, V2Caller, text_of

TIME = "BlockATM-Request-Time"
NOW = "1700000000500"


@pytest.fixture
def profile() -> Profile:
    return "v2"


def read(data_url: str) -> str:
    head, _, body = data_url.partition(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as image:
        return str(zxingcpp.read_barcodes(image)[0].text)


async def test_an_order_signed_in_its_header_and_in_its_body_is_accepted(caller: V2Caller) -> None:
    answer = await caller.create()
    (order,) = caller.server.orders
    data = answer.data

    assert order.address is not None
    assert read(data.pop("qrCode")) == order.address
    assert data == {"orderNo": "A1", "payUrl": order.cashier_url, "expireTime": 1_700_001_800_500}


async def test_the_address_itself_is_not_told(caller: V2Caller) -> None:
    answer = await caller.create()

    assert str(caller.server.orders[0].address) not in answer.body.decode()


async def test_without_a_network_it_is_tron(caller: V2Caller) -> None:
    await caller.create()

    assert str(caller.server.orders[0].address).startswith("T")
    assert (await caller.detail()).data["chainId"] == "TRON"


@pytest.mark.parametrize("chain_id", ["TRON", "0x2b6653dc", "1", "42161"])
async def test_a_network_can_be_named(caller: V2Caller, chain_id: str) -> None:
    await caller.create(chainId=chain_id)

    assert (await caller.detail()).data["chainId"] == chain_id


async def test_the_picture_can_be_any_text_or_none(caller: V2Caller) -> None:
    caller.server.picture = lambda order: f"no picture of {order.order_no}"
    assert (await caller.create()).data["qrCode"] == "no picture of A1"
    caller.server.picture = lambda _: None
    assert "qrCode" not in (await caller.create(orderNo="A2")).data


async def test_the_picture_of_an_order_without_an_address_leads_to_the_cashier(
    caller: V2Caller,
) -> None:
    caller.server.addresses = lambda _: None
    data = (await caller.create()).data

    assert read(data["qrCode"]) == data["payUrl"]


async def test_the_tills_order_numbers_are_taken(caller: V2Caller) -> None:
    assert (await caller.create(orderNo="9K3M7QW2XZ-2")).data["orderNo"] == "9K3M7QW2XZ-2"


async def test_a_link_back_can_be_given(caller: V2Caller) -> None:
    assert (await caller.create(redirectUrl="https://t.me/bot?a=1&b=2")).data["orderNo"] == "A1"
    bad = await caller.create(orderNo="A2", redirectUrl="javascript:alert(1)")
    assert bad.refusal == (200, "000102")


def signed(caller: V2Caller, fields: Mapping[str, object] = ORDER_V2, time: str = NOW) -> str:
    return caller.sign_hex(text_of(fields, time))


async def refused(caller: V2Caller, sign: object, header: str | None) -> tuple[int, str]:
    answer = await caller.create_with(ORDER_V2 | {"sign": sign}, header)
    assert caller.server.orders == []
    return answer.refusal


async def test_a_call_without_either_signature_is_refused(caller: V2Caller) -> None:
    right = signed(caller)

    assert await refused(caller, right, None) == (200, "000306")
    assert (await caller.create_with(ORDER_V2, right)).refusal == (200, "000306")


@pytest.mark.parametrize("wrong", ["", "ab" * 32, 7, None, ["x"], "\ud800"])
async def test_a_call_with_another_signature_in_its_body_is_refused(
    caller: V2Caller, wrong: object
) -> None:
    assert await refused(caller, wrong, signed(caller)) == (200, "000306")


async def test_a_signature_in_upper_case_is_refused(caller: V2Caller) -> None:
    right = signed(caller)

    assert await refused(caller, right, right.upper()) == (200, "000306")
    assert await refused(caller, right.upper(), right) == (200, "000306")


async def test_a_signature_in_base64_is_refused(caller: V2Caller) -> None:
    right = signed(caller)
    coded = base64.b64encode(bytes.fromhex(right)).decode()

    assert await refused(caller, coded, coded) == (200, "000306")


async def test_a_signature_with_another_secret_is_refused(caller: V2Caller) -> None:
    wrong = caller.sign_hex(text_of(ORDER_V2, NOW), "another-secret")

    assert await refused(caller, wrong, wrong) == (200, "000306")


async def test_a_signature_of_another_moment_is_refused(caller: V2Caller) -> None:
    wrong = signed(caller, time="1700000000499")

    assert await refused(caller, wrong, wrong) == (200, "000306")


async def test_a_signature_over_the_signature_is_refused(caller: V2Caller) -> None:
    inner = signed(caller)
    wrong = signed(caller, ORDER_V2 | {"sign": inner})

    assert await refused(caller, inner, wrong) == (200, "000306")


async def test_a_signature_under_the_name_of_v1_is_none(caller: V2Caller) -> None:
    right = signed(caller)
    headers = {"BlockATM-Signature-V1": right, V2: None, "Content-Type": "application/json"}

    assert (await caller.send("POST", CREATE_V2, headers, b"{}")).refusal == (200, "000306")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "1e2"}, "000102"),
        ({"amount": 100}, "000102"),
        ({"amount": "0"}, "000102"),
        ({"amount": ...}, "000103"),
        ({"orderNo": ...}, "000103"),
        ({"orderNo": ""}, "000104"),
        ({"orderNo": "A" * 65}, "000105"),
        ({"symbol": ...}, "000103"),
        ({"cashierId": ...}, "000103"),
        ({"cashierId": "another"}, "000110"),
        ({"custNo": "c1"}, "000102"),
        ({"chainId": "99"}, "000404"),
        ({"symbol": "USDC"}, "000404"),
    ],
)
async def test_a_wrong_parameter_is_refused(
    caller: V2Caller, changed: dict[str, object], code: str
) -> None:
    assert (await caller.create(**changed)).refusal == (200, code)
    assert caller.server.orders == []


async def test_a_body_must_be_a_json_object_and_say_so(caller: V2Caller) -> None:
    plain = {"Content-Type": "text/plain"}
    json = {"Content-Type": "application/json"}

    assert (await caller.send("POST", CREATE_V2, plain, b"{}")).refusal == (415, "415")
    assert (await caller.send("POST", CREATE_V2, json, b"[]")).refusal == (200, "000102")


async def test_the_same_order_number_is_refused(caller: V2Caller) -> None:
    await caller.create()

    assert (await caller.create()).refusal == (200, "000201")


async def test_a_record_has_the_documented_fields(caller: V2Caller) -> None:
    await caller.create(amount="99.50", chainId="1")

    assert (await caller.detail()).data == {
        "orderNo": "A1",
        "cashierId": "till-7",
        "amount": "99.50",
        "symbol": "USDT",
        "chainId": "1",
        "status": "PENDING",
        "txId": None,
        "createTime": 1_700_000_000_500,
        "updateTime": 1_700_000_000_500,
    }


async def record(caller: V2Caller) -> dict[str, Any]:
    record: dict[str, Any] = (await caller.detail()).data
    return record


async def test_a_payment_that_is_seen_is_pending_with_its_transaction(caller: V2Caller) -> None:
    await caller.create()
    caller.clock.now += 60
    caller.server.see("A1")
    seen = await record(caller)
    caller.clock.now += 60
    caller.server.pay("A1", "40")
    paid = await record(caller)

    assert (seen["status"], seen["updateTime"]) == ("PENDING", 1_700_000_060_500)
    assert seen["txId"]
    assert (paid["status"], paid["txId"], paid["amount"]) == ("SUCCESS", seen["txId"], "40")
    assert paid["updateTime"] == 1_700_000_120_500


async def test_an_order_expires_at_its_deadline_and_can_be_paid_late(caller: V2Caller) -> None:
    await caller.create()
    caller.clock.now += 1799.999
    assert (await record(caller))["status"] == "PENDING"
    caller.clock.now += 60
    expired = await record(caller)
    caller.server.pay("A1")

    assert (expired["status"], expired["updateTime"]) == ("EXPIRED", 1_700_001_800_500)
    assert (await record(caller))["status"] == "SUCCESS"


@pytest.mark.parametrize("end", ["cancel", "fail"])
async def test_an_order_that_was_called_off_stays_so_until_it_is_paid(
    caller: V2Caller, end: str
) -> None:
    await caller.create()
    getattr(caller.server, end)("A1")
    caller.clock.now += 3600
    assert (await record(caller))["status"] == "CANCELLED"
    caller.server.pay("A1")
    assert (await record(caller))["status"] == "SUCCESS"


async def test_an_order_that_does_not_exist_is_not_told_of(caller: V2Caller) -> None:
    await caller.create()
    number = caller.server.orders[0].number

    assert (await caller.detail("A2")).refusal == (200, "000202")
    assert (await caller.detail(number)).refusal == (200, "000202")
    assert (await caller.detail("")).refusal == (200, "000104")
    nameless = await caller.send("GET", "/order/api/v2/payorder/detail")
    assert nameless.refusal == (200, "000103")


async def test_queries_are_held_to_the_key_and_the_time(caller: V2Caller) -> None:
    path = "/order/api/v2/payorder/list"

    assert (await caller.send("GET", path, {"BlockATM-API-Key": None})).refusal == (401, "000112")
    assert (await caller.send("GET", path, {TIME: None})).refusal == (200, "000103")


async def test_a_list_shows_the_newest_first_page_by_page(caller: V2Caller) -> None:
    for number in ("A1", "A2", "A3"):
        await caller.create(orderNo=number)
        caller.clock.now += 1
    first, second = [(await caller.list(f"page={page}&pageSize=2")).data for page in (1, 2)]

    assert [record["orderNo"] for record in first["list"]] == ["A3", "A2"]
    assert [record["orderNo"] for record in second["list"]] == ["A1"]
    assert (first["total"], first["page"], first["pageSize"]) == (3, 1, 2)
    assert second["list"] == [(await caller.detail("A1")).data]


async def test_a_list_can_show_one_status_of_some_time(caller: V2Caller) -> None:
    for number in ("A1", "A2", "A3"):
        await caller.create(orderNo=number)
        caller.server.pay(number)
        caller.clock.now += 1
    await caller.create(orderNo="A4")
    found = (
        await caller.list("status=SUCCESS&startTime=1700000001500&endTime=1700000003500")
    ).data

    assert [record["orderNo"] for record in found["list"]] == ["A3", "A2"]
    assert found["total"] == 2


async def test_a_list_shows_direct_transfers_without_an_order_number(caller: V2Caller) -> None:
    caller.server.transfer("5", "USDC")
    (record,) = (await caller.list()).data["list"]

    assert (record["orderNo"], record["status"], record["amount"]) == (None, "SUCCESS", "5")


async def test_answers_are_wrapped_whatever_the_dress(caller: V2Caller) -> None:
    caller.server.dress = "bare"
    await caller.create()

    assert (await caller.detail()).data["orderNo"] == "A1"


def test_a_gateway_without_secret_or_cashier_is_refused_at_once() -> None:
    for given in ({"secret_key": "s"}, {"cashier_id": "c"}):
        with pytest.raises(ValueError, match="v2 needs"):
            BlockATMServer(api_key=KEY, profile="v2", **given)  # type: ignore[arg-type] # two texts


async def test_the_paths_of_the_earlier_dialects_are_not_served(caller: V2Caller) -> None:
    assert (await caller.query()).refusal == (404, "404")
