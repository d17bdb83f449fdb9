from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.payments.order import State
from bot.payments.vitals import Trouble, Vitals
from bot.web.counters import Counters
from bot.web.metrics import Metrics
from tests.clocks import SetClock
from tests.web.visitor import Answer, ask, get, serving

NOW = SetClock().now()
ILL: dict[str, Any] = {
    "orders": {State.OPEN: 3, State.PAID: 5},
    "notices_waiting": 2,
    "oldest_notice_age": timedelta(seconds=90),
    "swept_age": timedelta(seconds=4),
    "sweep_delay": timedelta(milliseconds=1500),
    "budget_left": 80,
    "budget_limit": 100,
    "clock_offset": timedelta(seconds=-12),
    "webhook_age": timedelta(hours=1),
    "free_bytes": 2**40,
    "troubles": {Trouble.CLOCK_OFF: NOW},
}


async def scraped(
    request: bytes = get("/metrics"),
    counters: Counters | None = None,
    **vitals: Any,  # noqa: ANN401 - the fields of vitals
) -> Answer:
    async def tell() -> Vitals:
        return Vitals(at=NOW, **vitals)

    metrics = Metrics(tell, counters or Counters(), "1.2.3")
    async with serving({("GET", "/metrics"): metrics}) as server:
        return await ask(server.port, request)


def read(answer: Answer) -> Mapping[str, float]:
    """All samples, named as in a query."""
    assert answer.status == 200
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_every_figure_of_the_vitals_is_told() -> None:
    samples = read(await scraped(**ILL))
    figures = {
        "tillbot_build_info{1.2.3}": 1,
        "tillbot_orders{open}": 3,
        "tillbot_orders{paid}": 5,
        "tillbot_notices_waiting": 2,
        "tillbot_notice_oldest_age_seconds": 90,
        "tillbot_sweep_age_seconds": 4,
        "tillbot_sweep_delay_seconds": 1.5,
        "tillbot_gateway_budget_left": 80,
        "tillbot_gateway_budget_limit": 100,
        "tillbot_gateway_clock_offset_seconds": -12,
        "tillbot_webhook_age_seconds": 3600,
        "tillbot_trouble{clock_off}": 1,
        "tillbot_database_up": 1,
        "tillbot_database_free_bytes": 2**40,
    }

    assert figures.items() <= samples.items()


async def test_every_state_and_every_trouble_has_a_figure_although_there_is_none() -> None:
    samples = read(await scraped())

    assert [samples[f"tillbot_orders{{{state}}}"] for state in State] == [0] * len(State)
    assert [samples[f"tillbot_trouble{{{each}}}"] for each in Trouble] == [0] * len(Trouble)
    assert samples["tillbot_notice_oldest_age_seconds"] == 0


async def test_what_is_not_known_is_left_out() -> None:
    samples = read(await scraped())

    unknown = {"tillbot_webhook_age_seconds", "tillbot_sweep_age_seconds"}
    assert not unknown & samples.keys()
    assert "tillbot_database_free_bytes" not in samples


async def test_without_the_database_its_figures_are_left_out_and_the_rest_is_told() -> None:
    samples = read(await scraped(is_stored=False, budget_limit=100))

    assert samples["tillbot_database_up"] == 0
    assert samples["tillbot_gateway_budget_limit"] == 100
    assert not [name for name in samples if name.startswith(("tillbot_orders", "tillbot_notice"))]


async def test_what_was_counted_is_told_too() -> None:
    counters = Counters()
    counters.webhook("blockatm", "forged")

    samples = read(await scraped(counters=counters))
    assert samples["tillbot_webhooks_total{forged}{blockatm}"] == 1


async def test_the_process_is_measured() -> None:
    samples = read(await scraped())

    assert samples["process_resident_memory_bytes"] > 0
    assert samples["process_open_fds"] > 0


async def test_each_figure_says_what_it_is_and_in_what_unit() -> None:
    answer = await scraped(**ILL)
    families = list(text_string_to_metric_families(answer.text))

    assert not [each.name for each in families if not each.documentation]
    for family in families:
        for unit in ("seconds", "bytes"):
            if family.name.startswith("tillbot") and family.name.endswith(unit):
                assert f"in {unit}" in family.documentation


@pytest.mark.parametrize(
    "accept",
    [
        "text/plain; version=abc",
        "application/openmetrics-text; version=1.0.0, text/plain; version=0.0.4; q=0.5",
        "image/png",
    ],
)
async def test_whatever_is_asked_for_the_plain_format_is_given(accept: str) -> None:
    request = f"GET /metrics HTTP/1.0\r\nAccept: {accept}\r\n\r\n".encode()
    answer = await scraped(request)

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "tillbot_build_info" in answer.text
