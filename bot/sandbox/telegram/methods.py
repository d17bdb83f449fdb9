"""The Bot API methods by name, and how a call of one is answered."""

import inspect

from bot.sandbox.telegram import (
    answering,
    editing,
    files,
    membership,
    menus,
    offering,
    receiving,
    sending,
)
from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.api import Api, Method, Told
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import RefusedError

METHODS: dict[str, Method] = {
    "answerCallbackQuery": answering.answer_callback_query,
    "answerInlineQuery": offering.answer_inline_query,
    "deleteMessage": editing.delete_message,
    "deleteMyCommands": menus.delete_my_commands,
    "deleteWebhook": receiving.delete_webhook,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "editMessageText": editing.edit_text,
    "getChat": membership.get_chat,
    "getChatAdministrators": membership.get_chat_administrators,
    "getChatMember": membership.get_chat_member,
    "getChatMemberCount": membership.get_chat_member_count,
    "getFile": files.get_file,
    "getMe": membership.get_me,
    "getMyCommands": menus.get_my_commands,
    "getMyDescription": menus.get_my_description,
    "getMyShortDescription": menus.get_my_short_description,
    "getUpdates": receiving.get_updates,
    "getWebhookInfo": receiving.get_webhook_info,
    "leaveChat": membership.leave_chat,
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.send_document,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "setMyCommands": menus.set_my_commands,
    "setMyDescription": menus.set_my_description,
    "setMyShortDescription": menus.set_my_short_description,
    "setWebhook": receiving.set_webhook,
}
_BY_LOWER_NAME = {name.lower(): method for name, method in METHODS.items()}


async def answer(api: Api, call: Call) -> tuple[int, JsonObject]:
    """Return the HTTP status and the body that answer a call."""
    try:
        return 200, await _perform(api, call)
    except RefusedError as refusal:
        return refusal.status, refusal.as_json()


async def _perform(api: Api, call: Call) -> JsonObject:
    method = _BY_LOWER_NAME.get(call.method.lower())
    if method is None:
        raise RefusedError(404, "Not Found")
    result = method(api, call)
    if inspect.isawaitable(result):
        result = await result
    if isinstance(result, Told):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}
