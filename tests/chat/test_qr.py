import io

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.exceptions import DataOverflowError

from bot.chat.qr import QUIET_ZONE, draw_qr
from tests.chat.making import EVM_ADDRESS, TRON_ADDRESS, URL

PHONE = 320
CONTENTS = (
    TRON_ADDRESS,
    EVM_ADDRESS,
    EVM_ADDRESS.lower(),
    "0x" + EVM_ADDRESS[2:].upper(),
    "0x" + "0" * 40,
    "T" + "z" * 33,
    URL,
    "https://blockatm.net/cashier/" + "0123456789abcdef-" * 20 + "?lang=en&from=till",
)


def picture(text: str) -> Image.Image:
    return Image.open(io.BytesIO(draw_qr(text)))


def on_a_phone(shown: Image.Image) -> Image.Image:
    """As Telegram sends it on: smaller, and as a middling JPEG."""
    file = io.BytesIO()
    small = shown.convert("L").resize((PHONE, PHONE), Image.Resampling.BILINEAR)
    small.save(file, "JPEG", quality=75)
    return Image.open(file).convert("L")


def zxing(shown: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(shown.convert("L"))]


def opencv(shown: Image.Image) -> str:
    text, *_ = cv2.QRCodeDetector().detectAndDecode(np.array(shown.convert("L")))
    return str(text)


@pytest.mark.parametrize("text", CONTENTS)
def test_two_readers_read_exactly_what_was_put_in(text: str) -> None:
    assert zxing(picture(text)) == [text]
    assert opencv(picture(text)) == text


@pytest.mark.parametrize("text", CONTENTS)
def test_a_phone_reads_it_after_telegram_has_made_it_smaller(text: str) -> None:
    assert zxing(on_a_phone(picture(text))) == [text]
    assert opencv(on_a_phone(picture(text))) == text


@settings(max_examples=40, deadline=None)
@given(st.text("0123456789abcdefABCDEF", min_size=40, max_size=40))
def test_any_address_is_read_back(digits: str) -> None:
    address = f"0x{digits}"
    assert zxing(on_a_phone(picture(address))) == [address]


def test_the_longest_link_that_the_gateway_may_give_is_read_back() -> None:
    link = "https://blockatm.net/cashier/" + "x" * (2000 - 29)
    assert zxing(picture(link)) == [link]


def test_what_fits_in_no_code_is_an_error_and_no_wrong_picture() -> None:
    with pytest.raises((DataOverflowError, ValueError)):
        draw_qr("x" * 3000)


@pytest.mark.parametrize("text", CONTENTS)
def test_it_is_black_and_white_with_a_quiet_zone_of_four_modules(text: str) -> None:
    pixels = np.array(picture(text).convert("L"))
    assert set(np.unique(pixels)) == {0, 255}
    module = _module(pixels)
    dark = np.argwhere(pixels == 0)
    low, high = dark.min(axis=0), dark.max(axis=0)
    quiet = QUIET_ZONE * module
    assert (low == quiet).all()
    assert (high == len(pixels) - quiet - 1).all()
    assert QUIET_ZONE == 4


@pytest.mark.parametrize("text", CONTENTS)
def test_it_is_square_sharp_and_small_enough_for_telegram(text: str) -> None:
    shown = picture(text)
    assert shown.width == shown.height
    assert 400 <= shown.width <= 1280
    assert len(draw_qr(text)) < 100_000


def _module(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    """The width of a module: a finder pattern begins with seven dark ones."""
    row = pixels[np.argwhere(pixels == 0).min(axis=0)[0]]
    first = int(np.argmax(row == 0))
    run = int(np.argmax(row[first:] == 255))
    assert run % 7 == 0
    return run // 7
