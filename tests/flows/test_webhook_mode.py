"""Telegram brings the updates, through the till's own HTTP server."""

import io
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from bot.chat.webhook import webhook_secret
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Call
from bot.web.telegram import SECRET_HEADER
from tests.flows.shop import Shop
from tests.tools import free_port

POLLING = {"TELEGRAM_UPDATES": "polling"}


@pytest.fixture
def webhook(shop: Shop) -> dict[str, str]:
    """The settings of a till that Telegram reaches at a free port."""
    shop.telegram.api.local = True
    port = free_port()
    return {
        "TELEGRAM_UPDATES": "webhook",
        "HTTP_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MAX_OPEN_ORDERS": "100",
    }


async def stopped(shop: Shop) -> None:
    assert await shop.till.stop() == 0


async def killed(shop: Shop) -> None:
    await shop.till.kill()


End = Callable[[Shop], Awaitable[None]]
ENDS = pytest.mark.parametrize("end", [stopped, killed])


def calls(shop: Shop, method: str) -> list[Call]:
    return [call for call in shop.telegram.calls if call.method == method]


async def all_taken(shop: Shop) -> None:
    await shop.telegram.wait_for(lambda: not shop.telegram.api.updates.pending)


def orders(shop: Shop) -> int:
    return int(shop.rows("SELECT COUNT(*) FROM orders")[0][0])


def unfinished(shop: Shop) -> int:
    return int(shop.rows("SELECT COUNT(*) FROM inbox WHERE finished_at IS NULL")[0][0])


def served(shop: Shop) -> set[str]:
    """The amounts on the cards; after a kill there may be a second card of one order."""
    return {str(card.caption).split()[1] for card in shop.cards()}


async def test_a_customer_pays_and_is_told(shop: Shop, webhook: dict[str, str]) -> None:
    await shop.open(**webhook)
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    assert await shop.pressed(shop.alice, card, "🔄 Check now")
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled()
    await all_taken(shop)
    assert calls(shop, "getUpdates") == []
    assert {delivery.status for delivery in shop.telegram.deliveries} == {200}


async def test_it_registers_under_its_public_address_with_its_secret(
    shop: Shop, webhook: dict[str, str]
) -> None:
    await shop.open(**webhook)
    (call,) = calls(shop, "setWebhook")
    assert call.text("url") == f"{webhook['PUBLIC_URL']}/telegram/webhook"
    assert call.text("secret_token") == webhook_secret(shop.telegram.token)
    assert not call.flag("drop_pending_updates")


@pytest.mark.parametrize("secret", [None, "", "wrong", webhook_secret("123456:OTHER-token")])
async def test_who_does_not_know_the_secret_is_not_heard(
    shop: Shop, webhook: dict[str, str], secret: str | None
) -> None:
    await shop.open(**webhook)
    await all_taken(shop)
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    forged = {"update_id": 5, "message": {}}
    headers = {} if secret is None else {SECRET_HEADER: secret}
    url = f"{webhook['PUBLIC_URL']}/telegram/webhook"
    async with aiohttp.ClientSession() as http:
        async with http.post(url, json=forged, headers=headers) as answer:
            assert answer.status == 401
        async with http.get(url, headers=headers) as answer:
            assert answer.status == 405
    assert shop.rows("SELECT COUNT(*) FROM inbox WHERE update_id = 5") == [(0,)]


async def test_garbage_with_the_right_secret_is_no_update_and_harms_nothing(
    shop: Shop, webhook: dict[str, str]
) -> None:
    await shop.open(**webhook)
    headers = {SECRET_HEADER: webhook_secret(shop.telegram.token)}
    url = f"{webhook['PUBLIC_URL']}/telegram/webhook"
    async with aiohttp.ClientSession() as http:
        for body, status in ((b"{", 400), (b"[" * 900_000, 400), (b" " * 2_000_000, 413)):
            async with http.post(url, data=io.BytesIO(body), headers=headers) as answer:
                assert answer.status == status
    shop.alice.write("/pay 100 USDT")
    await shop.card()


@ENDS
async def test_what_comes_while_the_till_is_down_is_handled_at_the_next_start(
    shop: Shop, webhook: dict[str, str], end: End
) -> None:
    await shop.open(**webhook)
    await all_taken(shop)
    await end(shop)
    assert shop.telegram.api.updates.webhook is not None
    shop.alice.write("/pay 100 USDT")
    await shop.telegram.wait_for(lambda: shop.telegram.deliveries[-1].trouble)
    await shop.open(**webhook)
    await shop.card()
    assert orders(shop) == 1


@ENDS
async def test_an_update_that_was_stored_and_not_handled_is_handled_once(
    shop: Shop, webhook: dict[str, str], end: End
) -> None:
    await shop.open(**webhook)
    await all_taken(shop)
    # Every answer: that to the owner's own /start may still be on its way.
    held = shop.telegram.faults.plan(Fault("sendMessage", hold=True, times=None))
    shop.alice.write("/start")
    shop.alice.write("/pay 100 USDT")
    await held.reached.wait()
    await all_taken(shop)
    assert orders(shop) == 0
    if end is killed:
        await killed(shop)
    shop.telegram.faults.lift()
    if end is stopped:
        await stopped(shop)
    await shop.open(**webhook)
    await shop.card()
    assert orders(shop) == 1
    assert await shop.till.stop() == 0
    assert unfinished(shop) == 0


@ENDS
async def test_an_update_that_was_stored_and_not_confirmed_is_handled_once(
    shop: Shop, webhook: dict[str, str], end: End
) -> None:
    """Telegram does not hear the answer, and brings again what the till has already."""
    await shop.open(**webhook)
    await all_taken(shop)
    shop.alice.write("/pay 100 USDT")
    update = shop.telegram.api.updates.pending[0]
    await shop.card()
    await end(shop)
    shop.telegram.api.updates.pending.appendleft(update)
    await shop.open(**webhook)
    shop.alice.write("/pay 200 USDT")
    await shop.telegram.wait_for(lambda: served(shop) == {"100", "200"})
    await all_taken(shop)
    assert orders(shop) == 2


@ENDS
async def test_nothing_is_lost_or_doubled_in_changing_to_polling_and_back(
    shop: Shop, webhook: dict[str, str], end: End
) -> None:
    written = 0

    def write() -> None:
        nonlocal written
        written += 1
        shop.alice.write(f"/pay {written} USDT")

    for mode in (POLLING, webhook, POLLING, webhook):
        write()
        await shop.open(**webhook | mode)
        write()
        await shop.telegram.wait_for(lambda: len(served(shop)) == written, 30)
        write()
        await end(shop)
    await shop.open()
    await shop.telegram.wait_for(lambda: len(served(shop)) == written, 30)
    await shop.till.stop()
    amounts = shop.rows("SELECT amount FROM orders ORDER BY amount")
    assert len(amounts) == len(set(amounts)) == written
    assert unfinished(shop) == 0


@ENDS
async def test_a_crowd_is_served_though_the_till_goes_down_in_between(
    shop: Shop, webhook: dict[str, str], end: End
) -> None:
    await shop.open(**webhook)
    await all_taken(shop)
    crowd = [shop.telegram.person(1000 + number, f"Customer {number}") for number in range(40)]
    for customer in crowd:
        customer.write("/pay 100 USDT")
    await shop.telegram.wait_for(lambda: any(shop.cards(each.chat_id) for each in crowd))
    await end(shop)
    await shop.open(**webhook)
    await shop.telegram.wait_for(lambda: all(shop.cards(each.chat_id) for each in crowd), 60)
    assert orders(shop) == len(crowd)


async def test_the_log_never_holds_the_secret(shop: Shop, webhook: dict[str, str]) -> None:
    await shop.open(**webhook, LOG_LEVEL="debug")
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    assert await shop.till.stop() == 0
    assert webhook_secret(shop.telegram.token) not in shop.till.log
    assert shop.telegram.token not in shop.till.log
