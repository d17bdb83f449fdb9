"""How the history of an order is shown."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.languages.formats import day_and_time
from bot.chat.texts.words import person, quote
from bot.payments.order import State
from bot.payments.ports import Entry
from bot.payments.rights import Role
from bot.payments.settlement import Outcome

MOST_ENTRIES = 12
LONGEST_EVIDENCE = 120

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PAID: later("the payment arrived"),
    Outcome.EXCESS: later("more than asked arrived"),
    Outcome.LATE: later("the payment arrived late"),
    Outcome.TOLERATED: later("the payment arrived, and what is missing was let pass"),
    Outcome.SHORT: later("less than asked arrived"),
    Outcome.MORE: later("more arrived after it was paid"),
    Outcome.REST: later("something of what was missing arrived after it counted as paid"),
    Outcome.SEEN: later("a payment was seen"),
    Outcome.GIVEN_UP: later("the gateway waits no longer"),
    Outcome.NOTHING_NEW: later("nothing new"),
    Outcome.OLDER: later("the gateway said less than before"),
    Outcome.CONTRADICTORY: later(
        "the gateway reported something that cannot be; nothing was counted"
    ),
    Outcome.OTHER_MONEY: later(
        "the gateway reported another token or network; nothing was counted"
    ),
    Outcome.NOT_OPENED: later("the gateway reported it before it was opened"),
    Outcome.UNKNOWN_ORDER: later("the gateway reported an order that is none of ours"),
}
_FOR_PAYERS = {*OUTCOMES, "replaced", "renewed"}
# What else moves an order, in the words that its history keeps.
_CAUSES = {str(outcome): words for outcome, words in OUTCOMES.items()} | {
    cause: cause
    for cause in (
        later("asked"),
        later("opened"),
        later("number taken"),
        later("failed"),
        later("deadline passed"),
        later("replaced"),
        later("renewed"),
        later("accepted as paid"),
        later("left open"),
        later("cancelled by the payer"),
        later("cancelled by the merchant"),
        later("cancelled by the admin"),
        later("said to be paid by the payer"),
        later("said to be paid by the merchant"),
        later("said to be paid by the admin"),
    )
}
_PAID_INSTEAD = re.compile(r"order ([0-9A-Z]{10}) was paid instead", re.ASCII)

STATES: Mapping[State, str] = {
    State.NEW: later("new"),
    State.OPEN: later("open"),
    State.CONFIRMING: later("confirming"),
    State.SHORT: later("short"),
    State.PAID: later("paid"),
    State.EXPIRED: later("expired"),
    State.CANCELLED: later("cancelled"),
    State.FAILED: later("failed"),
}


def history(entries: Sequence[Entry], role: Role, *, in_private: bool) -> str:
    """The newest lines of an order's history, oldest first.

    What was said, and by whom, is for the eyes of those whose it is, not of a whole group.
    """
    reader = role if in_private else None
    shown = entries[-MOST_ENTRIES:]
    left = len(entries) - len(shown)
    lines = [_("<b>History</b> (UTC)")]
    if left:
        lines.append(ngettext("…and {count} before", "…and {count} before", left))
    return "\n".join([*lines, *(_line(each, reader) for each in shown)])


def _line(entry: Entry, reader: Role | None) -> str:
    step = entry.step
    line = _("{moment} {what}", moment=day_and_time(step.at), what=_cause(step.cause))
    if entry.before is not entry.after:
        before, after = _(STATES[entry.before]), _(STATES[entry.after])
        line += _(": {before} → <b>{after}</b>", before=before, after=after)
    # Who it was, and how the till is doing, is for those who answer for it.
    if step.by is not None and reader is Role.MERCHANT:
        line += _(", by {person}", person=person(step.by))
    if step.evidence and (reader is Role.MERCHANT or (reader and step.cause in _FOR_PAYERS)):
        line += f"\n<code>{quote(step.evidence, LONGEST_EVIDENCE)}</code>"
    return line


def _cause(cause: str) -> str:
    """What moved an order, in words; what an older version wrote stays as it is."""
    if paid := _PAID_INSTEAD.fullmatch(cause):
        return _("order {number} was paid instead", number=paid[1])
    return _(_CAUSES[cause]) if cause in _CAUSES else escape(cause)
