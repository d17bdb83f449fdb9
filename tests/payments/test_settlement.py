from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import Money
from bot.payments.order import ENDED, MOVES, Order, State
from bot.payments.settlement import Outcome, Report, Verdict, Word, judge
from tests.orders import NOW, an_order, opened

LATER = NOW + timedelta(minutes=5)
Counted = Literal[
    "none", "zero", "negative", "less", "a hair less", "equal", "more", "a hair more"
]
COUNTED: dict[Counted, Decimal | None] = {
    "none": None,
    "zero": Decimal("0.000000"),
    "negative": Decimal(-1),
    "less": Decimal(40),
    "a hair less": Decimal("99.9999999999"),
    "equal": Decimal("100.000000"),
    "more": Decimal("100.000001"),
    "a hair more": Decimal("100.0000001"),
}
NOTHING = dict.fromkeys(COUNTED, Outcome.NOTHING_NEW)
WAITED_FOR: dict[Counted, Outcome] = {
    "none": Outcome.PAID,
    "zero": Outcome.CONTRADICTORY,
    "negative": Outcome.CONTRADICTORY,
    "less": Outcome.SHORT,
    "a hair less": Outcome.SHORT,
    "equal": Outcome.PAID,
    "more": Outcome.EXCESS,
    "a hair more": Outcome.PAID,
}
OVER: dict[Counted, Outcome] = {
    **WAITED_FOR,
    "none": Outcome.LATE,
    "equal": Outcome.LATE,
    "a hair more": Outcome.LATE,
}
COMPLETED: dict[State, dict[Counted, Outcome]] = {
    State.NEW: dict.fromkeys(COUNTED, Outcome.NOT_OPENED),
    State.OPEN: WAITED_FOR,
    State.CONFIRMING: WAITED_FOR,
    State.SHORT: {**WAITED_FOR, "less": Outcome.NOTHING_NEW},
    State.PAID: NOTHING,
    State.EXPIRED: OVER,
    State.CANCELLED: OVER,
    State.FAILED: OVER,
}
SEEN = {State.OPEN, *ENDED}
AFTER = {
    Outcome.PAID: State.PAID,
    Outcome.EXCESS: State.PAID,
    Outcome.LATE: State.PAID,
    Outcome.SHORT: State.SHORT,
    Outcome.SEEN: State.CONFIRMING,
}


def standing(state: State) -> Order:
    """An order as it stands in `state`: 40 have come if it is short."""
    if state is State.NEW:
        return an_order()
    received = Money.of("40", "USDT") if state is State.SHORT else None
    return opened(an_order(), state=state, received=received)


def report(word: Word, received: Decimal | None = None) -> Report:
    return Report("g1", word, received, "{}")


def check(verdict: Verdict, before: Order, outcome: Outcome) -> None:
    assert verdict.outcome is outcome
    if outcome in AFTER:
        assert verdict.order.state is AFTER[outcome]
        assert verdict.order.state in MOVES[before.state]
    else:
        assert verdict.order is before


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("state", State)
def test_a_completed_payment_means_what_the_table_says(state: State, counted: Counted) -> None:
    before = standing(state)
    verdict = judge(before, report(Word.COMPLETED, COUNTED[counted]), LATER)
    check(verdict, before, COMPLETED[state][counted])


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("state", State)
def test_a_payment_on_its_way_means_what_the_table_says(state: State, counted: Counted) -> None:
    before = standing(state)
    verdict = judge(before, report(Word.CONFIRMING, COUNTED[counted]), LATER)
    seen = Outcome.SEEN if state in SEEN else Outcome.NOTHING_NEW
    check(verdict, before, Outcome.NOT_OPENED if state is State.NEW else seen)


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("state", State)
def test_waiting_changes_nothing(state: State, counted: Counted) -> None:
    before = standing(state)
    verdict = judge(before, report(Word.WAITING, COUNTED[counted]), LATER)
    check(verdict, before, Outcome.NOT_OPENED if state is State.NEW else Outcome.NOTHING_NEW)


def test_a_paid_order_knows_what_came_and_when_and_is_watched_no_more() -> None:
    before = standing(State.OPEN)
    paid = judge(before, report(Word.COMPLETED, Decimal("100.5")), LATER).order
    assert paid == replace(
        before,
        state=State.PAID,
        received=Money.of("100.5", "USDT"),
        settled_at=LATER,
        watched_until=None,
    )


def test_a_payment_without_an_amount_leaves_it_open_what_came() -> None:
    paid = judge(standing(State.SHORT), report(Word.COMPLETED), LATER).order
    assert (paid.state, paid.received, paid.excess) == (State.PAID, None, None)


def test_a_short_order_stays_watched_and_grows_when_topped_up() -> None:
    before = standing(State.SHORT)
    verdict = judge(before, report(Word.COMPLETED, Decimal(60)), LATER)
    assert verdict.outcome is Outcome.SHORT
    assert verdict.order == replace(before, received=Money.of("60", "USDT"))


def test_an_older_report_does_not_make_a_short_order_shorter() -> None:
    before = standing(State.SHORT)
    verdict = judge(before, report(Word.COMPLETED, Decimal("39.9")), LATER)
    check(verdict, before, Outcome.NOTHING_NEW)


AMOUNTS = st.none() | st.decimals(-10, 200, allow_nan=False, places=9)
REPORTS = st.builds(report, st.sampled_from(Word), AMOUNTS)


@given(st.sampled_from(State), REPORTS)
def test_the_same_report_twice_changes_nothing_more(state: State, told: Report) -> None:
    once = judge(standing(state), told, LATER).order
    again = judge(once, told, LATER + timedelta(hours=1))
    assert again.order is once


@given(st.sampled_from(State), st.lists(REPORTS, max_size=6))
def test_every_move_is_in_the_table_and_paid_stays(state: State, told: list[Report]) -> None:
    order = standing(state)
    for one in told:
        before, order = order, judge(order, one, LATER).order
        assert order is before or order.state in MOVES[before.state]
        assert before.state is not State.PAID or order is before


@given(st.lists(REPORTS, max_size=6))
def test_an_order_is_paid_only_by_enough_or_by_the_gateways_word(told: list[Report]) -> None:
    order = standing(State.OPEN)
    for one in told:
        order = judge(order, one, LATER).order
    enough = any(
        one.word is Word.COMPLETED and (one.received is None or one.received >= 100)
        for one in told
    )
    assert (order.state is State.PAID) == enough
