import struct
import zlib

import pytest

from bot.sandbox.telegram import Person
from tests.sandbox.telegram.caller import Caller, picture


def announce(width: int, height: int) -> bytes:
    """Return a PNG that claims a size without having its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


async def refusal(caller: Caller, person: Person, photo: object) -> str:
    return await caller.refusal("sendPhoto", chat_id=person.chat_id, photo=photo)


@pytest.mark.parametrize(
    "photo", [b"no picture", picture(kind="GIF"), picture()[:60], announce(64, 64)]
)
async def test_a_photo_is_a_whole_png_or_jpeg(caller: Caller, alice: Person, photo: bytes) -> None:
    assert await refusal(caller, alice, photo) == "Bad Request: IMAGE_PROCESS_FAILED"


@pytest.mark.parametrize(
    "photo", [announce(9000, 1001), announce(30000, 30000), announce(10000, 10000), picture(1, 21)]
)
async def test_a_photo_has_a_sane_size(caller: Caller, alice: Person, photo: bytes) -> None:
    assert await refusal(caller, alice, photo) == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_a_photo_has_ten_megabytes_at_most(caller: Caller, alice: Person) -> None:
    text = await refusal(caller, alice, bytes(10 * 1024 * 1024 + 1))
    assert text.startswith("Bad Request: file of size 10485761 bytes is too big for a photo")


async def test_a_photo_is_not_empty(caller: Caller, alice: Person) -> None:
    assert await refusal(caller, alice, b"") == "Bad Request: file must be non-empty"


async def test_a_photo_must_be_there(caller: Caller, alice: Person) -> None:
    text = await refusal(caller, alice, "")
    assert text == "Bad Request: there is no photo in the request"


async def test_a_known_photo_can_be_sent_again(caller: Caller, alice: Person) -> None:
    sent = await caller.get("sendPhoto", chat_id=alice.chat_id, photo=picture())
    again = await caller.get("sendPhoto", chat_id=alice.chat_id, photo=sent["photo"][0]["file_id"])
    assert again["photo"] == sent["photo"]


async def test_an_unknown_photo_is_refused(caller: Caller, alice: Person) -> None:
    text = await refusal(caller, alice, "AgAC")
    assert text == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_nothing_is_fetched_from_the_web(caller: Caller, alice: Person) -> None:
    text = await refusal(caller, alice, "https://example.com/a.png")
    assert text == "Bad Request: failed to get HTTP URL content"
