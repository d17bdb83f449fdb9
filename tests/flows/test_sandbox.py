"""The sandbox as a program of its own, with a till that is led to it by what it prints."""

import asyncio
import sys
from ast import literal_eval
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.process import TillProcess


class Sandbox:
    """`python -m bot.sandbox`, and what is typed into it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""

    async def says(self, words: str) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while words not in self.said:
                line = await self.process.stdout.readline()
                assert line, f"it ended without «{words}»:\n{self.said}"
                self.said += line.decode()

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    @property
    def settings(self) -> dict[str, str]:
        pairs = (line.split("=", 1) for line in self.said.splitlines() if "='" in line)
        return {name: literal_eval(value) for name, value in pairs}


@pytest.fixture(params=[[], ["--profile", "v1"], ["--profile", "v2"]], ids=str)
async def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sandbox]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox",
        *request.param,
        cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Sandbox(process)
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_somebody_at_the_keyboard_can_be_the_customer(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    await sandbox.says("These are the settings")
    till = TillProcess(sandbox.settings | {"POLL_INTERVAL": "1s"}, tmp_path)
    await till.start()
    for line, answer in (
        ("!pay", "There is no order to pay yet"),
        ("!dance", "What you type here is said to the bot"),
        ("!press Check", "There is no button with «Check»"),
        ("/pay", "How much"),
        ("!press 25 USDT", "Pay 25 USDT"),
        ("!pay NaN", "NaN is not an amount"),
        ("!press Check", "Nothing has arrived yet"),
        ("!pay 5", "20 USDT is missing"),
        ("!pay 20", "Receipt: 25 USDT paid"),
    ):
        sandbox.type(line)
        await sandbox.says(answer)
    await till.stop()
