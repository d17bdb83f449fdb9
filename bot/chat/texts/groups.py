"""What the admins of a group read about what is set for it, and what others read instead."""

from collections.abc import Mapping
from enum import StrEnum, auto

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
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
    Sight.COMMANDS: later(
        "Privacy mode is on for me: I see commands and replies to my messages, and nothing else"
        " that is written here. So a plain amount does not reach me; it needs /pay before it, or"
        " answers my question for one."
    ),
    Sight.ALL: later(
        "Privacy mode is off for me, so all that is written here reaches me. I act on commands and"
        " on replies to my messages alone."
    ),
    Sight.ALL_AS_ADMIN: later(
        "As an admin I see all that is written here. I act on commands and on replies to my"
        " messages alone."
    ),
}

ONLY_IN_GROUPS = later(
    "/settings is for groups: add me to one, and send /settings there as one of its admins."
)
ONLY_FOR_ADMINS = later("Only admins of this group can change what is set for it.")
TOO_OLD = later("This message is too old. Please send /settings again.")
WHICH_ASSET = later(
    "<b>What does a plain amount mean here?</b>\nIt is what /pay 100 asks for when no token and no"
    " network are named."
)
AS_THE_TILL = later("As the till has it")


def hello(terms: Terms, request: Request, username: str, sight: Sight) -> str:
    """What the bot says of itself in a group that it was let into."""
    how = _(
        "Send {command} and I answer with a QR code and a payment link. When the money has"
        " arrived, I say so here. {offers}",
        command=f"<code>/pay@{username} {request}</code>",
        offers=offers(terms),
    )
    admins = _(
        "Admins of this group find in {command} what they can change.",
        command=f"/settings@{username}",
    )
    title = _("<b>Hello! I take payments in stablecoins.</b>")
    return "\n\n".join([title, how, admins, _(SEEN[sight])])


def settings(here: GroupSettings, terms: Terms, topic_id: int | None) -> str:
    """What is set for a group, one line for each; `topic_id` is the topic where it is read."""
    lines = [_meaning(here, terms), _for_whom(here), _shown(here)]
    if topic_id is not None:
        lines.append(_told(here, topic_id))
    title, how = _("<b>Settings of this group</b>"), _("Tap what you want to change.")
    return "\n".join([title, *lines, "", how])


def name(asset: Asset) -> str:
    """What can be paid with: `USDT on TRON · TRC20`."""
    return _("{token} on {network}", token=asset.token, network=asset.network)


def _meaning(here: GroupSettings, terms: Terms) -> str:
    if here.terms(terms) is terms:
        return _(
            "A plain amount, as in /pay 100, means <b>{asset}, as the till has it</b>.",
            asset=name(terms.assets[0]),
        )
    return _(
        "A plain amount, as in /pay 100, means <b>{asset}</b>.",
        asset=name(here.terms(terms).assets[0]),
    )


def _for_whom(here: GroupSettings) -> str:
    if here.admins_only:
        return _("/pay is for <b>admins only</b>.")
    return _("/pay is for <b>everybody</b>.")


def _shown(here: GroupSettings) -> str:
    if here.in_private:
        return _("The details of orders are shown <b>to the one who pays, in private</b>.")
    return _("The details of orders are shown <b>here, to everybody</b>.")


def _told(here: GroupSettings, topic_id: int) -> str:
    if here.topic_id is None:
        return _("Payments are told <b>in the topic where it was asked</b>.")
    if here.topic_id == topic_id:
        return _("Payments are told <b>in this topic</b>.")
    return _("Payments are told <b>in another topic</b>.")


def not_for_members(username: str) -> str:
    """The answer to a member where /pay is for admins; short enough for an alert."""
    return _(
        "In this group /pay is for admins only; you can pay in our private chat instead: {bot}.",
        bot=f"@{username}",
    )


def elsewhere(order: Order) -> str:
    """All that a group is told of an order whose details are shown in private."""
    return _(
        "Order <code>{number}</code> for {amount}: how to pay is in private.",
        number=order.number,
        amount=order.amount,
    )


def with_payer(html: str, order: Order) -> str:
    """What is said of a payment away from where it was asked for, where no card is quoted."""
    payer = _("Payer: {person}", person=person(order.payer_id))
    return f"{html}\n{payer}"
