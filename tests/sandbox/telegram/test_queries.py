import pytest

from bot.sandbox.telegram import InlineAnswer, InlineResult
from bot.sandbox.telegram.queries import NoSuchResult

ONE = InlineResult("a", {"title": "Invoice"}, {"text": "x"})


@pytest.mark.parametrize("name", ["a", "Invoice"])
def test_a_result_is_found_by_its_id_or_its_title(name: str) -> None:
    assert InlineAnswer((ONE,)).result(name) is ONE


def test_what_is_not_offered_is_not_found() -> None:
    with pytest.raises(NoSuchResult, match="no such result"):
        InlineAnswer((ONE,)).result("b")
