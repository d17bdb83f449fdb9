"""Two things that aiohttp would do otherwise: repeat a request, and read without end."""

import aiohttp

from bot.errors import GatewayMisunderstood, GatewayUnavailable

LARGEST_ANSWER = 32 * 2**20


class Once:
    """Sends a request once: aiohttp would repeat a GET whose connection was cut, uncounted."""

    def __init__(self) -> None:
        self._spent = False

    async def __call__(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Send it on, the first time.

        Raises:
            GatewayUnavailable: it was sent already.
        """
        if self._spent:
            raise GatewayUnavailable("no answer from the gateway: the connection was cut")
        self._spent = True
        return await send(request)


async def read_bounded(stream: aiohttp.StreamReader) -> bytes:
    """A whole body.

    Raises:
        GatewayMisunderstood: it is larger than any answer would be.
    """
    body = bytearray()
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise GatewayMisunderstood(f"an answer of more than {LARGEST_ANSWER} bytes")
    return bytes(body)
