"""Answers about orders, each in the topic where it was asked for."""

from collections.abc import Awaitable, Callable

from telegram import Message, ReplyParameters
from telegram.error import BadRequest

from bot.chat.refusals import TOPIC_GONE, says
from bot.payments.order import Order

Send = Callable[[int | None, ReplyParameters | None], Awaitable[Message]]


async def send_answer(order: Order, answered: int, send: Send) -> int:
    """Answer a message in its topic; if the topic is gone, say it in the chat itself."""
    # The question may have been deleted meanwhile; the answer must come all the same.
    quoted = ReplyParameters(answered, allow_sending_without_reply=True) if answered else None
    try:
        message = await send(order.place.thread_id, quoted)
    except BadRequest as error:
        if order.place.thread_id is None or not says(error, TOPIC_GONE):
            raise
        message = await send(None, None)
    return message.message_id
