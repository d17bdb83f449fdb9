from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import NETWORKS, Money
from bot.payments.periods import days
from bot.payments.reporting import Figures, Part, Taken

TODAY = days(date(2026, 1, 2), date(2026, 1, 2), UTC)


def usdt(text: str) -> Money:
    return Money.of(text, "USDT")


def figures(**changes: Any) -> Figures:  # noqa: ANN401 - the fields of figures
    return replace(Figures(TODAY, 0, 0, {}, None, {}, {}), **changes)


def taken(count: int, total: str) -> Taken:
    none = Part(0, usdt("0"))
    return Taken(Part(count, usdt(total)), none, none, Part(1, usdt("0.5")))


def test_nothing_asked_has_no_conversion() -> None:
    assert figures().conversion is None
    assert figures().count == 0


@pytest.mark.parametrize(
    ("paid", "asked", "percent"),
    [(0, 1, 0), (1, 1, 100), (1, 2, 50), (1, 1000, 1), (999, 1000, 99), (2, 3, 67), (1, 3, 33)],
)
def test_the_conversion_is_rounded(paid: int, asked: int, percent: int) -> None:
    assert figures(asked=asked, asked_and_paid=paid).conversion == percent


@given(st.integers(1, 10**6), st.data())
def test_only_all_are_a_hundred_percent_and_only_none_is_zero(
    asked: int, data: st.DataObject
) -> None:
    paid = data.draw(st.integers(0, asked))
    percent = figures(asked=asked, asked_and_paid=paid).conversion
    assert percent is not None
    assert (percent == 100) == (paid == asked)
    assert (percent == 0) == (paid == 0)
    assert abs(percent - 100 * paid / asked) <= 1


def test_networks_of_a_token_are_added_up_and_tokens_are_not() -> None:
    networks = {NETWORKS["tron"]: taken(2, "10"), NETWORKS["ethereum"]: taken(1, "0.000001")}
    found = figures(taken={"USDT": networks})
    together = found.of_token("USDT")
    assert together.paid == Part(3, usdt("10.000001"))
    assert together.excess == Part(2, usdt("1"))
    assert together.average == usdt("3.333333")
    assert found.count == 3
    with pytest.raises(ValueError, match="cannot be reckoned together"):
        Part(1, usdt("1")) + Part(1, Money.of("1", "USDC"))
