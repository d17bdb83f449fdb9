import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web

from bot.checking.counting import NoAnnouncements, RequestMemory
from bot.checking.timing import LISTS, look_at_clock
from bot.clock import SystemClock
from bot.errors import GatewayBusy
from bot.gateway.budget import Budget
from bot.gateway.places import Purpose
from bot.logs import Redactor
from bot.payments.incidents import Incidents
from bot.sandbox.faults import Fault
from bot.sandbox.playground import Playground


@pytest.fixture
def budget() -> Budget:
    clock = SystemClock()
    return Budget(RequestMemory(), clock, Incidents(NoAnnouncements(), clock, ()), 10)


async def look(url: str, budget: Budget) -> str:
    [line] = await look_at_clock(url, LISTS["guide"], budget, SystemClock())
    return line.shown(Redactor(()))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "ok    clock: within 1 s of the gateway's"),
        (8, "ok    clock: within 8 s of the gateway's"),
        (-8, "ok    clock: within 8 s of the gateway's"),
        (3600, "bad   clock: this machine's clock is 3600 s behind the gateway's"),
        (-3600, "bad   clock: this machine's clock is 3600 s ahead of the gateway's"),
    ],
)
async def test_the_clock_is_compared_with_the_gateways(
    playground: Playground, budget: Budget, seconds: int, words: str
) -> None:
    playground.gateway.skew = timedelta(seconds=seconds)
    said = await look(playground.gateway.url, budget)
    # The header tells whole seconds only.
    near = [words.replace(f"{abs(seconds)} s", f"{abs(seconds) + off} s") for off in (-1, 0, 1)]
    assert any(said.startswith(each) for each in near), said
    assert ("timedatectl set-ntp true" in said) == (abs(seconds) > 10)


async def test_it_costs_one_request_that_shows_no_secret(
    playground: Playground, budget: Budget
) -> None:
    await look(playground.gateway.url, budget)
    [call] = playground.gateway.calls
    assert call.path == "/api/v1/public/networklist"
    assert not [name for name in call.headers if "blockatm" in name.casefold()]
    assert budget.left == 9


async def test_a_gateway_that_is_not_there_is_bad(budget: Budget) -> None:
    said = await look("http://127.0.0.1:1", budget)
    assert said.startswith("bad   clock: the gateway at http://127.0.0.1:1 gives no answer")
    assert "BLOCKATM_BASE_URL" in said
    assert budget.left == 9


async def test_a_spent_budget_is_not_overdrawn(playground: Playground, budget: Budget) -> None:
    for _ in range(10):
        await budget.end(await budget.take(Purpose.SWEEP))
    said = await look(playground.gateway.url, budget)
    assert said.startswith("warn  clock: it was not looked at: the budget of requests is spent")
    assert not playground.gateway.calls


async def test_a_blocked_key_is_bad_and_nothing_more_is_asked(
    playground: Playground, budget: Budget
) -> None:
    playground.gateway.faults.plan(Fault("networklist", status=418))
    said = await look(playground.gateway.url, budget)
    assert said.startswith("bad   clock: it cannot be looked at: the gateway has blocked us (418)")
    assert "stop every program that uses this API key" in said
    with pytest.raises(GatewayBusy):
        await budget.take(Purpose.OPENING)


async def test_a_throttled_key_waits(playground: Playground, budget: Budget) -> None:
    playground.gateway.faults.plan(Fault("networklist", status=429))
    said = await look(playground.gateway.url, budget)
    assert said.startswith("warn  clock: it cannot be looked at: the gateway asks for a pause")
    with pytest.raises(GatewayBusy):
        await budget.take(Purpose.OPENING)


@pytest.fixture
async def timeless() -> AsyncIterator[str]:
    """A server whose answers tell no time, and that holds no more to HTTP than it must."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_an_answer_without_a_time_is_a_warning(timeless: str, budget: Budget) -> None:
    said = await look(timeless, budget)
    assert said.startswith("warn  clock: the gateway's answer tells no time")


@pytest.fixture
async def redirecting(playground: Playground) -> AsyncIterator[str]:
    async def answer(_: web.Request) -> web.Response:
        raise web.HTTPFound(playground.gateway.url)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_no_redirect_is_followed(
    playground: Playground, redirecting: str, budget: Budget
) -> None:
    assert (await look(redirecting, budget)).startswith("ok    clock")
    assert not playground.gateway.calls
