"""Pictures as the gateway gives them."""

import base64
import io

from PIL import Image

PNG = "data:image/png;base64,"


def a_picture(width: int = 200, height: int = 200, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height), 1).save(file, kind)
    return file.getvalue()


def as_url(picture: bytes) -> str:
    return PNG + base64.b64encode(picture).decode()
