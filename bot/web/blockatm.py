"""The webhook at which the gateway reports payments."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from bot.clock import Clock
from bot.errors import StorageError, WebhookRefused, Why
from bot.payments.receiving import Recorded
from bot.payments.settlement import Report
from bot.web.bodies import read_body
from bot.web.refusals import Refusals

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
OVERSIZED = "oversized"
OTHER_EVENT = "other_event"
UNSTORED = "unstored"

IF_REAL = "if the gateway's own webhooks do not come,"
# How each refusal is answered, and what the log says of it.
REFUSED: Mapping[str, tuple[HTTPStatus, str]] = {
    Why.UNSIGNED: (
        HTTPStatus.UNAUTHORIZED,
        "the headers that would prove it are missing",
    ),
    Why.FORGED: (
        HTTPStatus.UNAUTHORIZED,
        f"its signature is not the gateway's; {IF_REAL} check BLOCKATM_WEBHOOK_KEY",
    ),
    Why.STALE: (
        HTTPStatus.UNAUTHORIZED,
        f"its time is more than five minutes off; {IF_REAL} check this machine's clock",
    ),
    Why.CHARSET: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "it is not written in UTF-8"),
    Why.MALFORMED: (HTTPStatus.BAD_REQUEST, "it is genuine, and cannot be read"),
    OVERSIZED: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "it is larger than 64 KiB"),
}


class Reader(Protocol):
    """Tells what a webhook says."""

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Report]:
        """What a genuine webhook says, once for each name of its order: first by our number.

        There are none if it is about something else.

        Raises:
            WebhookRefused: it is not genuine, too old, or cannot be read.
        """
        ...


class BlockATMWebhook:
    """Lets in what the gateway has signed, and answers when it is stored.

    The gateway repeats whatever is not answered with 200.

    Args:
        reader: proves and reads what comes.
        receive: stores what was said of one order under its names; it may raise `StorageError`.
        heard: told of each genuine report, by the number of the order; empty if it is not ours.
        count: told what became of each webhook: the outcome, why it was refused, "oversized",
            "other_event" or "unstored".
        clock: what the time is.
    """

    def __init__(
        self,
        reader: Reader,
        receive: Callable[[Sequence[Report]], Awaitable[Recorded]],
        heard: Callable[[str], Awaitable[None]],
        count: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._reader = reader
        self._receive = receive
        self._heard = heard
        self._count = count
        self._refusals = Refusals(clock)

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer one webhook.

        Raises:
            StorageError: the report could not be stored.
        """
        body = await read_body(request, LARGEST_BODY)
        if body is None:
            return self._refuse(OVERSIZED)
        try:
            reports = self._reader.read(request.headers, body)
        except WebhookRefused as error:
            return self._refuse(error.why)
        return await self._take(reports)

    async def _take(self, reports: Sequence[Report]) -> web.Response:
        if not reports:
            log.info("a webhook of the gateway is about no order, and is passed over")
            self._count(OTHER_EVENT)
            return web.Response(text="This is about no order.\n")
        try:
            recorded = await self._receive(reports)
        except StorageError:
            self._count(UNSTORED)
            raise
        self._count(recorded.outcome)
        await self._heard(recorded.number)
        return web.Response(text="Received.\n")

    def _refuse(self, kind: str) -> web.Response:
        status, words = REFUSED[kind]
        self._count(kind)
        self._refusals.note(kind, words)
        return web.Response(status=status, text=f"Refused: {kind}.\n")
