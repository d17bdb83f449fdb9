"""Which handler hears what, and the menus of commands."""

from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat.asking import Asking
from bot.chat.greeting import Greeting
from bot.chat.keyboards import CHECK, PAY
from bot.chat.looking import Looking

# What Telegram is asked to send; without the list it would go on with that of an earlier bot.
HEARD = (Update.MESSAGE, Update.CALLBACK_QUERY)
# An edited question is no new one, and a channel's post is nobody's.
NEW = filters.UpdateType.MESSAGE

_PAY = BotCommand("pay", "Pay an amount: /pay 100 USDT")
_STATUS = BotCommand("status", "How your orders stand")
_HELP = BotCommand("help", "What this bot can do")


def add_routes(
    application: Application[Any, Any, Any, Any, Any, Any],
    asking: Asking,
    looking: Looking,
    greeting: Greeting,
) -> None:
    """Register every handler; the first that fits hears an update."""
    application.add_handlers(
        [
            CommandHandler("pay", asking.pay, NEW),
            CommandHandler("status", looking.status, NEW),
            CommandHandler("start", greeting.start, NEW),
            CommandHandler("help", greeting.help, NEW),
            MessageHandler(NEW & filters.COMMAND, greeting.unknown_command),
            MessageHandler(NEW & filters.TEXT, asking.words),
            CallbackQueryHandler(asking.press, pattern=f"^{PAY}:"),
            CallbackQueryHandler(looking.check, pattern=f"^{CHECK}:"),
            CallbackQueryHandler(greeting.unknown_button),
        ]
    )


async def set_menus(bot: Bot) -> None:
    """Tell Telegram which commands to offer, and where."""
    in_private = [_PAY, _STATUS, _HELP]
    await bot.set_my_commands(in_private, scope=BotCommandScopeDefault())
    await bot.set_my_commands(in_private, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([_PAY, _STATUS], scope=BotCommandScopeAllGroupChats())
