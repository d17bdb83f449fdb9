"""Which handler hears what, and the menus of commands."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat import keyboards
from bot.chat.desk import Desk

# What Telegram is asked to send; without the list it would go on with that of an earlier bot.
HEARD = (Update.MESSAGE, Update.CALLBACK_QUERY)
# An edited question is no new one, and a channel's post is nobody's.
NEW = filters.UpdateType.MESSAGE

Press = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]

_PAY = BotCommand("pay", "Pay an amount: /pay 100 USDT")
_STATUS = BotCommand("status", "How your orders stand")
_CANCEL = BotCommand("cancel", "Cancel an order that is not paid yet")
_NOTICES = BotCommand("notices", "Choose what you are told as the merchant")
_HELP = BotCommand("help", "What this bot can do")


def add_routes(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
    """Register every handler; the first that fits hears an update."""
    application.add_handlers(
        [
            CommandHandler("pay", desk.asking.pay, NEW),
            CommandHandler("status", desk.looking.status, NEW),
            CommandHandler("cancel", desk.cancelling.command, NEW),
            CommandHandler("notices", desk.muting.command, NEW),
            CommandHandler("start", desk.greeting.start, NEW),
            CommandHandler("help", desk.greeting.help, NEW),
            MessageHandler(NEW & filters.COMMAND, desk.greeting.unknown_command),
            MessageHandler(NEW & filters.TEXT, desk.asking.words),
            *(
                CallbackQueryHandler(press, pattern=f"^{action}:")
                for action, press in _presses(desk).items()
            ),
            CallbackQueryHandler(desk.greeting.unknown_button),
        ]
    )


def _presses(desk: Desk) -> Mapping[str, Press]:
    return {
        keyboards.PAY: desk.asking.press,
        keyboards.CHECK: desk.looking.check,
        keyboards.CLAIM: desk.looking.claim,
        keyboards.CANCEL: desk.cancelling.press,
        keyboards.AGAIN: desk.replacing.again,
        keyboards.NETWORK: desk.replacing.network,
        keyboards.SWITCH: desk.replacing.switch,
        keyboards.BACK: desk.replacing.back,
        keyboards.ACCEPT: desk.settling.accept,
        keyboards.LEAVE: desk.settling.leave,
        keyboards.MUTE: desk.muting.press,
    }


async def set_menus(bot: Bot, merchant_ids: Sequence[int]) -> None:
    """Tell Telegram which commands to offer, and where."""
    in_private = [_PAY, _STATUS, _CANCEL, _HELP]
    await bot.set_my_commands(in_private, scope=BotCommandScopeDefault())
    await bot.set_my_commands(in_private, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([_PAY, _STATUS, _CANCEL], scope=BotCommandScopeAllGroupChats())
    for merchant_id in merchant_ids:
        # Who has never started the bot has no chat that a menu could be offered in.
        with suppress(BadRequest, Forbidden):
            await bot.set_my_commands(
                [*in_private[:-1], _NOTICES, _HELP], scope=BotCommandScopeChat(merchant_id)
            )
