import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import Redactor, set_up_logs
from bot.sandbox.keys import make_pair

TOKEN = "123456:TEST-token_of-the-bot"
API_KEY = r'key"with\signs'
PEM = make_pair()[0].decode()
LINES = PEM.splitlines()[1:-1]
SECRETS = [TOKEN, API_KEY, PEM]
PLANTED = [TOKEN, "TEST-token_of-the-bot", API_KEY, json.dumps(API_KEY)[1:-1], PEM, *LINES]
log = logging.getLogger("bot.somewhere")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Put the logging of the test run back into its place."""
    loggers = [logging.getLogger(), *map(logging.getLogger, ["telegram", "apscheduler"])]
    levels = [logger.level for logger in loggers]
    handlers = loggers[0].handlers
    yield
    loggers[0].handlers = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


Captured = pytest.CaptureFixture[str]


def ask(url: str) -> None:
    raise ValueError(f"no answer from {url}")


def chain() -> None:
    """Log a traceback whose cause, message and code all hold secrets."""
    try:
        try:
            ask(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError as error:
            raise RuntimeError(f"with {API_KEY} and {PEM!r}") from error
    except RuntimeError:
        log.exception("could not ask with %s", PEM)


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_secret_comes_out_whoever_lets_it_in(capsys: Captured, style: str) -> None:
    set_up_logs("debug", style, SECRETS)
    log.info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.info("only the second half: %s", TOKEN.partition(":")[2])
    log.info("as code: %r", SECRETS)
    log.info("with more", extra={"key": API_KEY, "keys": SECRETS, "nested": {"pem": PEM}})
    log.info("stack", stack_info=True, extra={API_KEY: "as a name"})
    chain()
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert said.count("•••") > 10
    for planted in [*PLANTED, repr(API_KEY)[1:-1], repr(PEM)[1:-1]]:
        assert planted not in said


def test_a_key_written_in_one_line_is_blacked_out_too(capsys: Captured) -> None:
    written = PEM.replace("\n", "\\n")
    set_up_logs("info", "text", [written])
    log.info("%s", PEM)
    log.info("%s", written)
    said = capsys.readouterr().err
    assert not [line for line in LINES if line in said]


@pytest.mark.parametrize("style", ["text", "json"])
def test_what_is_no_secret_comes_out_whole(capsys: Captured, style: str) -> None:
    set_up_logs("info", style, SECRETS)
    log.warning("order %s is %s", "7KQ2M9XW4T", "open")
    said = capsys.readouterr().err
    assert "order 7KQ2M9XW4T is open" in said
    assert "•••" not in said


def test_json_is_one_object_a_line(capsys: Captured) -> None:
    set_up_logs("info", "json", SECRETS)
    log.info("first\nline", extra={"order": "7KQ2M9XW4T"})
    chain()
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["logger"]) == (
        "first\nline",
        "info",
        "bot.somewhere",
    )
    assert first["order"] == "7KQ2M9XW4T"
    assert first["timestamp"].endswith("Z")
    assert "ValueError: no answer from" in second["exception"]


def test_text_names_level_and_place(capsys: Captured) -> None:
    set_up_logs("info", "text", [])
    log.error("something broke")
    said = capsys.readouterr().err
    assert "error" in said
    assert "something broke" in said
    assert "bot.somewhere" in said
    assert "\x1b" not in said


def test_text_shows_the_whole_traceback(capsys: Captured) -> None:
    set_up_logs("info", "text", [])
    chain()
    said = capsys.readouterr().err
    assert "Traceback (most recent call last)" in said
    assert "ValueError: no answer from" in said
    assert "The above exception was the direct cause" in said


def test_what_is_below_the_level_is_not_said(capsys: Captured) -> None:
    set_up_logs("warning", "text", [])
    log.info("an everyday thing")
    assert capsys.readouterr().err == ""


def test_libraries_speak_only_of_trouble(capsys: Captured) -> None:
    set_up_logs("debug", "text", [])
    logging.getLogger("telegram.Bot").info("an everyday thing")
    logging.getLogger("apscheduler.scheduler").warning("a late tick")
    assert capsys.readouterr().err == ""
    logging.getLogger("telegram.Bot").warning("trouble")
    assert "trouble" in capsys.readouterr().err


def test_libraries_are_never_louder_than_the_till(capsys: Captured) -> None:
    set_up_logs("error", "text", [])
    logging.getLogger("telegram.Bot").warning("trouble")
    assert capsys.readouterr().err == ""


def test_setting_up_again_says_things_once(capsys: Captured) -> None:
    set_up_logs("info", "text", [])
    set_up_logs("info", "text", [])
    log.info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_the_longest_secret_is_blacked_out_first() -> None:
    assert Redactor(["secret", "secret-and-more"])("a secret-and-more!") == "a •••!"


@pytest.mark.parametrize("secrets", [[], [""], ["short"], ["a:b"]])
def test_what_is_too_short_for_a_secret_blacks_out_nothing(secrets: list[str]) -> None:
    assert Redactor(secrets)("a short line: a:b") == "a short line: a:b"


def test_the_frame_of_a_key_is_no_secret() -> None:
    assert "-----BEGIN PRIVATE KEY-----" in Redactor([PEM])("-----BEGIN PRIVATE KEY-----")
