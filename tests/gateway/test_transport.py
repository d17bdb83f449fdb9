import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import (
    GatewayBlocked,
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
)
from bot.gateway import sending, transport
from bot.gateway.guide import CREATE, QUERY, GuideGateway
from bot.gateway.places import Purpose
from bot.gateway.transport import Call
from bot.payments.money import Money
from bot.payments.notice import Kind
from bot.sandbox.blockatm import BlockATMServer
from bot.sandbox.faults import Fault
from tests.clocks import SetClock
from tests.gateway.parts import API_KEY, KEY, Till, openssl_verifies, reports_of
from tests.orders import an_order, another

SWEEP = Call("GET", QUERY, Purpose.SWEEP)
REFUSAL = json.dumps({"code": "000306", "success": False, "trace": "4bf9", "msg": "no"}).encode()
LIMIT = 100


def goes_wrong(till: Till, call: str = "*", **trouble: Any) -> Fault:  # noqa: ANN401 - the fields of a fault
    return till.server.faults.plan(Fault(call, **trouble))


async def failure(till: Till, call: Call = SWEEP) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await till.transport.ask(call)
    return caught.value


async def silence_after_429(till: Till, headers: dict[str, str]) -> timedelta:
    """How long everything waits after a 429; at its end a call goes out again."""
    goes_wrong(till, status=429, headers=headers)
    busy = await failure(till)
    assert isinstance(busy, GatewayBusy)
    wait, asked = busy.until - till.clock.now(), len(till.server.calls)
    till.clock.forward(seconds=wait.total_seconds() - 0.001)
    assert isinstance(await failure(till), GatewayBusy)
    assert len(till.server.calls) == asked
    till.clock.forward(milliseconds=1)
    await till.transport.ask(SWEEP)
    assert len(till.server.calls) == asked + 1
    return wait


async def test_a_query_shows_the_key_and_the_time_and_no_signature(till: Till) -> None:
    assert await till.transport.ask(SWEEP) == []
    headers = till.last_call.headers
    assert headers["BlockATM-API-Key"] == API_KEY
    assert headers["BlockATM-Request-Time"].isdecimal()
    assert not [name for name in headers if "signature" in name.lower()]
    assert "Content-Type" not in headers


async def test_what_makes_the_signature_is_given_the_time_that_is_sent(till: Till) -> None:
    call = Call("GET", QUERY, Purpose.SWEEP, signed=lambda said: {"Signed-Time": said})
    await till.transport.ask(call)
    headers = till.last_call.headers
    assert headers["Signed-Time"] == headers["BlockATM-Request-Time"]


async def test_openssl_verifies_the_bytes_that_were_sent(
    till: Till, gateway: GuideGateway, tmp_path: Path
) -> None:
    await gateway.open(an_order(amount=Money.of("0.000001", "USDT")))
    signature = till.last_call.headers["BlockATM-Signature-V1"]
    assert openssl_verifies(till.last_call.body, signature, tmp_path)


@pytest.mark.parametrize("seconds", [-90, -31, -5, -1, -0.2, 0, 0.2, 1, 5, 31, 90, 100_000])
async def test_a_clock_that_is_off_costs_one_more_request_and_no_order(
    till: Till, gateway: GuideGateway, seconds: float
) -> None:
    till.server.skew = timedelta(seconds=seconds)
    await gateway.open(an_order())
    assert len(till.server.calls) <= 2
    assert len(till.server.calls) == 2 or -1 <= seconds <= 30
    await gateway.open(another(2))
    await reports_of(gateway)
    assert len(till.server.calls) <= 4
    assert len(till.server.orders) == 2


@pytest.mark.parametrize("seconds", [-90, -31, -5, -1.1, -0.5, 0.5, 31, 90])
async def test_a_clock_that_is_set_in_the_middle_costs_one_more_request_and_no_order(
    till: Till, gateway: GuideGateway, seconds: float
) -> None:
    await gateway.open(an_order())
    till.server.skew += timedelta(seconds=seconds)
    await gateway.open(another(2))
    await gateway.open(another(3))
    assert len(till.server.calls) <= 4
    assert len(till.server.orders) == 3


async def test_a_clock_that_drifts_never_fails_an_order(till: Till, gateway: GuideGateway) -> None:
    for number in range(40):
        till.clock.forward(seconds=3603.7)
        till.server.skew -= timedelta(milliseconds=180)
        await gateway.open(another(number))
    assert len(till.server.calls) <= 42


async def test_a_clock_that_is_off_is_logged_in_seconds(
    till: Till, gateway: GuideGateway, caplog: pytest.LogCaptureFixture
) -> None:
    till.server.skew = timedelta(seconds=-90)
    await gateway.open(an_order())
    assert "-91 s" in caplog.text


async def test_a_refusal_that_has_nothing_to_do_with_the_time_is_not_repeated(
    till: Till, gateway: GuideGateway
) -> None:
    await reports_of(gateway)
    with pytest.raises(GatewayRefused):
        await gateway.open(an_order(amount=Money.of("1", "USDC")))
    assert len(till.server.calls) == 2


async def test_a_clock_that_cannot_be_mended_is_not_tried_a_third_time(
    till: Till, gateway: GuideGateway
) -> None:
    goes_wrong(till, times=None, status=400, headers={"Date": "Fri, 02 Jan 2026 09:00:00 GMT"})
    till.server.skew = timedelta(hours=3)
    with pytest.raises(GatewayRefused):
        await gateway.open(an_order())
    assert len(till.server.calls) <= 2


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.floats(-7200, 7200) | st.floats(-2, 2), st.floats(0, 4000)),
        min_size=1,
        max_size=4,
    )
)
async def test_whatever_the_clocks_do_the_next_query_gets_through(
    till: Till, steps: list[tuple[float, float]]
) -> None:
    for skew, idle in steps:
        till.server.skew = timedelta(seconds=skew)
        till.clock.forward(seconds=idle)
        asked = len(till.server.calls)
        assert await till.transport.ask(SWEEP) == []
        assert len(till.server.calls) <= asked + 2


async def test_a_request_that_was_too_long_on_its_way_is_made_once_more(
    till: Till, gateway: GuideGateway
) -> None:
    held = goes_wrong(till, hold=True)
    asking = asyncio.create_task(gateway.open(an_order()))
    await held.reached.wait()
    till.clock.forward(seconds=45)
    held.release()
    assert (await asking).gateway_id == till.server.orders[0].number
    assert len(till.server.calls) == 2


@pytest.mark.parametrize("call", [SWEEP, Call("POST", CREATE, Purpose.OPENING, b"{}")])
async def test_a_cut_connection_is_not_tried_again_behind_our_back(till: Till, call: Call) -> None:
    await till.transport.ask(SWEEP)  # leaves a connection that aiohttp would use again
    left, seen = till.budget.left, len(till.server.calls)
    goes_wrong(till, drop=True, times=None)
    assert isinstance(await failure(till, call), GatewayUnavailable)
    assert len(till.server.calls) == seen + 1
    assert till.budget.left == left - 1


async def test_an_answer_that_is_too_late_is_no_answer(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    goes_wrong(till, hold=True)
    async with till.reaching(till.server.url) as till.transport:
        error = await failure(till)
    assert isinstance(error, GatewayUnavailable)
    assert str(error).startswith("no answer from the gateway: ")
    assert len(till.server.calls) == 1


@pytest.mark.parametrize(
    "url", ["http://gateway.invalid", "http://127.0.0.1:1", "https://", "http://[::1]:1"]
)
async def test_a_gateway_that_cannot_be_reached_is_unavailable(till: Till, url: str) -> None:
    secure = till.server.url.replace("http:", "https:")
    async with till.reaching(secure if url == "https://" else url) as till.transport:
        error = await failure(till)
    assert isinstance(error, GatewayUnavailable)
    assert API_KEY not in str(error)


async def test_a_place_is_held_from_sending_until_a_minute_after_the_end(till: Till) -> None:
    free = till.budget.left
    held = goes_wrong(till, hold=True)
    asking = asyncio.create_task(till.transport.ask(SWEEP))
    await held.reached.wait()
    till.clock.forward(seconds=29)
    assert till.budget.left == free - 1
    held.release()
    await asking
    till.clock.forward(seconds=59.999)
    assert till.budget.left == free - 1
    till.clock.forward(seconds=0.001)
    assert till.budget.left == free


async def test_a_call_that_is_cancelled_holds_its_place_no_longer_than_a_minute(
    till: Till,
) -> None:
    free = till.budget.left
    held = goes_wrong(till, hold=True)
    asking = asyncio.create_task(till.transport.ask(SWEEP))
    await held.reached.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert till.budget.left == free - 1
    till.clock.forward(seconds=60)
    assert till.budget.left == free


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(till: Till, status: int) -> None:
    goes_wrong(till, status=status, headers={"Location": f"{till.server.url}{QUERY}"})
    assert isinstance(await failure(till), GatewayMisconfigured)
    assert len(till.server.calls) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/html"},
        {"Content-Type": "application/octet-stream"},
        {"Content-Type": "text/plain; charset=no-such-charset"},
    ],
)
async def test_the_type_that_an_answer_claims_does_not_matter(
    till: Till, headers: dict[str, str]
) -> None:
    goes_wrong(till, status=200, body=b'[{"a": "\xc3\xa4"}]', headers=headers)
    assert await till.transport.ask(SWEEP) == [{"a": "ä"}]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<html>Bad Gateway</html>", GatewayUnavailable),
        (200, b"<html>Maintenance</html>", GatewayMisunderstood),
        (200, b'[{"orderId": "g1"', GatewayMisunderstood),
        (200, b"[" * 1_000_000, GatewayMisunderstood),
        (400, b"", GatewayRefused),
    ],
)
async def test_an_odd_answer_is_an_error_of_its_kind_after_one_request(
    till: Till, status: int, body: bytes, kind: type[GatewayError]
) -> None:
    goes_wrong(till, status=status, body=body)
    assert type(await failure(till)) is kind
    assert len(till.server.calls) == 1


async def test_a_body_that_ends_too_early_is_no_answer(till: Till) -> None:
    goes_wrong(till, status=200, body=b"[]", headers={"Content-Encoding": "gzip"})
    assert isinstance(await failure(till), GatewayUnavailable)


async def test_a_huge_answer_is_not_read_to_its_end(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGEST_ANSWER", 1000)
    goes_wrong(till, status=200, body=b" " * 998 + b"[]")
    assert await till.transport.ask(SWEEP) == []
    goes_wrong(till, status=200, body=b" " * 999 + b"[]")
    assert isinstance(await failure(till), GatewayMisunderstood)


async def test_the_key_is_in_no_error_and_no_line_of_the_log(
    till: Till, gateway: GuideGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    troubles: list[dict[str, Any]] = [
        *({"status": status} for status in (302, 401, 404, 500)),
        {"drop": True},
        {"status": 200, "body": b"oops"},
        {"status": 200, "headers": {"Content-Encoding": "gzip"}},
        {"status": 429, "headers": {"Retry-After": "1"}},
        {"status": 418},
    ]
    for trouble in troubles:
        goes_wrong(till, **trouble)
        with pytest.raises(GatewayError) as caught:
            await gateway.open(an_order())
        assert API_KEY not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
        till.clock.forward(seconds=1)
    till.server.skew = timedelta(hours=1)
    till.clock.forward(minutes=10)
    await reports_of(gateway)
    assert API_KEY not in caplog.text


TOLD_TWICE = [Kind.GATEWAY_REFUSES_KEYS, Kind.KEYS_ACCEPTED, Kind.GATEWAY_REFUSES_KEYS]


async def test_owners_are_told_once_that_keys_are_refused_until_they_work_again(
    till: Till,
) -> None:
    for _ in range(3):
        goes_wrong(till, status=401)
        assert isinstance(await failure(till), GatewayMisconfigured)
    assert till.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]
    goes_wrong(till, status=500)
    await failure(till)
    goes_wrong(till, status=401)
    await failure(till)
    assert till.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]
    await till.transport.ask(SWEEP)
    goes_wrong(till, status=401)
    await failure(till)
    assert till.announced.kinds == TOLD_TWICE


async def test_a_query_that_works_does_not_make_a_refused_signature_news(
    till: Till, gateway: GuideGateway
) -> None:
    goes_wrong(till, "createQrOrder", times=3, status=200, body=REFUSAL)
    for _ in range(3):
        with pytest.raises(GatewayMisconfigured, match="000306"):
            await gateway.open(an_order())
        await reports_of(gateway)
    assert till.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]
    await gateway.open(an_order())
    goes_wrong(till, "createQrOrder", status=200, body=REFUSAL)
    with pytest.raises(GatewayMisconfigured):
        await gateway.open(another(2))
    assert till.announced.kinds == TOLD_TWICE


async def test_owners_are_told_once_when_many_calls_are_refused_at_a_time(till: Till) -> None:
    goes_wrong(till, times=None, status=403)
    await asyncio.gather(*(failure(till) for _ in range(8)))
    assert till.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]


async def test_a_wrong_key_is_told_to_owners_with_the_gateways_words(till: Till) -> None:
    wrong = Till(till.server, till.clock)
    wrong.transport._api_key = "another"
    async with wrong.transport:
        assert "000110" in str(await failure(wrong))
    assert wrong.announced.kinds == [Kind.GATEWAY_REFUSES_KEYS]


async def test_a_clock_that_is_off_is_no_refused_key(till: Till) -> None:
    goes_wrong(till, status=200, body=REFUSAL)
    till.server.skew = timedelta(seconds=-90)
    assert await till.transport.ask(SWEEP) == []
    assert till.announced.kinds == [Kind.CLOCK_OFF]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),
        ({"Retry-After": "17"}, 17),
        ({"Retry-After": " 17 "}, 17),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "99999999999999999999"}, 86_400),
        ({"Retry-After": "Fri, 02 Jan 2026 11:00:00 GMT"}, 1),
        ({"Retry-After": "Fri, 31 Dec 8999 23:59:59 GMT"}, 86_400),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, 60),
        ({"Retry-After": "soon"}, 60),
        ({"Retry-After": "-5"}, 60),
        ({"Retry-After": "1.5"}, 60),
        ({"Retry-After": "9" * 5000}, 60),
        ({"Retry-After": "\u0661\u0667"}, 60),
    ],
)
async def test_a_429_makes_everything_wait_as_long_as_it_says(
    till: Till, headers: dict[str, str], seconds: int
) -> None:
    assert await silence_after_429(till, headers) == timedelta(seconds=seconds)


@pytest.mark.parametrize("skew", [-3600, 0, 3600])
async def test_a_date_in_a_429_is_by_the_gateways_clock(till: Till, skew: int) -> None:
    till.server.skew = timedelta(seconds=skew)
    date = (till.server.now() + timedelta(seconds=40)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    wait = await silence_after_429(till, {"Retry-After": date})
    assert timedelta(seconds=39) <= wait <= timedelta(seconds=42)


async def test_a_418_stops_everything_and_is_told_until_one_call_succeeds(till: Till) -> None:
    goes_wrong(till, status=418)
    assert isinstance(await failure(till), GatewayBlocked)
    assert till.announced.kinds == [Kind.GATEWAY_BLOCKED]
    till.clock.forward(minutes=9, seconds=59)
    assert type(await failure(till)) is GatewayBusy
    assert len(till.server.calls) == 1
    till.clock.forward(seconds=1)
    await till.transport.ask(SWEEP)
    assert till.announced.kinds == [Kind.GATEWAY_BLOCKED, Kind.GATEWAY_RECOVERED]


@pytest.mark.parametrize("trouble", [{"status": 502}, {"drop": True}])
async def test_a_probe_that_hears_nothing_from_the_gateway_itself_ends_no_block(
    till: Till, trouble: dict[str, Any]
) -> None:
    goes_wrong(till, status=418)
    await failure(till)
    till.clock.forward(minutes=10)
    goes_wrong(till, **trouble)
    assert isinstance(await failure(till), GatewayUnavailable)
    goes_wrong(till, status=418)
    blocked = await failure(till)
    assert isinstance(blocked, GatewayBlocked)
    assert blocked.until - till.clock.now() == timedelta(minutes=20)
    assert till.announced.kinds == [Kind.GATEWAY_BLOCKED]


@pytest.fixture
async def strict(clock: SetClock, server: BlockATMServer) -> AsyncIterator[Till]:
    """A till whose budget is exactly what the gateway allows."""
    server._limit._most = LIMIT
    till = Till(server, clock, LIMIT)
    async with till.transport:
        yield till


async def accepted(asking: Awaitable[object]) -> bool:
    """Whether the budget had room."""
    try:
        await asking
    except GatewayBusy:
        return False
    return True


async def test_a_flood_is_never_more_than_the_gateway_allows_and_sweeps_go_on(
    strict: Till,
) -> None:
    gateway, started_at, sweeps = GuideGateway(strict.transport, KEY), strict.clock.now(), 0
    waiting = [another(number) for number in range(4 * LIMIT)]
    while waiting:
        batch, waiting = waiting[:16], waiting[16:]
        openings = [accepted(gateway.open(order)) for order in batch]
        *opened, swept = await asyncio.gather(*openings, accepted(reports_of(gateway)))
        waiting += [order for order, is_open in zip(batch, opened, strict=True) if not is_open]
        sweeps += swept
        strict.clock.forward(seconds=0.7)
    assert len(strict.server.orders) == 4 * LIMIT
    assert strict.server.most_in_a_minute() <= LIMIT
    assert {call.status for call in strict.server.calls} == {200}
    assert sweeps >= LIMIT // 5 * ((strict.clock.now() - started_at) // timedelta(minutes=1))


async def test_who_waits_exactly_until_he_is_told_fills_every_minute(strict: Till) -> None:
    started_at = strict.clock.now()
    for _ in range(3 * LIMIT):
        try:
            await strict.transport.ask(SWEEP)
        except GatewayBusy as busy:
            strict.clock.forward(seconds=(busy.until - strict.clock.now()).total_seconds())
            await strict.transport.ask(SWEEP)
    assert strict.server.most_in_a_minute() == LIMIT
    assert {call.status for call in strict.server.calls} == {200}
    assert strict.clock.now() - started_at == timedelta(minutes=2)
