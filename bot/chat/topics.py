"""Messages into topics, which may be gone meanwhile."""

from collections.abc import Awaitable, Callable

from telegram import Message, ReplyParameters
from telegram.error import BadRequest

from bot.chat.refusals import TOPIC_GONE, says
from bot.payments.order import Place

Send = Callable[[int | None, ReplyParameters | None], Awaitable[Message]]


async def send_into(
    thread_id: int | None, send: Callable[[int | None], Awaitable[Message]]
) -> int:
    """Send into a topic; if that is gone, into the chat itself. Give back the message's number."""
    try:
        message = await send(thread_id)
    except BadRequest as error:
        if thread_id is None or not says(error, TOPIC_GONE):
            raise
        message = await send(None)
    return message.message_id


async def send_answer(place: Place, answered: int, send: Send) -> int:
    """Answer a message in its topic; if the topic is gone, so is the message."""
    # The question may have been deleted meanwhile; the answer must come all the same.
    quoted = ReplyParameters(answered, allow_sending_without_reply=True) if answered else None
    return await send_into(
        place.thread_id,
        lambda thread_id: send(thread_id, quoted if thread_id == place.thread_id else None),
    )
