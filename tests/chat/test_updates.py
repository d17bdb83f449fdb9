import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.updates import LARGEST_ID, parse_update, readable
from bot.errors import NotAnUpdate
from tests.chat.ear import update


def test_an_update_is_read_as_it_is() -> None:
    body = update(LARGEST_ID, "Grüße 🎉")
    assert parse_update(body.encode()) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{not json",
        b"null",
        b"[]",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 7.0}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 7, "message": "\xe9"}',
        '{"update_id": 7}'.encode("utf-16"),
        b"[" * 1_000_000,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_update_is_refused(body: bytes) -> None:
    with pytest.raises(NotAnUpdate):
        parse_update(body)


@given(st.binary())
def test_whatever_comes_is_an_update_or_refused(body: bytes) -> None:
    with suppress(NotAnUpdate):
        assert isinstance(parse_update(body)["update_id"], int)


def test_a_good_update_stays_whole() -> None:
    good = json.loads(update(1, "hi"))
    assert readable(good) == good


@pytest.mark.parametrize("message", [{"message_id": "?"}, {}, 7, "text", [[]]])
def test_of_an_unreadable_one_only_the_number_is_left_and_the_log_says_so(
    message: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert readable({"update_id": 8, "message": message}) == {"update_id": 8}
    assert "update 8 cannot be read and is passed over" in caplog.text


def test_a_kind_that_the_library_does_not_know_is_no_reason_to_pass_over_the_update() -> None:
    news = {"update_id": 8, "telepathy": {"thought": "hm"}}
    assert readable(news) == news
