"""The menus of commands, each where it can be used, in the language of who sees it."""

from collections.abc import Sequence
from contextlib import suppress

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.payments.merchants import Merchants
from bot.payments.rights import Asker

DESCRIPTIONS = {
    "pay": later("Pay an amount: /pay 100 USDT"),
    "status": later("How your orders stand"),
    "orders": later("Browse orders, and find one"),
    "cancel": later("Cancel an order that is not paid yet"),
    "invoice": later("Ask for money: /invoice 25 USDT coffee"),
    "invoices": later("Your invoices, and how they stand"),
    "report": later("What has come in: /report 30d"),
    "export": later("Your orders as a table: /export 30d paid"),
    "digest": later("What the day before has brought, once a day"),
    "notices": later("Choose what you are told as the merchant"),
    "merchants": later("Who earns with this till"),
    "health": later("How the till is"),
    "settings": later("What holds in this group"),
    "lang": later("Choose the language"),
    "help": later("What this bot can do"),
}
_IN_GROUPS = ("pay", "status", "orders", "cancel")
_FOR_ADMINS = (*_IN_GROUPS, "report", "settings", "lang")
_IN_PRIVATE = (*_IN_GROUPS, "lang", "help")
_OF_MERCHANTS = (*_IN_GROUPS, "invoice", "invoices", "report", "export", "digest", "notices")
_FOR_MERCHANTS = (*_OF_MERCHANTS, "lang", "help")
_FOR_OWNERS = (*_OF_MERCHANTS, "merchants", "health", "lang", "help")


async def set_menus(bot: Bot, languages: Languages, merchants: Merchants) -> None:
    """Tell Telegram which commands to offer, and where.

    Who speaks none of our languages is shown the menu without one.
    """
    await _offer(bot, languages.usual, None)
    for language in Language:
        await _offer(bot, language, language.code)
    for merchant_id in merchants:
        with speaking(await languages.of_chat(merchant_id)):
            await set_merchants_menu(bot, merchant_id, is_owner=merchant_id in merchants.owner_ids)


async def set_merchants_menu(bot: Bot, merchant_id: int, *, is_owner: bool = False) -> None:
    """Offer a merchant what only merchants can do, and an owner what only owners can.

    Who has never started the bot has no chat yet that it could be offered in.
    """
    commands = _FOR_OWNERS if is_owner else _FOR_MERCHANTS
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(_menu(commands), scope=BotCommandScopeChat(merchant_id))


async def forget_menu(bot: Bot, person_id: int) -> None:
    """Offer somebody what everybody is offered."""
    with suppress(BadRequest, Forbidden):
        await bot.delete_my_commands(scope=BotCommandScopeChat(person_id))


async def set_own_menu(bot: Bot, asker: Asker, *, is_chosen: bool) -> None:
    """Offer somebody the commands in the language that is spoken; one's own, if it is chosen."""
    scope = BotCommandScopeChat(asker.person_id)
    if asker.is_merchant:
        await set_merchants_menu(bot, asker.person_id, is_owner=asker.is_owner)
    elif is_chosen:
        await bot.set_my_commands(_menu(_IN_PRIVATE), scope=scope)
    else:
        await bot.delete_my_commands(scope=scope)


async def _offer(bot: Bot, language: Language, code: str | None) -> None:
    with speaking(language):
        private, admins, groups = map(_menu, (_IN_PRIVATE, _FOR_ADMINS, _IN_GROUPS))
    for menu, scope in (
        (private, BotCommandScopeDefault()),
        (private, BotCommandScopeAllPrivateChats()),
        (groups, BotCommandScopeAllGroupChats()),
        (admins, BotCommandScopeAllChatAdministrators()),
    ):
        await bot.set_my_commands(menu, scope=scope, language_code=code)


def _menu(commands: Sequence[str]) -> list[BotCommand]:
    return [BotCommand(each, _(DESCRIPTIONS[each])) for each in commands]
