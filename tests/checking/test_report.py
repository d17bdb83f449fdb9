import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from bot.checking.line import Line, bad, ok, warn
from bot.checking.report import Report

SECRET = "hunter2-hunter2"


def finds(*lines: Line) -> Callable[[], Awaitable[Sequence[Line]]]:
    async def check() -> Sequence[Line]:
        return lines

    return check


async def never_ends() -> Sequence[Line]:
    await asyncio.Event().wait()
    return []


async def breaks() -> Sequence[Line]:
    raise LookupError(SECRET)


async def told(*checks: Callable[[], Awaitable[Sequence[Line]]]) -> tuple[bool, list[str]]:
    said: list[str] = []
    report = Report(said.append, [SECRET], patience=0.05)
    for check in checks:
        await report.ask("this", check)
    return report.conclude(), said


async def test_all_that_is_well_is_said_and_counts() -> None:
    good, said = await told(finds(ok("a", "x"), ok("b", "y")), finds(ok("c", "z")))
    assert good
    assert said == ["ok    a: x", "ok    b: y", "ok    c: z", "The till is ready."]


@pytest.mark.parametrize(
    ("lines", "good", "words"),
    [
        ([warn("a", "x", "y")], True, "The till is ready, with 1 warning."),
        ([warn("a", "x", "y")] * 2, True, "The till is ready, with 2 warnings."),
        ([bad("a", "x"), warn("b", "x", "y")], False, "The till is not ready: 1 point is bad."),
        ([bad("a", "x"), bad("b", "x")], False, "The till is not ready: 2 points are bad."),
    ],
)
async def test_the_end_says_how_it_is_on_the_whole(
    lines: list[Line], words: str, *, good: bool
) -> None:
    is_good, said = await told(finds(*lines))
    assert is_good == good
    assert said[-1] == words


async def test_a_check_that_takes_too_long_is_bad_and_stops_nothing() -> None:
    good, said = await told(never_ends, finds(ok("next", "x")))
    assert not good
    assert said[0].startswith("bad   this: there was no end of it within 0.05 s. To do: ")
    assert said[1] == "ok    next: x"


async def test_a_check_that_breaks_is_bad_and_stops_nothing_and_tells_no_secret() -> None:
    good, said = await told(breaks, finds(ok("next", "x")))
    assert not good
    assert said[0].startswith("bad   this: the check itself broke (LookupError: •••)")
    assert said[1] == "ok    next: x"
