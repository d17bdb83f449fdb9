from datetime import UTC, date

import pytest

from bot.chat.texts import exports
from bot.payments.exporting import Filter, Format, Wish
from bot.payments.periods import Span, days

WEEK = days(date(2026, 1, 1), date(2026, 1, 7), UTC)
PAID = Wish(Span.WEEK, Filter.PAID)


def test_the_caption_says_what_the_file_holds() -> None:
    assert exports.done(PAID, WEEK, 1234) == (
        "Orders paid 2026-01-01 to 2026-01-07, UTC: 1,234 rows. Times in it are UTC. For Excel:"
        " <code>/export 7d paid xlsx</code>"
    )
    xlsx = Wish(Span.WEEK, Filter.SHORT, Format.XLSX)
    assert exports.done(xlsx, WEEK, 1) == (
        "Short orders asked for 2026-01-01 to 2026-01-07, UTC: 1 row. Times in it are UTC."
    )


def test_the_file_is_named_for_what_it_holds() -> None:
    assert exports.name(PAID, WEEK) == "orders-paid-2026-01-01-to-2026-01-07.csv"


def test_nothing_is_said_to_be_nothing() -> None:
    late = Wish(Span.WEEK, Filter.LATE)
    assert exports.nothing(late, WEEK) == (
        "Orders asked for, whose money came late, 2026-01-01 to 2026-01-07, UTC: there are none."
    )


def test_too_much_comes_with_a_way_out() -> None:
    said = exports.too_large(PAID, WEEK)
    assert "50 MB" in said
    assert "/export today" in said


@pytest.mark.parametrize("which", Filter)
def test_every_choice_has_words(which: Filter) -> None:
    assert "2026-01-01" in exports.nothing(Wish(filter=which), WEEK)


def test_a_strange_word_is_quoted_without_harm() -> None:
    assert "«&lt;b&gt;»" in exports.not_a_wish("<b>")
