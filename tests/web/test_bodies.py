import asyncio

import pytest
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from bot.web.bodies import read_body

LARGEST = 10


def posted(*pieces: bytes, length: int | None = None, ends: bool = True) -> web.Request:
    """A request whose body comes in pieces, with or without a length that it claims."""
    stream = StreamReader(BaseProtocol(asyncio.get_running_loop()), 2**16)
    for piece in pieces:
        stream.feed_data(piece)
    if ends:
        stream.feed_eof()
    headers = {} if length is None else {"Content-Length": str(length)}
    return make_mocked_request("POST", "/", headers=headers, payload=stream)


@pytest.mark.parametrize("pieces", [(), (b"0123456789",), (b"01234", b"56789")])
async def test_what_is_small_enough_is_read_whole(pieces: tuple[bytes, ...]) -> None:
    assert await read_body(posted(*pieces), LARGEST) == b"".join(pieces)


async def test_what_claims_to_be_too_large_is_not_waited_for() -> None:
    assert await read_body(posted(length=LARGEST + 1, ends=False), LARGEST) is None


async def test_what_turns_out_too_large_is_not_read_to_its_end() -> None:
    assert await read_body(posted(b"01234", b"56789", b"!", ends=False), LARGEST) is None
