import base64
import json
from typing import Any

import pytest

from bot.sandbox.blockatm import Profile
from bot.sandbox.keys import make_pair
from tests.sandbox.blockatm.caller import QR_QUERY, V1, V1Caller

TIME = "BlockATM-Request-Time"
NOW = "1700000000500"
BODY = b'{"symbol":"USDT", "chainId":"1","amount":"100"}'
TEXT = f"amount=100&chainId=1&symbol=USDT&time={NOW}"


@pytest.fixture
def profile() -> Profile:
    return "v1"


async def test_an_order_signed_over_its_sorted_pairs_is_accepted_however_it_is_spelled(
    caller: V1Caller,
) -> None:
    answer = await caller.create_raw(BODY, {V1: caller.sign64(TEXT)})
    (order,) = caller.server.orders

    assert answer.data == {"cashierUrl": order.cashier_url, "toAddress": order.address}


async def test_names_are_signed_and_kept(caller: V1Caller) -> None:
    await caller.create(orderNo="9K3M7QW2XZ-2", custNo="c1")
    order = caller.server.order("9K3M7QW2XZ-2")

    assert (order.cust_no, order.chain_id, order.amount) == ("c1", "1", "100")


async def refused(caller: V1Caller, signature: str | None, **headers: str) -> tuple[int, str]:
    answer = await caller.create_raw(BODY, {V1: signature, **headers})
    assert caller.server.orders == []
    return answer.refusal


async def test_a_call_without_a_signature_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, None) == (200, "000306")


async def test_a_signature_in_hex_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, caller.sign(TEXT.encode())) == (200, "000306")


async def test_a_signature_with_something_behind_it_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, caller.sign64(TEXT) + "!") == (200, "000306")


async def test_a_signature_of_the_body_itself_is_refused(caller: V1Caller) -> None:
    signature = base64.b64encode(bytes.fromhex(caller.sign(BODY))).decode()

    assert await refused(caller, signature) == (200, "000306")


async def test_a_signature_without_the_time_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, caller.sign64(TEXT.partition("&time")[0])) == (200, "000306")


async def test_a_signature_of_another_moment_is_refused(caller: V1Caller) -> None:
    header = {TIME: "1700000000499"}

    assert await refused(caller, caller.sign64(TEXT), **header) == (200, "000306")


async def test_a_signature_by_another_key_is_refused(caller: V1Caller) -> None:
    caller.key_file.write_bytes(make_pair()[0])

    assert await refused(caller, caller.sign64(TEXT)) == (200, "000306")


async def test_a_signature_for_another_amount_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, caller.sign64(TEXT.replace("100", "10", 1))) == (200, "000306")


async def test_the_key_and_the_time_are_asked_for_first(caller: V1Caller) -> None:
    assert await refused(caller, "x", **{"BlockATM-API-Key": "another"}) == (401, "000110")
    assert await refused(caller, "x", **{TIME: "1700000000501"}) == (200, "000103")


async def test_a_wrong_parameter_is_found_once_the_signature_fits(caller: V1Caller) -> None:
    assert (await caller.create(amount="1e2")).refusal == (200, "000102")
    assert (await caller.create(symbol=...)).refusal == (200, "000103")
    assert (await caller.create(custNo="a.b")).refusal == (200, "000102")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_refused(caller: V1Caller, body: bytes) -> None:
    assert (await caller.create_raw(body)).refusal == (200, "000102")


async def test_a_body_of_another_kind_is_refused(caller: V1Caller) -> None:
    assert await refused(caller, "x", **{"Content-Type": "text/plain"}) == (415, "415")


async def test_the_same_order_number_is_refused(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")

    assert (await caller.create(orderNo="A1")).refusal == (200, "000201")


async def record(caller: V1Caller) -> dict[str, Any]:
    (record,) = await caller.list_qr()
    return record


async def test_a_record_has_the_fields_of_the_reference(caller: V1Caller) -> None:
    await caller.create(orderNo="A1", custNo="c1", chainId="TRON", amount="99.50")
    (order,) = caller.server.orders

    assert await record(caller) == {
        "platOrderNo": order.number,
        "orderNo": "A1",
        "custNo": "c1",
        "amount": "0",
        "chainId": "TRON",
        "network": "TRON",
        "symbol": "USDT",
        "txId": None,
        "fee": "0",
        "type": 2,
        "status": 0,
        "createTime": 1_700_000_000_500,
    }


async def test_a_payment_that_is_seen_is_processed_with_its_transaction(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")
    caller.server.see("A1")
    seen = await record(caller)
    caller.server.pay("A1")
    paid = await record(caller)

    assert (seen["status"], seen["amount"]) == (0, "100")
    assert seen["txId"].startswith("0x")
    assert (paid["status"], paid["amount"], paid["txId"]) == (1, "100", seen["txId"])


async def test_what_arrived_is_told_whatever_was_asked_for(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")
    caller.server.pay("A1", "40")
    assert (await record(caller))["amount"] == "40"
    caller.server.pay("A1", "60.5")
    assert (await record(caller))["amount"] == "100.5"


async def test_an_order_that_nobody_paid_in_time_has_failed(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")
    caller.clock.now += 1799.999
    assert (await record(caller))["status"] == 0
    caller.clock.now += 0.001
    assert (await record(caller))["status"] == -1
    caller.server.pay("A1")
    assert (await record(caller))["status"] == 1


async def test_a_payment_that_was_seen_in_time_goes_on_after_it(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")
    caller.server.see("A1")
    caller.clock.now += 1800

    assert (await record(caller))["status"] == 0


@pytest.mark.parametrize("end", ["cancel", "fail"])
async def test_an_order_that_ended_otherwise_has_failed_and_can_be_paid_all_the_same(
    caller: V1Caller, end: str
) -> None:
    await caller.create(orderNo="A1")
    caller.server.see("A1")
    getattr(caller.server, end)("A1")
    ended = await record(caller)
    caller.server.pay("A1")

    assert (ended["status"], ended["txId"], ended["amount"]) == (-1, None, "0")
    assert (await record(caller))["status"] == 1


async def test_an_order_paid_by_a_connected_wallet_is_in_the_other_list(caller: V1Caller) -> None:
    await caller.create(orderNo="A1")
    await caller.create(orderNo="A2")
    caller.server.pay("A1", by="wallet")
    caller.server.pay("A2", by="qr")
    (wallet,) = await caller.list_others()
    (qr,) = await caller.list_qr()

    assert (wallet["orderNo"], wallet["type"], wallet["status"]) == ("A1", 1, 1)
    assert (qr["orderNo"], qr["type"], qr["status"]) == ("A2", 2, 1)


async def test_a_direct_transfer_is_in_the_other_list_and_has_no_order_number(
    caller: V1Caller,
) -> None:
    order = caller.server.transfer("5", "USDC")
    (record,) = await caller.list_others()

    assert await caller.list_qr() == []
    assert (record["platOrderNo"], record["orderNo"], record["custNo"]) == (
        order.number,
        None,
        None,
    )
    assert (record["type"], record["status"], record["amount"]) == (3, 1, "5")
    assert record["txId"]


async def test_queries_need_the_key_and_no_signature(caller: V1Caller) -> None:
    answer = await caller.send("GET", QR_QUERY, {"BlockATM-API-Key": None})

    assert answer.refusal == (401, "000112")


async def test_answers_can_be_bare_and_single(caller: V1Caller) -> None:
    caller.server.dress, caller.server.listing = "bare", "single"
    created = await caller.create(orderNo="A1")
    (order,) = caller.server.orders

    assert created.fields["cashierUrl"] == order.cashier_url
    assert (await caller.send("GET", QR_QUERY)).fields["orderNo"] == "A1"


async def test_a_nested_object_is_signed_before_it_is_refused(caller: V1Caller) -> None:
    fields = {"amount": "100", "chainId": {"z": "1", "a": "2"}, "symbol": "USDT"}
    text = f"amount=100&a=2&z=1&symbol=USDT&time={NOW}"
    answer = await caller.create_raw(json.dumps(fields).encode(), {V1: caller.sign64(text)})

    assert answer.refusal == (200, "000102")
