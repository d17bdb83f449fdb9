import pytest

from bot.web.refusals import Refusals
from tests.clocks import SetClock


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    start = "a webhook in the gateway's name was refused: "
    return [each.getMessage().removeprefix(start) for each in caplog.records]


def test_a_flood_is_one_line(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals(clock)
    for _ in range(1000):
        refusals.note("forged", "it is wrong")

    assert told(caplog) == ["it is wrong"]


def test_after_a_minute_it_is_told_how_many_there_were(
    clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = Refusals(clock)
    for _ in range(4):
        refusals.note("forged", "it is wrong")
    clock.forward(seconds=59.9)
    refusals.note("forged", "it is wrong")
    assert len(told(caplog)) == 1
    clock.forward(seconds=0.1)
    refusals.note("forged", "it is wrong")

    assert told(caplog)[1:] == ["it is wrong; so were 4 more since the last such line"]


def test_the_count_begins_anew_with_each_line(
    clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = Refusals(clock)
    for _ in range(3):
        refusals.note("forged", "it is wrong")
        clock.forward(minutes=2)

    assert told(caplog) == ["it is wrong"] * 3


def test_each_kind_has_its_own_line(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals(clock)
    refusals.note("forged", "it is wrong")
    refusals.note("stale", "it is old")

    assert told(caplog) == ["it is wrong", "it is old"]
