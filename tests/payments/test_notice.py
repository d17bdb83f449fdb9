from dataclasses import replace

import pytest

from bot.payments.money import Money
from bot.payments.notice import (
    MUTABLE,
    Draft,
    Kind,
    Notice,
    caused_by,
    for_merchants,
    is_overtaken,
)
from bot.payments.order import MOVES, Order, State
from bot.payments.settlement import Outcome
from tests.orders import NOW, an_order

CARD = [Kind.CARD_CHANGED]
PAID = [Kind.RECEIPT, Kind.CARD_CHANGED]
SHORT = [Kind.SHORT, Kind.CARD_CHANGED]
NOTICES = {
    (State.NEW, State.OPEN): [Kind.CARD],
    (State.NEW, State.FAILED): [Kind.FAILED],
    **{(before, State.EXPIRED): CARD for before in State},
    **{(before, State.CANCELLED): CARD for before in State},
    **{(before, State.PAID): PAID for before in State},
    **{(before, State.SHORT): SHORT for before in State},
    **{(before, State.CONFIRMING): CARD for before in State},
}
MOVING = [(before, after) for before in State for after in sorted(MOVES[before])]


def kinds(before: Order, after: Order) -> list[Kind]:
    drafts = caused_by(before, after)
    assert {draft.chat_id for draft in drafts} <= {after.place.chat_id}
    return [draft.kind for draft in drafts]


@pytest.mark.parametrize(("before", "after"), MOVING)
def test_a_move_causes_its_notices(before: State, after: State) -> None:
    assert kinds(an_order(state=before), an_order(state=after)) == NOTICES[before, after]


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.SHORT, SHORT), (State.PAID, [Kind.MORE, Kind.CARD_CHANGED]), (State.OPEN, [])],
)
def test_more_money_within_a_state_is_told(state: State, expected: list[Kind]) -> None:
    before = an_order(state=state, received=Money.of("40", "USDT"))
    assert kinds(before, replace(before, received=Money.of("60", "USDT"))) == expected


@pytest.mark.parametrize("state", State)
def test_a_note_without_money_is_told_to_nobody(state: State) -> None:
    before = an_order(state=state)
    assert kinds(before, replace(before, attempt=2, oddities=frozenset({"contradictory"}))) == []


TO_MERCHANTS = {
    Outcome.PAID: Kind.SALE,
    Outcome.TOLERATED: Kind.SALE,
    Outcome.REST: Kind.SALE,
    Outcome.LATE: Kind.SALE_LATE,
    Outcome.SHORT: Kind.SALE_SHORT,
    Outcome.EXCESS: Kind.SALE_EXCESS,
    Outcome.MORE: Kind.SALE_EXCESS,
    Outcome.CONTRADICTORY: Kind.ODD_REPORT,
    Outcome.OTHER_MONEY: Kind.ODD_REPORT,
    Outcome.SEEN: None,
    Outcome.GIVEN_UP: None,
    Outcome.NOTHING_NEW: None,
    Outcome.OLDER: None,
    Outcome.NOT_OPENED: None,
    Outcome.UNKNOWN_ORDER: None,
}


@pytest.mark.parametrize("outcome", Outcome)
def test_merchants_hear_of_money_and_of_what_cannot_be_counted(outcome: Outcome) -> None:
    kind = TO_MERCHANTS[outcome]
    expected = (Draft(kind, 900), Draft(kind, 901)) if kind else ()
    assert for_merchants(outcome, [900, 901]) == expected


def test_only_what_is_said_of_money_that_came_can_be_muted() -> None:
    assert set(MUTABLE) == set(TO_MERCHANTS.values()) - {None, Kind.ODD_REPORT}


def a_notice(kind: Kind, state: State | None) -> Notice:
    return Notice(1, kind, 101, an_order(state=state) if state else None, NOW, 0)


@pytest.mark.parametrize(
    ("kind", "still", "overtaken"),
    [
        (Kind.SHORT, State.SHORT, State.PAID),
        (Kind.SALE_SHORT, State.SHORT, State.PAID),
        (Kind.CANCELLED, State.CANCELLED, State.PAID),
        (Kind.COUNTDOWN, State.OPEN, State.EXPIRED),
        (Kind.DELAYED, State.NEW, State.OPEN),
    ],
)
def test_what_the_truth_has_overtaken_is_known(kind: Kind, still: State, overtaken: State) -> None:
    assert is_overtaken(a_notice(kind, overtaken))
    assert not is_overtaken(a_notice(kind, still))


def test_what_says_how_an_order_stands_now_is_never_overtaken() -> None:
    assert not is_overtaken(a_notice(Kind.RECEIPT, State.PAID))
    assert not is_overtaken(a_notice(Kind.GATEWAY_BLOCKED, None))
