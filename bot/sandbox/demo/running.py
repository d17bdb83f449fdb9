"""`python -m bot demo`: the playground, from the first line to Ctrl-C."""

import asyncio
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress

from bot.sandbox.demo.server import Demo, listen

USUAL_PORT = 8484

Write = Callable[[str], None]


class DemoError(Exception):
    """The demo cannot be shown; the text says why, and what to do."""


def run(write: Write, port: int | None) -> None:
    """Serve the playground until it is interrupted or its terminal is closed.

    Args:
        write: takes each line that is said.
        port: where the page is to be; `None` takes the usual one, or a free one if that is used.

    Raises:
        DemoError: the port that was asked for cannot be used.
    """
    asyncio.run(_serve(write, port))


async def _serve(write: Write, port: int | None) -> None:
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
    async with Demo(_listen(port)) as demo:
        write("A local Telegram, a local payment gateway, and between them the real bot.")
        write("Nothing leaves this machine: no account, no key, no money.\n")
        write(f"    {demo.url}\n")
        write("Open this page in a browser. Ctrl-C ends the demo.")
        _show(demo.url)
        await stopping.wait()
        write("\nThe demo ends.")


def _listen(port: int | None) -> socket.socket:
    """Take the port that was asked for, or the usual one, or any."""
    if port is None:
        with suppress(OSError):
            return listen(USUAL_PORT)
    try:
        return listen(port or 0)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise DemoError(
            f"port {port} cannot be used: {reason}. Name another one with --port, or none: then a"
            " free one is taken."
        ) from None


def _show(url: str) -> None:
    """Open the page in the visitor's browser, if there is a screen for one.

    A browser that runs in the terminal would take the place of what was just said.
    """
    screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if screen:
        # Nobody waits for the browser, not even the end of the demo.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
