import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.sandbox.blockatm import BlockATMServer
from bot.sandbox.keys import make_pair
from tests.sandbox.blockatm.caller import CREATE, Caller

BODY = b'{"amount": "100", "chainId": "1", "symbol": "USDT"}'
SIGNATURE = "BlockATM-Signature-V1"


async def test_an_order_signed_by_the_openssl_command_line_is_accepted(caller: Caller) -> None:
    answer = await caller.create_raw(BODY)
    (order,) = caller.server.orders

    assert answer.status == 200
    assert answer.fields == {"cashierUrl": order.cashier_url, "toAddress": order.address}
    assert order.cashier_url.rsplit("/", 1)[-1] == order.number


async def test_what_was_wanted_is_kept_as_it_was_written(caller: Caller) -> None:
    await caller.create(
        chainId="0x2b6653dc", amount="0.500000", orderNo="A1", custNo="é" * 64, symbol="USDJ"
    )
    order = caller.server.order("A1")

    assert (order.chain_id, order.symbol, order.amount) == ("0x2b6653dc", "USDJ", "0.500000")
    assert (order.order_no, order.cust_no, order.status) == ("A1", "é" * 64, "pending")
    assert order.created_at.timestamp() == caller.clock.now


async def test_an_order_without_names_has_none(caller: Caller) -> None:
    await caller.create()
    (order,) = caller.server.orders

    assert (order.order_no, order.cust_no) == (None, None)


async def test_the_address_is_left_out_when_there_is_none(caller: Caller) -> None:
    caller.server.addresses = lambda _network: None

    assert set((await caller.create()).fields) == {"cashierUrl"}


async def test_the_address_can_be_a_malformed_one(caller: Caller) -> None:
    caller.server.addresses = lambda network: f"not an address on {network.name}"

    assert (await caller.create()).fields["toAddress"] == "not an address on Ethereum"


def as_base64(signature: str) -> str:
    return base64.b64encode(bytes.fromhex(signature)).decode()


async def refused(caller: Caller, signature: str | None) -> tuple[int, str]:
    answer = await caller.create_raw(BODY, {SIGNATURE: signature})
    assert caller.server.orders == []
    return answer.refusal


async def test_a_call_without_a_signature_is_refused(caller: Caller) -> None:
    assert await refused(caller, None) == (200, "000306")


async def test_a_signature_in_base64_is_refused(caller: Caller) -> None:
    assert await refused(caller, as_base64(caller.sign(BODY))) == (200, "000306")


async def test_a_signature_in_upper_case_is_refused(caller: Caller) -> None:
    assert await refused(caller, caller.sign(BODY).upper()) == (200, "000306")


async def test_a_signature_of_other_bytes_is_refused(caller: Caller) -> None:
    assert await refused(caller, caller.sign(BODY + b" ")) == (200, "000306")


async def test_a_signature_that_is_not_der_is_refused(caller: Caller) -> None:
    assert await refused(caller, "ab" * 64) == (200, "000306")


async def test_a_signature_by_another_key_is_refused(caller: Caller) -> None:
    caller.key_file.write_bytes(make_pair()[0])

    assert await refused(caller, caller.sign(BODY)) == (200, "000306")


async def test_a_signature_with_another_digest_is_refused(caller: Caller) -> None:
    assert await refused(caller, caller.sign(BODY, "sha384")) == (200, "000306")


@pytest.mark.parametrize(
    "body",
    [
        b'{"chainId": "1", "amount": "100", "symbol": "USDT"}',
        b'{"amount":"100","chainId":"1","symbol":"USDT"}',
        BODY + b"\n",
        b'{"amount": "100", "amount": "100", "chainId": "1", "symbol": "USDT"}',
        '{"amount": "100", "chainId": "1", "custNo": "é", "symbol": "USDT"}'.encode(),
        BODY.decode().encode("utf-16"),
    ],
)
async def test_a_body_that_signing_again_would_write_otherwise_is_refused(
    caller: Caller, body: bytes
) -> None:
    assert (await caller.create_raw(body)).refusal == (200, "000306")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'"100"'])
async def test_a_body_that_is_no_json_object_is_refused(caller: Caller, body: bytes) -> None:
    assert (await caller.create_raw(body)).refusal == (200, "000102")


async def test_a_body_of_another_kind_is_refused(caller: Caller) -> None:
    answer = await caller.create_raw(BODY, {"Content-Type": "application/octet-stream"})

    assert answer.refusal == (415, "415")


async def test_the_charset_beside_the_kind_of_the_body_does_no_harm(caller: Caller) -> None:
    answer = await caller.create_raw(BODY, {"Content-Type": "application/json; charset=utf-8"})

    assert "cashierUrl" in answer.fields


async def test_the_same_order_number_is_refused_and_gives_no_link(caller: Caller) -> None:
    await caller.create(orderNo="A1")
    answer = await caller.create(orderNo="A1")

    assert answer.refusal == (200, "000201")
    assert "/cashier/" not in answer.body.decode()


async def test_orders_without_a_number_never_collide(caller: Caller) -> None:
    await caller.create()
    await caller.create()

    assert len(caller.server.orders) == 2


async def test_a_query_needs_no_signature_and_ignores_filters(caller: Caller) -> None:
    await caller.create(orderNo="A1")
    answer = await caller.send("GET", "/api/v1/payment/contractPayment?orderNo=another")

    assert len(answer.records) == 1


async def test_a_record_holds_the_id_the_status_the_amount_and_the_time(caller: Caller) -> None:
    await caller.create(amount="99.50")

    assert (await caller.query()).records == [
        {
            "orderId": caller.server.orders[0].number,
            "status": "pending",
            "amount": "99.50",
            "timestamp": 1_700_000_000_500,
        }
    ]


async def test_a_paid_order_is_reported_with_what_arrived_and_when(caller: Caller) -> None:
    number = (await caller.create()).fields["cashierUrl"].rsplit("/", 1)[-1]
    caller.clock.now += 2.25
    caller.server.pay(number, "100.01")

    assert (await caller.query()).records == [
        {
            "orderId": number,
            "status": "completed",
            "amount": "100.01",
            "timestamp": 1_700_000_002_750,
        }
    ]


async def test_an_order_can_be_reported_under_the_merchants_number(caller: Caller) -> None:
    await caller.create(orderNo="A1")
    await caller.create()
    caller.server.names_orders_by = "order_no"
    nameless = caller.server.orders[1].number

    assert [record["orderId"] for record in (await caller.query()).records] == ["A1", nameless]


async def test_one_record_can_come_without_a_list_around_it(caller: Caller) -> None:
    caller.server.listing = "single"
    assert (await caller.query()).records == []

    await caller.create()
    assert (await caller.query()).fields["status"] == "pending"

    await caller.create()
    assert len((await caller.query()).records) == 2


async def test_both_answers_can_be_wrapped(caller: Caller) -> None:
    caller.server.dress = "wrapped"
    created, listed = await caller.create(), await caller.query()

    assert created.fields["data"]["cashierUrl"] == caller.server.orders[0].cashier_url
    assert listed.fields["data"][0]["orderId"] == caller.server.orders[0].number
    assert created.fields["trace"] != listed.fields["trace"]


async def test_a_path_with_a_slash_behind_it_is_another_path(caller: Caller) -> None:
    assert (await caller.send("POST", f"{CREATE}/")).refusal == (404, "404")


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)]
)
def test_a_key_that_is_not_on_p256_is_refused_at_once(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> None:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(ValueError, match="P-256"):
        BlockATMServer(api_key="k", public_key_pem=pem)
