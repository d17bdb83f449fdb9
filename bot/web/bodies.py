"""Reading what is posted, no further than it may be."""

from aiohttp import web


async def read_body(request: web.Request, largest: int) -> bytes | None:
    """The body, or `None` as soon as it is clear that it has more than `largest` bytes."""
    if (request.content_length or 0) > largest:
        return None
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > largest:
            return None
    return bytes(body)
