import pytest

from bot.payments.listing import Sum


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        (Sum(100_000_000), "100"),
        (Sum(100_500_000, "USDT"), "100.5 USDT"),
        (Sum(1, "USDC"), "0.000001 USDC"),
    ],
)
def test_a_sum_is_written_as_people_write_it(sum_: Sum, words: str) -> None:
    assert str(sum_) == words
