import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.sandbox.blockatm import BlockATMServer, Event
from bot.sandbox.faults import Fault
from tests.sandbox.blockatm.caller import CREATE, KEY, QUERY, Caller


async def test_a_server_started_again_keeps_its_address_and_its_orders(caller: Caller) -> None:
    server = caller.server
    await caller.create()
    before = server.url
    await server.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.query()
    await server.start()

    assert server.url == before
    assert len((await caller.query()).records) == 1


async def test_a_server_that_never_started_can_be_stopped(pair: tuple[bytes, bytes]) -> None:
    await BlockATMServer(api_key=KEY, public_key_pem=pair[1]).stop()


async def test_stopping_lets_held_calls_go(caller: Caller) -> None:
    fault = caller.server.faults.plan(Fault("*", hold=True))
    async with asyncio.TaskGroup() as group:
        held = group.create_task(caller.query())
        await fault.reached.wait()
        await caller.server.stop()

    assert held.result().records == []


@pytest.mark.parametrize("path", ["/", "/api/v1/payment", "/order/api/v2/pay/order"])
async def test_a_path_that_is_not_served_is_not_found(caller: Caller, path: str) -> None:
    assert (await caller.send("GET", path)).refusal == (404, "404")


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("GET", CREATE, "POST"), ("POST", QUERY, "GET")]
)
async def test_a_method_that_is_not_served_is_not_allowed(
    caller: Caller, method: str, path: str, allowed: str
) -> None:
    answer = await caller.send(method, path)

    assert answer.refusal == (405, "405")
    assert answer.headers["Allow"] == allowed


async def test_the_date_tells_the_servers_time_cut_to_whole_seconds(caller: Caller) -> None:
    caller.clock.now = 1_700_000_000.999

    assert (await caller.query()).headers["Date"] == "Tue, 14 Nov 2023 22:13:20 GMT"


async def test_the_date_runs_off_with_the_servers_clock(caller: Caller) -> None:
    caller.server.skew = timedelta(seconds=-90)
    answer = await caller.query()

    assert answer.refusal == (200, "000103")
    assert answer.headers["Date"] == "Tue, 14 Nov 2023 22:11:50 GMT"


async def test_an_answer_made_by_a_fault_is_dated_too(caller: Caller) -> None:
    caller.server.faults.plan(Fault("contractPayment", status=502, body=b"bad gateway"))
    answer = await caller.query()

    assert (answer.status, answer.body) == (502, b"bad gateway")
    assert answer.headers["Date"] == "Tue, 14 Nov 2023 22:13:20 GMT"


async def test_a_fault_meets_the_call_it_is_named_after(caller: Caller) -> None:
    caller.server.faults.plan(Fault("createQrOrder", status=500))

    assert (await caller.query()).status == 200
    assert (await caller.create()).status == 500
    assert caller.server.orders == []


async def test_an_order_can_exist_although_its_answer_was_lost(caller: Caller) -> None:
    caller.server.faults.plan(Fault("createQrOrder", drop=True, after=True))
    with pytest.raises(aiohttp.ClientError):
        await caller.create(orderNo="A1")

    assert (await caller.create(orderNo="A1")).refusal == (200, "000201")


async def test_a_call_cut_off_before_the_work_leaves_no_order(caller: Caller) -> None:
    caller.server.faults.plan(Fault("createQrOrder", drop=True))
    with pytest.raises(aiohttp.ClientError):
        await caller.create(orderNo="A1")

    assert "cashierUrl" in (await caller.create(orderNo="A1")).fields


async def test_a_delayed_call_is_judged_by_the_time_it_is_let_in(caller: Caller) -> None:
    fault = caller.server.faults.plan(Fault("*", hold=True))
    async with asyncio.TaskGroup() as group:
        held = group.create_task(caller.query())
        await fault.reached.wait()
        caller.clock.now += 31
        fault.release()

    assert held.result().refusal == (200, "000103")


async def test_a_call_that_meets_a_fault_counts_as_seen(caller: Caller) -> None:
    caller.server.faults.plan(Fault("*", status=500, times=100))
    for _ in range(100):
        await caller.query()

    assert (await caller.query()).status == 429


async def test_the_fullest_minute_counts_refused_calls_too(caller: Caller) -> None:
    for _ in range(2):
        await caller.query()
    caller.clock.now += 59
    await caller.query({"BlockATM-API-Key": None})
    caller.clock.now += 2
    await caller.query()

    assert caller.server.most_in_a_minute() == 3


async def test_events_tell_what_happened(caller: Caller) -> None:
    events: list[Event] = []
    caller.server.on_event(events.append)
    await caller.create(orderNo="A1")
    caller.server.pay("A1")
    await caller.query({"BlockATM-API-Key": None})

    assert [event.kind for event in events] == ["created", "paid", "refused"]
    assert events[-1].text == "contractPayment: 000112 BlockATM-API-Key is missing"


async def test_a_throttled_call_is_told_as_refused(caller: Caller) -> None:
    events: list[Event] = []
    caller.server.on_event(events.append)
    for _ in range(101):
        await caller.query()

    assert [event.kind for event in events] == ["refused"]


async def test_waiting_ends_when_a_call_comes_even_before_it_is_answered(caller: Caller) -> None:
    server = caller.server
    fault = server.faults.plan(Fault("*", hold=True))
    async with asyncio.TaskGroup() as group:
        group.create_task(caller.query())
        await server.wait_for(lambda: server.calls)
        assert server.calls[0].status is None
        fault.release()


async def test_waiting_ends_when_a_call_is_answered(caller: Caller) -> None:
    server = caller.server
    fault = server.faults.plan(Fault("*", hold=True))
    async with asyncio.TaskGroup() as group:
        group.create_task(caller.query())
        await fault.reached.wait()
        group.create_task(server.wait_for(lambda: server.calls[0].status == 200))
        await asyncio.sleep(0)
        fault.release()


async def test_waiting_ends_when_the_order_is_paid(caller: Caller) -> None:
    server = caller.server
    await caller.create(orderNo="A1")
    async with asyncio.TaskGroup() as group:
        group.create_task(server.wait_for(lambda: server.order("A1").paid))
        await asyncio.sleep(0)
        server.pay("A1")


async def test_waiting_for_what_never_comes_ends_in_time(server: BlockATMServer) -> None:
    with pytest.raises(TimeoutError):
        await server.wait_for(lambda: False, timeout=0)
