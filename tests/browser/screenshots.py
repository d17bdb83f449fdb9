"""The README's pictures, made from the real page: `python -m tests.browser.screenshots`."""

import asyncio
import io
from pathlib import Path

from PIL import Image
from playwright.async_api import expect

from bot.sandbox.demo.server import Demo, listen
from tests.browser.chromium import find_chromium, launch
from tests.browser.visitor import Visitor

FOLDER = Path(__file__).parent / "pictures"
SIZE = {"width": 1200, "height": 840}
COLOURS = 96


async def make_pictures(chromium: str, folder: Path) -> list[Path]:
    """Play a private payment and one in the group, and keep what the page shows."""
    async with Demo(listen(0)) as demo, launch(chromium) as browser:
        visitor = Visitor(browser, demo)
        await visitor.open(viewport=SIZE)
        await _pay_privately(visitor)
        private = await _keep(visitor, folder / "private.png")
        await _pay_in_the_group(visitor)
        return [private, await _keep(visitor, folder / "group.png")]


async def _pay_privately(visitor: Visitor) -> None:
    await visitor.write("/pay 100 USDT")
    card = await visitor.sees("Pay 100 USDT")
    await expect(card.locator("img")).to_have_js_property("complete", value=True)


async def _pay_in_the_group(visitor: Visitor) -> None:
    await visitor.enter("Payments")
    await visitor.choose("Gus, group admin")
    await visitor.write("Tickets are 12.50 each, please pay here.")
    await visitor.choose("Bob, customer")
    await visitor.write("/pay@till_bot 12.50 USDT")
    await visitor.pays(await visitor.sees("Pay 12.5 USDT"), "Pay exactly 12.5 USDT")
    await visitor.sees("Receipt: 12.5 USDT paid")
    await visitor.sees("12.5 USDT has arrived")


async def _keep(visitor: Visitor, file: Path) -> Path:
    """Keep a picture in few colours, which is what the page has anyway."""
    await visitor.page.evaluate("document.activeElement.blur()")
    await visitor.page.evaluate("document.getElementById('messages').scrollTop = 1e9")
    picture = Image.open(io.BytesIO(await visitor.page.screenshot())).convert("RGB")
    palette = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    palette.save(file, optimize=True)
    return file


if __name__ == "__main__":
    for made in asyncio.run(make_pictures(find_chromium(), FOLDER)):
        print(f"{made}: {made.stat().st_size // 1024} KiB")
