"""How handlers answer: in the chat, or to the press of a button."""

from collections.abc import Callable

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.languages.catalogue import gettext
from bot.chat.languages.speaking import aside
from bot.chat.refusals import NOTHING_TO_CHANGE, TOO_LATE, says

# A link to a transaction or a cashier needs no picture of somebody's page beside it.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def answer(
    message: Message, html: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    """Answer a message in its chat and topic; in groups it is quoted."""
    return await message.reply_text(
        html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
        reply_parameters=_quoted(message),
    )


async def answer_photo(message: Message, png: bytes, name: str) -> Message:
    """Answer a message with a picture, where its words would come."""
    return await message.reply_photo(
        InputFile(png, filename=name), reply_parameters=_quoted(message)
    )


def _quoted(message: Message) -> ReplyParameters | None:
    if message.chat.type == message.chat.PRIVATE:
        return None
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)


Words = str | Callable[[], str]


async def answer_press(query: CallbackQuery, words: Words = "", *, alert: bool = False) -> None:
    """Answer the press of a button, if it can still be answered.

    Only the one who pressed sees it, so it is said in that one's language: `words` are a sentence
    as the tables have it, or say one when they are called.
    """
    with aside():
        text = words() if callable(words) else words and gettext(words)
    try:
        await query.answer(text or None, show_alert=alert)
    except BadRequest as error:
        _pass_over(error)


async def replace_text(
    query: CallbackQuery, html: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Rewrite the message of a pressed button; its buttons go, unless there are others.

    A message that is too old to be shown to bots stays as it is.
    """
    if not isinstance(query.message, Message):
        return
    try:
        await query.edit_message_text(
            html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        _pass_over(error)


async def replace_buttons(query: CallbackQuery, keyboard: InlineKeyboardMarkup | None) -> None:
    """Put other buttons under the message of a pressed one."""
    if not isinstance(query.message, Message):
        return
    try:
        await query.edit_message_reply_markup(keyboard)
    except BadRequest as error:
        _pass_over(error)


def _pass_over(error: BadRequest) -> None:
    """Nothing is lost by a press that waited too long, or a message that is gone."""
    if not says(error, TOO_LATE, NOTHING_TO_CHANGE):
        raise error
