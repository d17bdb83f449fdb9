from datetime import timedelta

import pytest

from tests.sandbox.blockatm.caller import Caller


async def test_the_account_adds_up_what_came_in_by_token_and_network(caller: Caller) -> None:
    for number, chain in (("A1", "1"), ("A2", "1"), ("A3", "TRON"), ("A4", "1")):
        await caller.create(orderNo=number, chainId=chain)
    caller.server.pay("A1")
    caller.server.pay("A2", "99.5")
    caller.server.pay("A3")
    async with caller.http.ws_connect(f"{caller.server.url}/merchant/live") as live:
        picture = await live.receive_json()
    assert picture["totals"] == [
        {"token": "USDT", "network": "Ethereum", "amount": "199.5"},
        {"token": "USDT", "network": "TRON", "amount": "100"},
    ]
    assert [row["number"] for row in picture["orders"]] == ["A4", "A3", "A2", "A1"]
    assert picture["count"] == 4


@pytest.mark.parametrize(
    ("amount", "status"),
    [("100", "paid"), ("99.5", "0.5 missing"), ("101", "1 too much"), (None, "not paid")],
)
@pytest.mark.parametrize(("minutes", "late"), [(29, ""), (30, ", late")])
async def test_an_open_account_hears_how_an_order_stands(
    caller: Caller, amount: str | None, status: str, minutes: int, late: str
) -> None:
    await caller.create(orderNo="A1")
    async with caller.http.ws_connect(f"{caller.server.url}/merchant/live") as live:
        assert (await live.receive_json())["orders"][0]["status"] == "not paid"
        caller.clock.now += timedelta(minutes=minutes).total_seconds()
        if amount is None:
            await caller.create(orderNo="A2")
        else:
            caller.server.pay("A1", amount)
        row = (await live.receive_json())["orders"][-1]
    assert row["status"] == status + (late if amount else "")
    assert row["arrived"] == (amount or "")


async def test_a_payment_that_is_only_seen_is_not_counted(caller: Caller) -> None:
    await caller.create(orderNo="A1")
    caller.server.see("A1")
    async with caller.http.ws_connect(f"{caller.server.url}/merchant/live") as live:
        picture = await live.receive_json()
    assert picture["totals"] == []
    assert picture["orders"][0]["status"] == "seen on the chain"


async def test_the_page_of_the_account_is_there(caller: Caller) -> None:
    async with caller.http.get(f"{caller.server.url}/merchant") as response:
        assert "Nothing here is real money" in await response.text()
