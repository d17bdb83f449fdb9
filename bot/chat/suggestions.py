"""What to offer as buttons to somebody who named no amount, or one that cannot be taken."""

from bot.payments.money import Asset, Money
from bot.payments.request import Reason, Refusal, Request, Terms, read_request

USUAL = ("10", "25", "50", "100", "250", "500")
MOST = 3


def usual(terms: Terms) -> list[Request]:
    """A few usual amounts of the default asset, within the limits."""
    low, high = Money.of(terms.minimum, ""), Money.of(terms.maximum, "")
    fitting = [text for text in USUAL if low <= Money.of(text, "") <= high]
    return _each(fitting or [terms.minimum], terms.assets[:1])


def instead(refused: Refusal, terms: Terms) -> list[Request]:
    """What may have been meant: all readings of the word, or the limit it went past."""
    match refused.reason:
        case Reason.TOO_SMALL:
            return _each([terms.minimum], terms.assets)
        case Reason.TOO_LARGE:
            return _each([terms.maximum], terms.assets)
        case Reason.SEPARATOR:
            digits = "".join(char for char in refused.word if char.isdigit())
            readings = (digits, refused.word.replace(",", "."))
            requests = (read_request(reading, terms) for reading in readings)
            return [each for each in requests if isinstance(each, Request)] or usual(terms)
        case _:
            return usual(terms)


def _each(amounts: list[str], assets: tuple[Asset, ...]) -> list[Request]:
    found = [Request(Money.of(text, asset.token), asset) for asset in assets for text in amounts]
    return found[:MOST]
