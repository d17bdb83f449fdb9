import asyncio
import sys
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from bot.charts.studio import Studio
from bot.errors import NotDrawn
from tests.charts.making import PERSIAN, a_chart

CHART = a_chart((1, 2, 3), words=PERSIAN)
SLOW = "import time; time.sleep(60)"


def running(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


async def test_a_picture_is_drawn_by_another_process() -> None:
    png = await Studio().draw(CHART)
    assert Image.open(BytesIO(png)).size == (1080, 720)
    assert "matplotlib.pyplot" not in sys.modules


async def test_the_till_itself_does_not_load_what_draws() -> None:
    code = "import sys, bot.app; print(sorted(m for m in sys.modules if 'matplotlib' in m))"
    process = await asyncio.create_subprocess_exec(*running(code), stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert said.strip() == b"[]"


async def test_what_is_late_is_killed() -> None:
    before = children()
    with pytest.raises(NotDrawn, match=r"not drawn in 0\.3 seconds"):
        await Studio(running(SLOW), 0.3).draw(CHART)
    assert children() == before


async def test_who_stops_waiting_leaves_nothing_running() -> None:
    before = children()
    task = asyncio.ensure_future(Studio(running(SLOW)).draw(CHART))
    async with asyncio.timeout(10):
        while children() == before:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert children() == before


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit('no font at all')", "no font at all"),
        ("pass", "could not be drawn: 0"),
        ("import sys; sys.stdout.write('x'); sys.exit(3)", "could not be drawn: 3"),
    ],
)
async def test_what_fails_is_said(code: str, words: str) -> None:
    with pytest.raises(NotDrawn, match=words):
        await Studio(running(code)).draw(CHART)


async def test_a_program_that_is_missing_is_said() -> None:
    with pytest.raises(NotDrawn, match="No such file"):
        await Studio(("/nowhere/python",)).draw(CHART)


async def test_pictures_are_drawn_one_at_a_time(tmp_path: Path) -> None:
    place = tmp_path / "busy"
    code = (
        f"import os, time; os.mkdir({str(place)!r}); time.sleep(0.1);"
        f"os.rmdir({str(place)!r}); print('png')"
    )
    studio = Studio(running(code))
    drawn = await asyncio.gather(*(studio.draw(CHART) for _ in range(3)))
    assert drawn == [b"png\n"] * 3


async def test_waiting_for_ones_turn_is_bounded_too() -> None:
    studio = Studio(running(SLOW), 0.5)
    async with asyncio.timeout(5):
        both = await asyncio.gather(studio.draw(CHART), studio.draw(CHART), return_exceptions=True)
    assert [type(each) for each in both] == [NotDrawn, NotDrawn]
