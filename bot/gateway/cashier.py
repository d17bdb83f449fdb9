"""Reading what the gateway answers when an order is opened."""

import base64
import binascii
import io
import logging
from urllib.parse import urlsplit

from PIL import Image

from bot.errors import GatewayMisunderstood
from bot.gateway.addresses import is_well_formed
from bot.payments.money import Network
from bot.payments.ports import Opened

log = logging.getLogger(__name__)

LONGEST_URL = 2000
PNG = "data:image/png;base64,"
LARGEST_PICTURE = 256 * 1024  # bytes
SIDES = range(100, 2001)  # pixels; Telegram itself takes up to 10,000 for both sides together


def read_opened(answer: object, network: Network) -> Opened:
    """The answer of guide and v1: link and address; the link's tail is the gateway's name.

    Raises:
        GatewayMisunderstood: there is no link that can be followed.
    """
    if not isinstance(answer, dict):
        raise GatewayMisunderstood(f"an opened order came as {type(answer).__name__}")
    url = answer.get("cashierUrl")
    gateway_id = _tail(url)
    if not isinstance(url, str) or not gateway_id:
        raise GatewayMisunderstood(f"an order was opened without a cashier link: {quoted(url)}")
    return Opened(url, _read_address(answer.get("toAddress"), network), gateway_id)


def _read_address(address: object, network: Network) -> str | None:
    if isinstance(address, str) and is_well_formed(address, network):
        return address
    log.warning("the gateway gave no well-formed address on %s: %.80r", network.key, address)
    return None


def quoted(value: object) -> str:
    """What the gateway said, short enough for an error."""
    return f"{value!r:.80}"


def is_link(url: object) -> bool:
    """Whether people can be sent to it."""
    if not isinstance(url, str) or len(url) > LONGEST_URL:
        return False
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # such as a port beyond all ports
        return False


def _tail(url: object) -> str | None:
    """The last segment of the cashier link's path: the gateway's name of the order."""
    if not is_link(url):
        return None
    return urlsplit(str(url)).path.rstrip("/").rpartition("/")[2] or None


def read_picture(data_url: object) -> bytes | None:
    """The PNG in a data URL, `None` unless it is one of a size that can be scanned."""
    try:
        picture = _decode(data_url)
    except ValueError as error:
        log.warning("the gateway gave no picture that can be shown: %s", error)
        return None
    return picture


def _decode(data_url: object) -> bytes:
    if not isinstance(data_url, str) or not data_url.startswith(PNG):
        raise ValueError(f"it begins with {str(data_url)[: len(PNG)]!r}")
    if len(data_url) > LARGEST_PICTURE * 4 // 3 + 64:
        raise ValueError(f"it is larger than {LARGEST_PICTURE} bytes")
    try:
        picture = base64.b64decode(data_url[len(PNG) :], validate=True)
    except binascii.Error:
        raise ValueError("it is not base64") from None
    _check(picture)
    return picture


def _check(picture: bytes) -> None:
    """Read the size before anything is unpacked, and then all of it, since it is shown as it is.

    Raises:
        ValueError: it is no PNG of a sane size, or a broken one.
    """
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            _check_size(*image.size)
            image.load()
    except ValueError:
        raise
    except Exception as error:  # noqa: BLE001 - Pillow names no end of what broken pictures raise
        raise ValueError(f"it is no PNG ({error})") from None


def _check_size(width: int, height: int) -> None:
    if width not in SIDES or height not in SIDES:
        raise ValueError(f"it is {width} by {height} pixels")
