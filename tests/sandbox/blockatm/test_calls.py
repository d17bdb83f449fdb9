import asyncio

import aiohttp
import pytest

from bot.sandbox.blockatm.calls import Call, most_in_a_minute
from bot.sandbox.faults import Fault
from tests.sandbox.blockatm.caller import Caller


async def test_a_call_is_remembered_with_what_was_sent_and_what_was_answered(
    caller: Caller,
) -> None:
    body = b'{"amount": "100", "chainId": "1", "symbol": "USDT"}'
    answer = await caller.create_raw(body)
    (call,) = caller.server.calls

    assert (call.name, call.method, call.body) == ("createQrOrder", "POST", body)
    assert (call.status, call.answer) == (200, answer.body)


async def test_headers_of_a_call_are_found_in_any_case(caller: Caller) -> None:
    await caller.query()
    (call,) = caller.server.calls

    assert call.headers["blockatm-api-key"] == call.headers["BlockATM-API-Key"] == "the-key"


async def test_calls_are_ordered_by_a_clock_that_never_goes_back(caller: Caller) -> None:
    await caller.query()
    caller.clock.now -= 3600
    await caller.query()
    first, second = caller.server.calls

    assert first.at <= second.at


async def test_a_call_is_remembered_before_it_is_answered(caller: Caller) -> None:
    fault = caller.server.faults.plan(Fault("contractPayment", hold=True))
    async with asyncio.TaskGroup() as group:
        group.create_task(caller.query())
        await fault.reached.wait()
        (call,) = caller.server.calls
        before = call.status
        fault.release()

    assert (before, call.status) == (None, 200)


async def test_an_answer_that_nobody_hears_is_not_remembered(caller: Caller) -> None:
    caller.server.faults.plan(Fault("createQrOrder", drop=True, after=True))
    with pytest.raises(aiohttp.ClientError):
        await caller.create()
    (call,) = caller.server.calls

    assert (call.status, call.answer) == (None, b"")


def test_a_minute_ends_before_its_sixtieth_second() -> None:
    assert most_in_a_minute([0, 59.999]) == 2
    assert most_in_a_minute([0, 60]) == 1


def test_the_fullest_minute_counts_wherever_it_begins() -> None:
    assert most_in_a_minute([0, 30, 61, 62, 63, 64, 200]) == 5


def test_no_calls_make_an_empty_minute() -> None:
    assert most_in_a_minute([]) == 0


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/payment/createQrOrder", "create"),
        ("POST", "/order/api/v2/pay/order", "create"),
        ("GET", "/api/v1/payment/contractPayment", "query"),
        ("GET", "/api/v1/payment/qrCodePayment", "query"),
        ("GET", "/order/api/v2/payorder/detail", "query"),
        ("GET", "/order/api/v2/payorder/list", "query"),
        ("GET", "/api/v1/contract/payment", "lists"),
        ("GET", "/api/v1/public/networklist", "lists"),
        ("GET", "/admin/api/v2/pub/coin/list", "lists"),
    ],
)
def test_a_call_is_of_the_same_kind_in_every_dialect(method: str, path: str, kind: str) -> None:
    assert Call(method, path, {}, b"", 0).kind == kind


async def test_a_fault_can_meet_a_kind_of_calls(caller: Caller) -> None:
    caller.server.faults.plan(Fault("create", status=500))

    assert (await caller.query()).status == 200
    assert (await caller.create()).status == 500
