"""Short answers: to commands about the bot itself, and to buttons."""

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.texts.words import example, limits, offers
from bot.payments.request import Request
from bot.payments.terms import Terms

SOMETHING_BROKE = later(
    "Something went wrong on our side. Please look at /status before you try again."
)
NO_SUCH_ORDER = later("There is no such order of yours.")
NOT_YOUR_BUTTON = later(
    "This button is for somebody else. Send /pay to make an order of your own."
)
OLD_BUTTON = later("This button no longer works. Send /pay to start again.")


def welcome(terms: Terms, request: Request) -> str:
    """The answer to /start."""
    title = _("<b>Hello! I take payments in stablecoins.</b>")
    how = _(
        "Send {example} and I answer with a QR code and a payment link. When the money has"
        " arrived, I say so here.",
        example=example(request),
    )
    return "\n\n".join([title, how, offers(terms), _("/help tells more.")])


def guide(terms: Terms, request: Request) -> str:
    """The answer to /help."""
    parts = [
        _(
            "{example}\nmakes an order. Token and network may be left out.",
            example=example(request),
        ),
        _("/status\nlists your orders. With an order number it shows that order."),
        _("/cancel\ncancels an order that is not paid yet."),
        _("/lang\nchooses the language that I speak."),
        _("{offers} {limits}", offers=offers(terms), limits=limits(terms)),
        _(
            "Always send exactly the amount on the card, on the network on the card. Another"
            " amount or network can be lost."
        ),
    ]
    return "\n\n".join(parts)


FOR_MERCHANTS = later(
    "\n\n<b>You are a merchant of this till.</b> I tell you here of every payment, and ask you"
    " about those that are short. /status and /cancel take the number of anybody's order.\n\n"
    "/invoice\nasks for money, /invoices lists what you have asked for.\n\n"
    "/notices\nchooses what I tell you."
)
FOR_OWNERS = later(
    "\n\n<b>And you own it.</b>\n\n"
    "/merchants\nsays who else earns with it.\n\n"
    "/health\ntells how it is."
)


def lost(request: Request) -> str:
    """The answer to words that are no request."""
    return _(
        "I did not understand that. {example} makes an order; /help tells more.",
        example=example(request),
    )
