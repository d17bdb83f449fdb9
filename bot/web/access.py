"""The access log: what was asked and what became of it, without anything that is secret."""

import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

log = logging.getLogger(__name__)

LONGEST_METHOD = 20
LONGEST_PATH = 200
# What machines ask every few seconds would hide the rest.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


class AccessLog(AbstractAccessLogger):
    """One line for each answer: no header, no body, no query, and no client's address."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write the line; `time` is how many seconds it took."""
        path = request.rel_url.raw_path
        self.logger.log(
            logging.DEBUG if path in QUIET else logging.INFO,
            "%s %s: %d in %.0f ms, %d bytes",
            printable(request.method, LONGEST_METHOD),
            printable(path, LONGEST_PATH),
            response.status,
            time * 1000,
            response.body_length,
        )


def printable(text: str, longest: int) -> str:
    """A stranger's words in plain ASCII: they can neither end a line nor colour a terminal."""
    escaped = ascii(text)[1:-1]
    return escaped if len(escaped) <= longest else f"{escaped[: longest - 3]}..."
