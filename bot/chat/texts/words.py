"""Small pieces that many sentences are made of."""

from datetime import datetime
from html import escape

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.formats import date_and_time, either
from bot.payments.request import Request
from bot.payments.terms import Terms

LONGEST_QUOTE = 40
UNSEEN = "\N{REPLACEMENT CHARACTER}"


def quote(word: str, longest: int = LONGEST_QUOTE) -> str:
    """Somebody's word, cut to a sane length and escaped; what cannot be seen becomes `�`.

    Otherwise «1 0 0» with invisible signs in it would look right, and a sign that turns the
    direction of writing would turn our own words too.
    """
    cut = word if len(word) <= longest else word[:longest] + "…"
    return escape("".join(char if char.isprintable() else UNSEEN for char in cut))


def moment(at: datetime) -> str:
    """A moment, to the minute."""
    return _("{moment} UTC", moment=date_and_time(at))


def example(request: Request) -> str:
    """A command that is copied when it is tapped."""
    return f"<code>/pay {request}</code>"


def person(person_id: int) -> str:
    """Somebody, with a link that opens a chat with them; groups and channels have none."""
    if person_id < 0:
        return _("somebody who writes as a group or channel")
    return f'<a href="tg://user?id={person_id}">{person_id}</a>'


NOTHING_OFFERED = later(
    "Nothing can be ordered at the moment: the payment gateway takes nothing on any network of"
    " mine. Please come back later."
)


def offers(terms: Terms) -> str:
    """What can be paid with today: `I take USDT (Ethereum · ERC20 or TRON · TRC20).`."""
    if not terms.offered:
        return _(NOTHING_OFFERED)
    tokens = dict.fromkeys(asset.token for asset in terms.offered)
    each = (
        _(
            "{token} ({networks})",
            token=token,
            networks=either([str(asset.network) for asset in terms.of_token(token)]),
        )
        for token in tokens
    )
    return _("I take {offers}.", offers=_(", ").join(each))


def limits(terms: Terms) -> str:
    """How much can be ordered: by our own settings, and where the gateway sets other limits."""
    ours = _(
        "At least {minimum}, at most {maximum} in one order.",
        minimum=terms.minimum,
        maximum=terms.maximum,
    )
    lines = [ours]
    for asset in terms.offered:
        low, high = terms.range_of(asset)
        if not (terms.is_own(low, asset) and terms.is_own(high, asset)):
            theirs = _(
                "{token} on {network}: at least {low}, at most {high}.",
                token=asset.token,
                network=asset.network,
                low=low.plain,
                high=high.plain,
            )
            lines.append(theirs)
    return "\n".join(lines)
