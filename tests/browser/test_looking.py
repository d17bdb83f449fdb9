"""How the pages look: on a phone, in the dark, to a screen reader, and when the line is cut."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.sandbox.demo.server import Demo, listen
from tests.browser.visitor import Visitor

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}


# What has the focus: a row by its room, a button of a message by its words, others by their name.
FOCUSED = """() => {
    const at = document.activeElement;
    const words = at.matches(".key") ? at.firstChild.textContent : "";
    const name = words || at.dataset.room || at.dataset.deed || at.id;
    return [at === document.body ? "" : name, getComputedStyle(at).outlineStyle];
}"""


async def fits(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    wide: bool = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return not wide


async def test_a_phone_shows_one_thing_at_a_time(visitor: Visitor) -> None:
    await visitor.leave()
    await visitor.open(**PHONE)
    page = visitor.page
    await visitor.write("/pay 100 USDT tron")
    card = await visitor.sees("Pay 100 USDT")
    (order,) = visitor.demo.stage.gateway.orders
    await card.locator("img").scroll_into_view_if_needed()
    assert await visitor.codes() == [order.address]
    assert await fits(page)
    await page.get_by_role("button", name="Chats").click()
    await expect(visitor.row("Bob")).to_be_visible()
    await expect(page.get_by_role("heading", name="Private chats")).to_be_in_viewport()
    await expect(page.locator("#messages")).to_be_hidden()
    visitor.demo.stage.cast.persona("alice").person.write("/help")
    await expect(visitor.row("Alice").locator(".unread")).to_have_text("1 not read")
    assert await fits(page)
    await visitor.enter("Payments")
    await expect(page.get_by_role("heading", name="Corner Shop · Payments")).to_be_in_viewport()
    await page.get_by_role("button", name="Things to try").click()
    await expect(page.get_by_role("heading", name="Things to try")).to_be_in_viewport()
    assert await fits(page)
    await page.get_by_role("button", name="Chats").click()
    await visitor.enter("Alice")
    await visitor.pays(await visitor.sees("Pay 100 USDT"), "Pay exactly")
    await visitor.sees("Receipt: 100 USDT paid")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
async def test_only_the_list_of_messages_scrolls_and_its_end_stays_in_view(
    visitor: Visitor, options: dict[str, Any]
) -> None:
    await visitor.leave()
    await visitor.open(**options)
    await visitor.demo.stage.till.kill()
    alice = visitor.demo.stage.cast.persona("alice").person
    for number in range(120):
        alice.write(f"line {number}.")
    await visitor.sees("line 119.")
    page = visitor.page
    sizes = "[document.documentElement.scrollHeight, innerHeight]"
    height, window = await page.evaluate(sizes)
    assert height == window
    await page.set_viewport_size({"width": 360 if options else 1280, "height": 420})
    await expect(visitor.messages.last).to_be_in_viewport()


async def test_the_cashier_fits_a_phone(visitor: Visitor) -> None:
    await visitor.leave()
    await visitor.open(**PHONE)
    await visitor.write("/pay 99999.123456 USDT ethereum")
    cashier = await visitor.cashier(await visitor.sees("Pay 99999.123456 USDT"))
    assert await fits(cashier)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
async def test_nothing_hinders_those_who_use_a_screen_reader_or_see_badly(
    visitor: Visitor, scheme: str, options: dict[str, Any]
) -> None:
    await visitor.leave()
    await visitor.open(color_scheme=scheme, **options)
    await visitor.write("/pay 100 USDT")
    card = await visitor.sees("Pay 100 USDT")
    await found_no_hindrance(visitor.page)
    cashier = await visitor.cashier(card)
    await found_no_hindrance(cashier)
    await cashier.goto(f"{visitor.demo.stage.gateway.url}/merchant")
    await expect(cashier.locator("#orders tr")).to_have_count(1)
    await found_no_hindrance(cashier)
    await cashier.close()
    if options:
        await visitor.page.get_by_role("button", name="Things to try").click()
    await visitor.page.get_by_label("418: blocked").check()
    await visitor.page.get_by_text("The bot's log").click()
    await found_no_hindrance(visitor.page)
    if options:
        await visitor.page.get_by_role("button", name="Chats").click()
        await found_no_hindrance(visitor.page)
    await visitor.enter("General")
    await visitor.write("/pay 5")
    await expect(visitor.message("/pay 5")).to_contain_text("The bot has not seen this")
    await visitor.page.get_by_role("button", name="Menu").click()
    await found_no_hindrance(visitor.page)


async def found_no_hindrance(page: Page) -> None:
    """Let axe look for what breaks WCAG 2.2 at level AA or its own best practices."""
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


async def test_the_whole_page_is_reached_with_the_keyboard(visitor: Visitor) -> None:
    """Every control comes by in turn, and shows that it has the focus."""
    await visitor.write("/pay 100 USDT")
    await visitor.sees("Pay 100 USDT")
    reached: set[str] = set()
    await visitor.page.evaluate("document.activeElement.blur()")
    for _ in range(80):
        await visitor.page.keyboard.press("Tab")
        name, outline = await visitor.page.evaluate(FOCUSED)
        assert outline != "none" or name == "", name
        reached.add(name)
    rooms = {room.key for room in visitor.demo.stage.cast.rooms}
    keys = {"🔗 Open cashier", "📋 Copy address", "📋 Copy amount", "🔄 Check now"}
    others = {"start", "kill", "persona", "text", "messages", "over", "gateway-well"}
    assert rooms | keys | others <= reached


async def test_a_demo_that_ends_is_said_and_its_return_is_noticed(browser: Browser) -> None:
    async with Demo(listen(0)) as demo:
        port = int(demo.url.rstrip("/").rsplit(":", 1)[1])
        visitor = Visitor(browser, demo)
        await visitor.open()
        await visitor.write("/start")
        await visitor.sees("Hello! I take payments")
    cut = visitor.page.get_by_text("The line to the demo is cut")
    await expect(cut).to_be_visible()
    await expect(visitor.page.locator("#state")).to_contain_text("the demo does not answer")
    await visitor.write("/pay 5")
    await expect(visitor.page.locator(".toast")).to_contain_text("Is it still running")
    async with Demo(listen(port)):
        await expect(cut).to_be_hidden()
        await expect(visitor.messages).to_have_count(0)
        field = visitor.page.get_by_role("combobox", name="Message")
        await expect(field).to_have_value("/pay 5")
        await visitor.leave()
