import asyncio
from datetime import timedelta
from itertools import count

import pytest

from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.money import NETWORKS, Asset
from bot.payments.order import Order, Place, State
from bot.payments.request import Request
from tests.clocks import SetClock
from tests.orders import HUNDRED, NOW, Books, another, opened

PAYER, CHAT = 101, -100500
PLACE = Place(CHAT, 3, 7)
REQUEST = Request(HUNDRED, Asset.of("USDT@tron"))


@pytest.fixture
def rung() -> list[bool]:
    return []


@pytest.fixture
def checkout(books: Books, clock: SetClock, rung: list[bool]) -> Checkout:
    numbers = count(1)
    return Checkout(
        books.orders,
        clock,
        number=lambda: f"NEW{next(numbers):07}",
        limit=2,
        opener=lambda: rung.append(True),
    )


async def start(checkout: Checkout, origin: str = "-100500:7", payer_id: int = PAYER) -> Order:
    order = await checkout.start(REQUEST, payer_id, PLACE, origin)
    assert isinstance(order, Order)
    return order


async def test_a_request_becomes_a_new_order(
    checkout: Checkout, books: Books, clock: SetClock, rung: list[bool]
) -> None:
    order = await start(checkout)
    assert order == await books.found("NEW0000001")
    assert (order.state, order.created_at, order.retry_at) == (State.NEW, clock.now(), clock.now())
    assert (order.payer_id, order.place, order.origin) == (PAYER, PLACE, "-100500:7")
    assert (order.amount, order.network) == (HUNDRED, NETWORKS["tron"])
    assert rung == [True]


async def test_the_same_origin_is_the_same_order(checkout: Checkout, rung: list[bool]) -> None:
    first = await start(checkout)
    assert await start(checkout) == first
    assert rung == [True]


async def test_the_same_origin_at_once_is_one_order(checkout: Checkout, books: Books) -> None:
    orders = await asyncio.gather(*[start(checkout) for _ in range(5)])
    assert len({order.number for order in orders}) == 1
    assert len(await books.orders.of_payer(PAYER, None, 10)) == 1


async def test_a_payer_has_no_more_open_orders_than_the_limit(checkout: Checkout) -> None:
    first, second = await start(checkout, "1"), await start(checkout, "2")
    assert await checkout.start(REQUEST, PAYER, PLACE, "3") == TooManyOpen([first, second])


async def test_at_the_limit_the_same_origin_is_still_the_same_order(checkout: Checkout) -> None:
    first = await start(checkout, "1")
    await start(checkout, "2")
    assert await start(checkout, "1") == first


async def test_the_limit_counts_each_payer_alone(checkout: Checkout) -> None:
    await start(checkout, "1")
    await start(checkout, "2")
    assert (await start(checkout, "3", payer_id=102)).payer_id == 102


@pytest.mark.parametrize("state", sorted(set(State) - {State.NEW, State.OPEN}))
async def test_what_no_longer_waits_for_money_makes_room(
    checkout: Checkout, books: Books, state: State
) -> None:
    for number in range(2):
        await books.keep(opened(another(number), state=state))
    await start(checkout)


async def test_recent_orders_are_the_payers_newest(checkout: Checkout, books: Books) -> None:
    for number in range(3):
        await books.keep(another(number, created_at=NOW + timedelta(minutes=number)))
    await books.keep(another(7, payer_id=102))
    elsewhere = another(8, place=Place(PAYER, None, 1), created_at=NOW + timedelta(hours=1))
    await books.keep(elsewhere)
    in_chat = await checkout.recent(PAYER, CHAT, 2)
    assert [order.number for order in in_chat] == ["0000000002", "0000000001"]
    everywhere = await checkout.recent(PAYER, None, 2)
    assert [order.number for order in everywhere] == ["0000000008", "0000000002"]


async def test_asking_at_once_does_not_pass_the_limit(checkout: Checkout, books: Books) -> None:
    asked = [checkout.start(REQUEST, PAYER, PLACE, f"{count}") for count in range(6)]
    answers = await asyncio.gather(*asked)
    assert sum(isinstance(each, Order) for each in answers) == 2
    assert len(await books.orders.live_of_payer(PAYER)) == 2
