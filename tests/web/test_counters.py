from prometheus_client import CollectorRegistry, generate_latest

from bot.web.counters import MOST_KINDS, Counters


def samples(counters: Counters) -> list[str]:
    registry = CollectorRegistry()
    registry.register(counters)
    lines = generate_latest(registry).decode().splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_before_anything_came_there_is_nothing_to_tell() -> None:
    assert samples(Counters()) == []


def test_answers_and_webhooks_are_counted_by_kind() -> None:
    counters = Counters()
    counters.gateway("ok")
    counters.gateway("ok")
    counters.gateway("throttled")
    counters.telegram("ok")
    counters.webhook("blockatm", "paid")
    counters.webhook("telegram", "taken")

    assert samples(counters) == [
        'tillbot_gateway_answers_total{kind="ok"} 2.0',
        'tillbot_gateway_answers_total{kind="throttled"} 1.0',
        'tillbot_telegram_answers_total{kind="ok"} 1.0',
        'tillbot_webhooks_total{kind="paid",source="blockatm"} 1.0',
        'tillbot_webhooks_total{kind="taken",source="telegram"} 1.0',
    ]


def test_two_tills_in_one_process_count_apart() -> None:
    one, other = Counters(), Counters()
    one.gateway("ok")

    assert samples(other) == []


def test_kinds_without_end_become_one() -> None:
    counters = Counters()
    for n in range(MOST_KINDS + 10):
        counters.gateway(f"kind{n}")
    counters.gateway("kind0")

    counted = samples(counters)
    assert len(counted) == MOST_KINDS + 1
    assert 'tillbot_gateway_answers_total{kind="kind0"} 2.0' in counted
    assert 'tillbot_gateway_answers_total{kind="other"} 10.0' in counted
