from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import GatewayBusy, GatewayMisunderstood, GatewayUnavailable
from bot.payments.hearing import Hearing
from bot.payments.money import Money
from bot.payments.notice import Kind
from bot.payments.order import State
from bot.payments.ports import Step
from bot.payments.receiving import Receiving, Recorded
from bot.payments.rounds import cadence
from bot.payments.settlement import Report, Word
from bot.payments.vitals import Trouble
from bot.payments.watching import Sweeper
from tests.clocks import SetClock
from tests.orders import NUMBER, Books, an_order, another, opened
from tests.payments.gateway import ScriptedGateway
from tests.payments.meanwhile import without_webhooks
from tests.payments.owners import Noted

INTERVAL = timedelta(seconds=5)
PAID = Report(NUMBER, Word.COMPLETED, Decimal(100), "completed")
SILENT = GatewayUnavailable("no answer from the gateway: timed out")


@pytest.fixture
def spacing() -> list[timedelta]:
    """The least time between sweeps, which a test may change."""
    return [timedelta()]


@pytest.fixture
def interval() -> timedelta:
    return INTERVAL


@pytest.fixture
def sweeper(
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    spacing: list[timedelta],
    interval: timedelta,
) -> Sweeper:
    return Sweeper(
        books.orders,
        gateway,
        Receiving(books.orders, clock),
        without_webhooks(clock),
        clock,
        interval=interval,
        late_window=timedelta(hours=72),
        spacing=lambda: spacing[0],
    )


def with_webhooks(
    books: Books, gateway: ScriptedGateway, clock: SetClock, hearing: Hearing
) -> Sweeper:
    """A sweeper of a till that takes webhooks."""
    return Sweeper(
        books.orders,
        gateway,
        Receiving(books.orders, clock),
        hearing,
        clock,
        interval=INTERVAL,
        late_window=timedelta(hours=72),
        spacing=timedelta,
    )


async def ticks(sweeper: Sweeper, clock: SetClock, count: int, **pause: float) -> None:
    """Tick so often, after a pause each time."""
    for _ in range(count):
        clock.forward(**pause)
        await sweeper.tick()


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), INTERVAL),
        (timedelta(minutes=35), INTERVAL),
        (timedelta(minutes=36), timedelta(seconds=30)),
        (timedelta(hours=6), timedelta(seconds=30)),
        (timedelta(hours=7), timedelta(minutes=2)),
        (timedelta(days=4), timedelta(minutes=2)),
        (None, timedelta(minutes=2)),
    ],
)
def test_old_orders_are_looked_at_more_seldom(age: timedelta | None, pause: timedelta) -> None:
    assert cadence(age, INTERVAL) == pause


async def test_nothing_is_asked_when_nothing_is_watched(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(another(1))
    await books.keep(opened(another(2), state=State.PAID, watched_until=None))
    await ticks(sweeper, clock, 10, minutes=1)
    assert gateway.sweeps == 0


async def test_one_query_serves_all_orders(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway
) -> None:
    for number in range(20):
        await books.keep(opened(another(number)))
    await sweeper.tick()
    assert gateway.sweeps == 1


async def test_young_orders_are_swept_at_every_interval(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == 12


@pytest.mark.parametrize("interval", [timedelta(seconds=1), timedelta(seconds=2)])
async def test_a_short_interval_is_kept_although_ticks_come_a_moment_early(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    interval: timedelta,
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 10, seconds=interval.total_seconds() - 0.01)
    assert gateway.sweeps == 10


async def test_a_tick_that_comes_early_sweeps_once_for_its_interval(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await sweeper.tick()
    await ticks(sweeper, clock, 1, seconds=2.4)
    assert gateway.sweeps == 1
    await ticks(sweeper, clock, 1, seconds=2.5)
    assert gateway.sweeps == 2


async def test_old_orders_are_swept_every_other_minute(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order(), state=State.EXPIRED))
    clock.forward(hours=8)
    await ticks(sweeper, clock, 120, seconds=5)
    assert gateway.sweeps == 5


async def test_sweeps_go_on_when_the_clock_is_put_back(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 2, seconds=5)
    clock.put_back(hours=1)
    await ticks(sweeper, clock, 2, seconds=5)
    assert gateway.sweeps == 4


async def test_the_youngest_order_sets_the_pace(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(another(1), state=State.EXPIRED))
    clock.forward(hours=8)
    await books.keep(opened(another(2, created_at=clock.now())))
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == 12


async def test_a_small_budget_spaces_the_sweeps(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    spacing: list[timedelta],
) -> None:
    await books.keep(opened(an_order()))
    spacing[0] = timedelta(seconds=20)
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == 3


async def test_a_deadline_that_passes_does_not_wait_for_its_turn(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    spacing: list[timedelta],
) -> None:
    await books.keep(opened(an_order(), deadline=clock.now() + timedelta(seconds=12)))
    spacing[0] = timedelta(minutes=5)
    await ticks(sweeper, clock, 3, seconds=5)
    assert gateway.sweeps == 2
    assert (await books.found()).state is State.EXPIRED


async def test_looking_often_takes_no_more_than_sweeps_may(
    sweeper: Sweeper, gateway: ScriptedGateway, clock: SetClock, spacing: list[timedelta]
) -> None:
    spacing[0] = timedelta(seconds=30)
    for _ in range(20):
        assert await sweeper.look()
        clock.forward(seconds=3)
    assert gateway.sweeps == 2


async def test_what_is_reported_is_recorded(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [[PAID, Report("unknown", Word.COMPLETED, None, "")]]
    await sweeper.tick()
    assert (await books.found()).state is State.PAID


async def test_every_report_about_an_order_counts(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [
        [PAID, replace(PAID, received=Decimal(1)), replace(PAID, word=Word.WAITING)]
    ]
    await sweeper.tick()
    assert (await books.found()).state is State.PAID


async def test_what_is_not_watched_is_not_touched(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway
) -> None:
    await books.keep(opened(another(1)))
    await books.keep(opened(an_order(), state=State.EXPIRED, watched_until=None))
    gateway.answers = [[PAID]]
    await sweeper.tick()
    assert (await books.found()).state is State.EXPIRED


async def test_late_truth_is_recorded_after_expiry(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 1, minutes=31)
    assert (await books.found()).state is State.EXPIRED
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, hours=71)
    assert (await books.found()).state is State.PAID
    assert await books.kinds() == [Kind.CARD_CHANGED, Kind.RECEIPT, Kind.CARD_CHANGED]


async def test_an_order_is_looked_at_once_more_before_it_expires(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, minutes=30)
    assert (await books.found()).state is State.PAID


async def test_an_answer_from_before_the_deadline_expires_nothing(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    clock.forward(minutes=29, seconds=59)
    gateway.meanwhile = lambda: clock.forward(seconds=10)
    await sweeper.tick()
    assert (await books.found()).state is State.OPEN
    await sweeper.tick()
    assert (await books.found()).state is State.EXPIRED
    assert gateway.sweeps == 2


async def test_nothing_expires_while_the_gateway_does_not_answer(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [SILENT]
    clock.forward(minutes=30)
    await ticks(sweeper, clock, 20, minutes=5)
    assert gateway.sweeps == 20
    assert (await books.found()).state is State.OPEN
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, minutes=5)
    assert (await books.found()).state is State.PAID


@pytest.mark.parametrize("state", [State.CONFIRMING, State.SHORT])
async def test_money_on_its_way_does_not_expire(
    sweeper: Sweeper, books: Books, clock: SetClock, state: State
) -> None:
    await books.keep(opened(an_order(), state=state))
    await ticks(sweeper, clock, 3, minutes=31)
    assert (await books.found()).state is state


async def test_watching_ends_with_the_late_window(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 2, minutes=31)
    clock.forward(hours=72)
    await ticks(sweeper, clock, 2, minutes=5)
    swept = gateway.sweeps
    await ticks(sweeper, clock, 5, minutes=5)
    assert gateway.sweeps == swept
    assert (await books.found()).watched_until is None


@pytest.mark.parametrize("error", [SILENT, GatewayMisunderstood("a list of text")])
async def test_failures_make_the_pauses_grow_and_an_answer_ends_them(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    *,
    error: Exception,
) -> None:
    await books.keep(opened(an_order(), deadline=clock.now() + timedelta(days=1)))
    gateway.answers = [error]
    swept_at = []
    for second in range(0, 1200, 5):
        before = gateway.sweeps
        await sweeper.tick()
        if gateway.sweeps > before:
            swept_at.append(second)
        clock.forward(seconds=5)
    assert swept_at == [0, 5, 15, 35, 75, 155, 315, 615, 915]
    gateway.answers = [[]]
    await ticks(sweeper, clock, 1, minutes=5)
    assert gateway.sweeps == 10
    await ticks(sweeper, clock, 2, seconds=5)
    assert gateway.sweeps == 12


async def test_a_long_silence_is_one_warning_and_its_end_is_noted(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    await books.keep(opened(an_order(), deadline=clock.now() + timedelta(days=30)))
    gateway.answers = [SILENT]
    await ticks(sweeper, clock, 80, minutes=5)
    assert len(caplog.messages) == 1
    gateway.answers = [[]]
    await ticks(sweeper, clock, 1, minutes=5)
    assert caplog.messages[1:] == ["sweep: the gateway answers again"]
    gateway.answers = [SILENT]
    swept = gateway.sweeps
    await ticks(sweeper, clock, 1, minutes=5)
    assert len(caplog.messages) == 3
    await ticks(sweeper, clock, 1, seconds=30)
    assert gateway.sweeps == swept + 2


async def test_a_busy_gateway_is_not_swept_before_its_moment(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [GatewayBusy("429", clock.now() + timedelta(minutes=10)), [PAID]]
    assert not await sweeper.look()
    await ticks(sweeper, clock, 119, seconds=5)
    assert not await sweeper.look()
    assert gateway.sweeps == 1
    await ticks(sweeper, clock, 1, seconds=5)
    assert (await books.found()).state is State.PAID


async def test_a_look_tells_whether_the_gateway_answered(
    sweeper: Sweeper, gateway: ScriptedGateway, clock: SetClock
) -> None:
    assert await sweeper.look()
    gateway.answers = [SILENT]
    clock.forward(seconds=5)
    assert not await sweeper.look()


async def test_a_look_at_one_order_tells_whether_the_gateway_answered(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    order = await books.keep(opened(an_order()))
    gateway.answers = [SILENT, GatewayBusy("429", clock.now()), []]
    assert not await sweeper.look(order)
    clock.forward(seconds=5)
    assert not await sweeper.look(order)
    assert await sweeper.look(order)


async def test_sweeps_slow_down_while_webhooks_come_and_hurry_when_they_are_silent(
    books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    owners = Noted(clock)
    hearing = Hearing(clock, owners, is_open=True)
    sweeper = with_webhooks(books, gateway, clock, hearing)
    await books.keep(opened(an_order()))
    await books.keep(opened(another(1)))
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == 12
    await hearing.heard("0000000001")
    await ticks(sweeper, clock, 24, seconds=5)
    assert gateway.sweeps == 14
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 12, seconds=5)
    assert (await books.found()).state is State.PAID
    assert owners.begun == []
    await ticks(sweeper, clock, 24, seconds=5)
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]
    swept = gateway.sweeps
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == swept + 12


async def test_what_a_webhook_has_told_before_the_sweep_is_not_missed(
    books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    owners = Noted(clock)
    hearing = Hearing(clock, owners, is_open=True)
    sweeper = with_webhooks(books, gateway, clock, hearing)
    await books.keep(opened(an_order()))
    await books.keep(opened(another(1)))
    await Receiving(books.orders, clock).record(PAID)
    await hearing.heard(NUMBER)
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 60, seconds=5)
    assert owners.begun == []


@pytest.mark.parametrize(
    ("state", "said", "is_missed"),
    [
        (State.OPEN, PAID, True),
        (State.OPEN, replace(PAID, received=None), True),
        (State.OPEN, replace(PAID, received=Decimal(60)), True),
        (State.OPEN, replace(PAID, received=Decimal(150)), True),
        (State.EXPIRED, PAID, True),
        (State.CONFIRMING, PAID, True),
        (State.OPEN, replace(PAID, word=Word.CONFIRMING), False),
        (State.EXPIRED, replace(PAID, word=Word.CONFIRMING), False),
        (State.OPEN, replace(PAID, word=Word.CLOSED), False),
        (State.OPEN, replace(PAID, token="USDC"), False),
        (State.OPEN, replace(PAID, received=Decimal(0)), False),
        (State.PAID, replace(PAID, received=Decimal(200)), False),
        (State.PAID, PAID, False),
    ],
)
async def test_a_webhook_is_missed_only_for_a_payment_that_has_ended(
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    *,
    state: State,
    said: Report,
    is_missed: bool,
) -> None:
    owners = Noted(clock)
    sweeper = with_webhooks(books, gateway, clock, Hearing(clock, owners, is_open=True))
    order = opened(an_order(), state=state)
    if state is State.PAID:
        order = replace(order, received=order.amount, settled_at=clock.now())
    await books.keep(order)
    gateway.answers = [[said]]
    await ticks(sweeper, clock, 60, seconds=5)
    assert owners.begun == [Trouble.WEBHOOKS_SILENT] * is_missed


async def test_a_payment_that_was_seen_long_before_is_missed_once_it_has_ended(
    books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    owners = Noted(clock)
    sweeper = with_webhooks(books, gateway, clock, Hearing(clock, owners, is_open=True))
    await books.keep(opened(an_order()))
    gateway.answers = [[replace(PAID, word=Word.CONFIRMING)]]
    await ticks(sweeper, clock, 60, seconds=5)
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 24, seconds=5)
    assert owners.begun == []
    await ticks(sweeper, clock, 12, seconds=5)
    assert owners.begun == [Trouble.WEBHOOKS_SILENT]


async def test_what_was_said_on_the_first_pages_counts_though_a_later_one_fails(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await books.keep(opened(another(1)))
    clock.forward(minutes=31)
    gateway.pages = [[PAID]]
    gateway.answers = [SILENT, []]
    await sweeper.tick()
    assert (await books.found()).state is State.PAID
    assert (await books.found("0000000001")).state is State.OPEN
    clock.forward(seconds=5)
    await sweeper.tick()
    assert (await books.found("0000000001")).state is State.EXPIRED


async def test_a_look_right_after_a_sweep_asks_nothing(
    sweeper: Sweeper, gateway: ScriptedGateway, clock: SetClock
) -> None:
    assert await sweeper.look()
    clock.forward(seconds=1.9)
    assert await sweeper.look()
    assert gateway.sweeps == 1
    clock.forward(seconds=0.1)
    assert await sweeper.look()
    assert gateway.sweeps == 2


async def test_paid_orders_are_still_watched_but_never_in_a_hurry(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, seconds=5)
    await ticks(sweeper, clock, 48, seconds=5)
    assert gateway.sweeps == 3
    gateway.answers = [[replace(PAID, received=Decimal(200))]]
    await ticks(sweeper, clock, 24, seconds=5)
    assert (await books.found()).excess == Money.of("100", "USDT")


async def test_who_says_to_have_paid_is_looked_for_as_if_just_asked(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    clock.forward(hours=9)
    await books.keep(opened(an_order(), state=State.EXPIRED, claimed_at=clock.now()))
    await ticks(sweeper, clock, 12, seconds=5)
    assert gateway.sweeps == 12


async def test_a_repeated_report_is_not_judged_again(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[Report] = []
    record_all = Receiving.record_all

    async def counted(self: Receiving, reports: Sequence[Report]) -> list[Recorded]:
        judged.extend(reports)
        return await record_all(self, reports)

    monkeypatch.setattr(Receiving, "record_all", counted)
    await books.keep(opened(another(1)))
    await books.keep(opened(an_order()))
    less = replace(PAID, received=Decimal(60))
    gateway.answers = [[less], [less], [PAID]]
    await ticks(sweeper, clock, 3, seconds=5)
    assert judged == [less, PAID]


async def test_a_gateway_that_takes_back_what_it_said_is_noted_and_not_believed(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "bot.payments.receiving")
    await books.keep(opened(another(1)))
    await books.keep(opened(an_order()))
    waiting = replace(PAID, word=Word.WAITING)
    gateway.answers = [[PAID], [waiting], [waiting], [PAID]]
    await ticks(sweeper, clock, 5, seconds=5)
    assert (await books.found()).state is State.PAID
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED]
    assert [line for line in caplog.messages if "less than was known" in line]


async def test_money_for_an_order_that_is_just_being_opened_is_not_forgotten(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(another(1)))
    new = await books.keep(an_order(watched_until=clock.now() + timedelta(days=1)))
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, seconds=5)
    await books.orders.move(new, opened(new), Step(clock.now(), "opened"), ())
    await ticks(sweeper, clock, 1, seconds=5)
    assert (await books.found()).state is State.PAID


async def test_a_look_that_takes_too_long_is_no_answer(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.payments.watching.LONGEST_LOOK", 0.01)
    async with sweeper._sweeping:
        assert not await sweeper.look()


async def test_after_a_look_that_hung_nobody_waits_again_for_a_while(
    sweeper: Sweeper,
    books: Books,
    gateway: ScriptedGateway,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.payments.watching.LONGEST_LOOK", 0.01)
    await books.keep(opened(an_order()))
    async with sweeper._sweeping:
        assert not await sweeper.look()
    assert not await sweeper.look()
    assert gateway.sweeps == 0
    await ticks(sweeper, clock, 1, seconds=5)
    clock.forward(seconds=5)
    assert await sweeper.look()
    assert gateway.sweeps == 2


async def test_who_was_down_past_the_late_window_still_gives_one(
    sweeper: Sweeper, books: Books, gateway: ScriptedGateway, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    await ticks(sweeper, clock, 1, hours=80)
    order = await books.found()
    assert order.state is State.EXPIRED
    assert order.watched_until == clock.now() + timedelta(hours=72)
    gateway.answers = [[PAID]]
    await ticks(sweeper, clock, 1, hours=71)
    assert (await books.found()).state is State.PAID
