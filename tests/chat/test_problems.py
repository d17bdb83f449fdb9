import logging
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.ext import CallbackContext, ExtBot

from bot.chat.problems import MOST_ATTEMPTS, Problems, pause_after
from bot.chat.transport import AskedToWait
from bot.errors import GatewayUnavailable, StorageError
from bot.sandbox.telegram import Person
from tests.chat.desk import Desk

UPDATE = Update(7)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What the library hands to an error handler, as far as it is looked at."""

    def __init__(self, error: Exception) -> None:
        self.error = error


@pytest.fixture
def problems() -> Problems:
    return Problems()


async def test_what_went_wrong_with_an_update_is_kept_until_it_is_asked_for(
    problems: Problems,
) -> None:
    error = ValueError("x")
    await problems.note(UPDATE, Context(error))
    assert problems.take(Update(8)) is None
    assert problems.take(UPDATE) is error
    assert problems.take(UPDATE) is None


async def test_a_job_that_failed_as_jobs_may_is_one_line(
    problems: Problems, caplog: pytest.LogCaptureFixture
) -> None:
    await problems.note(None, Context(GatewayUnavailable("no answer")))
    assert [(each.levelname, each.exc_info) for each in caplog.records] == [("WARNING", None)]
    assert "no answer" in caplog.text


async def test_a_job_that_broke_is_logged_with_its_trace(
    problems: Problems, caplog: pytest.LogCaptureFixture
) -> None:
    error = KeyError("x")
    await problems.note("nothing", Context(error))
    assert caplog.records[0].levelno == logging.ERROR
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[1] is error


async def test_the_library_leaves_the_errors_of_handlers_here(desk: Desk, alice: Person) -> None:
    alice.write("/help")
    alice.blocked = True
    with pytest.raises(Forbidden):
        await desk.hear()


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("x"),
        Forbidden("x"),
        InvalidToken(),
        ChatMigrated(-1),
        TelegramError("x"),
        ValueError("x"),
    ],
)
def test_what_asking_again_cannot_mend_is_not_asked_again(error: Exception) -> None:
    assert pause_after(error, 0) is None


@pytest.mark.parametrize("error", [NetworkError("x"), TimedOut(), StorageError("x")])
def test_what_passes_is_tried_again_with_growing_pauses_and_not_for_ever(
    error: Exception,
) -> None:
    pauses = [pause_after(error, attempt) for attempt in range(MOST_ATTEMPTS + 1)]
    assert [each and each.total_seconds() for each in pauses] == [1, 2, 4, 8, 16, 30, None]


def test_telegrams_own_wait_is_kept() -> None:
    assert pause_after(AskedToWait(77), 0) == timedelta(seconds=77)
    assert pause_after(AskedToWait(77), MOST_ATTEMPTS) is None
