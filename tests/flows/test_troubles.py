"""The gateway or Telegram is in trouble; the till is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox.faults import Fault
from tests.flows.shop import Shop

PATIENT = pytest.mark.timeout(180)


@PATIENT
async def test_a_slow_gateway_delays_the_card_and_the_customer_is_told_so(shop: Shop) -> None:
    slow = shop.gateway.faults.plan(Fault("create", hold=True))
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.saying("is kept, and its card will come here by itself", timeout=40)
    assert len(shop.telegram.actions) > 3
    slow.release()
    shop.gateway.pay(shop.order_on(await shop.card()).number)
    await shop.settled()
    assert len(shop.said()) == 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault("create", drop=True),
        Fault("create", drop=True, after=True),
        Fault("create", times=2, status=500),
        Fault("create", status=502, body=b"<html>Bad Gateway</html>"),
        Fault("create", status=200, body=b'{"cashierUrl": "htt'),
        Fault("create", status=429, headers={"Retry-After": "2"}),
        Fault("query", times=2, status=500),
        Fault("query", drop=True),
        Fault("query", status=200, body=b"null and void"),
    ],
    ids=lambda fault: f"{fault.call}-{fault.status}-{fault.drop}-{fault.after}",
)
async def test_the_order_ends_right_when_the_gateways_trouble_is_over(
    shop: Shop, fault: Fault
) -> None:
    shop.gateway.faults.plan(replace(fault))  # each profile uses one up
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    card = await shop.card(timeout=30)
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled(timeout=30)
    assert len(shop.cards()) == len(shop.receipts()) == 1


@pytest.mark.parametrize("seconds", [90, -90, 7200])
async def test_a_clock_that_is_off_is_corrected_by_what_the_gateway_says(
    shop: Shop, seconds: int
) -> None:
    shop.gateway.skew = timedelta(seconds=seconds)
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    assert len(shop.gateway.orders) == 1


async def test_a_block_silences_the_till_and_its_owner_is_told(shop: Shop) -> None:
    shop.gateway.faults.plan(Fault("*", status=418, times=None))
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.saying("blocked this till (418)", 900)
    await shop.till.stop()
    await shop.open()
    shop.alice.write("/status")
    await shop.saying("being prepared")
    assert len(shop.gateway.calls) == 1


async def test_a_refused_signature_is_said_to_customer_and_owner(shop: Shop) -> None:
    body = b'{"code": "000306", "success": false, "data": null, "trace": "t-77", "msg": "no"}'
    shop.gateway.faults.plan(Fault("create", status=200, body=body))
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.saying("There is nothing to pay")
    await shop.saying("does not accept this till's settings", 900)
    assert "t-77" in shop.till.log


@pytest.mark.parametrize("call", ["getUpdates", "sendPhoto", "editMessageMedia", "sendMessage"])
@pytest.mark.parametrize(
    "trouble",
    [
        Fault("", status=401, body=b'{"ok":false,"error_code":401,"description":"Unauthorized"}'),
        Fault("", status=404, body=b'{"ok":false,"error_code":404,"description":"Not Found"}'),
        Fault(
            "",
            status=429,
            body=b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
            b'"parameters":{"retry_after":1}}',
        ),
        Fault("", status=502, body=b"<html>Bad Gateway</html>"),
        Fault("", drop=True),
    ],
    ids=["401", "404", "429", "502", "dropped"],
)
async def test_the_customer_is_served_when_telegrams_trouble_is_over(
    shop: Shop, trouble: Fault, call: str
) -> None:
    fault = Fault(call, times=2, status=trouble.status, body=trouble.body, drop=trouble.drop)
    shop.telegram.faults.plan(fault)
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    shop.gateway.pay(shop.order_on(await shop.card(timeout=30)).number)
    await shop.settled(timeout=30)
    assert len(shop.cards()) == len(shop.receipts()) == 1


async def test_a_second_poller_is_named_once_and_the_till_does_not_go_deaf(shop: Shop) -> None:
    body = b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other"}'
    await shop.open()
    shop.telegram.faults.plan(Fault("getUpdates", times=3, status=409, body=body))
    shop.alice.write("/start")
    await shop.saying("Hello")
    shop.alice.write("/help")
    await shop.saying("makes an order", timeout=30)
    assert shop.till.log.count("another program polls with this bot's token") == 1
    assert shop.till.log.count("updates come in again") == 1


async def test_a_customer_who_blocks_the_bot_stops_nobody_else(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    order = shop.order_on(await shop.card())
    shop.alice.block_bot()
    shop.gateway.pay(order.number)
    shop.bob.write("/pay 7 USDT")
    shop.gateway.pay(shop.order_on(await shop.card(102)).number)
    await shop.settled(102)
    assert shop.rows("SELECT state FROM orders ORDER BY created_at") == [("paid",), ("paid",)]
    assert "bot was blocked by the user" in shop.till.log
