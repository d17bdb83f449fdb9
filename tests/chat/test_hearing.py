from datetime import timedelta

import pytest
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError

from bot.chat.hearing import Hearing, in_words
from bot.chat.transport import AskedToWait
from bot.errors import StorageError
from tests.chat.ear import lines
from tests.clocks import SetClock


@pytest.fixture
def hearing(clock: SetClock) -> Hearing:
    return Hearing(clock)


def test_at_first_all_is_well(hearing: Hearing) -> None:
    assert (hearing.deaf_since, hearing.trouble) == (None, None)


def test_it_is_deaf_since_the_first_failure_until_something_works(
    hearing: Hearing, clock: SetClock
) -> None:
    began = clock.now()
    hearing.fails(NetworkError("cut"))
    clock.forward(minutes=3)
    hearing.fails(StorageError("locked"))
    assert (hearing.deaf_since, hearing.trouble) == (began, "locked")
    hearing.works()
    assert (hearing.deaf_since, hearing.trouble) == (None, None)


def test_each_trouble_is_one_line_and_its_end_another(
    hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    hearing.works()
    for error in ("cut", "cut", "broken"):
        hearing.fails(NetworkError(error))
    for _ in range(2):
        hearing.works()
    assert lines(caplog) == [
        "no updates: cut; trying again with growing pauses",
        "no updates: broken; trying again with growing pauses",
        "updates come in again",
    ]


def test_pauses_grow_to_a_minute_and_begin_anew(hearing: Hearing) -> None:
    pauses = [hearing.fails(NetworkError("cut")).total_seconds() for _ in range(8)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    hearing.works()
    assert hearing.fails(NetworkError("cut")) == timedelta(seconds=1)


def test_telegrams_own_wait_is_kept(hearing: Hearing) -> None:
    assert hearing.fails(AskedToWait(41)) == timedelta(seconds=41)


def test_only_what_nobody_expected_is_shown_with_its_trace(
    hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    hearing.fails(NetworkError("cut"))
    hearing.fails(StorageError("locked"))
    assert not any(each.exc_info for each in caplog.records)
    for _ in range(2):
        hearing.fails(KeyError("x"))
    assert sum(bool(each.exc_info) for each in caplog.records) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("can't use getUpdates method while webhook is active"), "left behind"),
        (Conflict("terminated by other getUpdates request"), "stop one of the two"),
        (InvalidToken("Unauthorized"), "does not accept TELEGRAM_BOT_TOKEN"),
        (BadRequest("Bad webhook: Failed to resolve host"), "PUBLIC_URL, check it"),
        (BadRequest("Something else"), "Something else"),
        (KeyError(), "KeyError"),
    ],
)
def test_it_says_what_is_wrong_and_what_to_do(error: Exception, words: str) -> None:
    assert words in in_words(error)
