import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.line import Line, bad, ok, origin, size, warn
from bot.logs import Redactor

SECRET = "hunter2-hunter2"
REDACT = Redactor([SECRET])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (ok("clock", "fine"), "ok    clock: fine"),
        (warn("groups", "none", "look"), "warn  groups: none. To do: look"),
        (bad("keys", "refused"), "bad   keys: refused"),
    ],
)
def test_a_line_says_how_good_it_is_and_what_to_do(line: Line, shown: str) -> None:
    assert line.shown(REDACT) == shown


def test_no_secret_is_shown() -> None:
    line = bad("Telegram", f"no answer to {SECRET}", f"forget {SECRET}")
    assert SECRET not in line.shown(REDACT)
    assert line.shown(REDACT).count("•••") == 2


def test_what_is_public_is_shown_though_it_ends_like_a_secret() -> None:
    assert ok("key pair", "it is ", public=f"abc{SECRET}").shown(REDACT).endswith(f"abc{SECRET}")


@given(st.text(), st.text())
def test_a_line_is_one_line_whatever_somebody_says(text: str, todo: str) -> None:
    shown = bad("x", text, todo).shown(REDACT)
    assert shown.isprintable()
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (5, "5 bytes"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (15_400, "15 kB"),
        (2_000_000, "2.0 MB"),
        (84_000_000_000, "84 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_a_size_is_readable(count: int, words: str) -> None:
    assert size(count) == words


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org:8443/secret?token=1", "https://example.org:8443"),
        ("http://me:password@example.org/x", "http://example.org"),
    ],
)
def test_of_a_url_only_the_server_is_shown(url: str, shown: str) -> None:
    assert origin(url) == shown
