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

DESCRIPTIONS = {
    "pay": later("Pay an amount: /pay 100 USDT"),
    "status": later("How your orders stand"),
    "cancel": later("Cancel an order that is not paid yet"),
    "notices": later("Choose what you are told as the merchant"),
    "health": later("How the till is"),
    "lang": later("Choose the language"),
    "help": later("What this bot can do"),
}
_IN_GROUPS = ("pay", "status", "cancel")
_FOR_ADMINS = (*_IN_GROUPS, "lang")
_IN_PRIVATE = (*_IN_GROUPS, "lang", "help")
_FOR_MERCHANTS = (*_IN_GROUPS, "notices", "health", "lang", "help")


async def set_menus(bot: Bot, languages: Languages, merchant_ids: Sequence[int]) -> None:
    """Tell Telegram which commands to offer, and where.

    Who speaks none of our languages is shown the menu without one.
    """
    await _offer(bot, languages.usual, None)
    for language in Language:
        await _offer(bot, language, language.code)
    for merchant_id in merchant_ids:
        with speaking(await languages.of_chat(merchant_id)):
            await set_merchants_menu(bot, merchant_id)


async def set_merchants_menu(bot: Bot, merchant_id: int) -> None:
    """Offer a merchant what only merchants can do.

    Who has never started the bot has no chat yet that it could be offered in.
    """
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(_menu(_FOR_MERCHANTS), scope=BotCommandScopeChat(merchant_id))


async def set_own_menu(bot: Bot, person_id: int, *, is_merchant: bool, is_chosen: bool) -> None:
    """Offer somebody the commands in the language that is spoken; one's own, if it is chosen."""
    scope = BotCommandScopeChat(person_id)
    if is_merchant:
        await set_merchants_menu(bot, person_id)
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
