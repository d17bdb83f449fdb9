import base64
import io
from datetime import UTC, datetime

import zxingcpp
from PIL import Image

from bot.sandbox.blockatm import GatewayOrder
from bot.sandbox.blockatm.pictures import picture_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def scanned(order: GatewayOrder) -> str:
    head, _, body = picture_of(order).partition(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as image:
        assert image.format == "PNG"
        return str(zxingcpp.read_barcodes(image)[0].text)


def test_the_picture_holds_the_bare_address() -> None:
    assert scanned(GatewayOrder("1", "USDT", "5", NOW, address="0x12")) == "0x12"


def test_without_an_address_it_holds_the_link() -> None:
    assert scanned(GatewayOrder("1", "USDT", "5", NOW, cashier_url="http://host/1")) == (
        "http://host/1"
    )
