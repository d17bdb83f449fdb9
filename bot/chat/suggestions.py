"""What to offer as buttons to somebody who named no amount, or one that cannot be taken."""

import re

from bot.payments.money import Asset, Money
from bot.payments.request import Reason, Refusal, Request, Terms, read_request

USUAL = ("10", "25", "50", "100", "250", "500")
MOST = 3
THOUSANDS = 3  # digits between two separators
DECIMAL_SIGNS = ".,\N{ARABIC DECIMAL SEPARATOR}"


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
            requests = (read_request(reading, terms) for reading in _readings(refused.word))
            return [each for each in requests if isinstance(each, Request)] or usual(terms)
        case _:
            return _elsewhere(refused.amount, terms) or usual(terms)


def _elsewhere(amount: str, terms: Terms) -> list[Request]:
    """The amount that was named, in what can be paid with here."""
    wishes = (f"{amount} {asset.token} {asset.network.key}" for asset in terms.assets)
    requests = (read_request(wish, terms) for wish in wishes)
    return [each for each in requests if isinstance(each, Request)][:MOST]


def _readings(word: str) -> list[str]:
    """`1,000` as a thousand and as one; `1.234,50` and `1'000.5` only as what they can be."""
    groups, signs = re.split(r"[^0-9]", word), re.findall(r"[^0-9]", word)
    readings = []
    if len(set(signs)) == 1 and _are_thousands(groups):
        readings.append("".join(groups))
    if signs[-1] in DECIMAL_SIGNS and signs[-1] not in signs[:-1]:
        readings.append(f"{''.join(groups[:-1])}.{groups[-1]}")
    return readings


def _are_thousands(groups: list[str]) -> bool:
    return len(groups[0]) <= THOUSANDS and all(len(each) == THOUSANDS for each in groups[1:])


def _each(amounts: list[str], assets: tuple[Asset, ...]) -> list[Request]:
    found = [Request(Money.of(text, asset.token), asset) for asset in assets for text in amounts]
    return found[:MOST]
