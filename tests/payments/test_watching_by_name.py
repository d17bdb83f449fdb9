"""Sweeps of a gateway that must be told which orders to ask about."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import GatewayBusy, GatewayMisunderstood, GatewayUnavailable
from bot.payments.order import Order, State
from bot.payments.ports import Batch
from bot.payments.receiving import Receiving
from bot.payments.settlement import Report, Word
from bot.payments.watching import Sweeper
from tests.clocks import SetClock
from tests.orders import Books, another, opened
from tests.payments.gateway import ByName
from tests.payments.meanwhile import without_webhooks

SILENT = GatewayUnavailable("no answer from the gateway: timed out")


def paid(number: str) -> Report:
    return Report(number, Word.COMPLETED, Decimal(100), "completed")


@pytest.fixture
def by_name() -> ByName:
    return ByName()


@pytest.fixture
def spacing() -> list[timedelta]:
    """The least time between requests, which a test may change."""
    return [timedelta()]


@pytest.fixture
def sweeper(books: Books, by_name: ByName, clock: SetClock, spacing: list[timedelta]) -> Sweeper:
    return a_sweeper(books, by_name, clock, lambda: spacing[0])


def a_sweeper(
    books: Books, gateway: ByName, clock: SetClock, spacing: Callable[[], timedelta]
) -> Sweeper:
    return Sweeper(
        books.orders,
        gateway,
        Receiving(books.orders, clock),
        without_webhooks(clock),
        clock,
        interval=timedelta(seconds=5),
        late_window=timedelta(hours=72),
        spacing=spacing,
    )


async def keep_old(books: Books, count: int) -> list[Order]:
    """Orders that have expired; they are old from the next hour on."""
    return [
        await books.keep(opened(another(number), state=State.EXPIRED)) for number in range(count)
    ]


async def test_young_orders_are_asked_about_by_name_and_recorded(
    sweeper: Sweeper, books: Books, by_name: ByName
) -> None:
    for number in range(3):
        await books.keep(opened(another(number)))
    by_name.says = {"0000000001": paid("0000000001")}
    await sweeper.tick()
    assert by_name.asked == [f"{number:010}" for number in range(3)]
    assert (await books.found("0000000001")).state is State.PAID
    assert (await books.found("0000000002")).state is State.OPEN


async def test_only_orders_about_which_all_was_said_expire(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    for number in range(3):
        await books.keep(opened(another(number)))
    by_name.says = {"0000000001": None}
    by_name.fails = {3: SILENT}
    clock.forward(minutes=31)
    await sweeper.tick()
    states = [(await books.found(f"{number:010}")).state for number in range(3)]
    assert states == [State.EXPIRED, State.OPEN, State.OPEN]
    clock.forward(seconds=5)
    await sweeper.tick()
    assert (await books.found("0000000001")).state is State.OPEN
    assert (await books.found("0000000002")).state is State.EXPIRED


async def test_a_round_that_the_budget_breaks_off_goes_on_where_it_stopped(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    await keep_old(books, 5)
    clock.forward(hours=1)
    busy = GatewayBusy("the budget is spent", clock.now() + timedelta(seconds=10))
    by_name.fails = {3: busy}
    by_name.says = {"0000000001": paid("0000000001"), "0000000004": paid("0000000004")}
    await sweeper.tick()
    assert (await books.found("0000000001")).state is State.PAID
    assert sweeper.swept_age is None
    clock.forward(seconds=5)
    await sweeper.tick()
    assert len(by_name.asked) == 3
    clock.forward(seconds=5)
    await sweeper.tick()
    assert by_name.asked[3:] == ["0000000002", "0000000003", "0000000004"]
    assert (await books.found("0000000004")).state is State.PAID
    assert sweeper.swept_age == timedelta()


async def test_where_the_budget_is_never_enough_every_order_has_its_turn(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    old = await keep_old(books, 10)
    clock.forward(hours=1)
    young = [
        await books.keep(opened(another(number, created_at=clock.now())))
        for number in range(20, 30)
    ]
    turns: Counter[str] = Counter()
    for _ in range(60):
        by_name.asked.clear()
        by_name.fails = {5: GatewayBusy("the budget is spent", clock.now())}
        await sweeper.tick()
        turns.update(by_name.asked[:4])
        clock.forward(seconds=20)
    assert min(turns[order.number] for order in young) > max(turns[order.number] for order in old)
    assert min(turns[order.number] for order in old) > 0


async def test_in_a_broken_round_those_that_have_waited_longest_come_first(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    await keep_old(books, 2)
    clock.forward(hours=1)
    await books.keep(opened(another(7, created_at=clock.now())))
    by_name.fails = {2: GatewayBusy("the budget is spent", clock.now())}
    await sweeper.tick()
    await sweeper.tick()
    assert by_name.asked == [
        *("0000000007", "0000000000"),
        *("0000000000", "0000000001", "0000000007"),
    ]


async def test_failures_of_old_orders_alone_make_the_pauses_grow_and_are_no_answer(
    sweeper: Sweeper,
    books: Books,
    by_name: ByName,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "bot.payments.watching")
    await keep_old(books, 1)
    clock.forward(hours=1)
    by_name.fails = dict.fromkeys(range(1, 5), SILENT)
    asked_at = []
    for second in range(0, 100, 5):
        before = len(by_name.asked)
        await sweeper.tick()
        if len(by_name.asked) > before:
            asked_at.append(second)
        clock.forward(seconds=5)
    assert asked_at == [0, 5, 15, 35, 75]
    assert caplog.messages[-1] == "sweep: the gateway answers again"
    assert len(caplog.messages) == 2


async def test_a_look_asks_about_its_order_whatever_its_age(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    [order] = await keep_old(books, 1)
    clock.forward(hours=9)
    await sweeper.tick()
    clock.forward(seconds=30)
    by_name.says = {order.number: paid(order.number)}
    assert await sweeper.look(order)
    assert (await books.found(order.number)).state is State.PAID


async def test_a_look_right_after_a_sweep_asks_about_its_order_alone_if_it_was_left_out(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    [order] = await keep_old(books, 1)
    clock.forward(hours=1)
    young = await books.keep(opened(another(7, created_at=clock.now())))
    await sweeper.tick()
    clock.forward(seconds=10)
    await sweeper.tick()
    clock.forward(seconds=1)
    asked = len(by_name.asked)
    assert await sweeper.look(young)
    assert len(by_name.asked) == asked
    assert await sweeper.look(order)
    assert by_name.asked[asked:] == [order.number]
    assert await sweeper.look(order)
    assert len(by_name.asked) == asked + 1


async def test_looks_at_single_orders_take_no_more_than_the_budget_spaces(
    sweeper: Sweeper,
    books: Books,
    by_name: ByName,
    clock: SetClock,
    spacing: list[timedelta],
) -> None:
    spacing[0] = timedelta(seconds=20)
    old = await keep_old(books, 5)
    clock.forward(hours=1)
    await books.keep(opened(another(7, created_at=clock.now())))
    await sweeper.tick()
    clock.forward(seconds=10)
    asked = len(by_name.asked)
    answers = [await sweeper.look(order) for order in old]
    assert len(by_name.asked) == asked
    assert answers == [True] * 5
    late = [await books.keep(opened(another(n, created_at=clock.now()))) for n in (8, 9)]
    assert [await sweeper.look(order) for order in late] == [True, False]
    assert by_name.asked[asked:] == [late[0].number]


@pytest.mark.parametrize(
    ("fails", "answered"), [({1: SILENT}, False), ({2: SILENT}, True), ({}, True)]
)
async def test_a_look_has_its_answer_even_if_the_rest_of_the_round_fails(
    sweeper: Sweeper, books: Books, by_name: ByName, fails: dict[int, Exception], *, answered: bool
) -> None:
    first = await books.keep(opened(another(1)))
    await books.keep(opened(another(2)))
    by_name.fails = fails
    assert await sweeper.look(first) is answered


async def test_a_look_at_an_order_that_cannot_be_read_is_no_answer(
    sweeper: Sweeper, books: Books, by_name: ByName
) -> None:
    order = await books.keep(opened(another(1)))
    by_name.says = {order.number: None}
    assert not await sweeper.look(order)


async def test_a_failure_while_looking_apart_makes_sweeps_wait_too(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    await books.keep(opened(another(1)))
    await sweeper.tick()
    late = await books.keep(opened(another(2)))
    by_name.fails = {2: GatewayMisunderstood("a list of text")}
    assert not await sweeper.look(late)
    clock.forward(seconds=4)
    await sweeper.tick()
    assert len(by_name.asked) == 2


async def test_an_order_that_the_gateway_has_closed_ends_and_is_still_watched(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1)))
    closed = Report(order.number, Word.CLOSED, None, "EXPIRED")
    by_name.says = {order.number: closed}
    await sweeper.tick()
    after = await books.found(order.number)
    assert after.state is State.EXPIRED
    assert after.watched_until == order.watched_until
    assert await books.causes(order.number) == ["asked", "set", "given_up"]
    by_name.says = {order.number: replace(paid(order.number), tx_hash="0xabc")}
    clock.forward(seconds=5)
    await sweeper.tick()
    assert (await books.found(order.number)).came_after is State.EXPIRED


class Slow(ByName):
    """A gateway whose first answer takes three seconds."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(fails={2: SILENT})
        self._clock = clock

    async def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        if not self.asked:
            self._clock.forward(seconds=3)
        async for batch in super().reports(asked):
            yield batch


async def test_what_was_said_at_this_very_moment_is_no_answer_to_who_looks_now(
    books: Books, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1)))
    sweeper = a_sweeper(books, Slow(clock), clock, timedelta)
    await sweeper.tick()
    assert not await sweeper.look(order)
    clock.forward(minutes=1)
    assert await sweeper.look(order)


async def test_an_order_about_which_nothing_can_be_read_ends_an_hour_late_and_is_watched_on(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1)))
    by_name.says = {order.number: None}
    clock.forward(minutes=89)
    await sweeper.tick()
    assert (await books.found(order.number)).state is State.OPEN
    by_name.fails = {2: SILENT}
    clock.forward(minutes=2)
    await sweeper.tick()
    assert (await books.found(order.number)).state is State.OPEN
    clock.forward(minutes=1)
    await sweeper.tick()
    assert (await books.found(order.number)).state is State.EXPIRED
    by_name.says = {order.number: paid(order.number)}
    clock.forward(minutes=1)
    await sweeper.tick()
    assert (await books.found(order.number)).came_after is State.EXPIRED


async def test_a_deadline_that_could_not_be_judged_does_not_hurry_sweeps(
    sweeper: Sweeper, books: Books, by_name: ByName, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1)))
    by_name.says = {order.number: None}
    clock.forward(minutes=40)
    for _ in range(60):
        await sweeper.tick()
        clock.forward(seconds=5)
    assert len(by_name.asked) == 10
