from pathlib import Path

import pytest

from bot.payments.money import Money
from bot.payments.order import State
from storage.order_rows import COLUMNS, values_of
from tests.orders import NOW, an_order, open_books, opened


def test_a_row_has_a_value_for_every_column() -> None:
    assert len(values_of(an_order())) == len(COLUMNS.split(","))


@pytest.mark.parametrize(
    "order",
    [
        an_order(),
        opened(an_order()),
        opened(
            an_order(),
            state=State.SHORT,
            received=Money.of("99.999999", "USDT"),
            settled_at=NOW,
            card_message_id=2**40,
        ),
    ],
    ids=["new", "open", "short"],
)
async def test_an_order_comes_back_as_it_was_kept(tmp_path: Path, order: object) -> None:
    async with open_books(tmp_path / "till.db") as books:
        assert await books.orders.add(order) == order  # type: ignore[arg-type]  # parametrize knows no types
