"""The handler that hears that the bot was let into a group, and explains the bot there."""

import logging

from telegram import (
    Bot,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ContextTypes

from bot.chat.admins import Admins
from bot.chat.suggestions import an_example
from bot.chat.texts.groups import Sight, hello
from bot.payments.terms import Terms

log = logging.getLogger(__name__)

GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


class Joining:
    """Says once what the bot is for, each time it is let into a group.

    Args:
        admins: must hear of every change too.
        terms: what this till takes.
    """

    def __init__(self, admins: Admins, terms: Terms) -> None:
        self._admins = admins
        self._terms = terms

    async def changed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot came, went, was blocked, or was made or unmade an admin."""
        await self._admins.changed(update, context)
        change = update.my_chat_member
        if change is None or not _was_let_in(change):
            return
        if _is_mute(change.new_chat_member):
            log.info("chat %s lets the bot in, but not speak", change.chat.id)
            return
        await self._greet(context.bot, change)

    async def _greet(self, bot: Bot, change: ChatMemberUpdated) -> None:
        sight = await _sight(bot, change.new_chat_member)
        html = hello(self._terms, an_example(self._terms), bot.username, sight)
        try:
            await bot.send_message(change.chat.id, html, parse_mode=ParseMode.HTML)
        except (BadRequest, Forbidden, ChatMigrated) as error:
            log.info("chat %s could not be greeted: %s", change.chat.id, error)


async def _sight(bot: Bot, standing: ChatMember) -> Sight:
    """What of a group reaches the bot; asked anew, as BotFather changes it while the till runs."""
    if standing.status == ChatMember.ADMINISTRATOR:
        return Sight.ALL_AS_ADMIN
    me = await bot.get_me()
    return Sight.ALL if me.can_read_all_group_messages else Sight.COMMANDS


def _was_let_in(change: ChatMemberUpdated) -> bool:
    is_group = change.chat.type in GROUPS
    return is_group and not _is_in(change.old_chat_member) and _is_in(change.new_chat_member)


def _is_in(standing: ChatMember) -> bool:
    if isinstance(standing, ChatMemberRestricted):
        return standing.is_member
    return standing.status not in OUTSIDE


def _is_mute(standing: ChatMember) -> bool:
    return isinstance(standing, ChatMemberRestricted) and not standing.can_send_messages
