"""A call of the bot, as it came in."""

import json
import time
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.refusals import bad_request

# The parameters that the Bot API wants as JSON; every other one is plain text.
_JSON_PARAMETERS = {
    "allowed_updates",
    "button",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "media",
    "reply_markup",
    "reply_parameters",
    "results",
    "scope",
}


@dataclass(eq=False)
class Call:
    """One Bot API call and what became of it.

    Attributes:
        method: the method's name as the bot spelled it.
        params: its parameters as text, those that are JSON decoded.
        files: the uploaded files, by the name of their part.
        file_names: the names that the bot gave them, by the name of their part.
        at: when it came, on the machine's monotonic clock.
        status: the HTTP status of the answer; 0 while there is none, or if it was cut off.
        answer: the body of the answer, decoded.
    """

    method: str
    params: JsonObject = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    file_names: dict[str, str] = field(default_factory=dict, repr=False)
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: JsonObject = field(default_factory=dict)

    @property
    def result(self) -> object:
        """What the answer brought, or `None` for a refusal."""
        return self.answer.get("result")

    def text(self, name: str) -> str:
        """Return a text parameter, empty if it is absent."""
        return str(self.params.get(name, ""))

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is not one counts as absent, as with Telegram."""
        return whole(self.params.get(name), default)

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def record(self, name: str) -> JsonObject | None:
        """Return a parameter that is a JSON object."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def records(self, name: str) -> list[JsonObject]:
        """Return a parameter that is a JSON array of objects."""
        value = self.params.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise bad_request(f"can't parse {name}: expected an Array of Objects")
        return value


def whole(value: object, default: int = 0) -> int:
    """Return the whole number that a value stands for."""
    try:
        return int(str(value))
    except ValueError:
        return default


async def read_call(method: str, request: web.Request) -> Call:
    """Read the parameters from wherever the bot put them: address, form, parts or JSON.

    Raises:
        RefusedError: the body is not the JSON object that it says it is.
    """
    call = Call(method)
    _take(call, dict(request.query))
    if request.content_type == "application/json":
        _take(call, _json_object(await request.text()))
    elif request.content_type == "multipart/form-data":
        await _read_parts(call, request)
    else:
        _take(call, dict(await request.post()))
    return call


async def _read_parts(call: Call, request: web.Request) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            _take(call, {part.name: await part.text()})
        else:
            call.files[part.name] = bytes(await part.read(decode=True))
            call.file_names[part.name] = part.filename


def _json_object(body: str) -> JsonObject:
    found = _decoded(body or "{}")
    if not isinstance(found, dict):
        raise bad_request("can't parse JSON object")
    return found


def _take(call: Call, params: JsonObject) -> None:
    for name, value in params.items():
        if value is not None:
            call.params[name] = _decoded(value) if name in _JSON_PARAMETERS else _plain(value)


def _decoded(value: object) -> object:
    """Return what the JSON says; what is no JSON stays a text, for a rule to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
