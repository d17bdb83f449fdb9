"""What the admins of a group read about what is set for it, and what others read instead."""

from collections.abc import Mapping
from enum import StrEnum, auto

from bot.chat.texts.words import offers, person
from bot.payments.groups import GroupSettings
from bot.payments.money import Asset
from bot.payments.order import Order
from bot.payments.request import Request
from bot.payments.terms import Terms


class Sight(StrEnum):
    """What of a group reaches the bot."""

    COMMANDS = auto()  # privacy mode is on, as BotFather makes it
    ALL = auto()  # privacy mode is off
    ALL_AS_ADMIN = auto()  # the bot is an admin, for whom there is no privacy mode


SEEN: Mapping[Sight, str] = {
    Sight.COMMANDS: (
        "Privacy mode is on for me: I see commands and replies to my messages, and nothing else"
        " that is written here. So a plain amount does not reach me; it needs /pay before it, or"
        " answers my question for one."
    ),
    Sight.ALL: (
        "Privacy mode is off for me, so all that is written here reaches me. I act on commands and"
        " on replies to my messages alone."
    ),
    Sight.ALL_AS_ADMIN: (
        "As an admin I see all that is written here. I act on commands and on replies to my"
        " messages alone."
    ),
}

ONLY_IN_GROUPS = (
    "/settings is for groups: add me to one, and send /settings there as one of its admins."
)
ONLY_FOR_ADMINS = "Only admins of this group can change what is set for it."
TOO_OLD = "This message is too old. Please send /settings again."
WHICH_ASSET = (
    "<b>What does a plain amount mean here?</b>\nIt is what /pay 100 asks for when no token and no"
    " network are named."
)
AS_THE_TILL = "As the till has it"


def hello(terms: Terms, request: Request, username: str, sight: Sight) -> str:
    """What the bot says of itself in a group that it was let into."""
    return (
        "<b>Hello! I take payments in stablecoins.</b>\n\n"
        f"Send <code>/pay@{username} {request}</code> and I answer with a QR code and a payment"
        f" link. When the money has arrived, I say so here. {offers(terms)}\n\n"
        f"Admins of this group find in /settings@{username} what they can change.\n\n"
        f"{SEEN[sight]}"
    )


def settings(here: GroupSettings, terms: Terms, topic_id: int | None) -> str:
    """What is set for a group, one line for each; `topic_id` is the topic where it is read."""
    lines = [
        f"A plain amount, as in /pay 100, means <b>{_meaning(here, terms)}</b>.",
        f"/pay is for <b>{'admins only' if here.admins_only else 'everybody'}</b>.",
        f"The details of orders are shown <b>{_shown(here)}</b>.",
    ]
    if topic_id is not None:
        lines.append(f"Payments are told <b>{_told(here, topic_id)}</b>.")
    return "\n".join(["<b>Settings of this group</b>", *lines, "", "Tap what you want to change."])


def name(asset: Asset) -> str:
    """What can be paid with: `USDT on TRON · TRC20`."""
    return f"{asset.token} on {asset.network}"


def _meaning(here: GroupSettings, terms: Terms) -> str:
    if here.terms(terms) is terms:
        return f"{name(terms.assets[0])}, as the till has it"
    return name(here.terms(terms).assets[0])


def _shown(here: GroupSettings) -> str:
    if here.in_private:
        return "to the one who pays, in private"
    return "here, to everybody"


def _told(here: GroupSettings, topic_id: int) -> str:
    if here.topic_id is None:
        return "in the topic where it was asked"
    return "in this topic" if here.topic_id == topic_id else "in another topic"


def not_for_members(username: str) -> str:
    """The answer to a member where /pay is for admins; short enough for an alert."""
    return (
        f"In this group /pay is for admins only; you can pay in our private chat instead:"
        f" @{username}."
    )


def elsewhere(order: Order) -> str:
    """All that a group is told of an order whose details are shown in private."""
    return f"Order <code>{order.number}</code> for {order.amount}: how to pay is in private."


def with_payer(html: str, order: Order) -> str:
    """What is said of a payment away from where it was asked for, where no card is quoted."""
    return f"{html}\nPayer: {person(order.payer_id)}"
