"""How the till is, in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.languages.formats import number
from bot.chat.texts.history import STATES
from bot.chat.texts.troubles import IN_SHORT
from bot.chat.texts.words import moment
from bot.payments.sentences import Sentence
from bot.payments.vitals import Vitals

ONLY_IN_PRIVATE = later("Please send /health in our private chat; it is about the whole till.")
WELL = later("✅ <b>All is well.</b>")
LATE = timedelta(minutes=2)
GIBIBYTE, MEBIBYTE = 2**30, 2**20


def health(vitals: Vitals) -> str:
    """What is wrong and what to do, then the figures."""
    wrong = list(_wrong(vitals))
    warnings = [f"⚠️ {_warning(each)}" for each in vitals.warnings]
    return "\n".join([*(wrong or [_(WELL)]), *warnings, "", *_figures(vitals)])


def _warning(warning: str) -> str:
    if not isinstance(warning, Sentence):
        return escape(warning)
    fields = {name: escape(value) for name, value in warning.fields.items()}
    return _(warning.template, **fields)


def _wrong(vitals: Vitals) -> Iterator[str]:
    if not vitals.is_stored:
        yield _("⛔ <b>The database does not answer.</b> The log says why.")
    for trouble, since in sorted(vitals.troubles.items(), key=lambda each: each[1]):
        yield _(
            "⛔ <b>Since {moment}:</b> {trouble}",
            moment=moment(since),
            trouble=_(IN_SHORT[trouble]),
        )
    age = vitals.oldest_notice_age
    if age is not None and age > LATE:
        yield _(
            "⚠️ <b>A message has waited for {span} to be sent.</b> Telegram is slow, or the bot may"
            " not write in that chat; the log says why.",
            span=span(age),
        )
    if vitals.sweep_delay > LATE:
        yield _(
            "⚠️ <b>The gateway should have been asked {span} ago.</b> It is slow, or the budget of"
            " requests is spent.",
            span=span(vitals.sweep_delay),
        )


def _figures(vitals: Vitals) -> Iterator[str]:
    orders = [
        _("{count} {state}", count=number(count), state=_(STATES[state]))
        for state, count in vitals.orders.items()
        if count
    ]
    yield _("Orders: {orders}", orders=_(", ").join(orders) or _("none yet"))
    yield _("Messages waiting to be sent: {count}", count=number(vitals.notices_waiting))
    yield _("The gateway was last asked: {ago}", ago=_ago(vitals.swept_age))
    yield _(
        "Requests left in this minute: {left} of {limit}",
        left=number(vitals.budget_left),
        limit=number(vitals.budget_limit),
    )
    if vitals.silent_until is not None:
        yield _("The gateway is left alone until: {moment}", moment=moment(vitals.silent_until))
    yield _("Clock: {clock}", clock=_clock(vitals.clock_offset))
    if vitals.expects_webhooks:
        yield _("The last webhook of the gateway: {ago}", ago=_ago(vitals.webhook_age))
    if vitals.free_bytes is not None:
        yield _("Room for the database: {size}", size=_size(vitals.free_bytes))


def span(duration: timedelta) -> str:
    """A duration as people say it: one number and one unit.

    It stands as the object of a sentence, which some languages show in the unit's ending.
    """
    seconds = int(duration.total_seconds())
    if days := seconds // 86400:
        return ngettext("{count} day", "{count} days", days)
    if hours := seconds // 3600:
        return ngettext("{count} hour", "{count} hours", hours)
    if minutes := seconds // 60:
        return ngettext("{count} minute", "{count} minutes", minutes)
    return ngettext("{count} second", "{count} seconds", seconds)


def _ago(age: timedelta | None) -> str:
    return _("not since the start") if age is None else _("{span} ago", span=span(age))


def _clock(offset: timedelta) -> str:
    if not offset:
        return _("right")
    if offset > timedelta():
        return _("{span} behind the gateway's", span=span(offset))
    return _("{span} ahead of the gateway's", span=span(-offset))


def _size(count: int) -> str:
    if count >= GIBIBYTE:
        return _("{count} GiB", count=number(count / GIBIBYTE, "0.0"))
    return _("{count} MiB", count=number(count // MEBIBYTE))
