"""What an invoice says, and what merchants and payers are told about it."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext, pgettext
from bot.chat.languages.formats import number
from bot.chat.texts.asking import why
from bot.chat.texts.orders import line
from bot.chat.texts.words import moment, person, quote
from bot.payments.billing import Closed
from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.order import Order
from bot.payments.refusals import Refusal
from bot.payments.request import Request
from bot.payments.terms import Terms
from bot.payments.wishes import LONGEST_TEXT, Flaw, Flawed

LISTED_ORDERS = 10
COFFEE = later("coffee")

TITLES: Mapping[InvoiceState, str] = {
    InvoiceState.OPEN: later("🧾 <b>Invoice: {amount}</b>"),
    InvoiceState.PAID: later("✅ <b>Invoice paid: {amount}</b>"),
    InvoiceState.CANCELLED: later("✖️ <b>Invoice cancelled: {amount}</b>"),
    InvoiceState.EXPIRED: later("⌛ <b>Invoice expired: {amount}</b>"),
}
# Of another gender than an order, in languages that have some.
STANDS: Mapping[InvoiceState, Callable[[], str]] = {
    InvoiceState.OPEN: lambda: pgettext("invoice", "open"),
    InvoiceState.PAID: lambda: pgettext("invoice", "paid ✅"),
    InvoiceState.CANCELLED: lambda: pgettext("invoice", "cancelled"),
    InvoiceState.EXPIRED: lambda: pgettext("invoice", "expired"),
}
FLAWS: Mapping[Flaw, str] = {
    Flaw.PAST: later("«until {word}» is over already. Times are in UTC."),
    Flaw.TOO_FAR: later("«until {word}» is too far away: an invoice lives for a year at most."),
    Flaw.NO_TIME: later(
        "«until {word}» is no time that I can read. Please write <code>until 2h</code>,"
        " <code>until 3d</code>, <code>until 2026-12-24</code> or"
        " <code>until 2026-12-24 18:00</code>, in UTC."
    ),
    Flaw.TOO_LONG: later("The text of an invoice can be {longest} characters long at most."),
}
CLOSED: Mapping[Closed, str] = {
    Closed.PAID: later("This invoice is paid already. Please do not send anything more for it."),
    Closed.CANCELLED: later("This invoice was cancelled. Please do not send any money for it."),
    Closed.EXPIRED: later(
        "The time to pay this invoice is over. Please do not send any money for it, and ask for a"
        " new one."
    ),
    Closed.NOT_YOURS: later("This invoice is for somebody else, and only they can pay it."),
}
NO_SUCH_INVOICE = later(
    "There is no such invoice. Please ask whoever sent you the link for a new one."
)
NONE_YET = later("There is no invoice here yet.")
REMINDED_JUST_NOW = later(
    "Its chat was reminded less than an hour ago, or the invoice is not open."
)
REMINDED = later("I remind its chat now.")
NOT_OPEN = later("This invoice is not open any more, so there is nothing to cancel.")
CANCELLED = later("The invoice is cancelled, and nobody is led to pay it any more.")
STANDING = later("You have begun to pay this invoice already: here is how that order stands.")
UNKNOWN_PAYER = later(
    "Telegram does not say who wrote the message that you answered, so the invoice cannot be bound"
    " to them. Please send it again without answering, or with <code>to @name</code>."
)


def card(invoice: Invoice) -> str:
    """What the message of an invoice says."""
    lines = [_(TITLES[invoice.state], amount=invoice.amount), *_facts(invoice)]
    if invoice.state is InvoiceState.OPEN:
        lines.append(f"\n{_how(invoice)}")
    return "\n".join(lines)


def what_for(invoice: Invoice) -> str:
    """What an invoice is for, without markup, or how many may pay it."""
    return invoice.text or (_("for many") if invoice.is_multi else "")


def reminder(invoice: Invoice) -> str:
    """The message that reminds a chat of an invoice that is still open."""
    title = _("🔔 <b>This invoice is still open.</b>")
    return f"{title}\n{card(invoice)}"


def _facts(invoice: Invoice) -> list[str]:
    lines = []
    if invoice.text:
        lines.append(_("For: {text}", text=quote(invoice.text, LONGEST_TEXT)))
    if invoice.payer_id is not None:
        lines.append(_("To: {person}", person=person(invoice.payer_id)))
    elif invoice.payer_name:
        lines.append(_("To: {person}", person=f"@{escape(invoice.payer_name)}"))
    lines.append(_("Invoice: <code>{number}</code>", number=invoice.number))
    if invoice.is_multi:
        lines.append(_("Paid: {count}", count=_count(invoice)))
    if invoice.until is not None and invoice.state is InvoiceState.OPEN:
        lines.append(_("Until: {moment}", moment=moment(invoice.until)))
    return lines


def _count(invoice: Invoice) -> str:
    if not invoice.paid:
        return _("nobody yet")
    return ngettext(
        "{count} time, {received} in all",
        "{count} times, {received} in all",
        invoice.paid,
        received=invoice.received,
    )


def _how(invoice: Invoice) -> str:
    if invoice.is_multi:
        return _("Everybody who presses Pay gets an order of their own in a private chat with me.")
    return _("Press Pay: the order comes in a private chat with me.")


def how_to(request: Request) -> str:
    """The answer to a bare /invoice."""
    how = _(
        "{example}\nissues an invoice that can be paid in this chat, or by its link anywhere else."
        " Only the amount is needed; after it may come token and network, what it is for,"
        " <code>to @name</code> for the only one who may pay it (or answer a message of theirs),"
        " <code>until 2h</code>, <code>3d</code> or a date, and <code>--multi</code> if many may"
        " pay it.",
        example=f"<code>/invoice {request.amount} {_(COFFEE)} until 3d</code>",
    )
    rest = _("/invoices\nlists them; each can be reminded of and cancelled there.")
    return f"{how}\n\n{rest}"


def refused(refusal: Refusal, terms: Terms, request: Request) -> str:
    """What is wrong with the amount of an invoice, and a command that would be right."""
    right = _("{example} would be right.", example=f"<code>/invoice {request} {_(COFFEE)}</code>")
    return f"{why(refusal, terms)}\n{right}"


def flawed(wrong: Flawed) -> str:
    """What is wrong with the words behind an amount."""
    return _(FLAWS[wrong.flaw], word=quote(wrong.word), longest=number(LONGEST_TEXT))


def listing(invoices: Sequence[Invoice]) -> str:
    """The answer to /invoices."""
    lines = "\n".join(map(_line, invoices))
    title = _("<b>Invoices</b>, newest first")
    how = _("{command} shows one of them.", command=f"<code>/invoices {invoices[0].number}</code>")
    return f"{title}\n\n{lines}\n\n{how}"


def _line(invoice: Invoice) -> str:
    stand = STANDS[invoice.state]()
    if invoice.is_multi and invoice.paid:
        stand = _("{stand}, paid {count}", stand=stand, count=_count(invoice))
    facts = _(
        "<code>{number}</code> · {amount} · {stand}",
        number=invoice.number,
        amount=invoice.amount,
        stand=stand,
    )
    return f"{facts}\n    {quote(invoice.text)}" if invoice.text else facts


def details(invoice: Invoice, attempts: Sequence[Order], link: str) -> str:
    """An invoice in full, for its merchant."""
    parts = [card(invoice), _("Issued: {moment}", moment=moment(invoice.created_at))]
    if invoice.state is InvoiceState.OPEN:
        parts.append(_("Link: {link}", link=escape(link)))
    if attempts:
        title = _("<b>Orders</b>, newest first")
        parts.append(f"\n{title}")
        parts += [line(each) for each in attempts[:LISTED_ORDERS]]
        if (rest := len(attempts) - LISTED_ORDERS) > 0:
            parts.append(ngettext("…and {count} before", "…and {count} before", rest))
    return "\n".join(parts)


def unknown_invoice(word: str) -> str:
    """A merchant asked for an invoice that is none."""
    return _("There is no invoice «{word}» here. /invoices lists them.", word=quote(word))
