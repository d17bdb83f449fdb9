import base64
import textwrap

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import as_registered, read_private_key, read_public_key

KEY = ec.generate_private_key(ec.SECP256R1())
# The gateway publishes this pair in its own demo.
DEMO = (
    "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAaXAqWZaVeWG4zQWjAT+RqFUwMKfLIAOQQqi6a3JObrg=="
)
DEMO_PUBLIC = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsjqDDEF5uuVoAFCxftskpMszLQMro888rFlrowcTzVibc4J2PgDy"
    "wFZYXc6x21yHcenJ2bCZ/03XkMrbKqqEwA=="
)
UNREADABLE = "^not an unencrypted private key in PEM or base64 PKCS#8$"


def pem(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = KEY,
    form: PrivateFormat = PrivateFormat.PKCS8,
    lock: KeySerializationEncryption | None = None,
) -> str:
    return key.private_bytes(Encoding.PEM, form, lock or NoEncryption()).decode()


def der() -> bytes:
    return KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def public(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


BASE64 = base64.b64encode(der()).decode()


@pytest.mark.parametrize(
    "text",
    [
        pem(),
        f"\n  {pem()}  \n",
        pem().replace("\n", "\\n"),
        pem().replace("\n", "\r\n"),
        pem(form=PrivateFormat.TraditionalOpenSSL),
        BASE64,
        f" {BASE64}\n",
        "\n".join(textwrap.wrap(BASE64, 76)),
        "\\n".join(textwrap.wrap(BASE64, 64)),
    ],
)
def test_a_key_is_read_as_people_keep_it(text: str) -> None:
    assert public(read_private_key(text)) == public(KEY)


def test_the_gateways_own_demo_key_is_read() -> None:
    assert public(read_private_key(DEMO)) == base64.b64decode(DEMO_PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hunter2",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        BASE64[:-8],
        f"{BASE64[:20]}!{BASE64[21:]}",
        BASE64.replace(BASE64[0], "é", 1),
        "\udce9",
        pem(lock=BestAvailableEncryption(b"password")),
        base64.b64encode(public(KEY)).decode(),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=UNREADABLE) as caught:
        read_private_key(text)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256K1()), ed25519.Ed25519PrivateKey.generate()]
)
def test_a_key_on_another_curve_is_refused(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
) -> None:
    with pytest.raises(ValueError, match=r"^not a key on the curve P-256 \(secp256r1\)$"):
        read_private_key(pem(key))


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a"):
        read_private_key(text)


def public_pem() -> str:
    key = KEY.public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    "text",
    [
        public_pem(),
        public_pem().replace("\n", "\\n"),
        base64.b64encode(public(KEY)).decode(),
        "\n".join(textwrap.wrap(base64.b64encode(public(KEY)).decode(), 64)),
    ],
)
def test_a_public_key_is_read_however_it_is_kept(text: str) -> None:
    assert read_public_key(text) == KEY.public_key()


def test_the_published_public_key_is_read() -> None:
    assert read_public_key(DEMO_PUBLIC) == read_private_key(DEMO).public_key()


@pytest.mark.parametrize("text", ["", "a secret text", BASE64, pem(), "AAAA"])
def test_what_is_no_public_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="not a public key in PEM"):
        read_public_key(text)


def test_a_public_key_on_another_curve_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(ValueError, match="not a key on the curve P-256"):
        read_public_key(base64.b64encode(public(other)).decode())


def test_a_public_key_is_registered_in_one_line_of_base64() -> None:
    assert as_registered(read_private_key(DEMO).public_key()) == DEMO_PUBLIC
