"""What is counted from the start of the program on, for the metrics."""

from collections.abc import Iterator
from typing import Literal

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

# More kinds than there are means that somebody counts by what strangers write.
MOST_KINDS = 50
OTHER = "other"


class Counters(Collector):
    """Counts answers and webhooks by kind.

    The library's own counters would also tell when each kind was first seen, which can only be
    turned off for the whole process.
    """

    def __init__(self) -> None:
        self._gateway = _Tally()
        self._telegram = _Tally()
        self._webhooks = {"blockatm": _Tally(), "telegram": _Tally()}

    def gateway(self, kind: str) -> None:
        """The gateway has answered, or has not."""
        self._gateway.count(kind)

    def telegram(self, kind: str) -> None:
        """Telegram has answered, or has not."""
        self._telegram.count(kind)

    def webhook(self, source: Literal["blockatm", "telegram"], kind: str) -> None:
        """A webhook has come."""
        self._webhooks[source].count(kind)

    def collect(self) -> Iterator[Metric]:
        """What was counted so far."""
        yield _answers("gateway", "the gateway", self._gateway)
        yield _answers("telegram", "Telegram", self._telegram)
        webhooks = CounterMetricFamily(
            "tillbot_webhooks",
            "Webhooks that came, by who they say sent them and what became of them.",
            labels=["source", "kind"],
        )
        for source, tally in self._webhooks.items():
            for kind, number in tally.items():
                webhooks.add_metric([source, kind], number)
        yield webhooks


class _Tally(dict[str, int]):
    def count(self, kind: str) -> None:
        key = kind if kind in self or len(self) < MOST_KINDS else OTHER
        self[key] = self.get(key, 0) + 1


def _answers(name: str, who: str, tally: _Tally) -> Metric:
    family = CounterMetricFamily(
        f"tillbot_{name}_answers",
        f"Answers of {who}, and calls that got none, by kind.",
        labels=["kind"],
    )
    for kind, number in tally.items():
        family.add_metric([kind], number)
    return family
