"""What is to be drawn: plain data, which travels from the till to the process that draws."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

# The words of a picture, each of which must be given.
TITLE = "title"
AXIS = "axis"  # what the marks below the bars are
NOTHING = "nothing"  # in place of bars, if there are none
THOUSANDS, DECIMAL = "thousands", "decimal"  # the signs in numbers
DIGITS = "digits"  # the ten of them, from nought to nine
WORDS = (TITLE, AXIS, NOTHING, THOUSANDS, DECIMAL, DIGITS)


@dataclass(frozen=True, slots=True)
class Labels:
    """All that can be read in a picture but its numbers, in one language.

    Attributes:
        words: the words by the names above.
        panels: the title of each panel.
        marks: what stands below each slot; some are left out where there is no room.
    """

    words: Mapping[str, str]
    panels: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Everything that needs a font."""
        yield from self.words.values()
        yield from self.panels
        yield from self.marks


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: a panel of bars for each token, all above the same slots.

    Attributes:
        bars: for each panel the height of each bar, in millionths.
        labels: what is to be read.
        in_english: the same, for a machine that has no font for the other.
    """

    bars: tuple[tuple[int, ...], ...]
    labels: Labels
    in_english: Labels


def to_json(chart: Chart) -> bytes:
    """A chart on its way to the process that draws."""
    return json.dumps(asdict(chart)).encode()


def from_json(text: bytes) -> Chart:
    """The chart that has arrived there."""
    read = json.loads(text)
    bars = tuple(tuple(panel) for panel in read["bars"])
    return Chart(bars, _labels(read["labels"]), _labels(read["in_english"]))


def _labels(read: Mapping[str, Any]) -> Labels:
    return Labels(read["words"], tuple(read["panels"]), tuple(read["marks"]))
