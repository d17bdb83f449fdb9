"""What is said to somebody who asks to pay."""

from collections.abc import Mapping, Sequence

from bot.chat.texts.orders import line
from bot.chat.texts.words import example, offers, quote
from bot.payments.money import DECIMALS
from bot.payments.order import Order
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request
from bot.payments.terms import Terms

HOW_MUCH = "How much do you want to pay?"
FOR_EXAMPLE = "For example:"
LISTED = 10

SENTENCES: Mapping[Reason, str] = {
    Reason.NO_AMOUNT: "The amount is missing.",
    Reason.ZERO: "The amount must be more than zero.",
    Reason.NEGATIVE: "«{word}» is negative; the amount must be more than zero.",
    Reason.TOO_PRECISE: "«{word}» has too many decimals; {decimals} at most can be sent.",
    Reason.EXPONENT: "«{word}» has an exponent. Please write the amount out in digits.",
    Reason.SEPARATOR: (
        "«{word}» is ambiguous: its separator can mean thousands or decimals. Please write the"
        " amount without separators, with a point before decimals."
    ),
    Reason.FOREIGN_DIGITS: (
        "«{word}» has digits other than 0 to 9. Please write the amount with these."
    ),
    Reason.NOT_A_NUMBER: "«{word}» is not an amount. Please write it in digits.",
    Reason.TWO_AMOUNTS: (
        "«{word}» are two numbers. Please write one amount, without spaces inside."
    ),
    Reason.TOO_SMALL: "{word} is too little: an order must be for at least {minimum}.",
    Reason.TOO_LARGE: "{word} is too much: an order can be for at most {maximum}.",
    Reason.TOO_SMALL_THERE: (
        "{word} is too little: the payment gateway takes at least {limit} on {network}."
    ),
    Reason.TOO_LARGE_THERE: (
        "{word} is too much: the payment gateway takes at most {limit} on {network} in one order."
    ),
    Reason.CLOSED: "{network} is under maintenance at the payment gateway right now. {offers}",
    Reason.UNKNOWN_TOKEN: "«{word}» is not a token or network I take. {offers}",
    Reason.UNKNOWN_NETWORK: "«{word}» is not a network I take. {offers}",
    Reason.NOT_ON_NETWORK: "«{word}» do not go together. {offers}",
    Reason.TOO_MUCH: (
        "«{word}» is one word too many. Please name one amount, one token and one network."
    ),
}


def how_much(request: Request) -> str:
    """The question after a bare /pay."""
    return (
        f"{HOW_MUCH}\nTap an amount, reply to this message with one, or send {example(request)}."
    )


def refusal(refused: Refusal, terms: Terms, request: Request) -> str:
    """What was wrong, and a command that would be right, if there is one today."""
    sentence = why(refused, terms)
    if not terms.offered:
        return sentence
    return f"{sentence}\n{FOR_EXAMPLE} {example(request)}"


def why(refused: Refusal, terms: Terms) -> str:
    """What was wrong with the words of a request."""
    return SENTENCES[refused.reason].format(
        word=quote(refused.word),
        decimals=DECIMALS,
        minimum=terms.minimum,
        maximum=terms.maximum,
        limit=refused.limit,
        network=refused.asset.network if refused.asset else "This network",
        offers=offers(terms),
    )


def chosen(request: Request) -> str:
    """What becomes of the question when an amount button was pressed."""
    return f"{HOW_MUCH}\n<b>{request.amount}</b> on {request.asset.network}"


def open_orders(orders: Sequence[Order], chat_id: int) -> str:
    """A payer has too many open orders: which they are; in a group only those of the group."""
    # A private chat has the id of its person.
    shown = [each for each in orders if chat_id in {each.payer_id, each.place.chat_id}][:LISTED]
    rest = len(orders) - len(shown)
    more = [f"…and {rest} more. /status in our private chat lists them."] if rest else []
    lines = "\n".join([*map(line, shown), *more])
    return (
        f"You have {len(orders)} open orders, and no more can be open at once. Please pay one of"
        f" them, or cancel one with /cancel.\n\n{lines}"
    )
