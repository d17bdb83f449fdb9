"""Which handler hears what, and the menus of commands."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.chat import invoice_buttons, keyboards, list_buttons
from bot.chat.desk import Desk
from bot.chat.group_buttons import GROUP, ORDER
from bot.chat.reserving import bookkeepers, merchants, owners
from bot.chat.texts.digests import ONLY_IN_PRIVATE as DIGESTS_IN_PRIVATE
from bot.chat.texts.exports import ONLY_IN_PRIVATE as EXPORTS_IN_PRIVATE
from bot.chat.texts.health import ONLY_IN_PRIVATE as HEALTH_IN_PRIVATE
from bot.chat.texts.merchants import ONLY_IN_PRIVATE as NOTICES_IN_PRIVATE

# What Telegram is asked to send; without the list it would go on with that of an earlier bot.
HEARD = (
    *(Update.MESSAGE, Update.CALLBACK_QUERY),
    *(Update.INLINE_QUERY, Update.CHOSEN_INLINE_RESULT),
    *(Update.CHAT_MEMBER, Update.MY_CHAT_MEMBER),
)
# An edited question is no new one, and a channel's post is nobody's.
NEW = filters.UpdateType.MESSAGE
TO_AN_ORDER = filters.ChatType.PRIVATE & filters.Regex(rf"^/start(@\w+)? {ORDER}")

Press = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


def add_routes(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
    """Register every handler; the first that fits hears an update."""
    handlers = _handlers(desk)
    application.add_handlers(handlers)
    commands = (each.commands for each in handlers if isinstance(each, CommandHandler))
    desk.limits.commands = frozenset().union(*commands)


def _handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    return [
        *_commands(desk),
        *_reserved(desk),
        MessageHandler(NEW & filters.StatusUpdate.MIGRATE, desk.moving.heard),
        MessageHandler(NEW & filters.COMMAND, desk.greeting.unknown_command),
        MessageHandler(NEW & filters.TEXT, desk.asking.words),
        *(
            CallbackQueryHandler(press, pattern=f"^{action}:")
            for action, press in _presses(desk).items()
        ),
        CallbackQueryHandler(desk.greeting.unknown_button),
        InlineQueryHandler(desk.inline.asked),
        ChosenInlineResultHandler(desk.inline.chosen),
        ChatMemberHandler(desk.joining.changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(desk.admins.changed, ChatMemberHandler.CHAT_MEMBER),
    ]


def _commands(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    return [
        CommandHandler("pay", desk.asking.pay, NEW),
        CommandHandler("status", desk.looking.status, NEW),
        CommandHandler("orders", desk.browser.command, NEW),
        CommandHandler("cancel", desk.cancelling.command, NEW),
        CommandHandler("settings", desk.ruling.command, NEW),
        CommandHandler("lang", desk.choosing.command, NEW),
        CommandHandler("start", desk.linking.start, NEW & TO_AN_ORDER),
        CommandHandler("start", desk.greeting.start, NEW),
        CommandHandler("help", desk.greeting.help, NEW),
    ]


def _reserved(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    """Commands that only some people have."""
    to, muting, daily, exporting = desk.reserving.to, desk.muting, desk.daily, desk.exporting
    commands = {
        "invoice": to(merchants, desk.invoicing.issue),
        "invoices": to(merchants, desk.invoicing.show),
        "remind": to(merchants, desk.invoicing.remind),
        "notices": to(merchants, muting.command, only_in_private=NOTICES_IN_PRIVATE),
        "report": to(bookkeepers, desk.reporting.command),
        "export": to(merchants, exporting.command, only_in_private=EXPORTS_IN_PRIVATE),
        "digest": to(merchants, daily.command, only_in_private=DIGESTS_IN_PRIVATE),
        "merchants": to(owners, desk.managing.command),
        "health": to(owners, desk.feeling.command, only_in_private=HEALTH_IN_PRIVATE),
    }
    return [CommandHandler(name, command, NEW) for name, command in commands.items()]


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
        invoice_buttons.REMIND: desk.invoicing.press_remind,
        invoice_buttons.REVOKE: desk.invoicing.press_cancel,
        keyboards.LANG: desk.choosing.press,
        keyboards.DIGEST: desk.daily.press,
        list_buttons.LIST: desk.browser.turn,
        list_buttons.SEE: desk.browser.open,
        GROUP: desk.ruling.press,
    }
