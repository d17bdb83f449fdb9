"""The webhook at which Telegram delivers updates."""

import hmac
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from bot.errors import NotAnUpdate, StorageError, TillBusy
from bot.web.bodies import read_body

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# A message of 4096 characters with all its entities is far below.
LARGEST_BODY = 1024 * 1024
# Telegram comes again after so many seconds; without a word its pauses grow up to two minutes.
COME_AGAIN = {"Retry-After": "5"}


class TelegramWebhook:
    """Lets in what shows the secret, and answers when it is stored.

    Args:
        secret: what Telegram was given when the webhook was registered.
        take: stores an update; it raises `NotAnUpdate` for what is none, and `TillBusy` or
            `StorageError` for what is to come again.
        count: told what became of each request: "taken", "refused", "malformed", "oversized" or
            "busy".
    """

    def __init__(
        self,
        secret: str,
        take: Callable[[bytes], Awaitable[None]],
        count: Callable[[str], None],
    ) -> None:
        self._secret = secret.encode()
        self._take = take
        self._count = count

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer one request; only 200 means that it need not come again."""
        if not self._is_telegram(request):
            return self._answer("refused", HTTPStatus.UNAUTHORIZED)
        try:
            body = await read_body(request, LARGEST_BODY)
            if body is None:
                return self._answer("oversized", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await self._take(body)
        except (NotAnUpdate, web.RequestPayloadError, ConnectionError):
            return self._answer("malformed", HTTPStatus.BAD_REQUEST)
        except (StorageError, TillBusy):
            return self._answer("busy", HTTPStatus.SERVICE_UNAVAILABLE, COME_AGAIN)
        return self._answer("taken", HTTPStatus.OK)

    def _is_telegram(self, request: web.Request) -> bool:
        shown = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        return hmac.compare_digest(shown, self._secret)

    def _answer(
        self, kind: str, status: HTTPStatus, headers: dict[str, str] | None = None
    ) -> web.Response:
        self._count(kind)
        return web.Response(status=status, headers=headers)
