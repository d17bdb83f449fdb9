"""Which messages of a group a bot gets to see."""

from bot.sandbox.telegram.accounts import Account
from bot.sandbox.telegram.chats import PrivateChat
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import SentMessage


def bot_sees(bot: Account, message: SentMessage) -> bool:
    """Whether a message reaches the bot, whose privacy mode is on."""
    chat = message.chat
    if message.sender is bot:
        return False
    if not isinstance(chat, Group):
        return isinstance(chat, PrivateChat)
    if not chat.has_bot:
        return False
    if chat.bot_status == "administrator" or message.service or message.via:
        return True
    replied = chat.living(message.reply_to)
    if replied is not None and replied.sender is bot:
        return True
    return _is_command_for(bot, message, spoke=chat.bot_spoke)


def _is_command_for(bot: Account, message: SentMessage, *, spoke: bool) -> bool:
    """Whether a message begins with a command that means the bot, by name or by habit."""
    first = message.entities[0] if message.entities else {}
    if first.get("type") != "bot_command" or first["offset"] != 0:
        return False
    _, named, name = (message.text or "")[: first["length"]].partition("@")
    return name.lower() == (bot.username or "").lower() if named else spoke
