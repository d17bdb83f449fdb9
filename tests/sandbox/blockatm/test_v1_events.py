import base64
import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)

from bot.sandbox.blockatm import BlockATMServer, GatewayOrder, Profile
from bot.sandbox.blockatm.v1_events import V1Events
from bot.sandbox.keys import make_pair
from tests.sandbox.blockatm.caller import V1, Caller, text_of


@pytest.fixture(params=["guide", "v1"])
def profile(request: pytest.FixtureRequest) -> Profile:
    profile: Profile = request.param
    return profile


@pytest.fixture
async def order(caller: Caller) -> GatewayOrder:
    await caller.create(orderNo="A1", custNo="c1")
    return caller.server.order("A1")


def verified(text: str, signature: str, key: str, folder: Path) -> bool:
    """Ask openssl, which knows nothing of our code."""
    lines = base64.encodebytes(base64.b64decode(key)).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{lines}-----END PUBLIC KEY-----\n"
    (folder / "public.pem").write_text(pem)
    (folder / "signature").write_bytes(base64.b64decode(signature, validate=True))
    command = ["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature"]
    done = subprocess.run(  # noqa: S603 - a fixed command on a test's own files
        command, input=text.encode(), cwd=folder, capture_output=True, check=False
    )
    return done.stdout == b"Verified OK\n"


def test_openssl_verifies_an_event_with_the_key_that_the_merchant_has(
    server: BlockATMServer, order: GatewayOrder, tmp_path: Path
) -> None:
    server.pay("A1")
    headers, body = server.webhooks.make(order)
    text = text_of(json.loads(body), headers["BlockATM-Request-Time"])

    assert verified(text, headers[V1], server.webhooks.key, tmp_path)
    assert not verified(text + "0", headers[V1], server.webhooks.key, tmp_path)


def test_the_key_is_one_line_of_base64(server: BlockATMServer) -> None:
    der = base64.b64decode(server.webhooks.key, validate=True)

    assert load_der_public_key(der) is not None


def test_an_event_has_the_fields_of_a_record(server: BlockATMServer, order: GatewayOrder) -> None:
    server.pay("A1", "40", by="wallet")
    _, body = server.webhooks.make(order)

    assert json.loads(body) == {
        "platOrderNo": order.number,
        "orderNo": "A1",
        "custNo": "c1",
        "amount": "40",
        "chainId": "1",
        "network": "Ethereum",
        "symbol": "USDT",
        "txId": order.transactions[0],
        "fee": "0",
        "type": 1,
        "status": 1,
        "createTime": 1_700_000_000_500,
    }


@pytest.mark.parametrize(("do", "status"), [("see", 0), ("pay", 1), ("cancel", -1), ("fail", -1)])
def test_the_status_is_a_number(
    server: BlockATMServer, order: GatewayOrder, do: str, status: int
) -> None:
    getattr(server, do)("A1")
    _, body = server.webhooks.make(order)

    assert json.loads(body)["status"] == status


def test_a_lie_about_money_looks_like_the_truth(
    server: BlockATMServer, order: GatewayOrder
) -> None:
    _, body = server.webhooks.make(order, 1)
    lie = json.loads(body)

    assert (lie["status"], lie["amount"]) == (1, "100")
    assert lie["txId"].startswith("0x")
    assert order.transactions == []


def test_an_event_can_be_signed_by_somebody_else(
    server: BlockATMServer, order: GatewayOrder, tmp_path: Path
) -> None:
    private, public = make_pair()
    headers, body = server.webhooks.make(order, 1, key=private.decode())
    text = text_of(json.loads(body), headers["BlockATM-Request-Time"])
    theirs = "".join(public.decode().splitlines()[1:-1])

    assert verified(text, headers[V1], theirs, tmp_path)
    assert not verified(text, headers[V1], server.webhooks.key, tmp_path)


def test_a_key_of_another_kind_cannot_sign() -> None:
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

    with pytest.raises(TypeError, match="P-256"):
        V1Events().sign(b"", pem.decode())
