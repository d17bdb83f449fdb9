import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.access import LONGEST_PATH, QUIET, printable
from bot.web.server import WebServer
from tests.web.visitor import ask, get, hello, post, serving


@pytest.fixture(autouse=True)
def _all(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG, "bot.web"):
        yield


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "bot.web.access"]


async def test_a_line_tells_method_path_status_time_and_size(
    server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(server.port, get("/hello"))

    (line,) = lines(caplog)
    assert line.startswith("GET /hello: 200 in ")
    assert line.split(" in ")[1].split()[1:] == ["ms,", line.split()[-2], "bytes"]
    assert int(line.split()[-2]) > len("hello")


async def test_no_query_header_or_body_is_in_it(
    server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(server.port, post("/echo?a=secret1", b"secret2", Authorization="secret3"))

    assert [line.split(" in ")[0] for line in lines(caplog)] == ["POST /echo: 200"]
    assert "secret" not in caplog.text


async def test_a_password_before_the_host_is_not_in_it(
    server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(server.port, get("http://user:secret@till/hello?a=b"))

    assert [line.split(" in ")[0] for line in lines(caplog)] == ["GET /hello: 200"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/a%0d%0aGET%20/b", "/a%0d%0aGET%20/b"),
        ("/a%1b[31mred", "/a%1b[31mred"),
        ("/a\\nb", r"/a\\nb"),
    ],
)
async def test_no_path_can_forge_a_line_or_colour_a_terminal(
    server: WebServer, caplog: pytest.LogCaptureFixture, path: str, shown: str
) -> None:
    await ask(server.port, get(path))

    assert [line.split(": ")[0] for line in lines(caplog)] == [f"GET {shown}"]


@pytest.mark.parametrize("control", ["\r", "\n", "\x1b[31m", "\x00", "\x7f", "\u202e", "\udcff"])
async def test_a_control_character_in_a_path_does_not_reach_the_log(
    server: WebServer, caplog: pytest.LogCaptureFixture, control: str
) -> None:
    await ask(server.port, get(f"/a{control}b"))

    assert len(lines(caplog)) == 1
    assert lines(caplog)[0].isascii()
    assert lines(caplog)[0].isprintable()


async def test_a_long_path_is_cut(server: WebServer, caplog: pytest.LogCaptureFixture) -> None:
    await ask(server.port, get("/" + "a" * 8000))

    path = lines(caplog)[0].split(": ")[0].removeprefix("GET ")
    assert len(path) == LONGEST_PATH
    assert path.endswith("aaa...")


async def test_what_is_no_http_has_its_line_too(
    server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(server.port, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")

    assert [line.split(" in ")[0] for line in lines(caplog)] == ["UNKNOWN /: 400"]


async def test_what_machines_ask_all_the_time_is_for_debugging_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    paths = sorted(QUIET)
    async with serving({("GET", path): hello for path in [*paths, "/hello"]}) as server:
        for path in [*paths, "/hello"]:
            await ask(server.port, get(path))

    levels = [each.levelno for each in caplog.records if each.name == "bot.web.access"]
    assert levels == [logging.DEBUG] * len(paths) + [logging.INFO]


@given(st.text(), st.integers(4, 300))
def test_any_text_becomes_one_line_of_plain_characters(text: str, longest: int) -> None:
    shown = printable(text, longest)

    assert shown.isascii()
    assert shown.isprintable()
    assert len(shown) <= longest
