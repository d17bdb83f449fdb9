import re

import aiohttp

from tests.sandbox.blockatm.caller import Caller


async def page(caller: Caller, url: str) -> tuple[int, str]:
    async with caller.http.get(url) as response:
        assert response.content_type == "text/html"
        return response.status, await response.text()


async def test_the_cashier_link_shows_what_is_to_be_paid(caller: Caller) -> None:
    link = (await caller.create(chainId="TRON", amount="12.5")).fields["cashierUrl"]
    status, text = await page(caller, link)
    shown = dict(re.findall("<dt>(.*)</dt><dd>(.*)</dd>", text))

    assert status == 200
    assert shown == {
        "Amount": "12.5",
        "Token": "USDT",
        "Network": "TRON",
        "Address": caller.server.orders[0].address,
        "Status": "pending",
        "Arrived": "nothing yet",
    }


async def test_the_cashier_page_tells_what_has_arrived(caller: Caller) -> None:
    link = (await caller.create(orderNo="A1")).fields["cashierUrl"]
    caller.server.pay("A1", "40")
    _, text = await page(caller, link)

    assert "<dd>completed</dd>" in text
    assert "<dt>Arrived</dt><dd>40</dd>" in text


async def test_the_cashier_page_says_that_it_is_a_sandbox(caller: Caller) -> None:
    _, text = await page(caller, (await caller.create()).fields["cashierUrl"])

    assert "Nothing here is real money" in text


async def test_the_cashier_page_says_when_there_is_no_address(caller: Caller) -> None:
    caller.server.addresses = lambda _network: None
    _, text = await page(caller, (await caller.create()).fields["cashierUrl"])

    assert "<dt>Address</dt><dd>not given</dd>" in text


async def test_the_cashier_page_escapes_what_it_shows(caller: Caller) -> None:
    caller.server.addresses = lambda _network: "<script>"
    _, text = await page(caller, (await caller.create()).fields["cashierUrl"])

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


async def test_a_link_to_no_order_leads_nowhere(caller: Caller) -> None:
    status, text = await page(caller, f"{caller.server.url}/cashier/nothing")

    assert status == 404
    assert "No such order" in text


async def test_a_link_is_made_of_the_gateways_id_alone(caller: Caller) -> None:
    await caller.create(orderNo="A1")
    status, _ = await page(caller, f"{caller.server.url}/cashier/A1")

    assert status == 404


async def test_looking_at_the_cashier_page_is_no_call_to_the_api(caller: Caller) -> None:
    await page(caller, (await caller.create()).fields["cashierUrl"])

    assert len(caller.server.calls) == 1


async def test_the_cashier_page_draws_the_bare_address(caller: Caller) -> None:
    link = (await caller.create(chainId="TRON")).fields["cashierUrl"]
    async with caller.http.get(f"{link}/qr.svg") as response:
        assert response.content_type == "image/svg+xml"
        assert b"<path" in await response.read()


async def test_the_wallet_pays_and_the_open_page_hears_of_it(caller: Caller) -> None:
    link = (await caller.create(orderNo="A1")).fields["cashierUrl"]
    async with caller.http.ws_connect(f"{link}/live") as live:
        first = await live.receive_json()
        assert first["arrived"] == "nothing yet"
        assert [deed["name"] for deed in first["choices"]] == [
            "exact",
            "less",
            "more",
            "late",
            "seen",
        ]
        async with caller.http.post(f"{link}/wallet", data="less") as response:
            assert response.status == 204
        paid = await live.receive_json()
    assert (paid["arrived"], paid["status"]) == ("99", "completed")
    assert [deed["label"] for deed in paid["choices"]] == ["Pay the missing 1 USDT"]


async def test_a_deed_that_a_wallet_cannot_do_is_refused_with_a_sentence(caller: Caller) -> None:
    link = (await caller.create()).fields["cashierUrl"]
    async with caller.http.post(f"{link}/wallet", data="rob") as response:
        assert response.status == 400
        assert await response.text() == "A wallet cannot do «rob» with this order now."
    assert caller.server.orders[0].paid == []


async def test_nothing_can_be_asked_of_an_order_that_does_not_exist(caller: Caller) -> None:
    for method, what in (("GET", "qr.svg"), ("GET", "live"), ("POST", "wallet")):
        url = f"{caller.server.url}/cashier/nothing/{what}"
        async with caller.http.request(method, url) as response:
            assert response.status == 404


async def test_a_gateway_that_stops_lets_its_open_pages_go(caller: Caller) -> None:
    link = (await caller.create()).fields["cashierUrl"]
    async with caller.http.ws_connect(f"{link}/live") as live:
        await live.receive_json()
        await caller.server.stop()
        assert (await live.receive()).type is aiohttp.WSMsgType.CLOSE
