"""How the till is, in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape

from bot.chat.texts.troubles import IN_SHORT
from bot.chat.texts.words import moment
from bot.payments.vitals import Vitals

ONLY_IN_PRIVATE = "Please send /health in our private chat; it is about the whole till."
WELL = "✅ <b>All is well.</b>"
LATE = timedelta(minutes=2)
GIBIBYTE, MEBIBYTE = 2**30, 2**20


def health(vitals: Vitals) -> str:
    """What is wrong and what to do, then the figures."""
    wrong = list(_wrong(vitals))
    warnings = [f"⚠️ {escape(each)}" for each in vitals.warnings]
    return "\n".join([*(wrong or [WELL]), *warnings, "", *_figures(vitals)])


def _wrong(vitals: Vitals) -> Iterator[str]:
    if not vitals.is_stored:
        yield "⛔ <b>The database does not answer.</b> The log says why."
    for trouble, since in sorted(vitals.troubles.items(), key=lambda each: each[1]):
        yield f"⛔ <b>Since {moment(since)}:</b> {IN_SHORT[trouble]}"
    age = vitals.oldest_notice_age
    if age is not None and age > LATE:
        yield (
            f"⚠️ <b>A message has waited for {span(age)} to be sent.</b> Telegram is slow, or the"
            " bot may not write in that chat; the log says why."
        )
    if vitals.sweep_delay > LATE:
        yield (
            f"⚠️ <b>The gateway should have been asked {span(vitals.sweep_delay)} ago.</b> It is"
            " slow, or the budget of requests is spent."
        )


def _figures(vitals: Vitals) -> Iterator[str]:
    orders = [f"{count} {state}" for state, count in vitals.orders.items() if count]
    yield f"Orders: {', '.join(orders) or 'none yet'}"
    yield f"Messages waiting to be sent: {vitals.notices_waiting}"
    yield f"The gateway was last asked: {_ago(vitals.swept_age)}"
    yield f"Requests left in this minute: {vitals.budget_left} of {vitals.budget_limit}"
    if vitals.silent_until is not None:
        yield f"The gateway is left alone until: {moment(vitals.silent_until)}"
    yield f"Clock: {_clock(vitals.clock_offset)}"
    if vitals.expects_webhooks:
        yield f"The last webhook of the gateway: {_ago(vitals.webhook_age)}"
    if vitals.free_bytes is not None:
        yield f"Room for the database: {_size(vitals.free_bytes)}"


def span(duration: timedelta) -> str:
    """A duration as people say it: one number and one unit."""
    seconds = int(duration.total_seconds())
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def _ago(age: timedelta | None) -> str:
    return "not since the start" if age is None else f"{span(age)} ago"


def _clock(offset: timedelta) -> str:
    if not offset:
        return "right"
    side = "behind" if offset > timedelta() else "ahead of"
    return f"{span(abs(offset))} {side} the gateway's"


def _size(count: int) -> str:
    if count >= GIBIBYTE:
        return f"{count / GIBIBYTE:.1f} GiB"
    return f"{count // MEBIBYTE} MiB"
