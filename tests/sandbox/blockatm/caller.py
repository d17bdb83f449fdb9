"""Callers that sign with the openssl command line, and a clock to set."""

import base64
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.blockatm import BlockATMServer, Profile

KEY = "the-key"
CREATE = "/api/v1/payment/createQrOrder"
QUERY = "/api/v1/payment/contractPayment"
ORDER = {"chainId": "1", "symbol": "USDT", "amount": "100"}
QR_QUERY = "/api/v1/payment/qrCodePayment"
V1, V2 = "BlockATM-Signature-V1", "BlockATM-Signature-V2"
SECRET = "the-secret"
CASHIER = "till-7"
CREATE_V2 = "/order/api/v2/pay/order"
ORDER_V2 = {"cashierId": CASHIER, "orderNo": "A1", "amount": "100", "symbol": "USDT"}

Headers = Mapping[str, str | None]


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: float = 1_700_000_000.5

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        fields = json.loads(self.body)
        assert isinstance(fields, dict)
        return fields

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever is in the envelope
        assert self.fields["success"] is True, self.fields
        assert self.fields["code"] == "200"
        assert self.fields["trace"]
        return self.fields["data"]

    @property
    def records(self) -> list[dict[str, Any]]:
        records = json.loads(self.body)
        assert isinstance(records, list)
        return records

    @property
    def refusal(self) -> tuple[int, str]:
        assert self.fields["success"] is False
        assert self.fields["data"] is None
        assert self.fields["msg"]
        return self.status, self.fields["code"]


@dataclass
class Caller:
    """Calls the gateway, correctly unless told otherwise; a header that is `None` is left out."""

    server: BlockATMServer
    clock: Clock
    key_file: Path
    http: aiohttp.ClientSession

    def sign(self, body: bytes, digest: str = "sha256") -> str:
        command = ["openssl", "dgst", f"-{digest}", "-sign", str(self.key_file)]
        done = subprocess.run(command, input=body, capture_output=True, check=True)  # noqa: S603 - a fixed command on a test's own file
        return done.stdout.hex()

    async def send(
        self, method: str, path: str, changed: Headers | None = None, body: bytes | None = None
    ) -> Answer:
        headers = {
            "BlockATM-API-Key": KEY,
            "BlockATM-Request-Time": str(int(self.clock.now * 1000)),
            **(changed or {}),
        }
        given = {name: value for name, value in headers.items() if value is not None}
        url = self.server.url + path
        async with self.http.request(method, url, data=body, headers=given) as response:
            return Answer(response.status, response.headers, await response.read())

    async def query(self, changed: Headers | None = None) -> Answer:
        return await self.send("GET", QUERY, changed)

    async def create(self, **fields: object) -> Answer:
        """Create an order; a field that is `...` is left out."""
        wanted = {name: value for name, value in (ORDER | fields).items() if value is not ...}
        return await self.create_raw(json.dumps(wanted, sort_keys=True).encode())

    async def create_raw(self, body: bytes, changed: Headers | None = None) -> Answer:
        headers = {
            "BlockATM-Signature-V1": self.sign(body),
            "Content-Type": "application/json",
            **(changed or {}),
        }
        return await self.send("POST", CREATE, headers, body)


def text_of(fields: Mapping[str, object], time: str) -> str:
    """The text that is signed for flat fields."""
    given = {name: value for name, value in fields.items() if value is not None}
    return "&".join(f"{name}={given[name]}" for name in sorted(given)) + f"&time={time}"


class V1Caller(Caller):
    """Calls the gateway in the dialect of the v1 reference."""

    async def create(self, **fields: object) -> Answer:
        wanted = {name: value for name, value in (ORDER | fields).items() if value is not ...}
        text = text_of(wanted, str(int(self.clock.now * 1000)))
        return await self.create_raw(json.dumps(wanted).encode(), {V1: self.sign64(text)})

    def sign64(self, text: str) -> str:
        return base64.b64encode(bytes.fromhex(self.sign(text.encode()))).decode()

    async def list_qr(self) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = (await self.send("GET", QR_QUERY)).data
        return records

    async def list_others(self) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = (await self.query()).data
        return records


class V2Caller(Caller):
    """Calls the gateway in the dialect of the v2 documents."""

    async def create(self, **fields: object) -> Answer:
        wanted = {name: value for name, value in (ORDER_V2 | fields).items() if value is not ...}
        sign = self.sign_hex(text_of(wanted, str(int(self.clock.now * 1000))))
        return await self.create_with(wanted | {"sign": sign}, sign)

    async def create_with(self, fields: Mapping[str, object], signature: str | None) -> Answer:
        """Create an order with these fields and this signature in the header."""
        headers = {V2: signature, "Content-Type": "application/json"}
        return await self.send("POST", CREATE_V2, headers, json.dumps(fields).encode())

    def sign_hex(self, text: str, secret: str = SECRET) -> str:
        command = ["openssl", "dgst", "-sha256", "-hmac", secret, "-r"]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)  # noqa: S603 - a fixed command
        return done.stdout.decode().split()[0]

    async def detail(self, order_no: str = "A1") -> Answer:
        return await self.send("GET", f"/order/api/v2/payorder/detail?orderNo={order_no}")

    async def list(self, query: str = "") -> Answer:
        return await self.send("GET", f"/order/api/v2/payorder/list?{query}")


CALLERS: dict[Profile, type[Caller]] = {"guide": Caller, "v1": V1Caller, "v2": V2Caller}
