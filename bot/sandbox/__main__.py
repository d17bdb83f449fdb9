"""`python -m bot.sandbox`: both servers, the settings that lead to them, and a keyboard."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import get_args

from bot.sandbox.blockatm import Profile
from bot.sandbox.console import GUIDE, Console
from bot.sandbox.playground import Playground


async def serve(profile: Profile) -> None:
    """Serve until SIGINT or SIGTERM, and play Alice as long as somebody types."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with Playground(profile=profile) as playground:
        for name, value in playground.settings(Path("tillbot-sandbox.db")).items():
            _write(f"{name}={value.strip()!r}")
        _write(f"\nThese are the settings of a till for this sandbox. {GUIDE}")
        console = Console(playground, _write)
        reader = asyncio.StreamReader()
        keyboard = asyncio.create_task(_listen(reader, console))
        await _attach(reader)
        await stopping.wait()
        keyboard.cancel()


async def _listen(reader: asyncio.StreamReader, console: Console) -> None:
    while line := await reader.readline():
        console.take(line.decode(errors="replace").strip())


async def _attach(reader: asyncio.StreamReader) -> None:
    """Read the standard input without blocking, if it is of a kind that can be."""
    stdin = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    try:
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), stdin
        )
    except (ValueError, PermissionError):  # a file, or nothing: nobody types there
        stdin.close()
        reader.feed_eof()


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _profile() -> Profile:
    """Which dialect the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    choices = get_args(Profile)
    parser.add_argument(
        "--profile", choices=choices, default=choices[0], help="the dialect of the gateway"
    )
    profile: Profile = parser.parse_args().profile
    return profile


if __name__ == "__main__":
    asyncio.run(serve(_profile()))
