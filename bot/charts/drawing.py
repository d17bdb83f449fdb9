"""Draws a chart of bars: large type on a light ground, readable on a phone."""

from io import BytesIO
from itertools import pairwise

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.charts.chart import AXIS, DECIMAL, DIGITS, NOTHING, THOUSANDS, TITLE, Chart, Labels
from bot.charts.fonts import OWN, fonts_for

DPI = 100
WIDTH = 10.8  # inches; the picture is 1080 dots wide
FRAME, PANEL = 2.4, 4.8  # inches of height, for what is around the panels and for each
MOST_PANELS = 4
LARGE, MIDDLE, SMALL = 30, 24, 21  # points
GREEN, INK, GREY, PALE = "#1a7f4b", "#1c2733", "#5b6773", "#dfe5ea"
MILLION = 1_000_000
FEWEST = 7  # slots for which there is room at least
# A gap between two marks, in dots.
ROOM = 14


def draw(chart: Chart) -> bytes:
    """The PNG of a chart; in English, if this machine has no font for its language.

    Raises:
        UserWarning: a font has no shape for a sign after all.
    """
    fonts = fonts_for(chart.labels.texts)
    labels = chart.labels if fonts else chart.in_english
    with mpl.rc_context(
        {
            "font.family": fonts or [OWN],
            "text.parse_math": False,
            "text.color": INK,
            "axes.labelcolor": GREY,
            "xtick.color": GREY,
            "ytick.color": GREY,
        }
    ):
        return _png(chart.bars[:MOST_PANELS], labels)


def _png(panels: tuple[tuple[int, ...], ...], labels: Labels) -> bytes:
    rows = max(len(panels), 1)
    size = (WIDTH, FRAME + PANEL * rows)
    around = ConstrainedLayoutEngine(w_pad=0.25, h_pad=0.2)
    figure = Figure(size, DPI, facecolor="white", layout=around)
    figure.suptitle(labels.words[TITLE], fontsize=LARGE, fontweight="bold")
    all_axes = figure.subplots(rows, 1, squeeze=False)[:, 0]
    for axes, bars, title in zip(all_axes, panels, labels.panels, strict=False):
        _draw_panel(axes, bars, title, labels)
    if not panels:
        _say_nothing(all_axes[0], labels)
    all_axes[-1].set_xlabel(labels.words[AXIS], fontsize=SMALL, labelpad=12)
    figure.draw_without_rendering()
    for axes in all_axes:
        _thin_out(axes.get_xticklabels())
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _draw_panel(axes: Axes, bars: tuple[int, ...], title: str, labels: Labels) -> None:
    heights = [millionths / MILLION for millionths in bars]
    axes.set_title(title, fontsize=MIDDLE, pad=16)
    axes.bar(range(len(bars)), heights, width=0.8, color=GREEN, zorder=2)
    # A bar that stands alone is no wall.
    beside = max(0, FEWEST - len(bars)) / 2
    axes.set_xlim(-0.6 - beside, len(bars) - 0.4 + beside)
    axes.set_xticks(range(len(bars)), labels.marks[: len(bars)])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=SMALL, length=0, pad=8)
    if not any(bars):
        _say_nothing(axes, labels)
        return
    axes.set_ylim(0, max(heights) * 1.05)
    axes.grid(axis="y", color=PALE, zorder=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda height, _: number(height, labels)))


def _say_nothing(axes: Axes, labels: Labels) -> None:
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    if not axes.patches:
        axes.set_xticks([])
    axes.text(
        0.5,
        0.5,
        labels.words[NOTHING],
        fontsize=MIDDLE,
        color=GREY,
        ha="center",
        va="center",
        transform=axes.transAxes,
    )


def number(height: float, labels: Labels) -> str:
    """A mark beside the bars, such as `1,250.5`, with the signs of the language."""
    text = f"{height:,.6f}".rstrip("0").rstrip(".")
    words = labels.words
    signs = dict(zip("0123456789", words[DIGITS], strict=True))
    signs |= {",": words[THOUSANDS], ".": words[DECIMAL]}
    return "".join(signs[char] for char in text)


def _thin_out(marks: list[Text]) -> None:
    """Leave out marks below the bars until no two of them touch; the newest one stays."""
    boxes = [mark.get_window_extent() for mark in marks]
    step = 1
    while any(b.x0 - a.x1 < ROOM for a, b in pairwise(boxes[::-1][::step][::-1])):
        step += 1
    for number_from_end, mark in enumerate(reversed(marks)):
        mark.set_visible(number_from_end % step == 0)
