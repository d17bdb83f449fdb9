"""Small pieces that many sentences are made of."""

from datetime import datetime
from html import escape

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
    return f"{at:%Y-%m-%d %H:%M} UTC"


def example(request: Request) -> str:
    """A command that is copied when it is tapped."""
    return f"<code>/pay {request}</code>"


def person(person_id: int) -> str:
    """Somebody, with a link that opens a chat with them; groups and channels have none."""
    if person_id < 0:
        return "somebody who writes as a group or channel"
    return f'<a href="tg://user?id={person_id}">{person_id}</a>'


NOTHING_OFFERED = (
    "Nothing can be ordered at the moment: the payment gateway takes nothing on any network of"
    " mine. Please come back later."
)


def offers(terms: Terms) -> str:
    """What can be paid with today: `I take USDT (Ethereum · ERC20 or TRON · TRC20).`."""
    if not terms.offered:
        return NOTHING_OFFERED
    tokens = dict.fromkeys(asset.token for asset in terms.offered)
    each = (
        f"{token} ({' or '.join(str(asset.network) for asset in terms.of_token(token))})"
        for token in tokens
    )
    return f"I take {', '.join(each)}."


def limits(terms: Terms) -> str:
    """How much can be ordered: by our own settings, and where the gateway sets other limits."""
    lines = [f"At least {terms.minimum}, at most {terms.maximum} in one order."]
    for asset in terms.offered:
        low, high = terms.range_of(asset)
        if not (terms.is_own(low, asset) and terms.is_own(high, asset)):
            where = f"{asset.token} on {asset.network}"
            lines.append(f"{where}: at least {low.plain}, at most {high.plain}.")
    return "\n".join(lines)
