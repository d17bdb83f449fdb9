from datetime import timedelta

import pytest

from bot.payments.expiry import UNCLEAR_FOR, Expiry
from bot.payments.notice import Kind
from bot.payments.order import State
from tests.clocks import SetClock
from tests.orders import NOW, Books, another, opened

DEADLINE = NOW + timedelta(minutes=30)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def expiry(books: Books, clock: SetClock) -> Expiry:
    return Expiry(books.orders, clock, timedelta(hours=72))


async def test_only_what_was_asked_about_behind_its_deadline_expires(
    expiry: Expiry, books: Books
) -> None:
    first, second = [await books.keep(opened(another(number))) for number in (1, 2)]
    await expiry.answered(DEADLINE - MOMENT, None)
    await expiry.answered(DEADLINE, frozenset({second.number}))
    states = [(await books.found(each.number)).state for each in (first, second)]
    assert states == [State.OPEN, State.EXPIRED]
    await expiry.answered(DEADLINE, None)
    assert (await books.found(first.number)).state is State.EXPIRED


async def test_what_stays_unclear_expires_an_hour_after_its_deadline_and_is_said(
    expiry: Expiry, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    order = await books.keep(opened(another(1)))
    await expiry.swept(DEADLINE + UNCLEAR_FOR - MOMENT)
    assert (await books.found(order.number)).state is State.OPEN
    await expiry.swept(DEADLINE + UNCLEAR_FOR)
    assert (await books.found(order.number)).state is State.EXPIRED
    assert f"order {order.number}: the gateway gives no clear answer about it" in caplog.messages
    assert await books.kinds() == [Kind.CARD_CHANGED]
    assert (await books.causes(order.number))[-1].startswith("deadline passed, with no clear")


async def test_what_has_expired_is_watched_on_for_the_late_window(
    expiry: Expiry, books: Books, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1)))
    clock.forward(minutes=31)
    await expiry.answered(clock.now(), None)
    assert (await books.found(order.number)).watched_until == clock.now() + timedelta(hours=72)
