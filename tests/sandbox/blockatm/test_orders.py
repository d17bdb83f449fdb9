from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.blockatm import GatewayOrder

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made() -> GatewayOrder:
    return GatewayOrder(chain_id="1", symbol="USDT", amount="100.10", created_at=NOW)


def test_every_order_has_a_number_of_its_own() -> None:
    assert made().number != made().number


def test_an_order_begins_pending_and_unchanged() -> None:
    order = made()

    assert (order.status, order.paid, order.changed_at) == ("pending", [], NOW)


def test_while_nothing_arrived_the_amount_is_what_was_asked_for() -> None:
    assert made().reported_amount == "100.10"


def test_what_arrived_is_summed_without_losing_a_digit() -> None:
    order = made()
    order.paid += ["0.1", "0.2", "999999999999.000001"]

    assert order.reported_amount == "999999999999.300001"


def test_a_tiny_amount_is_written_without_an_exponent() -> None:
    order = made()
    order.paid += ["0.0000001"]

    assert order.reported_amount == "0.0000001"


@pytest.mark.parametrize(
    ("status", "in_time", "late"),
    [
        ("pending", "waiting", "expired"),
        ("confirming", "seen", "seen"),
        ("a word of its own", "seen", "seen"),
        ("cancelled", "cancelled", "cancelled"),
        ("failed", "failed", "failed"),
    ],
)
def test_an_unpaid_order_stands_as_its_status_and_its_deadline_say(
    status: str, in_time: str, late: str
) -> None:
    order = made()
    order.status = status

    assert order.state(order.expires_at - timedelta.resolution) == in_time
    assert order.state(order.expires_at) == late


@pytest.mark.parametrize("status", ["completed", "pending", "confirming", "cancelled"])
def test_an_order_for_which_money_came_is_paid_whatever_its_status(status: str) -> None:
    order = made()
    order.status, order.paid = status, ["1"]

    assert order.state(order.expires_at) == "paid"
