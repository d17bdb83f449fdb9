"""A reader of the gateway's webhooks, and whoever signs them for it."""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from multidict import CIMultiDict

from bot.errors import WebhookRefused, Why
from bot.gateway.webhooks import WebhookReader, of_v1, of_v2
from bot.payments.settlement import Report
from tests.clocks import SetClock
from tests.gateway.parts import KEY, NOON, PUBLISHED_PUBLIC_KEY

SECRET = "whk_of_this_till"
HASH = "ab" * 32
V1_FIELDS = {
    "platOrderNo": "8210000374",
    "orderNo": "7KQ2M9XW4T",
    "custNo": None,
    "amount": "13.410037",
    "chainId": "0x2b6653dc",
    "network": "TRON",
    "symbol": "USDT",
    "txId": HASH,
    "fee": "2",
    "type": 2,
    "status": 1,
    "createTime": 1767355200000,
}
V2_FIELDS = {
    "id": "g1",
    "orderNo": "7KQ2M9XW4T",
    "custNo": "",
    "chainId": "TRON",
    "cashierId": "c1",
    "amount": "13.410037",
    "network": "TRON",
    "symbol": "USDT",
    "txId": HASH,
    "orderType": 2,
    "status": "SUCCESS",
    "fromAddress": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL",
    "blockTime": 1767355200000,
}
Sign = Callable[[bytes], str]
Fields = dict[str, Any]


def sign_v1(signed: bytes) -> str:
    return base64.b64encode(KEY.sign(signed, ECDSA(SHA256()))).decode()


def sign_v2(signed: bytes) -> str:
    return hmac.new(SECRET.encode(), signed, "sha256").hexdigest()


def flat_text(fields: Fields) -> bytes:
    """The pairs of fields that have nothing nested in them, said again from the document."""
    said = [f"{key}={value}" for key, value in fields.items() if value is not None]
    return "&".join(sorted(said, key=lambda pair: pair.partition("=")[0])).encode()


def compact(fields: Fields) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


class Door:
    """A reader of webhooks, and whoever signs them for it."""

    def __init__(self, profile: str) -> None:
        self.clock = SetClock(NOON)
        public = load_der_public_key(base64.b64decode(PUBLISHED_PUBLIC_KEY))
        assert isinstance(public, EllipticCurvePublicKey)
        dialect = of_v1(public) if profile == "v1" else of_v2(SECRET)
        self.fields: Fields = V1_FIELDS if profile == "v1" else V2_FIELDS
        self.header = f"BlockATM-Signature-{profile.upper()}"
        self.sign: Sign = sign_v1 if profile == "v1" else sign_v2
        self.reader = WebhookReader(dialect, self.clock.now)

    @property
    def time(self) -> str:
        return str(int(self.clock.now().timestamp() * 1000))

    def headers(self, signed: bytes, time: str | None = None, **more: str) -> CIMultiDict[str]:
        """The headers of a webhook whose text is `signed`; underscores stand for hyphens."""
        time = self.time if time is None else time
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return CIMultiDict(
            {
                "Content-Type": "application/json",
                "BlockATM-Event": "Payment",
                "BlockATM-Request-Time": time,
                self.header: self.sign(signed + f"&time={time}".encode()),
                **named,
            }
        )

    def read(self, headers: CIMultiDict[str], body: bytes) -> Sequence[Report]:
        return self.reader.read(headers, body)

    def hears(self, fields: object, **more: str) -> Sequence[Report]:
        """Read a genuine webhook that says this."""
        body = json.dumps(fields).encode()
        return self.read(self.headers(body, **more), body)

    def refusal(self, headers: CIMultiDict[str], body: bytes) -> Why:
        with pytest.raises(WebhookRefused) as caught:
            self.read(headers, body)
        return caught.value.why
