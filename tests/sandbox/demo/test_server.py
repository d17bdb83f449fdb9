import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest
from telegram import Bot

from bot.sandbox.demo.server import Demo, listen
from bot.sandbox.demo.till import LIFETIMES

News = dict[str, Any]


class Tab:
    """A browser's tab without a browser: it asks, and hears what changes."""

    def __init__(self, demo: Demo, http: aiohttp.ClientSession) -> None:
        self.demo = demo
        self.http = http
        self.state: News = {}
        self.live: aiohttp.ClientWebSocketResponse | None = None

    async def open(self) -> News:
        """Open the page's line to the server, which begins with the whole picture."""
        self.live = await self.http.ws_connect(f"{self.demo.url}live")
        return await self.hears("state")

    async def hears(self, kind: str, wanted: Callable[[News], object] = bool) -> News:
        """Wait for news of a kind."""
        assert self.live is not None
        async with asyncio.timeout(20):
            while True:
                news: News = await self.live.receive_json()
                if news["type"] == kind and wanted(news):
                    return news

    async def ask(self, path: str, **fields: object) -> tuple[int, str]:
        async with self.http.post(f"{self.demo.url}{path}", json=fields) as response:
            return response.status, await response.text()

    async def runs(self) -> None:
        """Wait until the bot runs."""
        if self.demo.stage.till.state != "running":
            await self.hears("till", lambda news: news["till"]["state"] == "running")


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with Demo(listen(0)) as demo:
        yield demo


@pytest.fixture
async def tab(demo: Demo) -> AsyncIterator[Tab]:
    async with aiohttp.ClientSession() as http:
        tab = Tab(demo, http)
        yield tab
        if tab.live is not None:
            await tab.live.close()


async def test_a_tab_begins_with_everything_that_the_page_shows(tab: Tab) -> None:
    state = await tab.open()
    assert state.keys() == {
        "type", "run", "bot", "personas", "rooms", "menus", "till", "lifetimes", "troubles",
        "figures", "log", "account", "group",
    }  # fmt: skip
    assert len(state["personas"]) == 6
    assert len(state["rooms"]) == 9


async def test_the_bot_answers_what_a_visitor_writes(tab: Tab) -> None:
    await tab.open()
    status, _ = await tab.ask("write", persona="alice", chat=101, text="/start")
    assert status == 200

    def is_told(news: News) -> bool:
        return news["room"] == "101/" and "Hello" in news["message"].get("text", "")

    await tab.hears("message", is_told)


async def test_the_menu_that_the_bot_sets_reaches_the_page(tab: Tab) -> None:
    def has_help(news: News) -> bool:
        return "help" in [each["command"] for each in news["menus"]["alice"]["private"]]

    if not has_help(await tab.open()):
        await tab.hears("menus", has_help)


async def test_a_card_comes_with_a_photo_that_can_be_loaded(tab: Tab) -> None:
    await tab.open()
    await tab.ask("write", persona="alice", chat=101, text="/pay 100 USDT")
    await tab.hears("action", lambda news: news["action"] == "upload_photo")
    card = await tab.hears("message", lambda news: "photo" in news["message"])
    file_id = card["message"]["photo"][0]["file_id"]
    async with tab.http.get(f"{tab.demo.url}photos/{file_id}") as response:
        assert response.content_type == "image/png"
        assert (await response.read()).startswith(b"\x89PNG")
    await tab.hears("figures", lambda news: news["figures"]["orders"] == {"open": 1})


async def test_a_press_is_answered_under_the_id_that_it_was_given(tab: Tab) -> None:
    await tab.open()
    await tab.ask("write", persona="alice", chat=101, text="/pay 100 USDT")
    card = await tab.hears("message", lambda news: "photo" in news["message"])
    rows = card["message"]["reply_markup"]["inline_keyboard"]
    data = next(key["callback_data"] for row in rows for key in row if "callback_data" in key)
    place = {"chat": 101, "message": card["message"]["message_id"]}
    _, text = await tab.ask("press", persona="alice", **place, data=data)
    answer = await tab.hears("answered")
    assert answer["press"] in text
    assert "Nothing has arrived yet" in answer["text"]


async def test_a_document_is_kept_under_its_name_and_never_shown(tab: Tab, tmp_path: Path) -> None:
    await tab.open()
    tab.demo.stage.cast.persona("alice").person.write("/start")
    page = tmp_path / "report.html"
    page.write_text("<script>alert(1)</script>")
    async with Bot(
        tab.demo.stage.telegram.token, base_url=f"{tab.demo.stage.telegram.url}/bot"
    ) as bot:
        await bot.send_document(101, page)
    news = await tab.hears("message", lambda news: "document" in news["message"])
    file_id = news["message"]["document"]["file_id"]
    async with tab.http.get(f"{tab.demo.url}documents/{file_id}") as response:
        assert await response.text() == page.read_text()
        assert response.headers["Content-Disposition"] == 'attachment; filename="report.html"'
        assert response.content_type == "application/octet-stream"


async def test_a_link_to_the_bot_is_followed(tab: Tab) -> None:
    await tab.open()
    link = "https://t.me/till_bot?start=x1"
    assert await tab.ask("follow", persona="bob", url=link) == (200, '{"room": "102/"}')
    news = await tab.hears("message", lambda news: news["room"] == "102/")
    assert news["message"]["text"] == "/start x1"


async def test_the_bot_is_stopped_and_started_from_the_page(tab: Tab) -> None:
    await tab.open()
    await tab.runs()
    assert await tab.ask("till", do="stop") == (204, "")
    await tab.hears("till", lambda news: news["till"]["state"] == "stopped")
    assert await tab.ask("till", do="stop") == (400, "The bot is not running.")
    assert await tab.ask("till", do="start") == (204, "")
    await tab.runs()


async def test_orders_live_as_long_as_the_visitor_chose(tab: Tab) -> None:
    await tab.open()
    await tab.runs()
    assert await tab.ask("lifetime", lifetime="20s") == (204, "")
    await tab.runs()
    await tab.ask("write", persona="alice", chat=101, text="/pay 100 USDT")
    card = await tab.hears("message", lambda news: "photo" in news["message"])
    (order,) = tab.demo.stage.gateway.orders
    assert order.lifetime.total_seconds() == 20
    assert "less than a minute is left" in card["message"]["caption"]
    assert await tab.ask("lifetime", lifetime="1s") == (
        400,
        "Orders cannot live for «1s» here.",
    )


async def test_two_choices_at_once_leave_bot_and_gateway_of_one_mind(tab: Tab) -> None:
    await tab.open()
    await tab.runs()
    answers = await asyncio.gather(
        tab.ask("lifetime", lifetime="20s"), tab.ask("lifetime", lifetime="30m")
    )
    assert set(answers) == {(204, "")}
    await tab.runs()
    stage = tab.demo.stage
    told = psutil.Process(stage.till.pid).environ()["ORDER_LIFETIME"]
    assert LIFETIMES[told].length == stage.gateway.lifetime
    assert stage.till.as_json()["lifetime"] == told


async def test_starting_over_in_a_restart_leaves_one_bot_and_the_end_none(tab: Tab) -> None:
    await tab.open()
    await tab.runs()
    restart = asyncio.create_task(tab.ask("till", do="restart"))
    await tab.hears("till", lambda news: news["till"]["state"] == "stopping")
    assert await tab.ask("over") == (204, "")
    await restart
    bots = [each for each in psutil.Process().children() if "run" in each.cmdline()]
    assert [bot.pid for bot in bots] == [tab.demo.stage.till.pid]


async def test_a_trouble_is_switched_on_and_shown_to_every_tab(tab: Tab) -> None:
    await tab.open()
    assert await tab.ask("trouble", side="gateway", key="418") == (204, "")
    told = await tab.hears("till", lambda news: news["on"]["gateway"])
    assert told["on"] == {"gateway": "418", "telegram": ""}
    await tab.ask("write", persona="alice", chat=101, text="/pay 100 USDT")
    olgas = await tab.hears("message", lambda news: "418" in news["message"].get("text", ""))
    assert olgas["room"] == "900/"
    figures = await tab.hears("figures", lambda news: news["figures"]["silent_until"])
    assert figures["figures"]["orders"] == {"new": 1}
    assert (await tab.ask("trouble", side="sea", key=""))[0] == 400


async def test_starting_over_forgets_everything(tab: Tab) -> None:
    before = await tab.open()
    await tab.ask("write", persona="alice", chat=101, text="/pay 100 USDT")
    await tab.hears("message", lambda news: "photo" in news["message"])
    await tab.ask("trouble", side="gateway", key="500")
    assert await tab.ask("over") == (204, "")
    after = await tab.hears("state")
    assert after["run"] != before["run"]
    assert after["rooms"][0]["messages"] == []
    assert after["troubles"]["gateway"]["on"] == ""
    await tab.ask("write", persona="alice", chat=101, text="/pay 7 USDT")
    await tab.hears("message", lambda news: "photo" in news["message"])


async def test_older_messages_are_given_page_by_page(tab: Tab) -> None:
    await tab.open()
    alice = tab.demo.stage.cast.persona("alice").person
    for number in range(60):
        alice.write(str(number))
    state = await tab.open()
    (room,) = [room for room in state["rooms"] if room["title"] == "Alice"]
    assert room["has_older"]
    query = {"room": room["key"], "before": room["messages"][0]["message_id"]}
    async with tab.http.get(f"{tab.demo.url}older", params=query) as response:
        older = await response.json()
    assert older["messages"][0]["text"] == "0"
    assert not older["has_older"]


@pytest.mark.parametrize(
    "path",
    [
        "older?room=101/",
        "older?room=7/&before=1",
        "older?room=101/&before=x",
        "photos/x",
        "documents/x",
    ],
)
async def test_what_does_not_exist_is_not_found(tab: Tab, path: str) -> None:
    async with tab.http.get(f"{tab.demo.url}{path}") as response:
        assert response.status == 404


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "[" * 100_000])
@pytest.mark.parametrize("path", ["write", "press", "follow", "till", "trouble", "lifetime"])
async def test_a_body_that_is_no_object_is_refused_with_a_sentence(
    tab: Tab, path: str, body: str
) -> None:
    async with tab.http.post(f"{tab.demo.url}{path}", data=body) as response:
        assert response.status == 400
        assert await response.text() == "Expected a JSON object."


async def test_a_page_of_another_site_can_do_nothing(tab: Tab) -> None:
    headers = {"Origin": "https://evil.example"}
    async with tab.http.post(f"{tab.demo.url}till", data="{}", headers=headers) as response:
        assert response.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await tab.http.ws_connect(f"{tab.demo.url}live", origin="https://evil.example")
