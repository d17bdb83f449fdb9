"""A visitor of the playground: what somebody in front of a browser does and sees."""

import io
import re
from typing import Any

import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Locator, Page, Request, expect

from bot.sandbox.demo.server import Demo

PATIENCE = 20_000  # milliseconds; these machines can be slow
WIDE = {"width": 1280, "height": 800}

expect.set_options(timeout=PATIENCE)


class Visitor:
    """One person with one tab of the playground, and whatever tabs open from it."""

    page: Page

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self.browser = browser
        self.demo = demo
        self.troubles: list[str] = []

    async def open(self, **options: Any) -> None:  # noqa: ANN401 - Playwright's own
        """Open the page in a window of its own."""
        settings = {"viewport": WIDE, "locale": "en-GB"} | options
        context = await self.browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        context.on("page", self._listen)
        self.page = await context.new_page()
        await self.page.goto(self.demo.url)
        await expect(self.page.locator("#state")).to_have_text("@till_bot is running")

    async def cut_the_line(self) -> None:
        """Let the page lose its line to the server, and wait until it has noticed."""
        for reader in tuple(self.demo.tabs.readers):
            await reader.leave()
        await expect(self.page.locator("#cut")).to_be_visible()

    async def leave(self) -> None:
        """Close every tab of the window."""
        await self.page.context.close()

    async def another_tab(self) -> "Visitor":
        """Open the page once more, in the same window."""
        other = Visitor(self.browser, self.demo)
        other.troubles = self.troubles
        other.page = await self.page.context.new_page()
        await other.page.goto(self.demo.url)
        await expect(other.page.locator("#state")).to_have_text("@till_bot is running")
        return other

    def _listen(self, page: Page) -> None:
        """Note everything that must not happen in a browser."""
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("request", self._look)

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.troubles.append(f"{kind}: {text}")

    def forgive(self, *words: str) -> None:
        """Pass over what the browser notes of a line that a test has cut."""
        left = [each for each in self.troubles if not any(word in each for word in words)]
        self.troubles[:] = left

    def _look(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:")):
            self.troubles.append(f"asked the network: {request.url}")

    async def enter(self, room: str) -> None:
        """Open a chat of the list."""
        await self.row(room).click()

    def row(self, room: str) -> Locator:
        """The row of a chat in the list."""
        name = self.page.locator(".room-name", has_text=re.compile(rf"^{room}\b"))
        return self.page.locator(".room-row").filter(has=name)

    async def write(self, text: str) -> None:
        """Send a message."""
        await self.page.get_by_role("combobox", name="Message").fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()

    async def choose(self, persona: str) -> None:
        """Be somebody else."""
        await self.page.get_by_label("You are").select_option(label=persona)

    @property
    def messages(self) -> Locator:
        """The messages of the open chat."""
        return self.page.locator("#messages article")

    def message(self, words: str) -> Locator:
        """The messages that say some words themselves, not in what they reply to."""
        text = re.compile(re.escape(words))  # a plain string would match in any case
        return self.messages.filter(has=self.page.locator(".words", has_text=text))

    async def sees(self, words: str, times: int = 1) -> Locator:
        """Wait until so many messages hold some words."""
        await expect(self.message(words)).to_have_count(times)
        return self.message(words).last

    async def cashier(self, card: Locator) -> Page:
        """Follow the cashier link of a card."""
        async with self.page.context.expect_page() as opened:
            await card.get_by_role("link", name="Open cashier").click()
        cashier = await opened.value
        await expect(cashier.get_by_role("button").first).to_be_visible()
        return cashier

    async def pays(self, card: Locator, how: str) -> None:
        """Let the wallet do something for the order of a card, and come back."""
        cashier = await self.cashier(card)
        await cashier.get_by_role("button", name=how).click()
        await expect(cashier.get_by_role("status")).not_to_be_empty()
        await cashier.close()

    async def codes(self) -> list[str]:
        """The QR codes that a phone would read from the screen."""
        screen = Image.open(io.BytesIO(await self.page.screenshot()))
        return [code.text for code in zxingcpp.read_barcodes(screen)]

    async def bot(self, deed: str) -> None:
        """Press a button of the panel's part about the bot."""
        await self.page.locator("#deeds").get_by_role("button", name=deed, exact=True).click()
