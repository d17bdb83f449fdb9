from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import Money
from bot.payments.order import ENDED, MOVES, Order, Settlement, State
from bot.payments.settlement import STRICT, Outcome, Report, Rules, Verdict, Word, judge
from tests.orders import HUNDRED, NOW, NUMBER, an_order, opened

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
ODD = {Outcome.CONTRADICTORY, Outcome.OTHER_MONEY}
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
PAID_ALREADY: dict[Counted, Outcome] = {
    "none": Outcome.NOTHING_NEW,
    "zero": Outcome.CONTRADICTORY,
    "negative": Outcome.CONTRADICTORY,
    "less": Outcome.OLDER,
    "a hair less": Outcome.OLDER,
    "equal": Outcome.NOTHING_NEW,
    "more": Outcome.MORE,
    "a hair more": Outcome.NOTHING_NEW,
}
COMPLETED: dict[State, dict[Counted, Outcome]] = {
    State.NEW: dict.fromkeys(COUNTED, Outcome.NOT_OPENED),
    State.OPEN: WAITED_FOR,
    State.CONFIRMING: WAITED_FOR,
    State.SHORT: {**WAITED_FOR, "none": Outcome.NOTHING_NEW, "less": Outcome.NOTHING_NEW},
    State.PAID: PAID_ALREADY,
    State.EXPIRED: OVER,
    State.CANCELLED: OVER,
    State.FAILED: OVER,
}
SEEN = dict.fromkeys([State.OPEN, *ENDED], Outcome.SEEN) | {
    State.NEW: Outcome.NOT_OPENED,
    State.PAID: Outcome.OLDER,
}
WAITING = {
    State.NEW: Outcome.NOT_OPENED,
    **dict.fromkeys([State.CONFIRMING, State.SHORT, State.PAID], Outcome.OLDER),
}
AFTER = {
    Outcome.PAID: State.PAID,
    Outcome.EXCESS: State.PAID,
    Outcome.LATE: State.PAID,
    Outcome.MORE: State.PAID,
    Outcome.TOLERATED: State.PAID,
    Outcome.SHORT: State.SHORT,
    Outcome.SEEN: State.CONFIRMING,
    Outcome.GIVEN_UP: State.EXPIRED,
}
CLOSED = {
    State.NEW: Outcome.NOT_OPENED,
    State.OPEN: Outcome.GIVEN_UP,
    State.CONFIRMING: Outcome.CONTRADICTORY,
    **dict.fromkeys([State.SHORT, State.PAID], Outcome.OLDER),
    **dict.fromkeys(ENDED, Outcome.NOTHING_NEW),
}


def standing(state: State) -> Order:
    """An order as it stands in `state`: 40 have come if it is short, all if it is paid."""
    if state is State.NEW:
        return an_order()
    received = {State.SHORT: Money.of("40", "USDT"), State.PAID: HUNDRED}.get(state)
    return opened(an_order(), state=state, received=received)


def report(word: Word, received: Decimal | None = None) -> Report:
    return Report("g1", word, received, "{}")


def check(verdict: Verdict, before: Order, outcome: Outcome) -> None:
    assert verdict.outcome is outcome
    if outcome in AFTER:
        assert verdict.order.state is AFTER[outcome]
        assert verdict.order.state in {before.state, *MOVES[before.state]}
        assert verdict.order is not before
    elif outcome in ODD:
        assert verdict.order == replace(before, oddities=frozenset({outcome}))
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
    check(verdict, before, SEEN.get(state, Outcome.NOTHING_NEW))


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("state", State)
def test_waiting_changes_nothing(state: State, counted: Counted) -> None:
    before = standing(state)
    verdict = judge(before, report(Word.WAITING, COUNTED[counted]), LATER)
    check(verdict, before, WAITING.get(state, Outcome.NOTHING_NEW))


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("state", State)
def test_what_the_gateway_has_closed_means_what_the_table_says(
    state: State, counted: Counted
) -> None:
    before = standing(state)
    verdict = judge(before, report(Word.CLOSED, COUNTED[counted]), LATER)
    check(verdict, before, CLOSED[state])


@pytest.mark.parametrize("told", [{"token": "USDC"}, {"network": "ethereum"}])
def test_an_order_is_closed_whatever_money_it_was_closed_for(told: dict[str, str]) -> None:
    verdict = judge(standing(State.OPEN), replace(report(Word.CLOSED), **told), LATER)  # type: ignore[arg-type]
    assert verdict.outcome is Outcome.GIVEN_UP


def test_what_the_gateway_has_given_up_is_looked_for_a_whole_late_window() -> None:
    before = standing(State.OPEN)
    window = timedelta(hours=100)
    after = judge(before, report(Word.CLOSED), LATER, Rules(late_window=window)).order
    assert after == replace(before, state=State.EXPIRED, watched_until=LATER + window)
    paid = judge(after, report(Word.COMPLETED, Decimal(100)), LATER)
    assert (paid.outcome, paid.order.came_after) == (Outcome.LATE, State.EXPIRED)


@pytest.mark.parametrize("state", [State.OPEN, State.CONFIRMING])
@pytest.mark.parametrize("name", [NUMBER, f"{NUMBER}-2"])
def test_a_number_that_nobody_was_shown_closes_nothing(state: State, name: str) -> None:
    before = replace(standing(state), attempt=3)
    verdict = judge(before, replace(report(Word.CLOSED), name=name), LATER)
    check(verdict, before, Outcome.NOTHING_NEW)
    shown = judge(before, replace(report(Word.CLOSED), name=f"{NUMBER}-3"), LATER)
    assert shown.outcome is CLOSED[state]


def test_money_that_comes_to_a_number_that_nobody_was_shown_counts() -> None:
    before = replace(standing(State.OPEN), attempt=2)
    told = replace(report(Word.COMPLETED, Decimal(100)), name=NUMBER)
    assert judge(before, told, LATER).outcome is Outcome.PAID


def test_a_paid_order_knows_what_came_when_and_by_which_transaction() -> None:
    before = standing(State.OPEN)
    told = replace(report(Word.COMPLETED, Decimal("100.5")), tx_hash="0xabc")
    assert judge(before, told, LATER).order == replace(
        before,
        state=State.PAID,
        received=Money.of("100.5", "USDT"),
        settled_at=LATER,
        settled_by=Settlement.PAYMENT,
        tx_hash="0xabc",
        watched_until=before.watched_until,
    )


@pytest.mark.parametrize("told", [report(Word.CONFIRMING), report(Word.COMPLETED, Decimal(1))])
def test_where_money_came_more_is_looked_for_a_whole_late_window(told: Report) -> None:
    before = opened(an_order(), state=State.EXPIRED, watched_until=LATER)
    after = judge(before, told, LATER, Rules(late_window=timedelta(hours=5))).order
    assert after.watched_until == LATER + timedelta(hours=5)


@pytest.mark.parametrize("ended", sorted(ENDED))
@pytest.mark.parametrize("word", [Word.CONFIRMING, Word.COMPLETED])
def test_a_late_payment_knows_after_what_it_came_also_when_it_came_in_steps(
    ended: State, word: Word
) -> None:
    seen = judge(standing(ended), report(word, Decimal(60)), LATER).order
    paid = judge(seen, report(Word.COMPLETED, Decimal(100)), LATER)
    assert paid.outcome is Outcome.LATE
    assert paid.order.came_after is ended


def test_a_payment_without_an_amount_leaves_it_open_what_came() -> None:
    paid = judge(standing(State.CONFIRMING), report(Word.COMPLETED), LATER).order
    assert (paid.state, paid.received, paid.excess) == (State.PAID, None, None)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"token": "USDC"}, Outcome.OTHER_MONEY),
        ({"network": "ethereum"}, Outcome.OTHER_MONEY),
        ({"network": "a chain of its own"}, Outcome.OTHER_MONEY),
        ({"token": "USDT", "network": "tron"}, Outcome.PAID),
    ],
)
@pytest.mark.parametrize("word", [Word.CONFIRMING, Word.COMPLETED])
def test_other_money_than_was_asked_for_is_never_counted(
    word: Word, told: dict[str, str], outcome: Outcome
) -> None:
    before = standing(State.OPEN)
    verdict = judge(before, replace(report(word, Decimal(100)), **told), LATER)  # type: ignore[arg-type]
    seen = outcome is Outcome.PAID and word is Word.CONFIRMING
    check(verdict, before, Outcome.SEEN if seen else outcome)


def test_other_money_for_a_paid_order_leaves_it_paid() -> None:
    before = standing(State.PAID)
    told = replace(report(Word.COMPLETED, Decimal(300)), token="USDC")
    check(judge(before, told, LATER), before, Outcome.OTHER_MONEY)


@pytest.mark.parametrize(
    ("tolerance", "counted", "outcome"),
    [
        ("0", "99.999999", Outcome.SHORT),
        ("1", "99", Outcome.TOLERATED),
        ("1", "98.999999", Outcome.SHORT),
        ("1", "100", Outcome.PAID),
        ("1", "101", Outcome.EXCESS),
        ("1000", "50", Outcome.SHORT),
        ("1000", "50.000001", Outcome.TOLERATED),
    ],
)
def test_a_fee_that_an_exchange_kept_may_be_let_pass(
    tolerance: str, counted: str, outcome: Outcome
) -> None:
    told = report(Word.COMPLETED, Decimal(counted))
    verdict = judge(standing(State.OPEN), told, LATER, Rules(tolerance))
    assert verdict.outcome is outcome
    is_less = outcome is Outcome.TOLERATED
    if verdict.order.state is State.PAID:
        expected = Settlement.TOLERANCE if is_less else Settlement.PAYMENT
        assert verdict.order.settled_by is expected
        assert (verdict.order.missing is not None) == is_less


def test_a_short_order_is_settled_by_a_tolerance_that_came_later() -> None:
    before = opened(an_order(), state=State.SHORT, received=Money.of("99", "USDT"))
    told = report(Word.COMPLETED, Decimal(99))
    assert judge(before, told, LATER, STRICT).outcome is Outcome.NOTHING_NEW
    assert judge(before, told, LATER, Rules("1")).outcome is Outcome.TOLERATED


def test_paying_twice_is_counted_and_changes_nothing_else() -> None:
    before = standing(State.PAID)
    verdict = judge(before, report(Word.COMPLETED, Decimal(200)), LATER)
    assert verdict.outcome is Outcome.MORE
    assert verdict.order.excess == HUNDRED
    unchanged = {"received": HUNDRED, "watched_until": before.watched_until}
    assert replace(verdict.order, **unchanged) == before  # type: ignore[arg-type]


def test_the_rest_of_an_accepted_order_is_no_excess() -> None:
    before = replace(standing(State.PAID), received=Money.of("40", "USDT"))
    verdict = judge(before, report(Word.COMPLETED, Decimal(100)), LATER)
    assert (verdict.outcome, verdict.order.received) == (Outcome.REST, HUNDRED)
    assert judge(before, report(Word.COMPLETED, Decimal(101)), LATER).outcome is Outcome.MORE


def test_less_than_was_called_completed_before_cannot_be() -> None:
    before = replace(standing(State.PAID), received=None)
    told = report(Word.COMPLETED, Decimal(60))
    check(judge(before, told, LATER), before, Outcome.CONTRADICTORY)
    assert judge(before, report(Word.COMPLETED, Decimal(100)), LATER).order is before


def test_an_oddity_is_noted_once_for_each_kind() -> None:
    once = judge(standing(State.OPEN), report(Word.COMPLETED, Decimal(0)), LATER).order
    assert judge(once, report(Word.COMPLETED, Decimal(-1)), LATER).order is once
    other = replace(report(Word.COMPLETED, Decimal(1)), token="USDC")
    both = judge(once, other, LATER).order
    assert both.oddities == {Outcome.CONTRADICTORY, Outcome.OTHER_MONEY}
    assert judge(both, report(Word.COMPLETED, Decimal(0)), LATER).order is both


def test_a_short_order_stays_watched_and_grows_when_topped_up() -> None:
    before = standing(State.SHORT)
    verdict = judge(before, report(Word.COMPLETED, Decimal(60)), LATER)
    assert verdict.outcome is Outcome.SHORT
    assert verdict.order == replace(before, received=Money.of("60", "USDT"))
    assert verdict.order.missing == Money.of("40", "USDT")


def test_an_older_report_does_not_make_a_short_order_shorter() -> None:
    before = standing(State.SHORT)
    verdict = judge(before, report(Word.COMPLETED, Decimal("39.9")), LATER)
    check(verdict, before, Outcome.OLDER)


AMOUNTS = st.none() | st.decimals(-10, 200, allow_nan=False, places=9)
REPORTS = st.builds(report, st.sampled_from(Word), AMOUNTS)


@given(st.sampled_from(State), REPORTS)
def test_the_same_report_twice_changes_nothing_more(state: State, told: Report) -> None:
    once = judge(standing(state), told, LATER)
    again = judge(once.order, told, LATER + timedelta(hours=1))
    assert again.order is once.order


@given(st.sampled_from(State), st.lists(REPORTS, max_size=6))
def test_every_move_is_in_the_table_and_paid_stays(state: State, told: list[Report]) -> None:
    order = standing(state)
    for one in told:
        before, order = order, judge(order, one, LATER).order
        assert order.state in {before.state, *MOVES[before.state]}
        assert before.state is not State.PAID or (
            order.state is State.PAID and order.settled_at == before.settled_at
        )
        assert before.received is None or (order.received or before.received) >= before.received


@given(st.lists(REPORTS, max_size=6))
def test_an_order_is_paid_only_by_enough_or_by_the_gateways_word(told: list[Report]) -> None:
    order = standing(State.OPEN)
    for one in told:
        order = judge(order, one, LATER).order
    counts = [one.received for one in told if one.word is Word.COMPLETED]
    enough = any(count is not None and count >= 100 for count in counts)
    by_word = None in counts  # unless an amount was named before that was not enough
    assert enough <= (order.state is State.PAID) <= (enough or by_word)
