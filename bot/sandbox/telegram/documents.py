"""What Telegram takes as a document: any file, which stays as it is."""

import hashlib
import mimetypes
import re
from pathlib import PurePosixPath

from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.messages import Document
from bot.sandbox.telegram.refusals import RefusedError, bad_request

BIGGEST_FILE = 50 * 1024 * 1024
UNKNOWN_KIND = "application/octet-stream"


def read_document(call: Call, reference: str, part: str, known: dict[str, Document]) -> Document:
    """Return the document of a call, uploaded or known from before.

    Args:
        call: the call that carries it.
        reference: what stands in its place: a `file_id`, or `attach://` and a part.
        part: the part that it may be uploaded as without being referred to.
        known: the documents that are stored, by `file_id`; an upload is added.
    """
    if part in call.files:
        reference = f"attach://{part}"
    if not reference:
        raise bad_request("there is no document in the request")
    if reference.startswith("attach://"):
        return _store(call, reference.removeprefix("attach://"), known)
    if re.match("https?://", reference):
        raise bad_request("failed to get HTTP URL content")
    if reference not in known:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known[reference]


def _store(call: Call, part: str, known: dict[str, Document]) -> Document:
    content = call.files.get(part)
    if content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > BIGGEST_FILE:
        raise RefusedError(413, "Request Entity Too Large")
    name = PurePosixPath(call.file_names.get(part, "")).name or "file"
    kind = mimetypes.guess_type(name)[0] or UNKNOWN_KIND
    number, mark = len(known), hashlib.sha256(content).hexdigest()[:16]
    path = f"documents/file_{number}{PurePosixPath(name).suffix}"
    document = Document(f"BQACAgIAAxk{number:06}{mark}", f"AgAD{mark}", path, content, name, kind)
    known[document.file_id] = document
    return document
