"""The till's doors for HTTP: the gateway's webhooks, and how the till says how it is."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import aiohttp
import pytest

from bot.sandbox.blockatm import GatewayOrder
from bot.sandbox.keys import make_pair
from tests.flows.shop import Shop
from tests.tools import free_port

OWNER = 900
# So seldom that only a webhook, or a first sweep, can have told.
SELDOM = {"POLL_INTERVAL": "1h"}


async def open_doors(shop: Shop, **settings: str) -> str:
    """Start the till with an HTTP server that the gateway sends webhooks to; give its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    shop.gateway.webhooks.url = f"{url}/blockatm/webhook"
    await shop.open(HTTP_PORT=str(port), PUBLIC_URL=url, **settings)
    return url


async def ordered(shop: Shop) -> GatewayOrder:
    """Alice asks to pay, and gets her card."""
    shop.alice.write("/pay 100 USDT")
    return shop.order_on(await shop.card())


async def statuses(shop: Shop, count: int) -> list[int | None]:
    """What the till answered to the first webhooks."""
    hooks = shop.gateway.webhooks
    await shop.until(lambda: len([d for d in hooks.deliveries if d.status]) >= count)
    return [delivery.status for delivery in hooks.deliveries]


@pytest.mark.parametrize("signs", ["body", "pairs"])
async def test_a_webhook_tells_of_a_payment_before_the_gateway_is_asked(
    shop: Shop, signs: str
) -> None:
    shop.gateway.webhooks.signs = "body" if signs == "body" else "pairs"
    await open_doors(shop, **SELDOM)
    order = await ordered(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    assert await statuses(shop, 1) == [200]
    assert len(shop.receipts()) == 1


async def test_a_payment_that_is_seen_is_told_by_webhook(shop: Shop) -> None:
    await open_doors(shop, **SELDOM)
    order = await ordered(shop)
    shop.gateway.see(order.number)
    await shop.saying("was seen")
    shop.gateway.pay(order.number)
    await shop.settled()


async def test_replayed_and_reordered_webhooks_change_nothing(shop: Shop) -> None:
    await open_doors(shop, **SELDOM)
    order = await ordered(shop)
    hooks = shop.gateway.webhooks
    early = hooks.make(order)
    shop.gateway.pay(order.number)
    await shop.settled()
    before = shop.rows("SELECT * FROM orders"), shop.rows("SELECT * FROM history")
    paid = hooks.deliveries[0]
    for headers, body in [(paid.headers, paid.body), early, (paid.headers, paid.body)]:
        assert await hooks.post(headers, body) == HTTPStatus.OK
    assert (shop.rows("SELECT * FROM orders"), shop.rows("SELECT * FROM history")) == before
    assert len(shop.receipts()) == 1


async def test_what_is_not_the_gateways_is_refused_and_changes_nothing(shop: Shop) -> None:
    url = await open_doors(shop, **SELDOM)
    order = await ordered(shop)
    hooks = shop.gateway.webhooks
    success = 1 if shop.gateway.profile != "v2" else "SUCCESS"
    forged = hooks.make(order, success, key=make_pair()[0].decode())
    old = hooks.make(order, success, at=shop.gateway.now() - timedelta(minutes=6))
    early = hooks.make(order, success, at=shop.gateway.now() + timedelta(minutes=6))
    headers, body = hooks.make(order, success)
    unsigned = {name: value for name, value in headers.items() if "Signature" not in name}
    foreign = {**headers, "Content-Type": "application/json; charset=latin-1"}
    answered = [
        await hooks.post(*each)
        for each in (
            forged,
            old,
            early,
            (unsigned, body),
            (headers, body.replace(b"100", b"900")),
            (headers, b"x" * 70_000),
            (foreign, body),
            (headers, b"not JSON"),
        )
    ]
    assert answered == [401, 401, 401, 401, 401, 413, 415, 401]
    assert shop.rows("SELECT state FROM orders") == [("open",)]
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as response:
        text = await response.text()
    for kind, count in [("forged", 3), ("stale", 2), ("unsigned", 1), ("oversized", 1)]:
        line = f'tillbot_webhooks_total{{kind="{kind}",source="blockatm"}} {count}.0'
        assert line in text, text


async def test_a_genuine_webhook_about_a_foreign_order_is_taken_and_logged(shop: Shop) -> None:
    await open_doors(shop)
    order = GatewayOrder("1", "USDT", "5", shop.gateway.now(), order_no="SOMEBODYS1")
    assert await shop.gateway.webhooks.post(*shop.gateway.webhooks.make(order)) == HTTPStatus.OK
    await shop.till.says("is about no order of this till")


@pytest.mark.parametrize("order_no", [None, "SOMEBODYS1"])
async def test_a_webhook_by_the_gateways_own_name_pays_where_that_is_known(
    shop: Shop, order_no: str | None
) -> None:
    await open_doors(shop, **SELDOM)
    told = replace(await ordered(shop), order_no=order_no)
    success = 1 if shop.gateway.profile != "v2" else "SUCCESS"
    hooks = shop.gateway.webhooks
    assert await hooks.post(*hooks.make(told, success)) == HTTPStatus.OK
    if shop.gateway.profile == "v2":  # opening an order there does not tell it
        await shop.till.says("is about no order of this till")
    else:
        await shop.settled()


async def test_a_webhook_that_nobody_took_comes_again(shop: Shop) -> None:
    shop.gateway.webhooks.pace = 0.05
    await open_doors(shop, **SELDOM)
    order = await ordered(shop)
    await shop.till.stop()
    shop.gateway.pay(order.number)
    await shop.until(lambda: len(shop.gateway.webhooks.deliveries) == 1)
    await shop.open(**SELDOM)
    await shop.settled(timeout=20)


async def test_without_a_key_the_door_for_the_gateway_is_closed(shop: Shop) -> None:
    await open_doors(shop, BLOCKATM_WEBHOOK_KEY="")
    order = await ordered(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    assert set(await statuses(shop, 1)) == {HTTPStatus.NOT_FOUND}


async def test_while_webhooks_arrive_the_gateway_is_asked_seldom(shop: Shop) -> None:
    await open_doors(shop)
    order = await ordered(shop)
    shop.gateway.see(order.number)
    await shop.saying("was seen")
    before = len(looks(shop))
    began = time.monotonic()
    await shop.telegram.wait_for(lambda: time.monotonic() - began > 0, 1)
    await asyncio.sleep(6)
    assert len(looks(shop)) - before <= 2  # one that was under way, one of v1's second list


def looks(shop: Shop) -> list[float]:
    """When the gateway was asked about orders."""
    return [call.seen_at for call in shop.gateway.calls if call.kind == "query"]


async def test_what_the_gateway_gives_up_cannot_be_paid_any_more(shop: Shop) -> None:
    if shop.gateway.profile == "guide":
        await open_doors(shop, **SELDOM)  # its server tells by v1's webhooks
    else:
        await shop.open()
    order = await ordered(shop)
    shop.gateway.fail(order.number)
    await shop.saying("Expired: 100 USDT")
    shop.gateway.pay(order.number)
    await shop.saying("paid, late")


async def test_the_till_says_how_it_is(shop: Shop) -> None:
    url = await open_doors(shop)
    order = await ordered(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    async with aiohttp.ClientSession(url) as session:
        async with session.get("/healthz") as alive:
            assert alive.status == HTTPStatus.OK
            assert "Server" not in alive.headers
        async with session.get("/readyz") as ready:
            assert (ready.status, (await ready.json())["ready"]) == (HTTPStatus.OK, True)
        async with session.get("/metrics") as metrics:
            text = await metrics.text()
    assert 'tillbot_orders{state="paid"} 1.0' in text
    assert 'tillbot_gateway_answers_total{kind="ok"}' in text
    assert 'tillbot_telegram_answers_total{kind="ok"}' in text
    shop.owner.write("/health")
    told = await shop.saying("All is well.", OWNER)
    assert "Orders: 1 paid" in (told.text or "")
    shop.bob.write("/health")
    await shop.telegram.wait_for(lambda: shop.said(102))
    assert "Orders" not in str([message.text for message in shop.said(102)])


async def test_a_port_that_is_taken_is_said_in_a_sentence(shop: Shop) -> None:
    busy = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = busy.sockets[0].getsockname()[1]
    async with busy:
        shop.till.settings |= {"HTTP_PORT": str(port)}
        await shop.till.start()
        assert await shop.till.wait() == 1
    assert f"port {port}" in shop.till.log
    assert "Traceback" not in shop.till.log


async def test_no_secret_stands_in_the_log_or_in_what_is_told(shop: Shop) -> None:
    url = await open_doors(shop, LOG_LEVEL="debug")
    order = await ordered(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    async with aiohttp.ClientSession(url) as session, session.get("/metrics?key=hunter2") as got:
        said = await got.text() + shop.till.log + json.dumps(shop.rows("SELECT * FROM history"))
    names = ("TELEGRAM_BOT_TOKEN", "BLOCKATM_API_KEY", "BLOCKATM_SECRET_KEY")
    for secret in ["hunter2", *(shop.settings.get(name) for name in names)]:
        assert not secret or secret not in said
