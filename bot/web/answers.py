"""What every answer of the HTTP server has in common, and how it says that something failed."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import StorageError
from bot.web.access import LONGEST_METHOD, LONGEST_PATH, printable

log = logging.getLogger(__name__)

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
SENTENCES: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this path.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path does not serve this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
}
COME_AGAIN = {"Retry-After": "10"}


def dress(response: web.StreamResponse) -> None:
    """Add the headers that every answer has, and leave out who made the server."""
    response.headers.pop("Server", None)
    response.headers.update(HEADERS)


@web.middleware
async def in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in a plain sentence, whatever happens."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        return _sentence(answer)
    except StorageError as error:
        log.error("%s could not be served: %s", _named(request), error)  # noqa: TRY400 - the words say it all
        return web.Response(
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            text="The till's database does not answer; please come again.\n",
            headers=COME_AGAIN,
        )
    except Exception as error:
        # Also the client's own doing: its body broke off or cannot be read.
        if error is request.content.exception():
            return web.Response(
                status=HTTPStatus.BAD_REQUEST, text="The body did not come whole.\n"
            )
        log.exception("%s broke", _named(request))
        return web.Response(
            status=HTTPStatus.INTERNAL_SERVER_ERROR,
            text="Something broke in the till; its log says what.\n",
        )


def _sentence(answer: web.HTTPException) -> web.Response:
    sentence = SENTENCES.get(answer.status, f"{answer.reason}.")
    allowed = answer.headers.get("Allow")
    headers = {} if allowed is None else {"Allow": allowed}
    return web.Response(status=answer.status, text=f"{sentence}\n", headers=headers)


def _named(request: web.Request) -> str:
    method = printable(request.method, LONGEST_METHOD)
    return f"{method} {printable(request.rel_url.raw_path, LONGEST_PATH)}"
