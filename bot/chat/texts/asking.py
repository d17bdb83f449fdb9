"""What is said to somebody who asks to pay."""

from collections.abc import Mapping, Sequence

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import in_every_language, ngettext
from bot.chat.languages.formats import number
from bot.chat.texts.orders import line
from bot.chat.texts.words import example, offers, quote
from bot.payments.money import DECIMALS
from bot.payments.order import Order
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request
from bot.payments.terms import Terms

HOW_MUCH = later("How much do you want to pay?")
FOR_EXAMPLE = later("For example: {example}")
LISTED = 10

SENTENCES: Mapping[Reason, str] = {
    Reason.NO_AMOUNT: later("The amount is missing."),
    Reason.ZERO: later("The amount must be more than zero."),
    Reason.NEGATIVE: later("«{word}» is negative; the amount must be more than zero."),
    Reason.TOO_PRECISE: later("«{word}» has too many decimals; {decimals} at most can be sent."),
    Reason.EXPONENT: later("«{word}» has an exponent. Please write the amount out in digits."),
    Reason.SEPARATOR: later(
        "«{word}» is ambiguous: its separator can mean thousands or decimals. Please write the"
        " amount without separators, with a point before decimals."
    ),
    Reason.FOREIGN_DIGITS: later(
        "«{word}» has digits other than 0 to 9. Please write the amount with these."
    ),
    Reason.NOT_A_NUMBER: later("«{word}» is not an amount. Please write it in digits."),
    Reason.TWO_AMOUNTS: later(
        "«{word}» are two numbers. Please write one amount, without spaces inside."
    ),
    Reason.TOO_SMALL: later("{word} is too little: an order must be for at least {minimum}."),
    Reason.TOO_LARGE: later("{word} is too much: an order can be for at most {maximum}."),
    Reason.TOO_SMALL_THERE: later(
        "{word} is too little: the payment gateway takes at least {limit} on {network}."
    ),
    Reason.TOO_LARGE_THERE: later(
        "{word} is too much: the payment gateway takes at most {limit} on {network} in one order."
    ),
    Reason.CLOSED: later(
        "{network} is under maintenance at the payment gateway right now. {offers}"
    ),
    Reason.UNKNOWN_TOKEN: later("«{word}» is not a token or network I take. {offers}"),
    Reason.UNKNOWN_NETWORK: later("«{word}» is not a network I take. {offers}"),
    Reason.NOT_ON_NETWORK: later("«{word}» do not go together. {offers}"),
    Reason.TOO_MUCH: later(
        "«{word}» is one word too many. Please name one amount, one token and one network."
    ),
}


def how_much(request: Request) -> str:
    """The question after a bare /pay."""
    how = _(
        "Tap an amount, reply to this message with one, or send {example}.",
        example=example(request),
    )
    return f"{_(HOW_MUCH)}\n{how}"


def asks(text: str) -> bool:
    """Whether a text of ours asks for an amount, in whatever language it was said."""
    begins_with_question = text.startswith(tuple(in_every_language(HOW_MUCH)))
    return begins_with_question or any(
        f"\n{words}" in text for words in in_every_language(FOR_EXAMPLE)
    )


def refusal(refused: Refusal, terms: Terms, request: Request) -> str:
    """What was wrong, and a command that would be right, if there is one today."""
    sentence = why(refused, terms)
    if not terms.offered:
        return sentence
    return f"{sentence}\n{_(FOR_EXAMPLE, example=example(request))}"


def why(refused: Refusal, terms: Terms) -> str:
    """What was wrong with the words of a request."""
    return _(
        SENTENCES[refused.reason],
        word=quote(refused.word),
        decimals=number(DECIMALS),
        minimum=terms.minimum,
        maximum=terms.maximum,
        limit=refused.limit,
        network=refused.asset.network if refused.asset else _("This network"),
        offers=offers(terms),
    )


def chosen(request: Request) -> str:
    """What becomes of the question when an amount button was pressed."""
    choice = _(
        "<b>{amount}</b> on {network}", amount=request.amount, network=request.asset.network
    )
    return f"{_(HOW_MUCH)}\n{choice}"


def open_orders(orders: Sequence[Order], chat_id: int) -> str:
    """A payer has too many open orders: which they are; in a group only those of the group."""
    # A private chat has the id of its person.
    shown = [each for each in orders if chat_id in {each.payer_id, each.place.chat_id}][:LISTED]
    lines = [line(each) for each in shown]
    if rest := len(orders) - len(shown):
        more = ngettext(
            "…and {count} more. /status in our private chat lists them.",
            "…and {count} more. /status in our private chat lists them.",
            rest,
        )
        lines.append(more)
    too_many = ngettext(
        "You have {count} open order, and no more can be open at once. Please pay it, or cancel"
        " it with /cancel.",
        "You have {count} open orders, and no more can be open at once. Please pay one of them,"
        " or cancel one with /cancel.",
        len(orders),
    )
    return f"{too_many}\n\n" + "\n".join(lines)
