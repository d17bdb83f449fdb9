"""The picture on the card of an order that must not be paid any more."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

SIDE = 592
MARGIN = 160
STROKE = 36
PAPER = "#eeeeee"
INK = "#9a9a9a"


@lru_cache(maxsize=1)
def draw_closed() -> bytes:
    """A grey cross, as PNG: there is nothing to scan."""
    picture = Image.new("RGB", (SIDE, SIDE), PAPER)
    pen = ImageDraw.Draw(picture)
    near, far = MARGIN, SIDE - MARGIN
    pen.line((near, near, far, far), INK, STROKE)
    pen.line((near, far, far, near), INK, STROKE)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
