"""The till's doors for HTTP: what stands behind each path, and the server in front of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from importlib.metadata import version

from aiohttp.typedefs import Handler

from bot.chat.webhook import Webhook, webhook_secret
from bot.clock import Clock
from bot.gateway.webhooks import Dialect, WebhookReader, of_v1, of_v2
from bot.keys import read_public_key
from bot.payments.hearing import Hearing
from bot.payments.receiving import Receiving
from bot.payments.vitals import Vitals
from bot.settings import Settings
from bot.web.blockatm import BlockATMWebhook
from bot.web.counters import Counters
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.server import WebServer
from bot.web.telegram import TelegramWebhook

TELEGRAM, BLOCKATM = "/telegram/webhook", "/blockatm/webhook"
LONGEST_STOP = 5.0  # seconds; the rest of the program stops after the server

Handlers = dict[tuple[str, str], Handler]


def takes_webhooks(settings: Settings) -> bool:
    """Whether the gateway's webhooks are taken."""
    return settings.http_port is not None and settings.blockatm_webhook_key is not None


def dialect_of(settings: Settings) -> Dialect | None:
    """How the gateway's webhooks are proven; `None` if they are not taken."""
    key = settings.blockatm_webhook_key
    if key is None:
        return None
    if settings.blockatm_profile == "v2":
        return of_v2(key.get_secret_value())
    return of_v1(read_public_key(key.get_secret_value()))


class Doors:
    """Every handler of the HTTP server.

    Args:
        vitals: how the till is.
        counters: what has been counted.
    """

    def __init__(self, vitals: Callable[[], Awaitable[Vitals]], counters: Counters) -> None:
        self._counters = counters
        health = Health(vitals)
        self.handlers: Handlers = {
            ("GET", "/healthz"): health.alive,
            ("GET", "/readyz"): health.ready,
            ("GET", "/metrics"): Metrics(vitals, counters, version("tillbot")).__call__,
        }

    def open_to_gateway(
        self,
        dialect: Dialect,
        gateway_time: Callable[[], datetime],
        receiving: Receiving,
        hearing: Hearing,
        clock: Clock,
    ) -> None:
        """Take the gateway's webhooks."""
        self.handlers["POST", BLOCKATM] = BlockATMWebhook(
            WebhookReader(dialect, gateway_time),
            receiving.record_once,
            hearing.heard,
            partial(self._counters.webhook, "blockatm"),
            clock,
        ).__call__

    def open_to_telegram(self, token: str, webhook: Webhook) -> None:
        """Take Telegram's updates."""
        count = partial(self._counters.webhook, "telegram")
        handler = TelegramWebhook(webhook_secret(token), webhook.take, count)
        self.handlers["POST", TELEGRAM] = handler.__call__


@asynccontextmanager
async def serving(
    settings: Settings, handlers: Mapping[tuple[str, str], Handler]
) -> AsyncIterator[None]:
    """Hold the server open, if there is to be one.

    Raises:
        NotListening: its address cannot be had.
    """
    if settings.http_port is None:
        yield
        return
    host, port = settings.http_host, settings.http_port
    async with WebServer(host, port, handlers, longest_stop=LONGEST_STOP):
        yield
