import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import (
    GatewayBlocked,
    GatewayBusy,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
    NotOffered,
    NumberTaken,
)
from bot.payments.notice import Kind
from bot.payments.opening import MOST_ATTEMPTS, PATIENCE, Opener
from bot.payments.order import State
from bot.payments.ports import Opened
from storage.pictures import PictureTable
from tests.clocks import SetClock
from tests.orders import NUMBER, Books, an_order, another
from tests.payments.gateway import ScriptedGateway

LIFETIME, LATE = timedelta(minutes=30), timedelta(hours=72)
OPENED = Opened("https://till.example/cashier/g1", "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL", "g1")
SILENT = GatewayUnavailable("no answer from the gateway: timed out")


@pytest.fixture
def bell() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def opener(books: Books, gateway: ScriptedGateway, clock: SetClock, bell: asyncio.Event) -> Opener:
    return make(books, gateway, clock, bell)


def make(
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    bell: asyncio.Event,
    *,
    lifetime: timedelta = LIFETIME,
    jitter: float = 1,
) -> Opener:
    return Opener(
        books.orders,
        gateway,
        clock,
        lifetime=lifetime,
        late_window=LATE,
        jitter=lambda: jitter,
        bell=bell,
    )


async def attempt(opener: Opener, books: Books, clock: SetClock, number: str = NUMBER) -> None:
    """Try an order as the worker would: only if it is due."""
    for order in await books.orders.to_open(clock.now(), 10):
        if order.number == number:
            await opener.open(order)


async def test_an_opened_order_has_all_that_its_card_shows(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [OPENED]
    await attempt(opener, books, clock)
    order = await books.found()
    assert (order.state, order.cashier_url) == (State.OPEN, OPENED.cashier_url)
    assert order.address == OPENED.address
    assert gateway.asked_to_open == [NUMBER]
    assert await books.kinds() == [Kind.CARD]
    assert await books.causes() == ["asked", "opened"]


async def test_both_names_find_an_opened_order(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [OPENED]
    await attempt(opener, books, clock)
    assert set(await books.orders.named_among(["g1", NUMBER, "other"])) == {"g1", NUMBER}


async def test_the_deadline_is_counted_from_before_the_gateway_was_asked(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [OPENED]
    gateway.meanwhile = lambda: clock.forward(seconds=40)
    asked_at = clock.now()
    await attempt(opener, books, clock)
    order = await books.found()
    assert order.deadline == asked_at + LIFETIME
    assert order.watched_until == asked_at + LIFETIME + LATE


async def test_the_gateways_own_deadline_goes_before_ours(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    deadline = clock.now() + timedelta(minutes=12)
    gateway.openings = [Opened("https://till.example/g1", None, "g1", deadline)]
    await attempt(opener, books, clock)
    order = await books.found()
    assert (order.deadline, order.watched_until) == (deadline, deadline + LATE)


async def test_a_number_that_is_taken_is_followed_by_a_fresh_one(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [SILENT, NumberTaken("exists"), OPENED]
    await attempt(opener, books, clock)
    clock.forward(seconds=1)
    await attempt(opener, books, clock)
    await attempt(opener, books, clock)
    assert gateway.asked_to_open == [NUMBER, NUMBER, f"{NUMBER}-2"]
    assert (await books.found()).state is State.OPEN
    names = [NUMBER, f"{NUMBER}-2", "g1"]
    assert set(await books.orders.named_among(names)) == set(names)
    assert await books.causes() == ["asked", "number taken", "opened"]
    assert await books.kinds() == [Kind.CARD]


async def test_after_nine_numbers_the_order_fails(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [NumberTaken("exists")]
    for _ in range(MOST_ATTEMPTS + 3):
        await attempt(opener, books, clock)
    assert len(gateway.asked_to_open) == MOST_ATTEMPTS
    assert (await books.found()).state is State.FAILED
    assert await books.kinds() == [Kind.FAILED]


@pytest.mark.parametrize(
    "error", [GatewayRefused("too little for it"), GatewayMisconfigured("wrong signature")]
)
async def test_what_asking_again_cannot_help_fails_and_is_told(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock, error: Exception
) -> None:
    await books.keep(an_order())
    gateway.openings = [error]
    await attempt(opener, books, clock)
    assert (await books.found()).state is State.FAILED
    assert await books.kinds() == [Kind.FAILED]
    [row] = await books.database.rows("SELECT evidence FROM history WHERE cause = 'failed'")
    assert row["evidence"] == str(error)


async def test_a_failed_order_is_watched_for_late_truth(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [GatewayRefused("no")]
    await attempt(opener, books, clock)
    assert (await books.found()).watched_until == clock.now() + LATE


@pytest.mark.parametrize("jitter", [0, 1])
async def test_an_unreachable_gateway_is_tried_again_with_growing_pauses(
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    bell: asyncio.Event,
    *,
    jitter: float,
) -> None:
    opener = make(books, gateway, clock, bell, jitter=jitter)
    await books.keep(an_order())
    gateway.openings = [SILENT]
    pauses = []
    for _ in range(8):
        await attempt(opener, books, clock)
        again_at = await books.orders.next_try()
        assert again_at is not None
        pauses.append((again_at - clock.now()).total_seconds())
        clock.forward(seconds=pauses[-1])
    longest = [1, 2, 4, 8, 16, 32, 60, 60]
    assert pauses == [pause * (0.5 + jitter / 2) for pause in longest]
    assert (await books.found()).state is State.NEW
    assert await books.kinds() == []


async def test_the_pauses_stay_bounded_however_often_it_fails(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    order = await books.found()
    for _ in range(200):
        await books.orders.retry(order, clock.now())
    gateway.openings = [SILENT]
    await attempt(opener, books, clock)
    assert await books.orders.next_try() == clock.now() + timedelta(seconds=60)


async def test_an_unreadable_answer_is_tried_again(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [GatewayMisunderstood("an order without a link")]
    await attempt(opener, books, clock)
    order = await books.found()
    assert (order.state, order.failures) == (State.NEW, 1)


async def test_a_name_of_another_order_is_not_taken_over(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    await books.keep(another(1))
    gateway.openings = [OPENED]
    await attempt(opener, books, clock)
    await attempt(opener, books, clock, another(1).number)
    second = await books.found(another(1).number)
    assert (second.state, second.failures) == (State.NEW, 1)
    owner = await books.orders.named("g1")
    assert owner is not None
    assert owner.number == NUMBER


async def test_what_could_not_be_opened_for_too_long_fails(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [SILENT]
    clock.forward(minutes=30)
    await attempt(opener, books, clock)
    assert (await books.found()).state is State.FAILED
    assert await books.kinds() == [Kind.FAILED]
    assert gateway.asked_to_open == []


@pytest.mark.parametrize(
    ("lifetime", "minutes"), [(timedelta(minutes=5), 29), (timedelta(hours=2), 119)]
)
async def test_hope_lasts_as_long_as_the_order_or_half_an_hour(
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    bell: asyncio.Event,
    *,
    lifetime: timedelta,
    minutes: int,
) -> None:
    opener = make(books, gateway, clock, bell, lifetime=lifetime)
    await books.keep(an_order())
    gateway.openings = [OPENED]
    clock.forward(minutes=minutes)
    await attempt(opener, books, clock)
    assert (await books.found()).state is State.OPEN


async def test_the_worker_opens_what_is_new_and_then_rests(
    opener: Opener,
    books: Books,
    gateway: ScriptedGateway,
    bell: asyncio.Event,
) -> None:
    gateway.openings = [
        Opened("https://till.example/a", None, "a"),
        Opened("https://till.example/b", None, "b"),
    ]
    await books.keep(another(1))
    await books.keep(another(2))
    gateway.meanwhile = lambda: opener.worker.stop() if len(gateway.asked_to_open) == 2 else None
    await opener.worker.run()
    assert gateway.asked_to_open == ["0000000001", "0000000002"]
    assert await books.orders.next_try() is None
    assert bell.is_set()


@pytest.mark.parametrize("kind", [GatewayBusy, GatewayBlocked])
async def test_a_busy_gateway_is_left_alone_until_its_moment(
    opener: Opener,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    *,
    kind: type[GatewayBusy],
) -> None:
    await books.keep(another(1))
    until = clock.now() + timedelta(minutes=10)
    gateway.openings = [kind("429", until), OPENED]
    await attempt(opener, books, clock, another(1).number)
    worker = asyncio.create_task(opener.worker.run())
    for _ in range(5):  # time enough for the worker to find the order, if it looked for it
        await books.database.rows("SELECT 1")
    assert gateway.asked_to_open == ["0000000001"]
    assert (await books.found(another(1).number)).failures == 0
    opener.worker.stop()
    await worker


async def test_after_that_moment_it_is_asked_again(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [GatewayBusy("429", clock.now() + timedelta(minutes=10)), OPENED]
    await attempt(opener, books, clock)
    clock.forward(minutes=10)
    gateway.meanwhile = opener.worker.stop
    await opener.worker.run()
    assert (await books.found()).state is State.OPEN


async def test_who_waits_for_half_a_minute_is_told_once(
    opener: Opener, books: Books, clock: SetClock
) -> None:
    await books.keep(an_order())
    clock.forward(seconds=PATIENCE.total_seconds() - 1)
    await opener.tell_delayed()
    assert await books.kinds() == []
    clock.forward(seconds=1)
    await opener.tell_delayed()
    await opener.tell_delayed()
    assert await books.kinds() == [Kind.DELAYED]


async def test_nobody_is_told_of_a_delay_that_is_over(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [OPENED]
    await attempt(opener, books, clock)
    clock.forward(minutes=1)
    await opener.tell_delayed()
    assert await books.kinds() == [Kind.CARD]


async def test_who_asked_for_what_the_gateway_does_not_take_is_told_that(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [NotOffered("the gateway refused with code 000404")]
    await attempt(opener, books, clock)
    assert (await books.found()).state is State.FAILED
    assert await books.kinds() == [Kind.NOT_OFFERED]


async def test_the_gateways_own_picture_is_kept_with_the_order(
    opener: Opener, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(an_order())
    gateway.openings = [replace(OPENED, address=None, picture=b"a PNG")]
    await attempt(opener, books, clock)
    assert await PictureTable(books.database).of_order(NUMBER) == b"a PNG"
