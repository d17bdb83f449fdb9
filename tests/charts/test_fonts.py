from pathlib import Path

import pytest
from matplotlib import get_data_path
from matplotlib.font_manager import findSystemFonts

from bot.charts import fonts
from bot.charts.fonts import CHINESE, OWN, fonts_for
from tests.charts.making import CHINESE as IN_CHINESE
from tests.charts.making import ENGLISH, PERSIAN, RUSSIAN, SPANISH

BROUGHT = Path(get_data_path()) / "fonts" / "ttf"
CUNEIFORM = chr(0x12000)  # few have a font for it


@pytest.mark.parametrize("words", [ENGLISH, SPANISH, RUSSIAN, PERSIAN])
def test_matplotlibs_own_font_is_enough_for_most(
    words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "findSystemFonts", list)
    assert fonts_for(words.values()) == [OWN]


def test_without_a_chinese_font_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: [str(BROUGHT / "DejaVuSans.ttf")])
    assert fonts_for(IN_CHINESE.values()) is None


def test_a_font_of_the_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a font of mathematics stands for the Chinese one, which not every machine has."""
    paths = [str(BROUGHT / name) for name in ("cmr10.ttf", "STIXGeneral.ttf")]
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: paths)
    rare = chr(next(iter(_only_in("STIXGeneral.ttf"))))
    assert fonts_for(["a", rare]) == [OWN, "STIXGeneral"]


def _only_in(name: str) -> set[int]:
    known = fonts._characters(str(BROUGHT / name))
    return known - fonts._characters(str(BROUGHT / "DejaVuSans.ttf"))


def test_what_is_no_font_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    paths = [str(tmp_path / "broken.ttf"), str(tmp_path / "gone.ttf")]
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: paths)
    assert fonts_for([CUNEIFORM]) is None


def test_plain_chinese_fonts_come_first() -> None:
    paths = ["/a/Aaa.ttf", "/z/wqy-microhei.ttc", "/z/NotoSansCJK-Regular.ttc", "/z/Zzz.ttf"]
    ranked = sorted(paths, key=fonts._rank)
    assert [Path(path).name[:4] for path in ranked] == ["Noto", "wqy-", "Aaa.", "Zzz."]
    assert CHINESE[0] == "NotoSansCJK"


def test_the_font_that_draws_a_box_for_everything_is_never_taken() -> None:
    """matplotlib brings one, and it is not among the fonts of the machine."""
    assert not [path for path in findSystemFonts() if "LastResort" in path]
