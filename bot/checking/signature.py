"""Whether the gateway takes our signature: only an order that is really opened proves it."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.checking.line import Line, bad, ok
from bot.checking.timing import STOP
from bot.errors import (
    GatewayBlocked,
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayRefused,
    GatewayUnavailable,
)
from bot.payments.money import Asset, Money
from bot.payments.order import Order, Place, State, new_number
from bot.payments.ports import Gateway

ABOUT = "signature"
_UNSIGNED = re.compile(r"\bcode 0*306\b")


def smallest_order(asset: Asset, least: str, now: datetime) -> Order:
    """An order that belongs to no chat, under a number that was never used."""
    return Order(
        number=new_number(),
        origin="check",
        payer_id=0,
        place=Place(0, None, 0),
        amount=Money.of(least, asset.token),
        network=asset.network,
        state=State.NEW,
        created_at=now,
        retry_at=now,
    )


async def look_at_signature(gateway: Gateway, order: Order, profile: str) -> Sequence[Line]:
    """Open an order, which nobody will pay."""
    try:
        await gateway.open(order)
    except GatewayError as error:
        return [_refused(error, profile)]
    opened = f"order {order.number} of {order.amount} on {order.network.name} was opened for that"
    return [ok(ABOUT, f"accepted; {opened}, nobody will pay it, and it expires by itself")]


def _refused(error: GatewayError, profile: str) -> Line:
    match error:
        case GatewayBlocked():
            return bad(ABOUT, str(error), STOP)
        case GatewayBusy():
            return bad(ABOUT, f"it was not looked at: {error}", "try again after that")
        case GatewayMisconfigured():
            return bad(ABOUT, str(error), _what_mends(str(error), profile))
        case GatewayUnavailable():
            todo = "check BLOCKATM_BASE_URL and the network of this machine, or wait for them"
            return bad(ABOUT, str(error), todo)
        case GatewayRefused():
            todo = "set ASSETS and MIN_AMOUNT to what your account at the gateway takes"
            return bad(ABOUT, f"the smallest order was not taken: {error}", todo)
        case _:
            return bad(ABOUT, str(error), "check BLOCKATM_PROFILE and BLOCKATM_BASE_URL")


def _what_mends(words: str, profile: str) -> str:
    if not _UNSIGNED.search(words):
        return "check BLOCKATM_API_KEY, BLOCKATM_PROFILE and BLOCKATM_BASE_URL"
    if profile == "v2":
        return "set BLOCKATM_SECRET_KEY to the secret key that belongs to BLOCKATM_API_KEY"
    return (
        "register the public key above at the gateway, in the account of BLOCKATM_API_KEY, and"
        " check that BLOCKATM_PROFILE is the account's own"
    )
