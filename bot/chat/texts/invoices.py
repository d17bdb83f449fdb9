"""What an invoice says, and what merchants and payers are told about it."""

from collections.abc import Mapping, Sequence
from html import escape

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

TITLES: Mapping[InvoiceState, str] = {
    InvoiceState.OPEN: "🧾 <b>Invoice: {amount}</b>",
    InvoiceState.PAID: "✅ <b>Invoice paid: {amount}</b>",
    InvoiceState.CANCELLED: "✖️ <b>Invoice cancelled: {amount}</b>",
    InvoiceState.EXPIRED: "⌛ <b>Invoice expired: {amount}</b>",
}
STANDS: Mapping[InvoiceState, str] = {
    InvoiceState.OPEN: "open",
    InvoiceState.PAID: "paid ✅",
    InvoiceState.CANCELLED: "cancelled",
    InvoiceState.EXPIRED: "expired",
}
FLAWS: Mapping[Flaw, str] = {
    Flaw.PAST: "«until {word}» is over already. Times are in UTC.",
    Flaw.TOO_FAR: "«until {word}» is too far away: an invoice lives for a year at most.",
    Flaw.NO_TIME: (
        "«until {word}» is no time that I can read. Please write <code>until 2h</code>,"
        " <code>until 3d</code>, <code>until 2026-12-24</code> or"
        " <code>until 2026-12-24 18:00</code>, in UTC."
    ),
    Flaw.TOO_LONG: f"The text of an invoice can be {LONGEST_TEXT} characters long at most.",
}
CLOSED: Mapping[Closed, str] = {
    Closed.PAID: "This invoice is paid already. Please do not send anything more for it.",
    Closed.CANCELLED: "This invoice was cancelled. Please do not send any money for it.",
    Closed.EXPIRED: (
        "The time to pay this invoice is over. Please do not send any money for it, and ask for a"
        " new one."
    ),
    Closed.NOT_YOURS: "This invoice is for somebody else, and only they can pay it.",
}
NO_SUCH_INVOICE = "There is no such invoice. Please ask whoever sent you the link for a new one."
NONE_YET = "There is no invoice here yet."
REMINDED_JUST_NOW = "Its chat was reminded less than an hour ago, or the invoice is not open."
REMINDED = "I remind its chat now."
NOT_OPEN = "This invoice is not open any more, so there is nothing to cancel."
CANCELLED = "The invoice is cancelled, and nobody is led to pay it any more."
STANDING = "You have begun to pay this invoice already: here is how that order stands."
UNKNOWN_PAYER = (
    "Telegram does not say who wrote the message that you answered, so the invoice cannot be bound"
    " to them. Please send it again without answering, or with <code>to @name</code>."
)


def card(invoice: Invoice) -> str:
    """What the message of an invoice says."""
    lines = [TITLES[invoice.state].format(amount=invoice.amount), *_facts(invoice)]
    if invoice.state is InvoiceState.OPEN:
        lines.append(f"\n{_how(invoice)}")
    return "\n".join(lines)


def reminder(invoice: Invoice) -> str:
    """The message that reminds a chat of an invoice that is still open."""
    return f"🔔 <b>This invoice is still open.</b>\n{card(invoice)}"


def _facts(invoice: Invoice) -> list[str]:
    lines = []
    if invoice.text:
        lines.append(f"For: {quote(invoice.text, LONGEST_TEXT)}")
    if invoice.payer_id is not None:
        lines.append(f"To: {person(invoice.payer_id)}")
    elif invoice.payer_name:
        lines.append(f"To: @{escape(invoice.payer_name)}")
    lines.append(f"Invoice: <code>{invoice.number}</code>")
    if invoice.is_multi:
        lines.append(f"Paid: {_count(invoice)}")
    if invoice.until is not None and invoice.state is InvoiceState.OPEN:
        lines.append(f"Until: {moment(invoice.until)}")
    return lines


def _count(invoice: Invoice) -> str:
    if not invoice.paid:
        return "nobody yet"
    times = "once" if invoice.paid == 1 else f"{invoice.paid} times"
    return f"{times}, {invoice.received} in all"


def _how(invoice: Invoice) -> str:
    if invoice.is_multi:
        return "Everybody who presses Pay gets an order of their own in a private chat with me."
    return "Press Pay: the order comes in a private chat with me."


def how_to(request: Request) -> str:
    """The answer to a bare /invoice."""
    return (
        f"<code>/invoice {request.amount} coffee until 3d</code>\nissues an invoice that can be"
        " paid in this chat, or by its link anywhere else. Only the amount is needed; after it may"
        " come token and network, what it is for, <code>to @name</code> for the only one who may"
        " pay it (or answer a message of theirs), <code>until 2h</code>, <code>3d</code> or a"
        " date, and <code>--multi</code> if many may pay it.\n\n"
        "/invoices\nlists them; each can be reminded of and cancelled there."
    )


def refused(refusal: Refusal, terms: Terms, request: Request) -> str:
    """What is wrong with the amount of an invoice, and a command that would be right."""
    return f"{why(refusal, terms)}\n<code>/invoice {request} coffee</code> would be right."


def flawed(wrong: Flawed) -> str:
    """What is wrong with the words behind an amount."""
    return FLAWS[wrong.flaw].format(word=quote(wrong.word))


def listing(invoices: Sequence[Invoice]) -> str:
    """The answer to /invoices."""
    lines = "\n".join(
        f"<code>{each.number}</code> · {each.amount} · {_stand(each)}{_what(each)}"
        for each in invoices
    )
    return (
        f"<b>Invoices</b>, newest first\n\n{lines}\n\n"
        f"<code>/invoices {invoices[0].number}</code> shows one of them."
    )


def _stand(invoice: Invoice) -> str:
    if invoice.is_multi and invoice.paid:
        return f"{STANDS[invoice.state]}, paid {_count(invoice)}"
    return STANDS[invoice.state]


def _what(invoice: Invoice) -> str:
    return f"\n    {quote(invoice.text)}" if invoice.text else ""


def details(invoice: Invoice, attempts: Sequence[Order], link: str) -> str:
    """An invoice in full, for its merchant."""
    parts = [card(invoice), f"Issued: {moment(invoice.created_at)}"]
    if invoice.state is InvoiceState.OPEN:
        parts.append(f"Link: {escape(link)}")
    if attempts:
        parts.append("\n<b>Orders</b>, newest first")
        parts += [line(each) for each in attempts[:LISTED_ORDERS]]
        rest = len(attempts) - LISTED_ORDERS
        parts += [f"…and {rest} before"] if rest > 0 else []
    return "\n".join(parts)


def unknown_invoice(word: str) -> str:
    """A merchant asked for an invoice that is none."""
    return f"There is no invoice «{quote(word)}» here. /invoices lists them."
