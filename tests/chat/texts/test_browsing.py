from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.texts.browsing import (
    LEGENDS,
    NOT_YOUR_LIST,
    OLD_LIST,
    TITLES,
    none_listed,
    overview,
    page,
    row,
    till,
    unfound,
)
from bot.payments.browsing import PAGE_SIZE, Overview, Shown, Standing, Unfound
from bot.payments.listing import MOST_COUNTED, Filter, Page, Scope, Sum, Taking
from bot.payments.money import Money
from bot.payments.order import Order, State
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    EVERY_STATE,
    EXCESS,
    LATE,
    NOW,
    OPEN,
    PAID,
    PAID_UNSAID,
    SHORT,
    WIDEST,
    named,
)

TEN = Money.of("10", "USDT")
NUMBER = "7KQ2M9XW4T"


def shown(*orders: Order, count: int | None = None, scope: Scope | None = None) -> Shown:
    counted = len(orders) if count is None else count
    return Shown(Page(orders, counted), scope or Scope(), NOW)


def test_every_filter_and_state_has_its_words() -> None:
    assert set(TITLES) == set(Filter)
    assert set(LEGENDS) == set(State)
    assert len({legend.split()[0] for legend in LEGENDS.values()}) == len(State)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (OPEN, "🕓 100 USDT · TRON · today 03:04 · 0123456789"),
        (PAID, "✅ 100 USDT · TRON · today 03:04 · 0123456789"),
        (PAID_UNSAID, "✅ 100 USDT · TRON · today 03:04 · 0123456789"),
        (SHORT, "⚠️ 60.5 of 100 USDT · TRON · today 03:04 · 0123456789"),
        (EXCESS, "✅ 100.5 of 100 USDT · TRON · today 03:04 · 0123456789"),
        (LATE, "⏰ 99.5 of 100 USDT · TRON · today 03:04 · 0123456789"),
        (replace(SHORT, came_after=State.EXPIRED), "⚠️ 60.5 of 100 USDT"),
    ],
)
def test_an_order_is_told_in_a_line(order: Order, told: str) -> None:
    text, _ = parse_html(row(order, NOW))
    assert text.startswith(told)


def test_an_order_of_another_day_is_told_with_its_day() -> None:
    midnight = datetime(2026, 1, 2, tzinfo=UTC)
    assert "today 00:00" in row(replace(OPEN, created_at=midnight), NOW)
    before = replace(OPEN, created_at=midnight - timedelta(seconds=1))
    assert "2026-01-01 23:59" in row(before, NOW)


@pytest.mark.parametrize(
    ("scope", "whose"),
    [
        (Scope(), "Orders of the till"),
        (Scope(group_id=-5), "Orders of this group"),
        (Scope(payer_id=5), "Your orders"),
        (Scope(-5, 5), "Your orders in this group"),
    ],
)
def test_the_title_says_whose_orders_which_and_how_many(scope: Scope, whose: str) -> None:
    text, _ = parse_html(page(shown(PAID, scope=scope), Filter.LATE))
    assert text.startswith(f"{whose}: paid late (1)\n\n1. ✅ ")
    text, _ = parse_html(page(shown(PAID, count=MOST_COUNTED, scope=scope), Sum(5, "USDT")))
    assert text.startswith(f"{whose}: 0.000005 USDT (1000)\n\n")
    text, _ = parse_html(page(shown(PAID, count=MOST_COUNTED + 1, scope=scope), Filter.ALL))
    assert text.startswith(f"{whose}: all (more than 1000)\n\n")
    assert whose in none_listed(scope)


def test_only_signs_that_are_shown_are_explained() -> None:
    text = page(shown(PAID, LATE, named("A", PAID)), Filter.PAID)
    assert "\n✅ paid · ⏰ paid late\n" in text


def test_an_empty_list_says_so() -> None:
    assert page(shown(), Filter.SHORT) == "<b>Orders of the till: short</b> (0)\n\nNone."
    assert page(shown(count=3), Filter.OPEN).endswith("\n\nNothing here any more.")


@pytest.mark.parametrize("order", [*EVERY_STATE, WIDEST])
def test_the_longest_page_is_short_enough(order: Order) -> None:
    text, _ = parse_html(page(shown(*[order] * PAGE_SIZE), Sum(2**63 - 1, "LONGTOKEN1")))
    assert units(text) <= 4096


@pytest.mark.parametrize("what", Unfound)
def test_what_is_not_there_is_quoted_safely(what: Unfound) -> None:
    text, _ = parse_html(unfound(what, "<i>" + "7" * 5000, NUMBER, TEN))
    assert "«<i>7777" in text
    assert len(text) < 500
    assert "/orders" in text or "by the amount" in text


def test_a_group_is_told_in_each_token() -> None:
    takings = [
        Taking(Money(0, "USDC"), Money.of("7", "USDC"), 0, 2),
        Taking(TEN, Money.of("20.5", "USDT"), 3, 1),
        Taking(Money.of("1", "USDX"), Money.of("1", "USDX"), 1, 0),
    ]
    text, _ = parse_html(overview(Overview(Standing(MOST_COUNTED + 1, 2), takings)))
    assert text.splitlines()[1:8] == [
        "Open now: more than 1000",
        "Short: 2",
        "Paid today: 4",
        "Paid late in 7 days: 3",
        "",
        "What has arrived",
        "Today: 10 USDT, 1 USDX",
    ]
    assert "In 7 days: 7 USDC, 20.5 USDT, 1 USDX\n" in text


def test_where_nothing_has_arrived_that_is_said() -> None:
    text = overview(Overview(Standing(0, 0), []))
    assert "Today: nothing\nIn 7 days: nothing\n" in text


def test_the_till_stands_in_one_line() -> None:
    assert till(Standing(3, 1)) == "In the till: 3 open, 1 short."


@pytest.mark.parametrize("alert", [NOT_YOUR_LIST, OLD_LIST])
def test_answers_to_buttons_are_short_enough(alert: str) -> None:
    assert len(alert) <= 200
