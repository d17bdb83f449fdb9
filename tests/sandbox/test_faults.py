import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.faults import Fault, Faults


class Server:
    """Answers every call with its name, unless a fault is on."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.done: list[str] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]

        async def handle() -> web.StreamResponse:
            self.done.append(name)
            return web.Response(text=name)

        return await self.faults.around(request, handle, name)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_post("/{name}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


async def ask(http: aiohttp.ClientSession, server: Server, name: str) -> tuple[int, str]:
    async with http.post(f"http://127.0.0.1:{server.port}/{name}") as response:
        return response.status, await response.text()


async def test_without_a_fault_the_answer_is_true(
    server: Server, http: aiohttp.ClientSession
) -> None:
    assert await ask(http, server, "pay") == (200, "pay")


async def test_a_fault_meets_as_many_calls_as_it_should(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("pay", times=2, status=500, body=b"no"))
    answers = [await ask(http, server, "pay") for _ in range(3)]
    assert answers == [(500, "no"), (500, "no"), (200, "pay")]
    assert server.done == ["pay"]


async def test_a_fault_without_number_lasts_until_it_is_lifted(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("*", times=None, status=500))
    assert [(await ask(http, server, "pay"))[0] for _ in range(3)] == [500, 500, 500]
    server.faults.lift()
    assert (await ask(http, server, "pay"))[0] == 200


async def test_one_fault_is_withdrawn_and_the_others_stay(
    server: Server, http: aiohttp.ClientSession
) -> None:
    first = server.faults.plan(Fault("*", times=None, status=500))
    server.faults.plan(Fault("*", times=None, status=502))
    for _ in range(2):  # what is off already stays so
        server.faults.withdraw(first)
    assert (await ask(http, server, "pay"))[0] == 502


async def test_a_fault_meets_its_own_call_alone_in_any_case(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("PAY", status=500))
    assert (await ask(http, server, "query"))[0] == 200
    assert (await ask(http, server, "pay"))[0] == 500


async def test_faults_are_met_in_order(server: Server, http: aiohttp.ClientSession) -> None:
    server.faults.plan(Fault("pay", status=500))
    server.faults.plan(Fault("pay", status=502))
    assert [(await ask(http, server, "pay"))[0] for _ in range(2)] == [500, 502]


async def test_a_late_fault_comes_after_the_work(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("pay", after=True, status=504))
    assert (await ask(http, server, "pay"))[0] == 504
    assert server.done == ["pay"]


@pytest.mark.parametrize(("after", "done"), [(True, ["pay"]), (False, [])])
async def test_a_cut_connection_tells_nothing(
    server: Server,
    http: aiohttp.ClientSession,
    after: bool,  # noqa: FBT001 - a parameter of the test
    done: list[str],
) -> None:
    server.faults.plan(Fault("pay", after=after, drop=True))
    with pytest.raises(aiohttp.ClientError):
        await ask(http, server, "pay")
    assert server.done == done


@pytest.mark.parametrize("after", [True, False])
async def test_a_held_call_goes_on_when_it_is_released(
    server: Server,
    http: aiohttp.ClientSession,
    after: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    fault = server.faults.plan(Fault("pay", after=after, hold=True))
    asking = asyncio.create_task(ask(http, server, "pay"))
    await fault.reached.wait()
    assert server.done == (["pay"] if after else [])
    fault.release()
    assert await asking == (200, "pay")
    assert server.done == ["pay"]


async def test_a_delayed_call_is_answered_all_the_same(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("pay", delay=0.01))
    assert await ask(http, server, "pay") == (200, "pay")


async def test_an_answer_in_place_of_the_true_one_has_its_headers(
    server: Server, http: aiohttp.ClientSession
) -> None:
    server.faults.plan(Fault("pay", status=429, headers={"Retry-After": "7"}))
    async with http.post(f"http://127.0.0.1:{server.port}/pay") as response:
        assert response.headers["Retry-After"] == "7"
