from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.exporting import COLUMNS, Filter, Format, Kind, Wish, read_wish, row_of
from bot.payments.money import Money
from bot.payments.order import Order, Settlement, State
from bot.payments.periods import Span
from tests.chat.making import EVERY_STATE, EXCESS, LATE, NOW, OPEN, PAID_UNSAID, SHORT, WIDEST


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("30d", Wish(Span.THIRTY)),
        ("PAID Month", Wish(Span.MONTH, Filter.PAID)),
        ("xlsx short today", Wish(Span.TODAY, Filter.SHORT, Format.XLSX)),
        ("csv", Wish()),
        ("5 weeks", "5"),
        ("7d 30d", "30d"),
        ("paid paid", "paid"),
        ("paid late", "late"),
        ("7d pdf", "pdf"),
    ],
)
def test_a_wish_is_read_in_any_order(words: str, wish: Wish | str) -> None:
    assert read_wish(words.split()) == wish


@given(st.lists(st.sampled_from([*Span, *Filter, *Format, "x", ""]), max_size=5))
def test_a_wish_names_each_thing_once_at_most(words: list[str]) -> None:
    wish = read_wish(words)
    kinds = [type(word) for word in words]
    is_clear = len(set(kinds)) == len(kinds) and str not in kinds
    assert isinstance(wish, Wish) == is_clear


def cells(order: Order) -> dict[str, str]:
    return dict(zip([column.name for column in COLUMNS], row_of(order), strict=True))


def test_an_order_that_came_late_and_was_let_pass() -> None:
    assert cells(replace(LATE, settled_at=NOW + timedelta(minutes=5, milliseconds=900))) == {
        "number": "0123456789",
        "state": "paid",
        "created_utc": "2026-01-02T03:04:05Z",
        "settled_utc": "2026-01-02T03:09:05Z",
        "payer_id": "101",
        "chat_id": "101",
        "token": "USDT",
        "network": "tron",
        "asked": "100",
        "received": "99.5",
        "missing": "0.5",
        "excess": "",
        "counted": "99.5",
        "late": "yes",
        "ended_before": "expired",
        "merchant_decision": "tolerated",
        "transaction": "0f" * 32,
        "replaced_by": "",
        "invoice": "",
    }


def test_what_is_not_known_is_left_empty() -> None:
    found = cells(OPEN)
    empty = {name for name, text in found.items() if not text}
    assert empty == {
        *("settled_utc", "received", "missing", "excess", "counted", "ended_before"),
        *("merchant_decision", "transaction", "replaced_by", "invoice"),
    }


def test_what_counts_is_what_reports_count() -> None:
    assert cells(PAID_UNSAID)["counted"] == "100"
    assert cells(EXCESS)["counted"] == "100.5"
    assert cells(SHORT)["counted"] == ""
    assert cells(replace(OPEN, invoice="7KQ2M9XW4T"))["invoice"] == "7KQ2M9XW4T"
    accepted = replace(EXCESS, settled_by=Settlement.ACCEPTANCE)
    assert cells(accepted)["merchant_decision"] == "accepted"


@pytest.mark.parametrize("order", [*EVERY_STATE, WIDEST])
def test_numbers_are_plain_decimals(order: Order) -> None:
    for column, text in zip(COLUMNS, row_of(order), strict=True):
        if column.kind is Kind.NUMBER and text:
            assert text.lstrip("-").replace(".", "", 1).isdigit()
            assert "e" not in text.casefold()


@given(st.integers(0, 2**63 - 1))
def test_an_amount_is_written_without_loss(millionths: int) -> None:
    order = replace(OPEN, state=State.SHORT, received=Money(millionths, "USDT"))
    assert Money.of(cells(order)["received"], "USDT").millionths == millionths
