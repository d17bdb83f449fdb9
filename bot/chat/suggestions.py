"""What to offer as buttons to somebody who named no amount, or one that cannot be taken."""

import re

from bot.payments.money import Asset, Money
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms

USUAL = ("10", "25", "50", "100", "250", "500")
MOST = 3
THOUSANDS = 3  # digits between two separators
DECIMAL_SIGNS = ".,\N{ARABIC DECIMAL SEPARATOR}"


def usual(terms: Terms) -> list[Request]:
    """A few usual amounts of what is offered first, within its limits; none if nothing is."""
    return _amounts(terms, terms.offered[0]) if terms.offered else []


def an_example(terms: Terms) -> Request:
    """What could be asked; while nothing is offered, what could be asked otherwise."""
    return (usual(terms) or _amounts(terms, terms.assets[0]))[0]


def instead(refused: Refusal, terms: Terms) -> list[Request]:
    """What may have been meant: all readings of the word, or the limit it went past."""
    match refused.reason:
        case Reason.TOO_SMALL | Reason.TOO_SMALL_THERE:
            least = [Request(terms.range_of(each)[0], each) for each in terms.offered]
            found = [*_elsewhere(refused.word, terms), *least]
        case Reason.TOO_LARGE | Reason.TOO_LARGE_THERE:
            most = [Request(terms.range_of(each)[1], each) for each in terms.offered]
            found = [*_elsewhere(refused.word, terms), *most]
        case Reason.SEPARATOR:
            found = _taken(_readings(refused.word), terms)
        case _:
            found = _elsewhere(refused.amount, terms, refused.asset)
    return list(dict.fromkeys(found))[:MOST] or usual(terms)


def _amounts(terms: Terms, asset: Asset) -> list[Request]:
    low, high = terms.range_of(asset)
    amounts = [Money.of(text, asset.token) for text in USUAL]
    fitting = [each for each in amounts if low <= each <= high] or [low]
    return [Request(each, asset) for each in fitting[:MOST]]


def _elsewhere(amount: str, terms: Terms, refused: Asset | None = None) -> list[Request]:
    """The amount that was named, in what can be paid with here; the same token first."""
    token = refused.token if refused else None
    assets = sorted(terms.offered, key=lambda asset: asset.token != token)
    return _taken([f"{amount} {each.token} {each.network.key}" for each in assets], terms)


def _taken(wishes: list[str], terms: Terms) -> list[Request]:
    requests = (read_request(wish, terms) for wish in wishes)
    return [each for each in requests if isinstance(each, Request)]


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
