"""Reads what the bot offers for an inline query."""

from collections.abc import Callable, Mapping

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.keyboards import read_inline_keyboard
from bot.sandbox.telegram.messages import Content
from bot.sandbox.telegram.queries import InlineResult
from bot.sandbox.telegram.refusals import RefusedError, bad_request
from bot.sandbox.telegram.texts import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Written,
    check_length,
    read_caption,
)
from bot.sandbox.telegram.world import World

MOST_RESULTS = 50
LONGEST_ID_BYTES = 64
_SHOWN = ("type", "title", "description", "url", "thumbnail_url", "photo_file_id")


def read_results(world: World, call: Call) -> tuple[InlineResult, ...]:
    """Return the `results` of an answer."""
    views = call.records("results")
    if len(views) > MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    results = tuple(_result(world, view) for view in views)
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def _result(world: World, view: JsonObject) -> InlineResult:
    read = _READERS.get(str(view.get("type", "")).lower())
    if read is None:
        kind = view.get("type", "")
        raise _unreadable(f'type "{kind}" is unsupported for the inline query result')
    result_id = _text(view, "id")
    if not result_id:
        raise bad_request("RESULT_ID_EMPTY")
    if len(result_id.encode()) > LONGEST_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    content = read(world, view)
    content["reply_markup"] = _markup(view)
    return InlineResult(result_id, {k: view[k] for k in _SHOWN if k in view}, content)


def _article(_: World, view: JsonObject) -> Content:
    if not _text(view, "title").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = _message(view)
    if content is None:
        raise _unreadable("input message content is not specified")
    return content


def _photo(world: World, view: JsonObject) -> Content:
    """Read a photo that Telegram has already: it fetches none from elsewhere here."""
    picture = world.pictures.get(_text(view, "photo_file_id"))
    if picture is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return _message(view) or _captioned(view) | Content(picture=picture)


def _document(world: World, view: JsonObject) -> Content:
    """Read a document that Telegram has already."""
    if not _text(view, "title").strip():
        raise bad_request("FILE_TITLE_EMPTY")
    document = world.documents.get(_text(view, "document_file_id"))
    if document is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return _message(view) or _captioned(view) | Content(document=document)


_READERS: Mapping[str, Callable[[World, JsonObject], Content]] = {
    "article": _article,
    "document": _document,
    "photo": _photo,
}


def _message(view: JsonObject) -> Content | None:
    """Read the text that a result sends, if it brings one of its own."""
    content = view.get("input_message_content")
    if content is None:
        return None
    if not isinstance(content, dict) or "message_text" not in content:
        raise _unreadable("input message content must be a text here")
    written = _written(content, "message_text", "entities")
    if not written.text:
        raise bad_request("message text is empty")
    check_length(written, LONGEST_TEXT, "MESSAGE_TOO_LONG")
    return Content(text=written.text, entities=written.entities, html=written.source)


def _captioned(view: JsonObject) -> Content:
    written = _written(view, "caption", "caption_entities")
    check_length(written, LONGEST_CAPTION, "MEDIA_CAPTION_TOO_LONG")
    return Content(caption=written.text, entities=written.entities, html=written.source)


def _written(view: JsonObject, name: str, entities: str) -> Written:
    source, mode = str(view.get(name) or ""), str(view.get("parse_mode") or "")
    try:
        return read_caption(source, mode, view.get(entities) or [])
    except RefusedError as refusal:
        raise _unreadable(refusal.description.removeprefix("Bad Request: ")) from None


def _markup(view: JsonObject) -> JsonObject | None:
    markup = view.get("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return read_inline_keyboard(markup)


def _text(view: JsonObject, name: str) -> str:
    value = view.get(name)
    if not isinstance(value, str):
        raise _unreadable(f'can\'t find field "{name}"')
    return value


def _unreadable(reason: str) -> RefusedError:
    return bad_request(f"can't parse inline query result: {reason}")
