"""Whether the outside reaches the till's HTTP server."""

import errno
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.checking.line import Line, bad, ok, warn
from bot.settings import Settings

ABOUT = "webhooks"
PATH = "/healthz"
TIMEOUT = aiohttp.ClientTimeout(total=8)
LONGEST_ANSWER = 1000
GATEWAY_TIMEOUTS = range(502, 505)


async def look_at_webhooks(settings: Settings) -> Sequence[Line]:
    """Go out to PUBLIC_URL, and see whether that leads back to this machine."""
    if settings.public_url is None:
        return [_without_url(settings)]
    if settings.http_port is None:
        text = "PUBLIC_URL is set, but without HTTP_PORT there is no HTTP server"
        return [bad(ABOUT, text, "set HTTP_PORT, or leave PUBLIC_URL empty")]
    return [await _look(settings.http_host, settings.http_port, settings.public_url)]


def _without_url(settings: Settings) -> Line:
    if settings.blockatm_webhook_key is not None:
        text = "BLOCKATM_WEBHOOK_KEY is set, but without PUBLIC_URL no webhook can come"
        return warn(ABOUT, text, "set HTTP_PORT and PUBLIC_URL, see Going live in the README")
    return ok(ABOUT, "none are wanted: PUBLIC_URL is not set, and the till asks by itself")


async def _look(host: str, port: int, url: str) -> Line:
    here = f"{host}:{port}"
    try:
        async with _answering(host, port) as token:
            return _judged(await _fetch(url), url, here, token)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            text = f"nothing can listen on {here} ({error.strerror})"
            return bad(ABOUT, text, "check HTTP_HOST and HTTP_PORT")
    return _judged(await _fetch(url), url, here, "")  # the till itself runs there


@asynccontextmanager
async def _answering(host: str, port: int) -> AsyncIterator[str]:
    """Answer in the till's place with something that nobody else could answer."""
    token = secrets.token_hex(16)

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=token)

    app = web.Application()
    app.router.add_get(PATH, answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield token
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class _Trouble:
    text: str
    todo: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    text: str


async def _fetch(url: str) -> _Answer | _Trouble:
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.get(url + PATH, allow_redirects=False) as response,
        ):
            content = await response.content.read(LONGEST_ANSWER)
            return _Answer(response.status, content.decode(errors="replace"))
    except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
        return _trouble(error)


def _trouble(error: Exception) -> _Trouble:
    reason = getattr(error, "strerror", None) or type(error).__name__
    match error:
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return _Trouble("its name is not known", "check its DNS record")
        case aiohttp.ClientSSLError() | aiohttp.ClientConnectorCertificateError():
            return _Trouble(f"TLS fails ({reason})", "check the proxy's certificate")
        case TimeoutError():
            todo = "check firewall and router; it may also be reached from outside alone"
            return _Trouble("there is no answer", todo)
        case _:
            todo = "check that the proxy runs, and that the firewall lets it be reached"
            return _Trouble(f"no connection ({reason})", todo)


def _judged(found: _Answer | _Trouble, url: str, here: str, token: str) -> Line:
    """Judge what came back; `token` is empty if somebody else listens here, as a till does."""
    match found:
        case _Trouble(text, todo):
            return bad(ABOUT, f"{url}{PATH} cannot be reached: {text}", todo)
        case _Answer(200, text) if token and text != token:
            text = f"{url}{PATH} leads to something else than {here}"
            return bad(ABOUT, text, f"let DNS and the proxy of PUBLIC_URL lead to {here}")
        case _Answer(200):
            return ok(ABOUT, f"{url}{PATH} leads {'back to ' + here if token else 'to a till'}")
        case _Answer(status) if status in GATEWAY_TIMEOUTS:
            text = f"the proxy at {url} answers {status}, it does not reach {here}"
            return bad(ABOUT, text, f"let the proxy lead to {here}")
        case _Answer(status):
            text = f"{url}{PATH} answers {status}"
            return bad(ABOUT, text, f"let the proxy lead the till's paths to {here}")
