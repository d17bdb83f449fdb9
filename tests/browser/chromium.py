"""Debian's Chromium, led by Playwright."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.tools import find_tool

# What a browser asks the network for by itself.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str:
    """Where Chromium is: what `CHROMIUM` says, else on the path; without it tests are skipped."""
    return find_tool(os.environ.get("CHROMIUM", "chromium"))


@asynccontextmanager
async def launch(path: str) -> AsyncIterator[Browser]:
    """Start it without a window."""
    # Chromium refuses its own sandbox to root, as whom the checks run.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()
