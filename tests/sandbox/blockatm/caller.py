"""A caller that signs with the openssl command line, and a clock to set."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.blockatm import BlockATMServer

KEY = "the-key"
CREATE = "/api/v1/payment/createQrOrder"
QUERY = "/api/v1/payment/contractPayment"
ORDER = {"chainId": "1", "symbol": "USDT", "amount": "100"}

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
