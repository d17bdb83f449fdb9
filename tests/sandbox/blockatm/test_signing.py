import base64
import subprocess
from pathlib import Path

import pytest

from bot.sandbox.blockatm.signing import at_time, fits, hmac_hex, p256, pairs, same

# What the gateway publishes to test a signer with.
PUBLISHED_PRIVATE = (
    "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAaXAqWZaVeWG4zQWjAT+RqFUwMKfLIAOQQqi6a3JObrg=="
)
PUBLISHED_PUBLIC = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsjqDDEF5uuVoAFCxftskpMszLQMro888rFlrowcTzVibc4J2PgDywFZY"
    "Xc6x21yHcenJ2bCZ/03XkMrbKqqEwA=="
)
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


def pem(kind: str, key: str) -> bytes:
    body = base64.encodebytes(base64.b64decode(key)).decode()
    return f"-----BEGIN {kind} KEY-----\n{body}-----END {kind} KEY-----\n".encode()


def test_the_published_object_makes_the_published_text() -> None:
    assert at_time(pairs(PUBLISHED), "1696947336603") == PUBLISHED_TEXT


def test_the_published_pair_fits_together(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(pem("PRIVATE", PUBLISHED_PRIVATE))
    command = ["openssl", "dgst", "-sha256", "-sign", str(file)]
    done = subprocess.run(command, input=PUBLISHED_TEXT, capture_output=True, check=True)  # noqa: S603 - a fixed command
    key = p256(pem("PUBLIC", PUBLISHED_PUBLIC))

    assert fits(key, PUBLISHED_TEXT, done.stdout)
    assert not fits(key, PUBLISHED_TEXT + b"0", done.stdout)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"b": "2", "a": "1", "B": "3"}, "B=3&a=1&b=2"),
        ({"a": None, "b": ""}, "b="),
        ({"b": {"z": "1", "c": "2"}, "a": "0", "d": "3"}, "a=0&c=2&z=1&d=3"),
        ({"a": [{"y": "1", "x": "2"}, {"x": "3"}], "b": "4"}, "x=2&y=1&x=3&b=4"),
        ({"a": ["p", None, 7], "b": "q"}, "p&7&b=q"),
        ({"a": [["p"], {"x": ["q"]}]}, "p&q"),
        ({"a": {}, "b": [], "c": 1, "d": 1.5, "e": True, "f": False}, "c=1&d=1.5&e=true&f=false"),
    ],
)
def test_the_text_is_sorted_spliced_and_free_of_nulls(
    fields: dict[str, object], text: str
) -> None:
    assert pairs(fields) == text


def test_the_published_secret_signs_as_openssl_does() -> None:
    secret = "sck_QOoPSlHDSsgXYeNyTP2i0ug1HKLRjHw9Ug7mCc1Q0"
    text = b"custNo=86000123&lang=zh-CN&orderNo=202504001399&time=1742723373000"
    command = ["openssl", "dgst", "-sha256", "-hmac", secret, "-r"]
    done = subprocess.run(command, input=text, capture_output=True, check=True)  # noqa: S603 - a fixed command

    assert hmac_hex(secret, text) == done.stdout.decode().split()[0]


@pytest.mark.parametrize("given", ["", "AB", "abc", "ü", "\udcff"])
def test_another_signature_is_not_the_same(given: str) -> None:
    assert not same(given, "ab")
    assert same("ab", "ab")


def test_half_a_character_can_be_signed_over() -> None:
    assert at_time(pairs({"a": "\ud800"}), "1") == b"a=\xed\xa0\x80&time=1"
