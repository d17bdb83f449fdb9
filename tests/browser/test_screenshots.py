from pathlib import Path

from PIL import Image

from tests.browser.screenshots import FOLDER, make_pictures
from tests.test_house import ROOT

BIGGEST = 100 * 1024  # bytes


def size(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


async def test_the_readmes_pictures_are_made_from_the_page_and_are_small(
    chromium: str, tmp_path: Path
) -> None:
    made = await make_pictures(chromium, tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for fresh in made:
        kept = FOLDER / fresh.name
        assert size(fresh) == size(kept)
        assert kept.stat().st_size < BIGGEST
        assert kept.relative_to(ROOT).as_posix() in readme
