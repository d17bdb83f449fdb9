import io

import zxingcpp
from PIL import Image

from bot.chat.closed import draw_closed


def test_there_is_nothing_to_scan() -> None:
    assert not zxingcpp.read_barcodes(Image.open(io.BytesIO(draw_closed())))


def test_it_is_as_large_as_a_code_and_a_small_file() -> None:
    picture = Image.open(io.BytesIO(draw_closed()))
    assert picture.size == (592, 592)
    assert len(draw_closed()) < 10_000
