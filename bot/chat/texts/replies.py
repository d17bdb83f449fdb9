"""Short answers: to commands about the bot itself, and to buttons."""

from bot.chat.texts.words import example, limits, offers
from bot.payments.request import Request
from bot.payments.terms import Terms

SOMETHING_BROKE = "Something went wrong on our side. Please look at /status before you try again."
NO_SUCH_ORDER = "There is no such order of yours."
NOT_YOUR_BUTTON = "This button is for somebody else. Send /pay to make an order of your own."
OLD_BUTTON = "This button no longer works. Send /pay to start again."


def welcome(terms: Terms, request: Request) -> str:
    """The answer to /start."""
    return (
        "<b>Hello! I take payments in stablecoins.</b>\n\n"
        f"Send {example(request)} and I answer with a QR code and a payment link. When the money"
        f" has arrived, I say so here.\n\n{offers(terms)}\n\n/help tells more."
    )


def guide(terms: Terms, request: Request) -> str:
    """The answer to /help."""
    return (
        f"{example(request)}\nmakes an order. Token and network may be left out.\n\n"
        "/status\nlists your orders. With an order number it shows that order.\n\n"
        "/cancel\ncancels an order that is not paid yet.\n\n"
        f"{offers(terms)} {limits(terms)}\n\n"
        "Always send exactly the amount on the card, on the network on the card. Another"
        " amount or network can be lost."
    )


FOR_MERCHANTS = (
    "\n\n<b>You are a merchant of this till.</b> I tell you here of every payment, and ask you"
    " about those that are short. /status and /cancel take the number of anybody's order.\n\n"
    "/notices\nchooses what I tell you."
)
FOR_OWNERS = (
    "\n\n<b>And you own it.</b>\n\n"
    "/merchants\nsays who else earns with it.\n\n"
    "/health\ntells how it is."
)


def lost(request: Request) -> str:
    """The answer to words that are no request."""
    return f"I did not understand that. {example(request)} makes an order; /help tells more."
