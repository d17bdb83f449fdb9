import base64
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import GatewayMisunderstood
from bot.gateway.cashier import LARGEST_PICTURE, is_link, quoted, read_opened, read_picture
from bot.payments.money import NETWORKS
from bot.sandbox.blockatm.addresses import evm_address, tron_address
from tests.gateway.pictures import PNG, a_picture, as_url

ON_TRON = tron_address(b"\x01" * 20)
ON_ETHEREUM = evm_address(b"\x01" * 20)
TRON = NETWORKS["tron"]


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


def claiming(width: int, height: int) -> bytes:
    """A small picture whose head says that it is large."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    good = a_picture()
    return good[:8] + chunk(b"IHDR", size + good[24:29]) + good[33:]


@pytest.mark.parametrize("network", ["tron", "ethereum"])
@pytest.mark.parametrize(
    "address",
    [None, "", "0x1234…5678", 12345, ["T"], {"a": 1}, ON_TRON[:-1], ON_ETHEREUM[:-1], "other"],
)
def test_an_address_that_is_not_of_the_network_is_left_out_and_logged(
    address: object, network: str, caplog: pytest.LogCaptureFixture
) -> None:
    if address == "other":
        address = ON_ETHEREUM if network == "tron" else ON_TRON
    answer = {"cashierUrl": "https://pay.example/cashier/g1", "toAddress": address}
    assert read_opened(answer, NETWORKS[network]).address is None
    assert "no well-formed address" in caplog.text


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://blockatm.net/cashier/order123", "order123"),
        ("https://blockatm.net/cashier/order123/", "order123"),
        ("https://blockatm.net/order123?lang=en#top", "order123"),
        ("http://127.0.0.1:8080/cashier/order123", "order123"),
    ],
)
def test_the_tail_of_the_cashier_link_is_the_gateways_name_of_the_order(
    url: str, name: str
) -> None:
    order = read_opened({"cashierUrl": url, "toAddress": ON_TRON}, TRON)
    assert (order.cashier_url, order.gateway_id, order.address) == (url, name, ON_TRON)
    assert (order.deadline, order.picture) == (None, None)


NO_LINKS: list[object] = [
    *(None, "", 5, ["https://pay.example/cashier/g1"], {}, "order123", "/cashier/order123"),
    *("//pay.example/cashier/g1", "https:///cashier/g1", "https:cashier/g1", "https://:80/a"),
    *("ftp://pay.example/cashier/g1", "javascript:alert(1)//a/b", "javascript://pay.example/%0aa"),
    *(
        "data:text/html,<b>a/b",
        "file:///etc/passwd",
        "tg://resolve?domain=a",
        " https://a.example/b",
    ),
    *("https://[pay.example/cashier/g1", "https://pay.example:99999/g1", "https://a:b/g1"),
    *("https://pay.example/cashier/g1\n", "https://pay.example/\x00g1", "https://a.example/\x7f"),
    *(
        "https://pay.example/cashier/\ud83d",
        "https://pay.example/\u202eg1",
        "https://a b.example/c",
    ),
    "https://pay.example/cashier/" + "g" * 2000,
]


@pytest.mark.parametrize("url", NO_LINKS)
def test_nobody_is_sent_where_no_link_leads(url: object) -> None:
    assert not is_link(url)
    with pytest.raises(GatewayMisunderstood) as caught:
        read_opened({"cashierUrl": url, "toAddress": ON_TRON}, TRON)
    assert len(str(caught.value)) < 150
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "url", ["https://pay.example", "https://pay.example/", "HTTPS://A.example"]
)
def test_a_link_without_a_path_leads_somewhere_and_names_no_order(url: str) -> None:
    assert is_link(url)
    with pytest.raises(GatewayMisunderstood):
        read_opened({"cashierUrl": url, "toAddress": ON_TRON}, TRON)


@pytest.mark.parametrize("answer", [None, [], "ok", 1, {}, {"toAddress": ON_TRON}])
def test_an_answer_that_opens_nothing_is_misunderstood(answer: object) -> None:
    with pytest.raises(GatewayMisunderstood):
        read_opened(answer, TRON)


def test_what_is_quoted_in_an_error_is_short() -> None:
    assert quoted("a\nb") == r"'a\nb'"
    assert len(quoted("x" * 10**6)) == 80


@pytest.mark.parametrize(("width", "height"), [(100, 100), (200, 200), (2000, 2000), (100, 2000)])
def test_a_png_of_a_sane_size_is_taken_as_it_is(width: int, height: int) -> None:
    picture = a_picture(width, height)
    assert read_picture(as_url(picture)) == picture


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (99, 100), (100, 99), (2001, 100), (5000, 5000)]
)
def test_a_picture_that_nobody_could_scan_is_left_out(
    width: int, height: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_picture(as_url(a_picture(width, height))) is None
    assert f"it is {width} by {height} pixels" in caplog.text


@pytest.mark.parametrize("side", [0, 5000, 10_000, 30_000, 2**31 - 1, 2**32 - 1])
def test_a_small_file_that_would_unpack_to_a_huge_picture_is_left_out(side: int) -> None:
    assert read_picture(as_url(claiming(side, side))) is None


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP", b"iTXt"])
def test_a_small_file_that_hides_a_huge_text_is_left_out_or_not_unpacked(kind: bytes) -> None:
    head = b"a\0\0" if kind != b"iTXt" else b"a\0\1\0\0\0"
    bomb = chunk(kind, head + zlib.compress(bytes(50 * 2**20), 9))
    good = a_picture()
    picture = good[:33] + bomb + good[33:]
    assert len(picture) < LARGEST_PICTURE
    assert read_picture(as_url(picture)) in {None, picture}


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_another_kind_of_picture_that_calls_itself_png_is_left_out(kind: str) -> None:
    assert read_picture(as_url(a_picture(kind=kind))) is None


@pytest.mark.parametrize(
    "data_url",
    [
        *(None, 5, [], {}, "", PNG, f"{PNG}====", f"{PNG}not base64!", f"{PNG}ü"),
        *("https://pay.example/qr.png", "data:image/jpeg;base64,AAAA", "javascript:alert(1)"),
        base64.b64encode(a_picture()).decode(),
        as_url(a_picture()).replace("AA", "A\nA", 1),
        as_url(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        as_url(a_picture() + bytes(LARGEST_PICTURE)),
        PNG + "A" * 10**7,
    ],
)
def test_what_is_no_picture_is_left_out_and_logged_in_short(
    data_url: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_picture(data_url) is None
    assert "the gateway gave no picture that can be shown" in caplog.text
    assert len(caplog.text) < 400


def test_a_picture_that_breaks_off_is_left_out() -> None:
    picture = a_picture()
    for length in range(picture.index(b"IDAT") + 8):
        assert read_picture(as_url(picture[:length])) is None
    for length in range(len(picture)):
        assert read_picture(as_url(picture[:length])) in {None, picture[:length]}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(8, len(a_picture()) - 1), st.integers(0, 255)), max_size=4))
def test_a_broken_picture_breaks_nothing(changes: list[tuple[int, int]]) -> None:
    picture = bytearray(a_picture())
    for at, byte in changes:
        picture[at] = byte
    assert read_picture(as_url(bytes(picture))) in {None, bytes(picture)}


@pytest.mark.parametrize(
    "extra", [chunk(b"acTL", bytes(8)), chunk(b"fcTL", bytes(26)), chunk(b"PLTE", b""),
              chunk(b"tRNS", b""), chunk(b"gAMA", b""), chunk(b"iCCP", b""), chunk(b"IHDR", b"")]
)  # fmt: skip
def test_an_odd_part_of_a_picture_breaks_nothing(extra: bytes) -> None:
    good = a_picture()
    picture = good[:33] + extra + good[33:]
    assert read_picture(as_url(picture)) in {None, picture}
