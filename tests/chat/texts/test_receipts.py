from dataclasses import replace

import pytest

from bot.chat.texts.receipts import (
    ENDED_AS,
    arrived_in_full,
    came_late,
    excess,
    facts,
    missing_let_pass,
    receipt,
    transaction,
)
from bot.payments.money import NETWORKS, Network
from bot.payments.order import ENDED, Order, Settlement, State
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    ACCEPTED,
    EXCESS,
    LATE,
    NOW,
    PAID,
    PAID_UNSAID,
    SHORT,
    TX_HASH,
    WIDEST,
)

EXPLORERS = {
    "ethereum": "https://etherscan.io/tx/",
    "tron": "https://tronscan.org/#/transaction/",
    "arbitrum": "https://arbiscan.io/tx/",
    "sepolia": "https://sepolia.etherscan.io/tx/",
    "shasta": "https://shasta.tronscan.org/#/transaction/",
    "arbitrum-sepolia": "https://sepolia.arbiscan.io/tx/",
}


def shown(html: str) -> str:
    return parse_html(html)[0]


def test_every_end_has_its_words() -> None:
    assert set(ENDED_AS) == ENDED


def test_the_facts_are_network_and_order() -> None:
    assert shown(facts(PAID)) == "Network: TRON · TRC20\nOrder: 0123456789"


def test_a_receipt_tells_what_arrived_and_when() -> None:
    assert shown(receipt(PAID)) == (
        "✅ Receipt: 100 USDT paid\nNetwork: TRON · TRC20\nOrder: 0123456789\n"
        "Arrived: 100 USDT\nPaid: 2026-01-02 03:09 UTC"
    )


@pytest.mark.parametrize(
    ("order", "line"),
    [
        (EXCESS, "Arrived: 100.5 USDT, 0.5 USDT more than asked"),
        (ACCEPTED, "Missing: 39.5 USDT, accepted by the merchant"),
        (LATE, "Missing: 0.5 USDT, which this till lets pass as a fee"),
        (LATE, "✅ Receipt: 100 USDT paid, late"),
        (LATE, "It came after the order had expired."),
        (replace(PAID, tx_hash=TX_HASH), "Transaction: 0f0f0f0f0f…0f0f0f"),
    ],
)
def test_a_receipt_tells_what_was_special(order: Order, line: str) -> None:
    assert line in shown(receipt(order)).splitlines()
    assert line not in shown(receipt(PAID)).splitlines()


def test_a_receipt_leaves_out_what_is_not_known() -> None:
    bare = shown(receipt(replace(PAID_UNSAID, settled_at=None)))
    assert bare == "✅ Receipt: 100 USDT paid\nNetwork: TRON · TRC20\nOrder: 0123456789"


def test_only_what_is_too_much_is_called_excess() -> None:
    assert [excess(order) for order in (PAID, SHORT, PAID_UNSAID)] == ["", "", ""]
    assert excess(EXCESS) == ", 0.5 USDT more than asked"


def test_a_short_payment_is_reckoned_up() -> None:
    assert arrived_in_full(SHORT) == "60.5 USDT of 100 USDT has arrived; 39.5 USDT is missing."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.EXPIRED, "had expired"),
        (State.CANCELLED, "had been cancelled"),
        (State.FAILED, "had failed"),
    ],
)
def test_what_came_late_names_how_the_order_had_ended(state: State, words: str) -> None:
    assert came_late(replace(LATE, came_after=state)) == f"It came after the order {words}."


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Settlement.ACCEPTANCE, "accepted by the merchant"),
        (Settlement.TOLERANCE, "which this till lets pass as a fee"),
    ],
)
def test_what_is_missing_says_why_it_counts_all_the_same(why: Settlement, words: str) -> None:
    order = replace(ACCEPTED, settled_by=why)
    assert missing_let_pass(order) == f"39.5 USDT is missing, {words}."


def test_without_a_hash_there_is_no_transaction() -> None:
    assert transaction(PAID) == ""


@pytest.mark.parametrize("network", NETWORKS.values(), ids=str)
@pytest.mark.parametrize("tx_hash", ["0f" * 32, "0x" + "Ab" * 32])
def test_a_hash_leads_to_the_explorer_of_its_network(network: Network, tx_hash: str) -> None:
    html = transaction(replace(PAID, network=network, tx_hash=tx_hash))
    text, [link] = parse_html(html)
    assert text == f"\nTransaction: {tx_hash[:10]}…{tx_hash[-6:]}"
    assert link["url"] == EXPLORERS[network.key] + tx_hash


def test_a_listed_explorer_goes_before_our_own_and_is_escaped() -> None:
    order = replace(PAID, tx_hash=TX_HASH)
    html = transaction(order, {"tron": "https://scan.example/a&b/", "ethereum": "https://x/"})
    assert "a&amp;b" in html
    assert parse_html(html)[1][0]["url"] == f"https://scan.example/a&b/{TX_HASH}"
    elsewhere = transaction(order, {"ethereum": "https://x/"})
    assert elsewhere == transaction(order)


@pytest.mark.parametrize(
    "tx_hash",
    [
        "0f" * 31,
        "0f" * 33,
        "0x" + "0f" * 31,
        "0X" + "0f" * 32,
        "0g" * 32,
        "0f" * 32 + "\n",
        "../" + "0f" * 32,
        "٣" * 64,
        '"><b>x</b>&lt;',
        "",
    ],
)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=str)
def test_what_is_no_hash_is_shown_as_it_is_and_leads_nowhere(
    network: Network, tx_hash: str
) -> None:
    text, entities = parse_html(transaction(replace(PAID, network=network, tx_hash=tx_hash)))
    assert text == f"\nTransaction: {tx_hash}"
    assert "text_link" not in {entity["type"] for entity in entities}


def test_where_there_is_no_explorer_a_hash_leads_nowhere() -> None:
    nowhere = replace(NETWORKS["tron"], explorer="")
    html = transaction(replace(PAID, network=nowhere, tx_hash=TX_HASH))
    assert html == f"\nTransaction: <code>{TX_HASH}</code>"


def test_even_the_longest_receipt_fits_below_a_picture() -> None:
    assert units(shown(receipt(replace(WIDEST, state=State.PAID, settled_at=NOW)))) <= 1024


def test_what_was_made_in_its_place_need_not_be_paid_as_well() -> None:
    text, _ = parse_html(came_late(replace(LATE, successor="ZZZZZZZZZZ")))
    assert text == (
        "It came after order ZZZZZZZZZZ had been made in its place. Please do not pay that one as"
        " well."
    )
