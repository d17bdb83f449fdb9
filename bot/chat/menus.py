"""The menus of commands, each where it can be used."""

from collections.abc import Sequence
from contextlib import suppress

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

_PAY = BotCommand("pay", "Pay an amount: /pay 100 USDT")
_STATUS = BotCommand("status", "How your orders stand")
_CANCEL = BotCommand("cancel", "Cancel an order that is not paid yet")
_NOTICES = BotCommand("notices", "Choose what you are told as the merchant")
_HEALTH = BotCommand("health", "How the till is")
_HELP = BotCommand("help", "What this bot can do")
_IN_PRIVATE = [_PAY, _STATUS, _CANCEL, _HELP]
_FOR_MERCHANTS = [_PAY, _STATUS, _CANCEL, _NOTICES, _HEALTH, _HELP]


async def set_menus(bot: Bot, merchant_ids: Sequence[int]) -> None:
    """Tell Telegram which commands to offer, and where."""
    await bot.set_my_commands(_IN_PRIVATE, scope=BotCommandScopeDefault())
    await bot.set_my_commands(_IN_PRIVATE, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([_PAY, _STATUS, _CANCEL], scope=BotCommandScopeAllGroupChats())
    for merchant_id in merchant_ids:
        await set_merchants_menu(bot, merchant_id)


async def set_merchants_menu(bot: Bot, merchant_id: int) -> None:
    """Offer a merchant what only merchants can do.

    Who has never started the bot has no chat yet that it could be offered in.
    """
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(_FOR_MERCHANTS, scope=BotCommandScopeChat(merchant_id))
