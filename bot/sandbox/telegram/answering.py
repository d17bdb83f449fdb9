"""The method that answers the press of a button."""

from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.links import BadLinkError, read_link
from bot.sandbox.telegram.refusals import bad_request

ANSWERABLE_SECONDS = 15
LONGEST_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(api: Api, call: Call) -> bool:
    """Stop the button's waiting sign, and say something or lead to the bot if it wants."""
    press = api.world.presses.get(call.text("callback_query_id"))
    if press is None or press.answer is not None:
        raise bad_request(TOO_OLD)
    if api.world.clock() - press.pressed_at > ANSWERABLE_SECONDS:
        raise bad_request(TOO_OLD)
    if units(call.text("text")) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url := call.text("url"):
        _check_url(api, url)
    press.answer = dict(call.params)
    api.world.events.tell("answered", press)
    if url:
        press.person.open_link(url)
    return True


def _check_url(api: Api, url: str) -> None:
    """Check that an answer leads to the bot itself: it can lead nowhere else."""
    try:
        link = read_link(url, api.world.bot.username or "")
    except BadLinkError:
        link = None
    if link is None or link.kind != "start":
        raise bad_request("URL_INVALID")
