"""What a gateway client is made of, and the key pair that the gateway publishes for tests."""

import base64
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.gateway.budget import Budget
from bot.gateway.transport import Transport
from bot.keys import read_private_key
from bot.payments.incidents import Incidents
from bot.payments.notice import Kind
from bot.payments.order import Order
from bot.payments.ports import Gateway
from bot.payments.settlement import Report
from bot.payments.vitals import Trouble
from bot.sandbox.blockatm import BlockATMServer, Call
from tests.clocks import SetClock

API_KEY = "the-api-key-of-this-till"
OWNER = 7
PUBLISHED_KEY = (
    "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAaXAqWZaVeWG4zQWjAT+RqFUwMKfLIAOQQqi6a3JObrg=="
)
PUBLISHED_PUBLIC_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsjqDDEF5uuVoAFCxftskpMszLQMro888rFlrowcTzVibc4J2PgDywFZYXc6x"
    "21yHcenJ2bCZ/03XkMrbKqqEwA=="
)
KEY = read_private_key(PUBLISHED_KEY)
PUBLIC_PEM = (
    "-----BEGIN PUBLIC KEY-----\n"
    + base64.encodebytes(base64.b64decode(PUBLISHED_PUBLIC_KEY)).decode()
    + "-----END PUBLIC KEY-----\n"
).encode()
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Announced:
    """Keeps what owners were told."""

    def __init__(self) -> None:
        self.kinds: list[Kind] = []
        self.noted: dict[Trouble, datetime] = {}

    async def troubles(self) -> dict[Trouble, datetime]:
        return dict(self.noted)

    async def begin(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        assert list(chat_ids) == [OWNER]
        self.noted[trouble] = at
        self.kinds.append(kind)

    async def end(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        assert list(chat_ids) == [OWNER]
        assert at >= self.noted.pop(trouble)
        self.kinds.append(kind)


class MemoryLog:
    """A request log that outlives a budget but not the test, in whole milliseconds."""

    def __init__(self) -> None:
        self._requests: dict[int, tuple[str, str, datetime | None]] = {}
        self._pause: tuple[datetime, int] | None = None

    async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:
        assert at.tzinfo
        number = len(self._requests) + 1
        self._requests[number] = (purpose, endpoint, None)
        return number

    async def end(self, number: int, at: datetime) -> None:
        self._requests[number] = (*self._requests[number][:2], _cut(at))

    async def take_up(self, since: datetime, now: datetime) -> Sequence[tuple[str, str, datetime]]:
        for number, (purpose, endpoint, ended_at) in self._requests.items():
            self._requests[number] = (purpose, endpoint, ended_at or _cut(now))
        return [
            (purpose, endpoint, end)
            for purpose, endpoint, end in self._requests.values()
            if end is not None and end > _cut(since)
        ]

    async def pause(self) -> tuple[datetime, int] | None:
        return self._pause

    async def set_pause(self, until: datetime | None, strikes: int) -> None:
        self._pause = (_cut(until), strikes) if until is not None else None


def _cut(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Till:
    """A gateway client with all that it is made of."""

    def __init__(self, server: BlockATMServer, clock: SetClock, limit: int = 100_000) -> None:
        self.server = server
        self.clock = clock
        self.announced = Announced()
        self.incidents = Incidents(self.announced, clock, [OWNER])
        self.budget = Budget(MemoryLog(), clock, self.incidents, limit)
        self.transport = self.reaching(server.url)

    def reaching(self, url: str) -> Transport:
        return Transport(url, API_KEY, self.budget, self.clock, self.incidents)

    @property
    def last_call(self) -> Call:
        return self.server.calls[-1]


def openssl_verifies(body: bytes, signature: str, folder: Path) -> bool:
    """Ask openssl, which knows nothing of our code, whether a signature in hex fits."""
    key, file = folder / "public.pem", folder / "signature"
    key.write_bytes(PUBLIC_PEM)
    file.write_bytes(bytes.fromhex(signature))
    command = ["openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(file)]
    done = subprocess.run(command, input=body, capture_output=True, check=False)  # noqa: S603 - a fixed command on a test's own files
    return done.stdout == b"Verified OK\n"


async def reports_of(gateway: Gateway, *asked: Order) -> list[Report]:
    """All that the gateway says about orders."""
    return [report async for batch in gateway.reports(asked) for report in batch.reports]
