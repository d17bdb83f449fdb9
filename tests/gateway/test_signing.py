import base64
import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.gateway.signing import (
    at_time,
    fits_v1,
    fits_v2,
    guide_body,
    guide_signature,
    pairs,
    v1_signature,
    v2_signature,
)
from tests.gateway.parts import KEY, PUBLISHED_PUBLIC_KEY, openssl_verifies

PUBLISHED = {
    "type": 1,
    "merchantId": 20,
    "custNo": "OrderNO_123456",
    "orderNo": None,
    "platOrderNo": "8210000374",
    "symbol": "USDT",
    "amount": "13.410037",
    "fee": "2",
    "paySymbol": None,
    "status": 1,
    "txId": "john20231229",
    "network": "TRON",
    "chainId": "5",
}
PUBLISHED_TEXT = (
    b"amount=13.410037&chainId=5&custNo=OrderNO_123456&fee=2&merchantId=20&network=TRON"
    b"&platOrderNo=8210000374&status=1&symbol=USDT&txId=john20231229&type=1&time=1696947336603"
)
V2_SECRET = "sck_QOoPSlHDSsgXYeNyTP2i0ug1HKLRjHw9Ug7mCc1Q0"
V2_TEXT = b"custNo=86000123&lang=zh-CN&orderNo=202504001399&time=1742723373000"

rarely = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
keys = st.text(max_size=8)
plain = st.text(max_size=8) | st.integers()
flat = st.dictionaries(keys, plain, max_size=6)


def public_key() -> EllipticCurvePublicKey:
    key = load_der_public_key(base64.b64decode(PUBLISHED_PUBLIC_KEY))
    assert isinstance(key, EllipticCurvePublicKey)
    return key


def openssl_hmac(text: bytes, *options: str) -> str:
    """What openssl, which knows nothing of our code, makes of a text and a secret."""
    command = ["openssl", "dgst", "-sha256", *options]
    done = subprocess.run(command, input=text, capture_output=True, check=True)  # noqa: S603 - a fixed command
    return done.stdout.decode().split("= ")[1].strip()


def test_the_body_is_the_json_of_the_guide() -> None:
    body = guide_body({"symbol": "USDT", "chainId": "1", "amount": "100"})
    assert body == b'{"amount": "100", "chainId": "1", "symbol": "USDT"}'


def test_the_signature_is_der_in_lower_case_hex() -> None:
    signature = guide_signature(b"{}", KEY)
    assert signature == bytes.fromhex(signature).hex()
    assert bytes.fromhex(signature)[0] == 0x30
    assert bytes.fromhex(signature)[1] == len(signature) // 2 - 2


@rarely
@given(payload=st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=6))
def test_openssl_verifies_whatever_was_signed(payload: dict[str, str], tmp_path: Path) -> None:
    body = guide_body(payload)
    assert json.loads(body) == payload
    assert body == json.dumps(payload, sort_keys=True).encode()
    assert openssl_verifies(body, guide_signature(body, KEY), tmp_path)


def test_a_signature_fits_no_other_body(tmp_path: Path) -> None:
    signature = guide_signature(b'{"amount": "100"}', KEY)
    assert openssl_verifies(b'{"amount": "100"}', signature, tmp_path)
    assert not openssl_verifies(b'{"amount": "1000"}', signature, tmp_path)


def test_the_published_object_is_signed_as_the_published_text() -> None:
    assert at_time(pairs(PUBLISHED), "1696947336603") == PUBLISHED_TEXT


def test_what_the_published_key_signs_its_published_other_half_verifies(tmp_path: Path) -> None:
    signature = v1_signature(PUBLISHED_TEXT, KEY)
    assert fits_v1(PUBLISHED_TEXT, signature, public_key())
    assert openssl_verifies(PUBLISHED_TEXT, base64.b64decode(signature).hex(), tmp_path)
    other = PUBLISHED_TEXT.replace(b"13.41", b"93.41")
    assert not openssl_verifies(other, base64.b64decode(signature).hex(), tmp_path)


@rarely
@given(payload=flat, time=st.integers(0, 10**13))
def test_openssl_verifies_whatever_was_signed_as_v1(
    payload: dict[str, object], time: int, tmp_path: Path
) -> None:
    text = at_time(pairs(payload), str(time))
    signature = base64.b64decode(v1_signature(text, KEY), validate=True)
    assert openssl_verifies(text, signature.hex(), tmp_path)


def test_openssl_makes_the_same_of_the_text_and_the_secret_of_v2() -> None:
    signature = v2_signature(V2_TEXT, V2_SECRET)
    assert signature == openssl_hmac(V2_TEXT, "-hmac", V2_SECRET)
    assert signature == openssl_hmac(V2_TEXT, "-mac", "HMAC", "-macopt", f"key:{V2_SECRET}")
    assert signature == signature.lower()
    payload = {"orderNo": "202504001399", "lang": "zh-CN", "custNo": "86000123"}
    assert at_time(pairs(payload), "1742723373000") == V2_TEXT


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({}, ""),
        ({"a": None}, ""),
        ({"a": ""}, "a="),
        ({"b": "1", "a": 2, "B": "3", "_": "4", "0": "5"}, "0=5&B=3&_=4&a=2&b=1"),
        ({"ab": "1", "a": "2", "a.b": "3"}, "a=2&a.b=3&ab=1"),
        ({"a": True, "b": False}, "a=true&b=false"),
        ({"a": 0}, "a=0"),
        ({"z": "1", "m": {"z": "2", "a": "3"}, "a": "4"}, "a=4&a=3&z=2&z=1"),
        ({"a": {"b": {"d": "1", "c": "2"}}}, "c=2&d=1"),
        ({"a": {}, "b": []}, ""),
        ({"a": {"b": None}, "c": "1"}, "c=1"),
        ({"b": [{"z": "1", "a": "2"}, {"a": "3"}], "a": "4"}, "a=4&a=2&z=1&a=3"),
        ({"a": ["2", "1", 3]}, "2&1&3"),
        ({"a": ["1", None, True, {"b": "2"}, ["3", {"c": "4"}]]}, "1&true&b=2&3&c=4"),
        ({"a": "x=1&y=2"}, "a=x=1&y=2"),
        ({"a": "ß %20+"}, "a=ß %20+"),
    ],
)
def test_pairs_are_written_as_the_reference_says(payload: dict[str, object], text: str) -> None:
    assert pairs(payload) == text


@given(flat)
def test_plain_fields_are_their_pairs_in_the_order_of_their_keys(
    payload: dict[str, object],
) -> None:
    expected = [f"{key}={payload[key]}" for key in sorted(payload)]
    assert pairs(payload) == "&".join(expected)
    assert pairs(dict(reversed(payload.items()))) == pairs(payload)


@given(flat, st.sets(keys))
def test_nulls_say_nothing(payload: dict[str, object], more: set[str]) -> None:
    assert pairs(payload | dict.fromkeys(more - set(payload))) == pairs(payload)


@given(flat, flat, flat, keys)
def test_what_is_nested_stands_in_its_place(
    before: dict[str, object], inner: dict[str, object], after: dict[str, object], key: str
) -> None:
    before = {each: value for each, value in before.items() if each < key}
    after = {each: value for each, value in after.items() if each > key}
    expected = "&".join(filter(None, map(pairs, (before, inner, after))))
    assert pairs({**after, key: inner, **before}) == expected
    assert pairs({**after, key: [inner], **before}) == expected
    twice = "&".join(filter(None, map(pairs, (before, inner, inner, after))))
    assert pairs({**after, key: [inner, [inner]], **before}) == twice


def altered(text: str) -> list[str]:
    """The text with each of its characters altered, left out, or written twice."""
    at_each = range(len(text))
    return [
        *(text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :] for at in at_each),
        *(text[:at] + text[at + 1 :] for at in at_each),
        *(text[: at + 1] + text[at:] for at in at_each),
    ]


MALFORMED = [
    "",
    " ",
    "=",
    "====",
    "A",
    "é" * 64,
    "\ud800",
    "0" * 64,
    "٣" * 64,
    "\0" * 64,
    "A" * 9999,
]


def test_v1_fits_nothing_that_was_altered() -> None:
    signature = v1_signature(PUBLISHED_TEXT, KEY)
    for other in [*altered(signature), *MALFORMED, f" {signature}", f"{signature}\n"]:
        assert other == signature or not fits_v1(PUBLISHED_TEXT, other, public_key())
    for at in range(len(PUBLISHED_TEXT)):
        text = bytearray(PUBLISHED_TEXT)
        text[at] ^= 1
        assert not fits_v1(bytes(text), signature, public_key())
    assert not fits_v1(PUBLISHED_TEXT, base64.b64decode(signature).hex(), public_key())


def test_of_two_spellings_of_one_signature_only_the_proper_one_fits() -> None:
    signature = next(s for s in (v1_signature(b"", KEY) for _ in range(99)) if s.endswith("="))
    body, padding = signature.rstrip("="), signature[len(signature.rstrip("=")) :]
    other = f"{body[:-1]}{chr(ord(body[-1]) + 1)}{padding}"
    assert base64.b64decode(other) == base64.b64decode(signature)
    assert fits_v1(b"", signature, public_key())
    assert not fits_v1(b"", other, public_key())


def test_v2_fits_nothing_that_was_altered() -> None:
    signature = v2_signature(V2_TEXT, V2_SECRET)
    assert fits_v2(V2_TEXT, signature, V2_SECRET)
    for other in [*altered(signature), *MALFORMED, f" {signature}", f"{signature}\n"]:
        assert other == signature or not fits_v2(V2_TEXT, other, V2_SECRET)
    for at in range(len(V2_TEXT)):
        text = bytearray(V2_TEXT)
        text[at] ^= 1
        assert not fits_v2(bytes(text), signature, V2_SECRET)
    assert not fits_v2(V2_TEXT, signature, V2_SECRET + "x")


@given(st.binary(), st.text())
def test_nothing_else_than_a_signature_fits(signed: bytes, signature: str) -> None:
    assume(signature != v2_signature(signed, V2_SECRET))
    assert not fits_v2(signed, signature, V2_SECRET)
    assert not fits_v1(signed, signature, public_key())
