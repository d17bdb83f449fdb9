"""The till's figures for Prometheus."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.payments.order import State
from bot.payments.vitals import Trouble, Vitals
from bot.web.counters import Counters

# Name, help, and value; what is not known is left out rather than made up.
FIGURES: tuple[tuple[str, str, Callable[[Vitals], float | None]], ...] = (
    (
        "tillbot_notices_waiting",
        "Notices that are still to be told to a chat.",
        lambda vitals: vitals.notices_waiting if vitals.is_stored else None,
    ),
    (
        "tillbot_notice_oldest_age_seconds",
        "How long the oldest notice has waited, in seconds; 0 if none waits.",
        lambda vitals: _oldest(vitals) if vitals.is_stored else None,
    ),
    (
        "tillbot_sweep_age_seconds",
        "How long ago the gateway last answered a sweep, in seconds.",
        lambda vitals: _seconds(vitals.swept_age),
    ),
    (
        "tillbot_sweep_delay_seconds",
        "How much later than it was due the next sweep is, in seconds.",
        lambda vitals: _seconds(vitals.sweep_delay),
    ),
    (
        "tillbot_gateway_budget_left",
        "Requests that the till may still send to the gateway in this minute.",
        lambda vitals: vitals.budget_left,
    ),
    (
        "tillbot_gateway_budget_limit",
        "Requests that the till may send to the gateway in any minute.",
        lambda vitals: vitals.budget_limit,
    ),
    (
        "tillbot_gateway_clock_offset_seconds",
        "How far the gateway's clock is ahead of this machine's, in seconds.",
        lambda vitals: _seconds(vitals.clock_offset),
    ),
    (
        "tillbot_webhook_age_seconds",
        "How long ago the last genuine webhook of the gateway came, in seconds.",
        lambda vitals: _seconds(vitals.webhook_age),
    ),
    (
        "tillbot_database_up",
        "Whether the database can be asked, 1 or 0.",
        lambda vitals: vitals.is_stored,
    ),
    (
        "tillbot_database_free_bytes",
        "How much room is left where the database is, in bytes.",
        lambda vitals: vitals.free_bytes,
    ),
)


class Metrics:
    """Answers a scrape.

    Args:
        vitals: how the till is at that moment.
        counters: what was counted so far.
        version: the version of the program.
    """

    def __init__(
        self, vitals: Callable[[], Awaitable[Vitals]], counters: Counters, version: str
    ) -> None:
        self._vitals = vitals
        self._gauges = _Gauges(version)
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(counters)
        self._registry.register(self._gauges)

    async def __call__(self, _: web.Request) -> web.Response:
        """Give all figures in the text format that every Prometheus reads.

        The library would also offer newer formats, but fails over a version in the request
        that is none.
        """
        self._gauges.vitals = await self._vitals()
        return web.Response(
            body=generate_latest(self._registry),
            headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4},
        )


class _Gauges(Collector):
    def __init__(self, version: str) -> None:
        self.vitals: Vitals | None = None
        self._version = version

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily(
            "tillbot_build_info", "The version of the program; always 1.", labels=["version"]
        )
        build.add_metric([self._version], 1)
        yield build
        if self.vitals is not None:
            yield from _figures(self.vitals)
            yield _troubles(self.vitals)
            if self.vitals.is_stored:
                yield _orders(self.vitals)


def _figures(vitals: Vitals) -> Iterator[Metric]:
    for name, help_text, value_of in FIGURES:
        value = value_of(vitals)
        if value is not None:
            yield GaugeMetricFamily(name, help_text, value=value)


def _troubles(vitals: Vitals) -> Metric:
    family = GaugeMetricFamily(
        "tillbot_trouble",
        "What owners are told of, 1 as long as it lasts, else 0.",
        labels=["trouble"],
    )
    for trouble in Trouble:
        family.add_metric([trouble], trouble in vitals.troubles)
    return family


def _orders(vitals: Vitals) -> Metric:
    family = GaugeMetricFamily("tillbot_orders", "Orders, by state.", labels=["state"])
    for state in State:
        family.add_metric([state], vitals.orders.get(state, 0))
    return family


def _oldest(vitals: Vitals) -> float:
    return _seconds(vitals.oldest_notice_age) or 0


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()
