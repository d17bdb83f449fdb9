import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import psutil
import pytest
import zxingcpp
from PIL import Image


async def said_by(*command: str, folder: Path) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


async def test_the_demo_walks_one_customer_from_the_command_to_the_receipt(
    tmp_path: Path,
) -> None:
    code, said = await said_by("-m", "bot", "demo", "--script", folder=tmp_path)
    assert code == 0, said
    steps = [
        said.index(words)
        for words in (
            "/pay 100 USDT",
            "is uploading a photo",
            "QR code, saved as",
            "sends 100 USDT to",
            "100 USDT has arrived",
            "Done:",
        )
    ]
    assert steps == sorted(steps)
    assert "Receipt: 100 USDT paid" in said


async def test_the_demos_picture_is_the_address_that_was_paid(tmp_path: Path) -> None:
    _, said = await said_by("-m", "bot", "demo", "--script", folder=tmp_path)
    file = re.search(r"saved as (.+)\]", said)
    paid = re.search(r"sends 100 USDT to (T\w{33})", said)
    assert file is not None
    assert paid is not None
    assert zxingcpp.read_barcodes(Image.open(file[1]))[0].text == paid[1]


async def test_the_help_names_the_commands(tmp_path: Path) -> None:
    code, said = await said_by("-m", "bot", "--help", folder=tmp_path)
    assert code == 0
    assert "run" in said
    assert "demo" in said


class Running:
    """`python -m bot demo`, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""

    async def page(self) -> str:
        """Wait until it says where its page is."""
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while "Ctrl-C" not in self.said:
                line = await self.process.stdout.readline()
                assert line, self.said
                self.said += line.decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.said)
        assert found, self.said
        return found[0]

    async def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        output, _ = await asyncio.wait_for(self.process.communicate(), 20)
        self.said += output.decode()
        assert "Traceback" not in self.said
        return self.process.returncode or 0


@asynccontextmanager
async def demo(folder: Path, **environment: str) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        cwd=folder,
        env={"BROWSER": "true", **os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def is_served(page: str) -> bool:
    async with aiohttp.ClientSession() as http, http.get(page) as response:
        return "Tillbot playground" in await response.text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
async def test_the_demo_serves_its_page_until_it_is_ended_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    rubbish = tmp_path / "tmp"
    rubbish.mkdir()
    async with demo(tmp_path, TMPDIR=str(rubbish)) as running:
        assert await is_served(await running.page())
        children = psutil.Process(running.process.pid).children()
        assert len(children) == 1
        assert await running.end(number) == 0
        assert not any(child.is_running() for child in children)
    assert os.listdir(rubbish) == []  # noqa: PTH208 - names are enough


async def test_the_page_and_the_script_are_not_asked_for_together(tmp_path: Path) -> None:
    code, said = await said_by("-m", "bot", "demo", "--script", "--port", "1", folder=tmp_path)
    assert code == 2
    assert "--port says where the page is to be" in said


async def test_ctrl_c_while_the_bot_is_stopping_ends_in_order(tmp_path: Path) -> None:
    async with demo(tmp_path) as running, aiohttp.ClientSession() as http:
        page = await running.page()
        for path, fields in (
            ("trouble", {"side": "gateway", "key": "nothing"}),
            ("write", {"persona": "alice", "chat": 101, "text": "/pay 5"}),
        ):
            async with http.post(page + path, json=fields) as response:
                assert response.ok
        async with http.ws_connect(f"{page}live") as live:
            while (news := await live.receive_json())["type"] != "action":
                pass  # until the bot waits for the gateway
            stop = asyncio.create_task(http.post(f"{page}till", json={"do": "stop"}))
            while news["type"] != "till" or news["till"]["state"] != "stopping":
                news = await live.receive_json()
            assert await running.end(signal.SIGINT) == 0
        with suppress(aiohttp.ClientError):
            await stop


async def test_two_demos_at_once_take_different_ports(tmp_path: Path) -> None:
    async with demo(tmp_path) as one, demo(tmp_path) as other:
        first, second = await one.page(), await other.page()
        assert first != second
        assert await is_served(first)
        assert await is_served(second)
        assert await one.end(signal.SIGINT) == await other.end(signal.SIGINT) == 0


async def test_a_port_that_is_used_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = await said_by("-m", "bot", "demo", "--port", port, folder=tmp_path)
    assert code == 1
    assert said == (
        f"The demo cannot start: port {port} cannot be used: Address already in use. Name another"
        " one with --port, or none: then a free one is taken.\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
async def test_a_port_that_is_none_is_a_sentence(tmp_path: Path, port: str) -> None:
    code, said = await said_by("-m", "bot", "demo", "--port", port, folder=tmp_path)
    assert code == 2
    assert "Invalid value for '--port'" in said


@pytest.mark.parametrize("browser", ["true", "no-such-browser", "false"])
async def test_the_demo_is_there_with_a_browser_without_and_with_a_broken_one(
    tmp_path: Path, browser: str
) -> None:
    async with demo(tmp_path, DISPLAY=":99", BROWSER=browser) as running:
        assert await is_served(await running.page())
        assert await running.end(signal.SIGINT) == 0
