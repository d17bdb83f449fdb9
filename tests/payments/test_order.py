from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import Money
from bot.payments.order import CROCKFORD, ENDED, MOVES, State, moved, new_number, read_number
from tests.orders import NOW, an_order, opened


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(State)


def test_paid_is_the_end() -> None:
    assert MOVES[State.PAID] == frozenset()


@pytest.mark.parametrize("state", sorted(ENDED))
def test_late_truth_moves_what_has_ended(state: State) -> None:
    assert MOVES[state] == {State.CONFIRMING, State.PAID, State.SHORT}


def test_nothing_goes_back_to_new() -> None:
    assert all(State.NEW not in after for after in MOVES.values())


@pytest.mark.parametrize(
    ("before", "after"), [(before, after) for before in State for after in sorted(MOVES[before])]
)
def test_an_order_moves_as_the_table_says(before: State, after: State) -> None:
    order = an_order(state=before)
    assert moved(order, after, tx_hash="ab") == replace(order, state=after, tx_hash="ab")


@pytest.mark.parametrize("state", State)
def test_something_may_be_noted_within_any_state(state: State) -> None:
    order = an_order(state=state)
    assert moved(order, state, claimed_at=NOW) == replace(order, claimed_at=NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in State
        for after in sorted(set(State) - MOVES[before] - {before})
    ],
)
def test_a_move_that_the_table_does_not_have_is_refused(before: State, after: State) -> None:
    words = f"order 7KQ2M9XW4T cannot move from {before} to {after}"
    with pytest.raises(ValueError, match=words):
        moved(an_order(state=before), after)


def test_a_number_is_ten_characters_of_crockford() -> None:
    numbers = {new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert all(len(number) == 10 and set(number) <= set(CROCKFORD) for number in numbers)
    assert all(read_number(number) == number for number in numbers)


@pytest.mark.parametrize(
    "typed", ["7kq2m9xw4t", "  #7KQ2M9XW4T ", "7KQ2M-9XW4T", "7-K-Q-2-M-9-X-W-4-T"]
)
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert read_number(typed) == "7KQ2M9XW4T"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert read_number("oOiIlL0000") == "0011110000"


@pytest.mark.parametrize("typed", ["", "7KQ2M9XW4", "7KQ2M9XW4TT", "7KQ2M9XW4U", "7KQ2M9XW4!"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert read_number(typed) is None


@given(st.text())
def test_whatever_is_typed_gives_a_number_or_nothing(typed: str) -> None:
    number = read_number(typed)
    assert number is None or read_number(number) == number


def test_the_gateway_hears_the_number_first_and_then_fresh_ones() -> None:
    order = an_order()
    assert order.gateway_number == order.number
    assert an_order(attempt=2).gateway_number == f"{order.number}-2"


@pytest.mark.parametrize(
    ("received", "missing", "excess"),
    [(None, None, None), ("40", "60", None), ("100", None, None), ("100.5", None, "0.5")],
)
def test_an_order_knows_what_is_missing_and_what_is_too_much(
    received: str | None, missing: str | None, excess: str | None
) -> None:
    def money(text: str | None) -> Money | None:
        return None if text is None else Money.of(text, "USDT")

    order = an_order(received=money(received), settled_at=NOW + timedelta(1))
    assert (order.missing, order.excess) == (money(missing), money(excess))


def test_a_watch_never_ends_sooner_than_it_did() -> None:
    order = opened(an_order())
    assert order.watched_from(NOW, timedelta(hours=1)) == order.watched_until
    assert order.watched_from(NOW, timedelta(hours=99)) == NOW + timedelta(hours=99)
    unwatched = replace(order, watched_until=None)
    assert unwatched.watched_from(NOW, timedelta(hours=1)) == NOW + timedelta(hours=1)
