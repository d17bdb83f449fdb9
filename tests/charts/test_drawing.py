"""Pictures as they come out; what they look like was looked at with the eye."""

import random
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

from bot.charts import drawing, fonts
from bot.charts.chart import Chart, Labels
from bot.charts.drawing import draw, number
from tests.charts.making import CHINESE, ENGLISH, PERSIAN, RUSSIAN, SPANISH, a_chart

GREEN = (26, 127, 75)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def greens(image: Image.Image) -> int:
    """How much of a picture is bars."""
    return sum(count for count, colour in image.getcolors(2**24) or () if colour == GREEN)


def thirty(top: int) -> tuple[int, ...]:
    chance = random.Random(top)  # noqa: S311 - the same picture each time
    return tuple(chance.randrange(top) for _ in range(30))


@pytest.mark.parametrize("words", [ENGLISH, SPANISH, RUSSIAN, PERSIAN, CHINESE])
def test_a_month_is_drawn_in_every_language(words: dict[str, str]) -> None:
    """A sign without a shape would be a warning, and here warnings are errors."""
    image = opened(draw(a_chart(thirty(5000), words=words)))
    assert image.size == (1080, 720)
    assert greens(image) > 20_000


@pytest.mark.parametrize(
    ("bars", "size"),
    [
        ((), (1080, 720)),
        (((0,) * 30,), (1080, 720)),
        (((12,),), (1080, 720)),
        (((9_223_372_036_854, *(0,) * 29),), (1080, 720)),
        ((thirty(5000), thirty(70)), (1080, 1200)),
        ((thirty(9),) * 5, (1080, 2160)),
    ],
    ids=["no token", "nothing", "one day", "the largest", "two tokens", "too many tokens"],
)
def test_whatever_there_is_fits_in_a_picture(
    bars: tuple[tuple[int, ...], ...], size: tuple[int, int]
) -> None:
    image = opened(draw(a_chart(*bars)))
    assert image.size == size
    assert (greens(image) > 0) == any(map(any, bars))


def test_nothing_is_said_in_words() -> None:
    empty = opened(draw(a_chart((0,) * 30)))
    silent = opened(draw(a_chart((0,) * 30, words=ENGLISH | {"nothing": ""})))
    assert empty.tobytes() != silent.tobytes()


def test_without_a_font_the_picture_is_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "findSystemFonts", list)
    bars = thirty(100)
    assert draw(a_chart(bars, words=CHINESE)) == draw(a_chart(bars, words=ENGLISH))


def test_a_sign_of_money_is_no_formula() -> None:
    words = ENGLISH | {"title": "$x^2$ _1_ $\\frac$"}
    assert opened(draw(a_chart((1, 2), words=words))).size == (1080, 720)


@pytest.mark.parametrize(
    ("height", "text"),
    [(0.0, "0"), (1250.5, "1,250.5"), (0.1 + 0.2, "0.3"), (0.000001, "0.000001"), (1e13, None)],
)
def test_numbers_have_the_signs_of_the_language(height: float, text: str | None) -> None:
    labels = Labels(ENGLISH, (), ())
    assert number(height, labels) == (text or "10,000,000,000,000")


def test_numbers_have_the_digits_of_the_language() -> None:
    assert number(1250.5, Labels(PERSIAN, (), ())) == "۱٬۲۵۰٫۵"  # noqa: RUF001 - Persian digits


@pytest.mark.parametrize("slots", [1, 2, 7, 24, 25, 30, 31])
@pytest.mark.parametrize("mark", ["{}", "2026-01-{}"])
def test_marks_do_not_touch_and_the_newest_stays(
    slots: int, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures: list[Figure] = []

    def kept(*shape: Any, **more: Any) -> Figure:  # noqa: ANN401 - what a figure is made of
        figures.append(Figure(*shape, **more))
        return figures[-1]

    monkeypatch.setattr(drawing, "Figure", kept)
    marks = tuple(mark.format(day + 1) for day in range(slots))
    labels = Labels(ENGLISH, ("USDT",), marks)
    draw(Chart(((10**9,) * slots,), labels, labels))
    [figure] = figures
    shown = [each for each in figure.axes[0].get_xticklabels() if each.get_visible()]
    boxes = [each.get_window_extent() for each in shown]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    assert shown[-1].get_text() == marks[-1]
    assert boxes[-1].x1 <= figure.bbox.x1
