import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.blockatm import BlockATMServer, GatewayOrder, Profile
from bot.sandbox.blockatm.signing import at_time, pairs
from bot.sandbox.blockatm.webhooks import RETRIES, Webhooks
from tests.sandbox.blockatm.caller import V2Caller


@pytest.fixture
def profile() -> Profile:
    return "v2"


@dataclass
class Merchant:
    """One who listens, and answers what it is told to, in turn; then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    async def listen(self, request: web.Request) -> web.Response:
        self.heard.append((request.headers, await request.read()))
        self.at.append(asyncio.get_running_loop().time())
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": self.url})

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
async def merchant() -> AsyncIterator[Merchant]:
    merchant = Merchant()
    app = web.Application()
    app.router.add_post("/webhook", merchant.listen)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    merchant.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    yield merchant
    await runner.cleanup()


@pytest.fixture
def webhooks(server: BlockATMServer, merchant: Merchant) -> Webhooks:
    server.webhooks.url = merchant.url
    server.webhooks.pace = 0
    return server.webhooks


@pytest.fixture
async def order(caller: V2Caller) -> GatewayOrder:
    await caller.create()
    return caller.server.order("A1")


async def heard(server: BlockATMServer, statuses: list[int]) -> None:
    await server.wait_for(lambda: [each.status for each in server.webhooks.deliveries] == statuses)


async def test_nothing_is_sent_unless_there_is_somewhere_to(
    server: BlockATMServer, merchant: Merchant, order: GatewayOrder
) -> None:
    server.pay(order.number)
    server.webhooks.url = merchant.url
    server.pay(order.number)
    await heard(server, [200])

    assert [event["amount"] for event in merchant.events] == ["200"]


async def test_what_happens_to_an_order_is_sent(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    told = []
    for number, do in enumerate((server.see, server.cancel, server.fail, server.pay), 1):
        do(order.number)
        await heard(server, [200] * number)
        told.append(merchant.events[-1]["status"])

    assert told == ["PENDING", "CANCELLED", "CANCELLED", "SUCCESS"]
    assert len(webhooks.deliveries) == 4


async def test_an_order_that_is_only_made_is_not_sent(
    server: BlockATMServer, webhooks: Webhooks, caller: V2Caller
) -> None:
    await caller.create()
    server.pay("A1")
    await heard(server, [200])

    assert b"SUCCESS" in webhooks.deliveries[0].body


async def test_money_that_nobody_asked_for_is_sent_without_an_order_number(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant
) -> None:
    order = server.transfer("5", "USDC")
    await heard(server, [200])
    (event,) = merchant.events

    assert (event["id"], event["orderNo"], event["orderType"]) == (order.number, None, 3)
    assert webhooks.deliveries


async def test_a_delivery_is_remembered_as_it_was_sent(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    server.skew = timedelta(seconds=2)
    server.pay(order.number)
    await heard(server, [200])
    (delivery,), ((headers, body),) = webhooks.deliveries, merchant.heard

    assert delivery.body == body
    assert {name: headers[name] for name in delivery.headers} == delivery.headers
    assert delivery.at == server.now()
    assert delivery.headers["BlockATM-Request-Time"] == "1700000002500"
    assert delivery.headers["BlockATM-Event"] == "Payment"


def test_an_event_is_tried_again_after_the_documented_waits() -> None:
    minute, hour = 60, 3600

    assert (minute, 5 * minute, 30 * minute, 2 * hour, 24 * hour) == RETRIES


@pytest.mark.parametrize("status", [201, 204, 302, 400, 500])
async def test_anything_but_200_is_tried_again(
    server: BlockATMServer,
    webhooks: Webhooks,
    merchant: Merchant,
    order: GatewayOrder,
    status: int,
) -> None:
    merchant.statuses = [status]
    server.pay(order.number)
    await heard(server, [status, 200])

    assert webhooks.deliveries[0].body == webhooks.deliveries[1].body


async def test_after_the_last_wait_an_event_is_given_up(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    merchant.statuses = [500] * 100
    server.pay(order.number)
    await heard(server, [500] * 6)
    await asyncio.gather(*webhooks._telling)

    assert len(merchant.heard) == 6


async def test_an_event_that_nobody_takes_is_tried_again(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    listening, webhooks.url = webhooks.url, "http://127.0.0.1:1/webhook"
    webhooks.pace = 0.0001
    server.pay(order.number)
    await server.wait_for(lambda: webhooks.deliveries)
    webhooks.url = listening
    await server.wait_for(lambda: webhooks.deliveries[-1].status == 200)

    assert webhooks.deliveries[0].status is None
    assert len(merchant.heard) == 1


async def test_the_waits_are_scaled(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    webhooks.pace = 0.001
    merchant.statuses = [500]
    server.pay(order.number)
    await heard(server, [500, 200])
    first, second = merchant.at

    assert second - first > 0.05


async def test_each_attempt_has_a_time_and_a_signature_of_its_own(
    server: BlockATMServer,
    webhooks: Webhooks,
    merchant: Merchant,
    order: GatewayOrder,
    caller: V2Caller,
) -> None:
    merchant.statuses = [500]
    webhooks.pace = 0.0001
    server.pay(order.number)
    await heard(server, [500])
    caller.clock.now += 400
    await heard(server, [500, 200])
    first, second = (dict(each.headers) for each in webhooks.deliveries)

    assert second.pop("BlockATM-Request-Time") == "1700000400500"
    assert first["BlockATM-Signature-V2"] != second["BlockATM-Signature-V2"]


async def test_an_event_is_told_as_it_was_when_it_happened(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    server.see(order.number)
    server.pay(order.number, "40")  # before the first of the two was even sent
    await heard(server, [200, 200])
    told = {event["status"]: event["amount"] for event in merchant.events}

    assert told == {"PENDING": "100", "SUCCESS": "40"}
    assert webhooks.deliveries


async def test_a_server_that_stops_forgets_what_was_to_be_told(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    webhooks.pace = 1
    merchant.statuses = [500]
    server.pay(order.number)
    await heard(server, [500])
    await server.stop()
    await server.start()
    assert await webhooks.again() == 200

    assert not webhooks._telling
    assert len(merchant.heard) == 2


async def test_an_event_can_be_told_once_more(
    server: BlockATMServer, webhooks: Webhooks, merchant: Merchant, order: GatewayOrder
) -> None:
    server.pay(order.number, "40")
    await heard(server, [200])
    server.pay(order.number, "60")
    await heard(server, [200, 200])
    await webhooks.again(webhooks.deliveries[0])
    await webhooks.again()

    assert [event["amount"] for event in merchant.events] == ["40", "100", "40", "40"]


async def test_anything_can_be_posted_as_it_is(webhooks: Webhooks, merchant: Merchant) -> None:
    merchant.statuses = [401]

    assert await webhooks.post({"BlockATM-Event": "Payout"}, b"not even JSON") == 401
    ((headers, body),) = merchant.heard
    assert (headers["BlockATM-Event"], body) == ("Payout", b"not even JSON")


async def test_nothing_can_be_posted_to_nowhere(server: BlockATMServer) -> None:
    with pytest.raises(RuntimeError, match="url is not set"):
        await server.webhooks.post({}, b"")


@pytest.mark.parametrize("status", ["PENDING", "SUCCESS", "EXPIRED", "CANCELLED", "A NEW WORD"])
def test_any_status_can_be_made_up(
    server: BlockATMServer, order: GatewayOrder, status: str
) -> None:
    _, body = server.webhooks.make(order, status)

    assert json.loads(body)["status"] == status


def test_without_a_status_the_truth_is_told(server: BlockATMServer, order: GatewayOrder) -> None:
    server.cancel("A1")
    _, body = server.webhooks.make(order)

    assert json.loads(body)["status"] == "CANCELLED"


def test_an_event_can_seem_to_be_sent_at_another_time(
    server: BlockATMServer, order: GatewayOrder
) -> None:
    headers, _ = server.webhooks.make(order, at=server.now() - timedelta(minutes=6))

    assert headers["BlockATM-Request-Time"] == "1699999640500"


def test_an_event_is_signed_over_its_body_as_it_is(
    server: BlockATMServer, order: GatewayOrder, caller: V2Caller
) -> None:
    headers, body = server.webhooks.make(order, "SUCCESS")
    text = f"{body.decode()}&time=1700000000500"
    right = caller.sign_hex(text, server.webhooks.key)

    assert headers["BlockATM-Signature-V2"] == right


def test_an_event_can_be_signed_over_its_pairs(
    server: BlockATMServer, order: GatewayOrder, caller: V2Caller
) -> None:
    server.webhooks.signs = "pairs"
    headers, body = server.webhooks.make(order, "SUCCESS")
    text = at_time(pairs(json.loads(body)), "1700000000500").decode()

    assert headers["BlockATM-Signature-V2"] == caller.sign_hex(text, server.webhooks.key)
    assert text.startswith("amount=100&blockTime=1700000000500&cashierId=till-7&chainId=TRON&")


def test_an_event_can_be_signed_by_somebody_else(
    server: BlockATMServer, order: GatewayOrder, caller: V2Caller
) -> None:
    headers, body = server.webhooks.make(order, "SUCCESS", key="guessed")
    text = f"{body.decode()}&time=1700000000500"

    assert headers["BlockATM-Signature-V2"] == caller.sign_hex(text, "guessed")
