"""Fonts that can show a text. What no font can show is never drawn as empty boxes.

matplotlib brings DejaVu Sans, which has Latin, Cyrillic and Arabic letters. Chinese needs a font
of the machine.
"""

from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

from matplotlib.font_manager import findSystemFonts, fontManager
from matplotlib.ft2font import FT2Font

OWN = "DejaVu Sans"
# Plain fonts for Simplified Chinese, the best first, by how their files are named.
CHINESE = ("NotoSansCJK", "NotoSansSC", "SourceHanSans", "wqy", "DroidSansFallback")
# Signs that steer others, such as the joiners of Persian, need no shape of their own.
SHAPELESS = ("Cc", "Cf", "Zs")


def fonts_for(texts: Iterable[str]) -> list[str] | None:
    """The names of fonts that together can show every character, `None` if there are none."""
    needed = {ord(char) for text in texts for char in text if category(char) not in SHAPELESS}
    missing = needed - _characters(fontManager.findfont(OWN))
    if not missing:
        return [OWN]
    for path in sorted(findSystemFonts(), key=_rank):
        if missing <= _characters(path):
            fontManager.addfont(path)
            return [OWN, FT2Font(path).family_name]
    return None


def _characters(path: str) -> set[int]:
    """What a font has shapes for; nothing, if it cannot be read."""
    try:
        return set(FT2Font(path).get_charmap())
    except (OSError, RuntimeError):
        return set()


def _rank(path: str) -> tuple[int, str]:
    name = Path(path).name
    known = [number for number, word in enumerate(CHINESE) if name.startswith(word)]
    return (known[0] if known else len(CHINESE), name)
