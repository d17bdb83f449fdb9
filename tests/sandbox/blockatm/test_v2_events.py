from datetime import UTC, datetime

import pytest

from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.v2_events import V2Events
from tests.sandbox.blockatm.caller import Clock


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    return Gateway(clock, "v2")


@pytest.fixture
def events() -> V2Events:
    return V2Events("till-7")


@pytest.fixture
def order(gateway: Gateway) -> GatewayOrder:
    order = GatewayOrder("TRON", "USDT", "100", gateway.now(), "A1")
    gateway.open(order)
    return order


def test_a_payment_is_told_with_the_documented_fields(
    gateway: Gateway, clock: Clock, events: V2Events, order: GatewayOrder
) -> None:
    clock.now += 7
    gateway.pay("A1", "40")

    assert events.write(order, "SUCCESS") == {
        "id": order.number,
        "orderNo": "A1",
        "custNo": None,
        "chainId": "TRON",
        "cashierId": "till-7",
        "amount": "40",
        "network": "TRON",
        "symbol": "USDT",
        "txId": order.transactions[0],
        "orderType": 2,
        "status": "SUCCESS",
        "fromAddress": order.payer,
        "blockTime": 1_700_000_007_500,
    }
    assert order.payer.startswith("T")


def test_before_any_money_there_is_no_payer_and_no_block(
    events: V2Events, order: GatewayOrder
) -> None:
    told = events.write(order, "EXPIRED")

    assert (told["amount"], told["txId"], told["fromAddress"]) == ("0", None, "")
    assert told["blockTime"] is None


@pytest.mark.parametrize("status", ["PENDING", "SUCCESS"])
def test_a_lie_about_money_looks_like_the_truth(
    events: V2Events, order: GatewayOrder, status: str
) -> None:
    told = events.write(order, status)

    assert told["amount"] == "100"
    assert told["txId"]
    assert order.tx_id is None


def test_the_status_is_the_one_of_a_record(
    gateway: Gateway, events: V2Events, order: GatewayOrder
) -> None:
    assert events.status_of(order, gateway.now()) == "PENDING"
    assert events.status_of(order, datetime(2030, 1, 1, tzinfo=UTC)) == "EXPIRED"


def test_every_gateway_has_a_secret_of_its_own() -> None:
    assert V2Events("c").key != V2Events("c").key
