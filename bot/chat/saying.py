"""How the till speaks first, without having been asked in that moment."""

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ParseMode

from bot.chat.answering import NO_PREVIEW


async def say(  # noqa: PLR0913, PLR0917 - all that such a message may have
    bot: Bot,
    chat_id: int,
    html: str,
    buttons: InlineKeyboardMarkup | None = None,
    thread_id: int | None = None,
    quoted: ReplyParameters | None = None,
) -> Message:
    """Send words into a chat, or a topic of it.

    Raises:
        TelegramError: they were not sent, or nobody knows whether they were.
    """
    return await bot.send_message(
        chat_id,
        html,
        parse_mode=ParseMode.HTML,
        reply_markup=buttons,
        message_thread_id=thread_id,
        link_preview_options=NO_PREVIEW,
        reply_parameters=quoted,
    )
