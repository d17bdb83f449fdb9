"""QR pictures: sharp on a phone, quick to make."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

# Telegram shows photos at up to 1280 pixels and shrinks what is larger; about 600 stays sharp.
SIDE = 600
QUIET_ZONE = 4  # modules of white on each side, as ISO/IEC 18004 wants
# Looking for the best mask costs three times as much and decodes no better.
MASK = 2


@lru_cache(maxsize=64)
def draw_qr(text: str) -> bytes:
    """A black and white PNG that holds `text` and nothing else."""
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK, box_size=1
    )
    code.add_data(text)
    code.make(fit=True)
    return _draw(code.get_matrix())


def _draw(matrix: Sequence[Sequence[bool | None]]) -> bytes:
    """Each dark or light module as a square of whole pixels."""
    side = len(matrix)
    small = Image.new("1", (side, side), 1)
    small.putdata([0 if dark else 1 for row in matrix for dark in row])
    scale = max(SIDE // side, 4)
    picture = small.resize((side * scale, side * scale), Image.Resampling.NEAREST)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
