"""What Telegram takes as a photo."""

import hashlib
import io
import re
import warnings

from PIL import Image

from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.messages import Picture
from bot.sandbox.telegram.refusals import bad_request

BIGGEST_FILE = 10 * 1024 * 1024
LARGEST_SIDES = 10_000
LONGEST_SHAPE = 20


def read_picture(call: Call, reference: str, part: str, known: dict[str, Picture]) -> Picture:
    """Return the photo of a call, uploaded or known from before.

    Args:
        call: the call that carries it.
        reference: what stands in place of the photo: a `file_id`, or `attach://` and a part.
        part: the part that it may be uploaded as without being referred to.
        known: the photos that are stored, by `file_id`; an upload is added.
    """
    if part in call.files:
        reference = f"attach://{part}"
    if not reference:
        raise bad_request("there is no photo in the request")
    if reference.startswith("attach://"):
        return _store(_upload(call, reference.removeprefix("attach://")), known)
    if re.match("https?://", reference):
        raise bad_request("failed to get HTTP URL content")
    if reference not in known:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known[reference]


def _upload(call: Call, part: str) -> bytes:
    content = call.files.get(part)
    if content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > BIGGEST_FILE:
        reason = f"too big for a photo; the maximum size is {BIGGEST_FILE} bytes"
        raise bad_request(f"file of size {len(content)} bytes is {reason}")
    return content


def _store(content: bytes, known: dict[str, Picture]) -> Picture:
    width, height = _measure(content)
    number = len(known)
    mark = hashlib.sha256(content).hexdigest()[:16]
    path = f"photos/file_{number}.jpg"
    picture = Picture(f"AgACAgIAAxk{number:06}{mark}", f"AQAD{mark}", path, content, width, height)
    known[picture.file_id] = picture
    return picture


def _measure(content: bytes) -> tuple[int, int]:
    """Return width and height of a real PNG or JPEG."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            _check_size(*image.size)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    except (OSError, SyntaxError, ValueError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    return image.size


def _check_size(width: int, height: int) -> None:
    if width + height > LARGEST_SIDES or max(width, height) > LONGEST_SHAPE * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
