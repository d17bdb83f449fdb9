import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.blockatm import wallet as wallets
from bot.sandbox.blockatm.gateway import Gateway, Profile
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.wallet import Wallet
from tests.sandbox.blockatm.caller import Clock


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    return Gateway(clock)


@pytest.fixture
def wallet(gateway: Gateway) -> Wallet:
    return Wallet(gateway)


def opened(gateway: Gateway, amount: str = "100") -> GatewayOrder:
    order = GatewayOrder("1", "USDT", amount, gateway.now())
    gateway.open(order)
    return order


def labels(wallet: Wallet, order: GatewayOrder) -> dict[str, str]:
    return {each.name: each.label for each in wallet.choices(order)}


def test_every_button_says_how_much_it_sends(gateway: Gateway, wallet: Wallet) -> None:
    assert labels(wallet, opened(gateway)) == {
        "exact": "Pay exactly 100 USDT",
        "less": "Pay less: 99 USDT",
        "more": "Pay more: 101 USDT",
        "late": "Pay after the deadline",
        "seen": "Only let it be seen on the chain",
    }


def test_less_than_a_small_amount_is_still_something(gateway: Gateway, wallet: Wallet) -> None:
    assert labels(wallet, opened(gateway, "1.5"))["less"] == "Pay less: 0.75 USDT"


@pytest.mark.parametrize(
    ("deed", "paid", "next_deeds"),
    [
        ("exact", ["100"], {"again"}),
        ("less", ["99"], {"rest"}),
        ("more", ["101"], {"again"}),
        ("seen", [], {"exact", "less", "more", "late"}),
    ],
)
def test_what_was_done_decides_what_can_be_done_next(
    gateway: Gateway, wallet: Wallet, deed: str, paid: list[str], next_deeds: set[str]
) -> None:
    order = opened(gateway)
    wallet.do(order, deed)
    assert order.paid == paid
    assert labels(wallet, order).keys() == next_deeds


def test_the_missing_rest_completes_an_order_and_it_can_be_paid_again(
    gateway: Gateway, wallet: Wallet
) -> None:
    order = opened(gateway)
    for deed in ("less", "rest", "again"):
        wallet.do(order, deed)
    assert order.paid == ["99", "1", "100"]


def test_the_chain_has_seen_what_is_not_yet_paid(gateway: Gateway, wallet: Wallet) -> None:
    order = opened(gateway)
    wallet.do(order, "seen")
    assert order.status == "confirming"


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("guide", "no word for that in this dialect"),
        ("v1", "The gateway says so"),
        ("v2", "The gateway says so"),
    ],
)
def test_what_is_said_of_a_payment_that_is_only_seen_is_true_in_the_dialect(
    clock: Clock, profile: Profile, words: str
) -> None:
    gateway = Gateway(clock, profile)
    said = {each.name: each.said for each in Wallet(gateway).choices(opened(gateway))}
    assert words in said["seen"]


def test_after_the_deadline_there_is_nothing_to_wait_for(
    gateway: Gateway, wallet: Wallet, clock: Clock
) -> None:
    order = opened(gateway)
    clock.now += timedelta(minutes=30).total_seconds()
    assert "late" not in labels(wallet, order)
    with pytest.raises(ValueError, match="cannot do «late»"):
        wallet.do(order, "late")


@pytest.fixture
def hasty(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the deadline, and what comes after it, be a moment away."""
    gateway.lifetime = timedelta(milliseconds=30)
    monkeypatch.setattr(wallets, "LATE_BY", 0.03)


async def paid_in_time(gateway: Gateway, order: GatewayOrder) -> None:
    async with asyncio.timeout(5):
        await gateway.news.wait_for(lambda: order.paid)


@pytest.mark.usefixtures("hasty")
async def test_a_wallet_that_pays_late_pays_once(gateway: Gateway, wallet: Wallet) -> None:
    order = opened(gateway)
    wallet.do(order, "late")
    assert wallet.is_waiting(order)
    assert "late" not in labels(wallet, order)
    assert order.paid == []
    await paid_in_time(gateway, order)
    assert order.paid == ["100"]
    assert not wallet.is_waiting(order)


@pytest.mark.usefixtures("hasty")
async def test_what_was_paid_meanwhile_is_not_paid_late_as_well(
    gateway: Gateway, wallet: Wallet
) -> None:
    order, other = opened(gateway), opened(gateway)
    wallet.do(order, "late")
    wallet.do(order, "exact")
    wallet.do(other, "late")
    await paid_in_time(gateway, other)
    assert order.paid == ["100"]


@pytest.mark.usefixtures("hasty")
async def test_a_closed_wallet_pays_nothing_more(gateway: Gateway, wallet: Wallet) -> None:
    forgotten, other = opened(gateway), opened(gateway)
    wallet.do(forgotten, "late")
    wallet.close()
    assert not wallet.is_waiting(forgotten)
    wallet.do(other, "late")
    await paid_in_time(gateway, other)
    assert forgotten.paid == []
