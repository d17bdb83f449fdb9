import pytest

from bot.payments.notice import Kind, caused_by
from bot.payments.order import MOVES, State
from tests.orders import an_order

CARD = [Kind.CARD_CHANGED]
PAID = [Kind.RECEIPT, Kind.CARD_CHANGED]
SHORT = [Kind.SHORT, Kind.CARD_CHANGED]
NOTICES = {
    (State.NEW, State.OPEN): [Kind.CARD],
    (State.NEW, State.FAILED): [Kind.FAILED],
    (State.OPEN, State.EXPIRED): CARD,
    (State.OPEN, State.CANCELLED): CARD,
    **{(before, State.PAID): PAID for before in State},
    **{(before, State.SHORT): SHORT for before in State},
    **{(before, State.CONFIRMING): CARD for before in State},
}


@pytest.mark.parametrize(("before", "after"), [(a, b) for a in State for b in sorted(MOVES[a])])
def test_a_move_causes_its_notices(before: State, after: State) -> None:
    caused = caused_by(an_order(state=before), an_order(state=after))
    assert list(caused) == NOTICES[before, after]


def test_a_fresh_number_is_told_to_nobody() -> None:
    assert caused_by(an_order(), an_order(attempt=2)) == ()


def test_what_failed_after_it_was_shown_changes_its_card() -> None:
    assert list(caused_by(an_order(state=State.OPEN), an_order(state=State.FAILED))) == CARD
