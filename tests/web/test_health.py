import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.payments.vitals import Trouble, Vitals
from bot.web.health import Health
from bot.web.server import WebServer
from tests.clocks import SetClock
from tests.web.visitor import ask, get, serving

NOW = SetClock().now()


class Patient:
    """Whose vitals can be set."""

    def __init__(self) -> None:
        self.vitals = Vitals(at=NOW)
        self.is_mute = False

    async def tell(self) -> Vitals:
        if self.is_mute:
            raise StorageError("the database is locked")
        return self.vitals

    def ails(self, *troubles: Trouble) -> None:
        self.vitals = replace(self.vitals, troubles=dict.fromkeys(troubles, NOW))


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
async def server(patient: Patient) -> AsyncIterator[WebServer]:
    health = Health(patient.tell)
    handlers = {("GET", "/healthz"): health.alive, ("GET", "/readyz"): health.ready}
    async with serving(handlers) as server:
        yield server


async def readiness(server: WebServer) -> tuple[int, dict[str, object]]:
    answer = await ask(server.port, get("/readyz"))
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return answer.status, json.loads(answer.text)


async def test_who_is_alive_says_so_whatever_else_is_wrong(
    server: WebServer, patient: Patient
) -> None:
    patient.is_mute = True
    answer = await ask(server.port, get("/healthz"))

    assert (answer.status, answer.text) == (200, "ok")


async def test_all_in_order_is_ready(server: WebServer) -> None:
    assert await readiness(server) == (
        200,
        {"ready": True, "database": "ok", "updates": "ok", "gateway": "ok"},
    )


@pytest.mark.parametrize(
    ("change", "part"), [({"is_stored": False}, "database"), ({"is_hearing": False}, "updates")]
)
async def test_a_part_that_is_out_of_order_is_named_alone(
    server: WebServer, patient: Patient, change: dict[str, bool], part: str
) -> None:
    patient.vitals = replace(patient.vitals, **change)  # type: ignore[arg-type]  # flags alone
    status, said = await readiness(server)

    assert (status, said.pop("ready")) == (503, False)
    assert [name for name, words in said.items() if words != "ok"] == [part]
    assert str(said[part]).endswith(".")


@pytest.mark.parametrize(
    "trouble", [Trouble.GATEWAY_BLOCKED, Trouble.GATEWAY_DOWN, Trouble.KEYS_REFUSED]
)
async def test_without_the_gateway_it_is_not_ready(
    server: WebServer, patient: Patient, trouble: Trouble
) -> None:
    patient.ails(trouble)
    status, said = await readiness(server)

    assert (status, said["ready"]) == (503, False)
    assert str(said["gateway"]).startswith("The gateway ")


async def test_of_several_troubles_the_worst_is_told(server: WebServer, patient: Patient) -> None:
    patient.ails(Trouble.GATEWAY_DOWN, Trouble.GATEWAY_BLOCKED)

    assert (await readiness(server))[1]["gateway"] == "The gateway has locked the till out."


async def test_other_troubles_do_not_keep_it_from_its_work(
    server: WebServer, patient: Patient
) -> None:
    patient.ails(Trouble.CLOCK_OFF, Trouble.WEBHOOKS_SILENT, Trouble.DATABASE_FULL)

    assert (await readiness(server))[0] == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_it_can_be_asked_for_the_head_alone(server: WebServer, path: str) -> None:
    assert (await ask(server.port, get(path, "HEAD"))).status == 200


async def test_the_head_tells_of_trouble_too(server: WebServer, patient: Patient) -> None:
    patient.ails(Trouble.GATEWAY_DOWN)

    assert (await ask(server.port, get("/readyz", "HEAD"))).status == 503
