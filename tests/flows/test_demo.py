import asyncio
import re
import sys
from pathlib import Path

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
    code, said = await said_by("-m", "bot", "demo", folder=tmp_path)
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
    _, said = await said_by("-m", "bot", "demo", folder=tmp_path)
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
