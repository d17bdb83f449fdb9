import pytest

from bot.payments.amounts import fault_of_amount, looks_like_number
from bot.payments.refusals import Reason


@pytest.mark.parametrize("word", ["1", "1.5", ".5", "999999999999999.999999"])
def test_a_plain_decimal_has_no_fault(word: str) -> None:
    assert fault_of_amount(word) is None


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("0", Reason.ZERO),
        ("-1", Reason.NEGATIVE),
        ("1.0000001", Reason.TOO_PRECISE),
        ("1e9", Reason.EXPONENT),
        ("1,000", Reason.SEPARATOR),
        ("\u0661", Reason.FOREIGN_DIGITS),
        ("1000000000000000", Reason.TOO_LARGE),
        ("1/2", Reason.NOT_A_NUMBER),
        ("", Reason.NOT_A_NUMBER),
    ],
)
def test_each_fault_has_its_name(word: str, reason: Reason) -> None:
    assert fault_of_amount(word) is reason


@pytest.mark.parametrize(
    ("word", "is_one"), [("1", True), ("x1", True), ("-NaN", True), ("inf", True), ("info", False)]
)
def test_a_word_that_was_meant_to_be_an_amount_is_told_from_others(
    word: str, *, is_one: bool
) -> None:
    assert looks_like_number(word) is is_one
