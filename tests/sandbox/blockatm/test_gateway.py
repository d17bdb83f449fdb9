from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.sandbox.blockatm import Event, Profile
from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder
from tests.sandbox.blockatm.caller import Clock


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    return Gateway(clock)


def opened(gateway: Gateway, **changed: str) -> GatewayOrder:
    order = GatewayOrder(
        chain_id=changed.get("chain_id", "1"),
        symbol=changed.get("symbol", "USDT"),
        amount=changed.get("amount", "100"),
        order_no=changed.get("order_no"),
        created_at=gateway.now(),
    )
    gateway.open(order)
    return order


def test_an_order_is_found_by_either_of_its_names(gateway: Gateway) -> None:
    order = opened(gateway, order_no="A1")

    assert gateway.order("A1") is gateway.order(order.number) is order


def test_an_order_that_was_never_opened_is_not_found(gateway: Gateway) -> None:
    with pytest.raises(KeyError):
        gateway.order("A1")


def test_orders_are_listed_oldest_first(gateway: Gateway) -> None:
    first, second = opened(gateway), opened(gateway)

    assert gateway.orders == [first, second]


def test_the_cashier_link_ends_in_the_orders_number(gateway: Gateway) -> None:
    gateway.url = "http://host"
    order = opened(gateway)

    assert order.cashier_url == f"http://host/cashier/{order.number}"


def test_an_order_lives_as_long_as_the_gateway_said_when_it_was_made(gateway: Gateway) -> None:
    usual = opened(gateway)
    gateway.lifetime = timedelta(seconds=20)
    short = opened(gateway)

    assert usual.expires_at - usual.created_at == timedelta(minutes=30)
    assert short.expires_at - short.created_at == timedelta(seconds=20)


def test_the_same_order_number_is_refused_a_second_time(gateway: Gateway) -> None:
    opened(gateway, order_no="A1")

    with pytest.raises(Refusal, match="already exists") as refused:
        opened(gateway, order_no="A1", amount="7")
    assert refused.value.code == "000201"
    assert len(gateway.orders) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"chain_id": "5"},
        {"chain_id": "tron"},
        {"chain_id": "TRON", "symbol": "USDC"},
        {"symbol": "usdt"},
    ],
)
def test_a_network_or_token_that_is_not_served_is_refused(
    gateway: Gateway, changed: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refused:
        opened(gateway, **changed)
    assert refused.value.code == "000404"


def test_a_network_under_maintenance_is_refused(gateway: Gateway) -> None:
    gateway.closed.add("Ethereum")

    with pytest.raises(Refusal) as refused:
        opened(gateway)
    assert refused.value.code == "000404"
    assert opened(gateway, chain_id="42161").status == "pending"


def test_exactly_what_was_asked_for_arrives_unless_told_otherwise(gateway: Gateway) -> None:
    order = opened(gateway, amount="99.50")
    gateway.pay(order.number)

    assert (order.status, order.paid, order.reported_amount) == ("completed", ["99.50"], "99.50")


@pytest.mark.parametrize("amount", ["40", 40, Decimal(40), Decimal("4E+1")])
def test_another_amount_can_arrive(gateway: Gateway, amount: Decimal | str | int) -> None:
    order = opened(gateway)

    assert gateway.pay(order.number, amount).reported_amount == "40"


def test_amounts_that_arrive_one_by_one_are_reported_together(gateway: Gateway) -> None:
    order = opened(gateway, order_no="A1")
    gateway.pay("A1", "40")
    gateway.pay("A1", "60.5")

    assert (order.paid, order.reported_amount) == (["40", "60.5"], "100.5")


def test_a_payment_can_be_seen_before_it_is_final(gateway: Gateway) -> None:
    order = opened(gateway)
    gateway.see(order.number)

    assert (order.status, order.paid) == ("confirming", [])


def test_a_change_is_dated_by_the_gateways_own_clock(gateway: Gateway, clock: Clock) -> None:
    order = opened(gateway)
    gateway.skew = timedelta(seconds=-5)
    clock.now += 60
    gateway.pay(order.number)

    assert order.created_at == datetime(2023, 11, 14, 22, 13, 20, 500_000, UTC)
    assert order.changed_at == order.created_at + timedelta(seconds=55)


def test_what_happens_to_an_order_is_told(gateway: Gateway) -> None:
    events: list[Event] = []
    gateway.news.subscribe(events.append)
    order = opened(gateway)
    gateway.see(order.number)
    gateway.pay(order.number, "40")

    assert events == [
        Event("created", "100 USDT", order),
        Event("seen", "100 USDT", order),
        Event("paid", "40 USDT", order),
    ]


def test_a_transaction_keeps_its_hash_from_being_seen_to_being_final(gateway: Gateway) -> None:
    order = opened(gateway, amount="7")
    before = (order.tx_id, order.known_amount)
    gateway.see(order.number)
    seen, payer = order.tx_id, order.payer
    gateway.pay(order.number, "5")

    assert before == (None, "0")
    assert seen is not None
    assert (order.tx_id, order.payer, order.known_amount) == (seen, payer, "5")


def test_each_payment_has_a_transaction_of_its_own(gateway: Gateway) -> None:
    order = opened(gateway)
    gateway.pay(order.number, "40")
    gateway.pay(order.number, "60")

    assert len(set(order.transactions)) == 2
    assert order.tx_id == order.transactions[1]


def test_money_comes_by_the_picture_unless_a_wallet_is_connected(gateway: Gateway) -> None:
    by_qr, by_wallet = opened(gateway), opened(gateway)
    gateway.pay(by_qr.number)
    gateway.pay(by_wallet.number, by="wallet")

    assert (by_qr.type, by_wallet.type) == (2, 1)


def test_a_direct_transfer_is_paid_and_belongs_to_no_number(gateway: Gateway) -> None:
    events: list[Event] = []
    gateway.news.subscribe(events.append)
    order = gateway.transfer("5", "USDD", "TRON")

    assert gateway.order(order.number) is order
    assert (order.order_no, order.type, order.paid) == (None, 3, ["5"])
    assert order.payer.startswith("T")
    assert events == [Event("paid", "5 USDD", order)]


@pytest.mark.parametrize(("do", "end"), [("cancel", "cancelled"), ("fail", "failed")])
def test_an_order_can_end_unpaid_and_says_so(gateway: Gateway, do: str, end: str) -> None:
    events: list[Event] = []
    order = opened(gateway)
    gateway.see(order.number)
    gateway.news.subscribe(events.append)
    getattr(gateway, do)(order.number)

    assert (order.status, order.state(gateway.now()), order.tx_id) == (end, end, None)
    assert [(event.kind, event.order) for event in events] == [(end, order)]


@pytest.fixture
def bounded(gateway: Gateway) -> Gateway:
    gateway.min_amounts["Ethereum"], gateway.max_amounts["Ethereum"] = "5", "5000"
    return gateway


@pytest.mark.parametrize("amount", ["4.99", "5000.01"])
def test_an_order_beyond_the_bounds_of_its_network_is_refused(
    bounded: Gateway, amount: str
) -> None:
    with pytest.raises(Refusal, match="amount must be from 5 to 5000 on Ethereum") as refused:
        opened(bounded, amount=amount)
    assert refused.value.code == "000102"
    assert opened(bounded, chain_id="TRON", amount=amount).amount == amount


@pytest.mark.parametrize("amount", ["5", "5000"])
def test_the_bounds_themselves_are_within(bounded: Gateway, amount: str) -> None:
    assert opened(bounded, amount=amount).amount == amount


@pytest.mark.parametrize(
    ("profile", "dress"), [("guide", "bare"), ("v1", "wrapped"), ("v2", "wrapped")]
)
def test_the_later_dialects_dress_their_answers(
    clock: Clock, profile: Profile, dress: str
) -> None:
    assert Gateway(clock, profile).dress == dress
