"""Pictures for cards that have nothing to scan any more: one sign, plain on a small screen."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from bot.chat.qr import SIDE
from bot.payments.order import ENDED, State

GREEN, AMBER, RED, WHITE = "#1a7f4b", "#b7791f", "#a61b29", "white"
LINE = 60  # pixels, as wide as a finger shows on a phone
BOUNDS = (90, 90, SIDE - 90, SIDE - 90)

Strokes = tuple[tuple[tuple[int, int], ...], ...]
TICK: Strokes = (((200, 310), (270, 380), (405, 230)),)
CROSS: Strokes = (((215, 215), (385, 385)), ((385, 215), (215, 385)))
BANG: Strokes = (((300, 190), (300, 330)), ((300, 405), (300, 406)))
DOTS: Strokes = (((190, 300), (191, 300)), ((300, 300), (301, 300)), ((410, 300), (411, 300)))

SIGNS: Mapping[State, tuple[str, Strokes]] = {
    State.CONFIRMING: (AMBER, DOTS),
    State.SHORT: (AMBER, BANG),
    State.PAID: (GREEN, TICK),
    **dict.fromkeys(sorted(ENDED), (RED, CROSS)),
}


@lru_cache(maxsize=8)
def draw_sign(state: State) -> bytes:
    """A PNG with the sign of a state in which nobody is to scan anything."""
    colour, strokes = SIGNS[state]
    picture = Image.new("RGB", (SIDE, SIDE), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.ellipse(BOUNDS, fill=colour)
    for points in strokes:
        draw.line(points, fill=WHITE, width=LINE, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.circle((x, y), LINE // 2, fill=WHITE)
    file = BytesIO()
    picture.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()
