"""What the gateway's lists may say."""

from bot.payments.lists import Limits, Listing, Lists
from bot.payments.money import Asset, Money


def closed(*keys: str) -> Lists:
    """Lists in which these networks are under maintenance."""
    return Lists(Listing(closed=frozenset(keys)))


def limits(asset: str, low: str = "", high: str = "") -> dict[Asset, Limits]:
    """The gateway's limits of one asset; empty for none."""
    each = Asset.of(asset)
    minimum, maximum = (Money.of(text, each.token) if text else None for text in (low, high))
    return {each: Limits(minimum, maximum)}


def limited(asset: str, low: str = "", high: str = "") -> Lists:
    """Lists in which the gateway has limits of one asset."""
    return Lists(Listing(limits=limits(asset, low, high)))
