"""The till is stopped or killed at each step between the command and the receipt."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.sandbox.faults import Fault, Faults
from tests.flows.shop import Shop


@dataclass(frozen=True)
class Step:
    """A call that is held while the till is stopped, before or after it did its work."""

    server: str
    call: str
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'}-{self.call}"

    def faults(self, shop: Shop) -> Faults:
        return shop.telegram.faults if self.server == "telegram" else shop.gateway.faults


ASKING = [
    Step(server, call, after)
    for server, call in (
        ("telegram", "getUpdates"),
        ("telegram", "sendChatAction"),
        ("gateway", "create"),
        ("telegram", "sendPhoto"),
    )
    for after in (False, True)
]
PAYING = [
    Step(server, call, after)
    for server, call in (
        ("gateway", "query"),
        ("telegram", "sendMessage"),
        ("telegram", "editMessageMedia"),
    )
    for after in (False, True)
]


async def killed(shop: Shop, _: Faults) -> None:
    await shop.till.kill()


async def stopped(shop: Shop, faults: Faults) -> None:
    """Ask it to stop; the held call ends meanwhile, as calls do."""
    shop.till.terminate()
    faults.lift()
    assert await shop.till.wait() == 0


End = Callable[[Shop, Faults], Awaitable[None]]
ENDS = pytest.mark.parametrize("end", [killed, stopped], ids=["killed", "stopped"])


async def end_at(shop: Shop, step: Step, end: End, cause: Callable[[], object]) -> None:
    faults = step.faults(shop)
    fault = faults.plan(Fault(step.call, hold=True, after=step.after))
    if step.call == "getUpdates":
        # The poll that is under way began before the fault; its end makes way for the next.
        shop.owner.write("/help")
    cause()
    await fault.reached.wait()
    await end(shop, faults)
    faults.lift()


async def nothing_is_lost_and_nothing_doubled(shop: Shop, end: End) -> None:
    assert await shop.till.stop() == 0
    assert shop.rows("SELECT COUNT(*), MIN(state) FROM orders") == [(1, "paid")]
    assert shop.rows("SELECT COUNT(*) FROM notices WHERE closed_at IS NULL") == [(0,)]
    repeats = len(shop.cards()) - 1 + len(shop.receipts()) - 1
    assert repeats <= (1 if end is killed else 0)


@ENDS
@pytest.mark.parametrize("step", ASKING, ids=str)
async def test_a_command_survives(shop: Shop, step: Step, end: End) -> None:
    await shop.open()
    await end_at(shop, step, end, lambda: shop.alice.write("/pay 100 USDT"))
    await shop.open()
    card = await shop.card()
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled()
    await nothing_is_lost_and_nothing_doubled(shop, end)


@ENDS
@pytest.mark.parametrize("step", PAYING, ids=str)
async def test_a_payment_survives(shop: Shop, step: Step, end: End) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    await end_at(shop, step, end, lambda: shop.gateway.pay(shop.order_on(card).number))
    await shop.open()
    await shop.settled()
    await nothing_is_lost_and_nothing_doubled(shop, end)


async def test_a_payment_that_comes_while_the_till_is_down_is_told_at_the_next_start(
    shop: Shop,
) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    assert await shop.till.stop() == 0
    shop.gateway.pay(shop.order_on(card).number)
    await shop.open()
    await shop.settled()


async def test_the_budget_is_remembered_across_a_restart(shop: Shop) -> None:
    """Of five requests a minute four may open orders; the fifth is kept for a sweep."""
    crowd = [shop.telegram.person(1000 + number, f"Customer {number}") for number in range(8)]
    await shop.open(BLOCKATM_REQUESTS_PER_MINUTE="5")
    for person in crowd[:4]:
        person.write("/pay 5 USDT")
    await shop.telegram.wait_for(lambda: all(shop.cards(person.id) for person in crowd[:4]))
    await shop.till.kill()
    await shop.open()
    for person in crowd[4:]:
        person.write("/pay 5 USDT")
        person.write("/status")
    for person in crowd[4:]:
        await shop.saying("being prepared", person.id)
    await shop.until(lambda: shop.gateway.most_in_a_minute() == 5)
    assert len(shop.gateway.orders) == 4


@pytest.mark.parametrize("call", ["query", "create"])
async def test_a_gateway_that_does_not_answer_cannot_hold_up_a_stop(shop: Shop, call: str) -> None:
    held = shop.gateway.faults.plan(Fault(call, hold=True, times=None))
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await held.reached.wait()
    assert await shop.till.stop() == 0
    shop.gateway.faults.lift()
    await shop.open()
    await shop.card()
