from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.chat.texts import decisions
from bot.chat.texts.decisions import (
    cancelled,
    cannot_cancel,
    checked,
    claimed,
    made,
    not_taken,
    standing,
    too_many,
)
from bot.payments.deciding import Looked
from bot.payments.money import Asset
from bot.payments.order import MOVES, Order, State
from bot.payments.refusals import Reason, Refusal
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    CANCELLED,
    CONFIRMING,
    EVERY_STATE,
    EXPIRED,
    FAILED,
    OPEN,
    PAID,
    REPLACED,
    SHORT,
    WIDEST,
)

FINAL = [state for state in State if State.CANCELLED not in MOVES[state]]
ALL = [*EVERY_STATE, *(replace(WIDEST, state=state) for state in State)]


def test_each_state_that_cannot_be_cancelled_has_a_sentence_of_its_own() -> None:
    sentences = {cannot_cancel(replace(OPEN, state=state)) for state in FINAL}
    assert len(sentences) == len(FINAL)
    assert cannot_cancel(OPEN) not in sentences


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (CONFIRMING, "A payment for order 0123456789 was seen and is being confirmed, so it"),
        (SHORT, "Something has arrived for order 0123456789 already, so it cannot be cancelled;"),
        (PAID, "Order 0123456789 is paid, so there is nothing to cancel."),
        (EXPIRED, "Order 0123456789 has expired already, so there is nothing to cancel."),
        (CANCELLED, "Order 0123456789 is cancelled."),
        (FAILED, "Order 0123456789 could not be opened, so there is nothing to cancel."),
        (OPEN, "Order 0123456789 cannot be cancelled right now."),
    ],
)
def test_it_is_said_why_an_order_is_not_cancelled(order: Order, words: str) -> None:
    assert cannot_cancel(order).startswith(words)


def test_who_cancelled_is_told_what_becomes_of_money_that_was_sent() -> None:
    assert cancelled(CANCELLED) == (
        "Order 0123456789 for 100 USDT is cancelled. Please do not send money for it any more;"
        " what was sent already is told when it arrives."
    )


@pytest.mark.parametrize("order", ALL)
def test_whatever_may_be_an_alert_is_short_plain_and_a_sentence(order: Order) -> None:
    for text in (
        cancelled(order),
        cannot_cancel(order),
        standing(order),
        made(order),
        *(words(Looked(order, said)) for words in (checked, claimed) for said in (True, False)),
        too_many([order] * 999),
        decisions.NOT_OFFERED,
    ):
        assert 0 < units(text) <= 200
        assert not set(text) & set("<>&{}")
        assert text.endswith(".")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (OPEN, "Order 0123456789: waiting for the payment until 03:34 UTC."),
        (SHORT, "Order 0123456789: 39.5 USDT is missing."),
        (PAID, "Order 0123456789: paid ✅."),
        (REPLACED, "Order 0123456789: replaced by ZZZZZZZZZZ."),
    ],
)
def test_it_is_told_how_an_order_stands(order: Order, words: str) -> None:
    assert standing(order) == words


def test_a_new_order_is_named_with_amount_and_network() -> None:
    assert made(OPEN) == "Order 0123456789 for 100 USDT on TRON · TRC20 is being opened."


def test_who_has_too_many_is_told_how_many_and_what_to_do() -> None:
    text = too_many([OPEN] * 3)
    assert text.startswith("You have 3 open orders")
    assert "/status" in text


def test_the_question_names_each_order() -> None:
    text, _ = parse_html(decisions.which([OPEN, replace(OPEN, number="ZZZZZZZZZZ")]))
    question, _, lines = text.partition("\n\n")
    assert question == "Which order do you want to cancel?"
    assert [line[:10] for line in lines.splitlines()] == ["0123456789", "ZZZZZZZZZZ"]


def test_the_longest_question_is_short_enough() -> None:
    assert units(parse_html(decisions.which([WIDEST] * 10))[0]) <= 4096


@pytest.mark.parametrize("order", [CONFIRMING, SHORT, PAID])
@pytest.mark.parametrize("words", [checked, claimed])
def test_what_has_come_is_told_whether_or_not_the_gateway_answers(
    words: Callable[[Looked], str], order: Order
) -> None:
    for answered in (True, False):
        assert words(Looked(order, answered)) == standing(order)


@pytest.mark.parametrize(
    ("words", "order"), [(checked, OPEN), (claimed, EXPIRED), (claimed, CANCELLED)]
)
def test_that_nothing_has_come_is_said_only_if_the_gateway_answered(
    words: Callable[[Looked], str], order: Order
) -> None:
    assert words(Looked(order, answered=True)).startswith("Nothing has arrived yet")
    unknown = words(Looked(order, answered=False))
    assert unknown.startswith("The payment gateway does not answer")
    assert "Nothing" not in unknown


def test_who_has_paid_is_asked_not_to_pay_again() -> None:
    for answered in (True, False):
        assert "do not send it again" in claimed(Looked(EXPIRED, answered))


def test_an_order_that_is_not_taken_any_more_is_refused_for_its_reason() -> None:
    tron = Asset("USDT", OPEN.network)
    assert not_taken(Refusal(Reason.TOO_SMALL, "100")) == decisions.NOT_OFFERED
    assert not_taken(Refusal(Reason.CLOSED, asset=tron)) == (
        "TRON · TRC20 is under maintenance at the payment gateway right now. Please choose another"
        " network with /pay, or come back later."
    )
    assert not_taken(Refusal(Reason.TOO_LARGE_THERE, "100", asset=tron, limit=OPEN.amount)) == (
        "The payment gateway does not take 100 USDT in one order on TRON · TRC20. Its limit there"
        " is 100 USDT."
    )


@pytest.mark.parametrize("reason", [Reason.CLOSED, Reason.TOO_SMALL_THERE])
def test_the_longest_refusal_fits_an_alert(reason: Reason) -> None:
    asset, amount = Asset(WIDEST.amount.token, WIDEST.network), WIDEST.amount
    assert units(not_taken(Refusal(reason, amount.plain, asset=asset, limit=amount))) <= 200
