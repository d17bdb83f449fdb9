from dataclasses import replace
from decimal import Decimal

import pytest

from bot.chat.texts import merchants
from bot.chat.texts.merchants import NAMES, ODDITIES, accepted, left_open, odd_report, sale
from bot.payments.notice import MUTABLE, Kind, for_merchants
from bot.payments.order import Order, State
from bot.payments.settlement import Outcome, Report, Word, judge
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    ACCEPTED,
    EXCESS,
    LATE,
    NOW,
    OPEN,
    PAID,
    PAID_UNSAID,
    SHORT,
    TX_HASH,
    WIDEST,
)

FACTS = "Network: TRON · TRC20\nOrder: 0123456789\nPayer: 101"
OTHER_TOKEN = Report("x", Word.COMPLETED, Decimal(100), "", token="USDC")
NOTHING = Report("x", Word.COMPLETED, Decimal(0), "")
UNREADABLE = Report("x", Word.COMPLETED, Decimal("NaN"), "")


def shown(html: str) -> str:
    return parse_html(html)[0]


def odd(*reports: Report) -> Order:
    """An order after reports that could not be counted."""
    order = OPEN
    for report in reports:
        order = judge(order, report, NOW).order
    return order


def test_each_kind_that_can_be_muted_has_a_name_of_its_own() -> None:
    assert tuple(NAMES) == MUTABLE
    assert len(set(NAMES.values())) == len(MUTABLE)


def test_each_oddity_has_its_words() -> None:
    told = {o for o in Outcome for draft in for_merchants(o, [1]) if draft.kind is Kind.ODD_REPORT}
    assert set(ODDITIES) == told
    assert set(ODDITIES) == odd(OTHER_TOKEN, NOTHING).oddities


@pytest.mark.parametrize(
    ("order", "title"),
    [
        (PAID, "✅ 100 USDT has arrived."),
        (PAID_UNSAID, "✅ 100 USDT has arrived."),
        (EXCESS, "⚠️ 100.5 USDT has arrived in all, 0.5 USDT more than asked."),
        (SHORT, "⚠️ 60.5 USDT of 100 USDT has arrived; 39.5 USDT is missing."),
    ],
)
def test_a_sale_tells_what_has_arrived_for_which_order_and_from_whom(
    order: Order, title: str
) -> None:
    assert shown(sale(order)) == f"{title}\n{FACTS}"


def test_the_payer_is_a_link_to_talk_by() -> None:
    _, entities = parse_html(sale(PAID))
    assert entities[-1]["url"] == "tg://user?id=101"


def test_an_admin_without_a_name_is_called_so() -> None:
    text = shown(sale(replace(PAID, payer_id=-100600)))
    assert text.endswith("Payer: somebody who writes as a group or channel")


def test_a_late_sale_says_so_and_what_was_let_pass_and_where_to_look() -> None:
    assert shown(sale(LATE)) == (
        f"✅ 99.5 USDT has arrived in all.\n{FACTS}\nIt came after the order had expired.\n"
        "0.5 USDT is missing, which this till lets pass as a fee.\n"
        "Transaction: 0f0f0f0f0f…0f0f0f"
    )
    assert f'href="https://tronscan.org/#/transaction/{TX_HASH}"' in sale(LATE)


def test_a_short_payment_that_came_late_says_so_too() -> None:
    late = replace(SHORT, came_after=State.CANCELLED)
    assert shown(sale(late)).endswith("It came after the order had been cancelled.")


def test_what_was_accepted_says_by_whom() -> None:
    assert shown(accepted(ACCEPTED)) == (
        f"✅ 60.5 USDT has arrived in all.\n{FACTS}\n"
        "39.5 USDT is missing, accepted by the merchant.\n\n"
        "You have accepted it."
    )


def test_what_was_left_open_says_until_when() -> None:
    assert shown(left_open(SHORT)).endswith(
        f"{FACTS}\n\nLeft open: I look for the rest until 2026-01-05 03:34 UTC."
    )


def test_no_time_is_promised_that_is_not_known() -> None:
    text = shown(left_open(replace(SHORT, watched_until=None)))
    assert text.endswith("Left open: I look for the rest.")


@pytest.mark.parametrize("report", [OTHER_TOKEN, NOTHING, UNREADABLE])
def test_an_odd_report_says_what_is_odd_and_that_it_was_not_counted(report: Report) -> None:
    order = odd(report)
    [what] = order.oddities
    assert shown(odd_report(order)) == (
        f"❗ The gateway reports something odd about order 0123456789: {ODDITIES[what]}. It was"
        " not counted, and the payer was told nothing.\nNetwork: TRON · TRC20\n"
        "Order: 0123456789\nAsked: 100 USDT\nPayer: 101\n"
        "Please look at the order in the gateway's own console."
    )


def test_two_oddities_are_both_named() -> None:
    text = shown(odd_report(odd(OTHER_TOKEN, NOTHING)))
    assert "; ".join(ODDITIES.values()) in text


def test_nothing_that_others_said_is_taken_for_markup() -> None:
    hostile = '"><b>x</b>&lt;'
    for words in (sale, accepted, left_open):
        html = words(replace(SHORT, tx_hash=hostile))
        assert f"\nTransaction: {hostile}" in shown(html)


@pytest.mark.parametrize("state", [State.SHORT, State.PAID])
def test_even_the_longest_is_short(state: State) -> None:
    order = replace(WIDEST, state=state, oddities=frozenset(ODDITIES), payer_id=-(10**13))
    for words in (sale, odd_report, accepted, left_open):
        assert units(shown(words(order))) <= 1024


def test_what_is_said_about_the_switches_can_be_shown() -> None:
    assert shown(merchants.WHAT_TO_TELL).startswith("What I tell you here\n")
    assert "/notices" in shown(merchants.ONLY_IN_PRIVATE)
