"""How the history of an order is shown."""

from collections.abc import Mapping, Sequence
from html import escape

from bot.chat.texts.words import person, quote
from bot.payments.ports import Entry
from bot.payments.rights import Role
from bot.payments.settlement import Outcome

MOST_ENTRIES = 12
LONGEST_EVIDENCE = 120

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PAID: "the payment arrived",
    Outcome.EXCESS: "more than asked arrived",
    Outcome.LATE: "the payment arrived late",
    Outcome.TOLERATED: "the payment arrived, and what is missing was let pass",
    Outcome.SHORT: "less than asked arrived",
    Outcome.MORE: "more arrived after it was paid",
    Outcome.REST: "something of what was missing arrived after it counted as paid",
    Outcome.SEEN: "a payment was seen",
    Outcome.GIVEN_UP: "the gateway waits no longer",
    Outcome.NOTHING_NEW: "nothing new",
    Outcome.OLDER: "the gateway said less than before",
    Outcome.CONTRADICTORY: "the gateway reported something that cannot be; nothing was counted",
    Outcome.OTHER_MONEY: "the gateway reported another token or network; nothing was counted",
    Outcome.NOT_OPENED: "the gateway reported it before it was opened",
    Outcome.UNKNOWN_ORDER: "the gateway reported an order that is none of ours",
}
_FOR_PAYERS = {*OUTCOMES, "replaced", "renewed"}
_CAUSES = {str(outcome): words for outcome, words in OUTCOMES.items()}


def history(entries: Sequence[Entry], role: Role, *, in_private: bool) -> str:
    """The newest lines of an order's history, oldest first.

    What was said, and by whom, is for the eyes of those whose it is, not of a whole group.
    """
    reader = role if in_private else None
    shown = entries[-MOST_ENTRIES:]
    left = len(entries) - len(shown)
    more = [f"…and {left} before"] if left else []
    return "\n".join(["<b>History</b> (UTC)", *more, *(_line(each, reader) for each in shown)])


def _line(entry: Entry, reader: Role | None) -> str:
    step = entry.step
    line = f"{step.at:%m-%d %H:%M:%S} {_CAUSES.get(step.cause) or escape(step.cause)}"
    if entry.before is not entry.after:
        line += f": {entry.before} → <b>{entry.after}</b>"
    # Who it was, and how the till is doing, is for those who answer for it.
    if step.by is not None and reader is Role.MERCHANT:
        line += f", by {person(step.by)}"
    if step.evidence and (reader is Role.MERCHANT or (reader and step.cause in _FOR_PAYERS)):
        line += f"\n<code>{quote(step.evidence, LONGEST_EVIDENCE)}</code>"
    return line
