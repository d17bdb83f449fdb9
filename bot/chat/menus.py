"""The menus of commands, each where it can be used."""

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

from bot.payments.merchants import Merchants

_PAY = BotCommand("pay", "Pay an amount: /pay 100 USDT")
_STATUS = BotCommand("status", "How your orders stand")
_CANCEL = BotCommand("cancel", "Cancel an order that is not paid yet")
_NOTICES = BotCommand("notices", "Choose what you are told as the merchant")
_MERCHANTS = BotCommand("merchants", "Who earns with this till")
_HEALTH = BotCommand("health", "How the till is")
_SETTINGS = BotCommand("settings", "What holds in this group")
_HELP = BotCommand("help", "What this bot can do")
_IN_PRIVATE = [_PAY, _STATUS, _CANCEL, _HELP]
_FOR_MERCHANTS = [_PAY, _STATUS, _CANCEL, _NOTICES, _HELP]
_FOR_OWNERS = [_PAY, _STATUS, _CANCEL, _NOTICES, _MERCHANTS, _HEALTH, _HELP]


async def set_menus(bot: Bot, merchants: Merchants) -> None:
    """Tell Telegram which commands to offer, and where."""
    await bot.set_my_commands(_IN_PRIVATE, scope=BotCommandScopeDefault())
    await bot.set_my_commands(_IN_PRIVATE, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([_PAY, _STATUS, _CANCEL], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(
        [_PAY, _STATUS, _CANCEL, _SETTINGS], scope=BotCommandScopeAllChatAdministrators()
    )
    for merchant_id in merchants:
        await set_merchants_menu(bot, merchant_id, is_owner=merchant_id in merchants.owner_ids)


async def set_merchants_menu(bot: Bot, merchant_id: int, *, is_owner: bool = False) -> None:
    """Offer a merchant what only merchants can do, and an owner what only owners can.

    Who has never started the bot has no chat yet that it could be offered in.
    """
    commands = _FOR_OWNERS if is_owner else _FOR_MERCHANTS
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(merchant_id))


async def forget_menu(bot: Bot, person_id: int) -> None:
    """Offer somebody what everybody is offered."""
    with suppress(BadRequest, Forbidden):
        await bot.delete_my_commands(scope=BotCommandScopeChat(person_id))
