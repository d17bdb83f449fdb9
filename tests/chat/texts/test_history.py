from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.texts.history import OUTCOMES, history
from bot.chat.texts.orders import details
from bot.payments.order import State
from bot.payments.ports import Entry, Step
from bot.payments.rights import Role
from bot.payments.settlement import Outcome
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import NOW, OPEN, WIDEST

PAID = Step(NOW, "paid")
CANCELLED = Step(NOW, "cancelled by the admin", by=105)
LONGEST = max(OUTCOMES, key=lambda outcome: len(OUTCOMES[outcome]))


def entry(step: Step, before: State = State.OPEN, after: State = State.PAID) -> Entry:
    return Entry(step, before, after)


def shown(*entries: Entry, role: Role = Role.PAYER, in_private: bool = True) -> list[str]:
    text, _ = parse_html(history(entries, role, in_private=in_private))
    title, *lines = text.splitlines()
    assert title == "History (UTC)"
    return lines


def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert len(set(OUTCOMES.values())) == len(OUTCOMES)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_told_in_words(outcome: Outcome) -> None:
    [line] = shown(entry(Step(NOW, outcome), State.OPEN, State.OPEN))
    assert line == f"01-02 03:04:05 {OUTCOMES[outcome]}"


def test_a_line_tells_when_what_and_between_which_states() -> None:
    assert shown(entry(PAID)) == ["01-02 03:04:05 the payment arrived: open → paid"]


def test_what_led_nowhere_names_no_states() -> None:
    step = Step(NOW, "left open")
    assert shown(entry(step, State.SHORT, State.SHORT)) == ["01-02 03:04:05 left open"]


def test_the_state_that_was_reached_stands_out() -> None:
    text, entities = parse_html(history([entry(PAID)], Role.PAYER, in_private=True))
    bold = [e for e in entities if e["type"] == "bold"]
    assert [text[e["offset"] : e["offset"] + e["length"]] for e in bold] == ["History", "paid"]


@pytest.mark.parametrize("count", [1, 12])
def test_up_to_twelve_are_all_shown_oldest_first(count: int) -> None:
    entries = [entry(replace(PAID, at=NOW + timedelta(seconds=n))) for n in range(count)]
    lines = shown(*entries)
    assert [line[12:14] for line in lines] == [f"{5 + n:02}" for n in range(count)]


def test_of_more_the_newest_twelve_are_shown_and_the_rest_counted() -> None:
    entries = [entry(replace(PAID, at=NOW + timedelta(seconds=n))) for n in range(15)]
    more, *lines = shown(*entries)
    assert more == "…and 3 before"
    assert [line[12:14] for line in lines] == [f"{5 + n:02}" for n in range(3, 15)]


def test_a_payer_hears_in_which_role_and_not_who() -> None:
    text = history([entry(CANCELLED, after=State.CANCELLED)], Role.PAYER, in_private=True)
    assert "cancelled by the admin: open → <b>cancelled</b>" in text
    assert "105" not in text


@pytest.mark.parametrize("role", [Role.PAYER, Role.ADMIN])
def test_how_the_till_is_doing_is_for_the_merchant_alone(role: Role) -> None:
    step = Step(NOW, "failed", "000306 signature verification failed (trace 4711)")
    assert "4711" not in history([entry(step)], role, in_private=True)
    assert "4711" in history([entry(step)], Role.MERCHANT, in_private=True)


def test_only_who_answers_for_it_hears_who() -> None:
    text, entities = parse_html(
        history([entry(CANCELLED, after=State.CANCELLED)], Role.MERCHANT, in_private=True)
    )
    assert "105" not in history(
        [entry(CANCELLED, after=State.CANCELLED)], Role.ADMIN, in_private=True
    )
    assert text.endswith("cancelled by the admin: open → cancelled, by 105")
    assert entities[-1]["url"] == "tg://user?id=105"


def test_an_admin_without_a_name_has_none_here_either() -> None:
    [line] = shown(entry(replace(CANCELLED, by=-100600)), role=Role.MERCHANT)
    assert line.endswith(", by somebody who writes as a group or channel")


def test_what_nobody_did_names_nobody() -> None:
    [line] = shown(entry(PAID), role=Role.MERCHANT)
    assert ", by " not in line


def test_evidence_stands_below_as_it_was_said() -> None:
    line, evidence = shown(entry(replace(PAID, evidence='{"status": "completed"}')))
    assert line.endswith("open → paid")
    assert evidence == '{"status": "completed"}'


def test_long_evidence_is_cut() -> None:
    assert shown(entry(replace(PAID, evidence="x" * 120)))[1] == "x" * 120
    assert shown(entry(replace(PAID, evidence="x" * 121)))[1] == "x" * 120 + "…"


@pytest.mark.parametrize("hostile", ["</code><b>paid</b>", '<a href="https://x.example">', "&lt;"])
def test_nothing_that_others_said_is_taken_for_markup(hostile: str) -> None:
    line, evidence = shown(entry(Step(NOW, hostile, hostile)), role=Role.MERCHANT)
    assert line == f"01-02 03:04:05 {hostile}: open → paid"
    assert evidence == hostile


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert shown(entry(replace(PAID, evidence="a\u202eb\nc")))[1] == "a�b�c"


@pytest.mark.parametrize("cause", [str(LONGEST), "said to be paid by the merchant"])
def test_the_longest_history_fits_in_one_message_with_its_order(cause: str) -> None:
    step = Step(NOW, cause, '{"<&' * 125, by=-(10**13))
    entries = [entry(step, State.CONFIRMING, State.CANCELLED)] * 999
    for order in (WIDEST, replace(WIDEST, state=State.OPEN), replace(WIDEST, state=State.PAID)):
        full = replace(order, settled_at=NOW, successor="ZZZZZZZZZZ")
        text, _ = parse_html(
            f"{details(full)}\n\n{history(entries, Role.MERCHANT, in_private=True)}"
        )
        assert units(text) <= 4096


def test_an_order_that_nothing_happened_to_has_an_empty_history() -> None:
    assert shown() == []
    assert OPEN.number not in history([], Role.PAYER, in_private=True)


@pytest.mark.parametrize("role", Role)
def test_a_whole_group_learns_neither_who_nor_what_was_said(role: Role) -> None:
    lines = [entry(replace(PAID, evidence="x")), entry(CANCELLED, after=State.CANCELLED)]
    assert shown(*lines, role=role, in_private=False) == [
        "01-02 03:04:05 the payment arrived: open → paid",
        "01-02 03:04:05 cancelled by the admin: open → cancelled",
    ]
