"""The method that answers an inline query."""

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.answering import ANSWERABLE_SECONDS, TOO_OLD
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.links import LONGEST_PAYLOAD, BadLinkError, check_payload
from bot.sandbox.telegram.queries import InlineAnswer
from bot.sandbox.telegram.refusals import bad_request
from bot.sandbox.telegram.results import read_results

USUAL_CACHE_TIME = 300
LONGEST_CACHE_TIME = 24 * 60 * 60
LONGEST_OFFSET_BYTES = 64


def answer_inline_query(api: Api, call: Call) -> bool:
    """Offer results for what a person asked."""
    answer = InlineAnswer(
        read_results(api.world, call),
        _button(call),
        max(0, min(call.number("cache_time", USUAL_CACHE_TIME), LONGEST_CACHE_TIME)),
        call.flag("is_personal"),
        call.text("next_offset"),
    )
    if len(answer.next_offset.encode()) > LONGEST_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = api.world.inline.queries.get(call.text("inline_query_id"))
    if query is None or query.answer is not None:
        raise bad_request(TOO_OLD)
    if api.world.clock() - query.asked_at > ANSWERABLE_SECONDS:
        raise bad_request(TOO_OLD)
    api.world.inline.offer(query, answer)
    return True


def _button(call: Call) -> JsonObject | None:
    button = call.record("button")
    if button is None:
        return None
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse inline query results button: can't find field \"text\"")
    if "web_app" in button:
        return button
    _check_start(str(button.get("start_parameter", "")))
    return button


def _check_start(payload: str) -> None:
    if not payload:
        raise bad_request("can't use empty start_parameter")
    if len(payload) > LONGEST_PAYLOAD:
        raise bad_request("too long start_parameter specified")
    try:
        check_payload(payload)
    except BadLinkError:
        raise bad_request("unallowed characters in start_parameter are used") from None
