"""The HTTP transport under python-telegram-bot, over one aiohttp session."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 5.0
READ = 10.0
WRITE = 20.0
POOL = 10.0
CONNECTIONS = 64
# The usual default drops idle connections after seconds; a quiet chat would pay for a new one.
KEEP_ALIVE = 75.0
# What answers are counted as; all others by their hundred.
KINDS = {200: "ok", 400: "refused", 403: "forbidden", 409: "conflict", 429: "throttled"}


class AskedToWait(RetryAfter):
    """Telegram wants to be left alone for a while.

    The library's own error gives seconds, and warns at each use that this will change.
    """

    @property
    def retry_after(self) -> timedelta:
        """How long."""
        return self._retry_after


class AiohttpRequest(BaseRequest):
    """Sends Bot API calls; the errors it raises never carry the URL, which holds the token.

    Args:
        count: told the kind of each answer.
    """

    def __init__(self, count: Callable[[str], None] = lambda _: None) -> None:
        self._count = count
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer when a call does not say otherwise."""
        return READ

    async def initialize(self) -> None:
        """Open the session, in the loop that will use it."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call and give back the HTTP status and the body."""
        if self._session is None:
            raise RuntimeError("the transport is initialized before it is used")
        timeout = _timeout(read_timeout, write_timeout, connect_timeout, pool_timeout)
        body, headers = await _encode(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                self._count(KINDS.get(response.status, f"{response.status // 100}xx"))
                return response.status, _answer(response.status, await response.read())
        except TimeoutError:
            self._count("timed_out")
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            self._count("no_answer")
            raise NetworkError(_words(error)) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; the library's own way logs each one that is garbage, with a trace.

        Raises:
            NetworkError: it is not JSON, so it is not Telegram's.
        """
        try:
            answer: dict[str, Any] = json.loads(payload)
        except ValueError:
            raise NetworkError("the answer is not Telegram's: it is not JSON") from None
        return answer


def _timeout(
    read: ODVInput[float],
    write: ODVInput[float],
    connect: ODVInput[float],
    pool: ODVInput[float],
) -> aiohttp.ClientTimeout:
    connecting = (_given(connect, CONNECT), _given(pool, POOL))
    sending = (_given(read, READ), _given(write, WRITE))
    return aiohttp.ClientTimeout(
        total=_sum(*connecting, *sending),
        connect=_sum(*connecting),
        sock_connect=connecting[0],
        sock_read=sending[0],
    )


def _given(seconds: ODVInput[float], otherwise: float) -> float | None:
    return otherwise if isinstance(seconds, DefaultValue) else seconds


def _sum(*seconds: float | None) -> float | None:
    """All of them together; if one is unlimited, so is the sum."""
    known = [each for each in seconds if each is not None]
    return sum(known) if len(known) == len(seconds) else None


async def _encode(
    request_data: RequestData | None,
) -> tuple[bytes | aiohttp.Payload | None, dict[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return request_data.json_payload, {"Content-Type": "application/json"}
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    writer = form()
    contents = [content for _, content, _ in request_data.multipart_data.values()]
    if not all(isinstance(content, bytes) for content in contents):
        return writer, dict(writer.headers)  # a file on disk is read as it is sent
    # One body of bytes goes out in one piece; a writer would send part by part.
    return await writer.as_bytes(), dict(writer.headers)


def _answer(status: int, body: bytes) -> bytes:
    """The body; a proxy's page in place of a refusal says no more than its status does.

    Raises:
        AskedToWait: that is what the refusal asks for.
    """
    if status < 400:  # noqa: PLR2004 - HTTP's own border
        return body
    with suppress(ValueError, KeyError, TypeError):
        raise AskedToWait(int(json.loads(body)["parameters"]["retry_after"]))
    return body if body.startswith(b"{") else b"{}"


def _words(error: Exception) -> str:
    """What happened, without the URL that some of aiohttp's errors repeat."""
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}{f': {reason}' if reason else ''}"
