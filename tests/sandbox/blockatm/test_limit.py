import pytest

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.limit import RateLimit
from tests.sandbox.blockatm.caller import Caller


def status(limit: RateLimit, now: float, key: str = "k") -> int:
    try:
        limit.admit(key, now)
    except Refusal as refusal:
        return refusal.status
    return 200


def statuses(limit: RateLimit, *moments: float) -> list[int]:
    return [status(limit, moment) for moment in moments]


def test_the_limit_is_reached_by_the_one_after_the_last_allowed() -> None:
    assert statuses(RateLimit(3), 0, 1, 2, 3) == [200, 200, 200, 429]


def test_a_request_leaves_the_window_sixty_seconds_after_it_came() -> None:
    assert statuses(RateLimit(2), 0, 30, 60, 89.9) == [200, 200, 200, 429]


def test_a_minute_that_straddles_two_clock_minutes_is_counted_whole() -> None:
    assert statuses(RateLimit(2), 59, 59.5, 60.5) == [200, 200, 429]


def test_refused_requests_fill_the_window_too() -> None:
    assert statuses(RateLimit(2), 0, 1, 50, 60) == [200, 200, 429, 429]


@pytest.mark.parametrize(("moment", "wait"), [(30, "31"), (30.5, "31"), (59.5, "2")])
def test_the_refusal_tells_how_long_until_the_window_frees(moment: float, wait: str) -> None:
    limit = RateLimit(2)
    statuses(limit, 0, 1)

    with pytest.raises(Refusal) as refused:
        limit.admit("k", moment)
    assert refused.value.headers == {"Retry-After": wait}


def test_who_waits_as_long_as_told_is_admitted() -> None:
    assert statuses(RateLimit(2), 0, 1, 30, 61) == [200, 200, 429, 200]


def test_who_goes_on_after_three_more_refusals_is_blocked() -> None:
    assert statuses(RateLimit(1), 0, 1, 2, 3, 4, 5) == [200, 429, 429, 429, 429, 418]


def test_an_admitted_request_wipes_the_slate() -> None:
    limit = RateLimit(1)
    statuses(limit, 0, 1, 2, 3, 4)

    assert statuses(limit, 64, 65, 66, 67, 68, 69) == [200, 429, 429, 429, 429, 418]


def test_a_block_lasts_ten_minutes_and_going_on_does_not_extend_it() -> None:
    limit = RateLimit(1)
    statuses(limit, 0, 1, 2, 3, 4, 5)

    assert statuses(limit, 6, 300, 604.9, 664.9) == [418, 418, 418, 200]


def test_after_a_block_the_slate_is_clean() -> None:
    limit = RateLimit(1)
    statuses(limit, 0, 1, 2, 3, 4, 5)

    assert statuses(limit, 605, 606) == [200, 429]


def test_each_key_has_a_limit_of_its_own() -> None:
    limit = RateLimit(1)

    assert [status(limit, 0, key) for key in ("a", "b", "a")] == [200, 200, 429]


async def test_the_hundred_and_first_request_of_a_minute_is_throttled(caller: Caller) -> None:
    answers = [await caller.query() for _ in range(101)]

    assert [answer.status for answer in answers] == [200] * 100 + [429]
    assert answers[-1].refusal == (429, "429")
    assert answers[-1].headers["Retry-After"] == "60"


async def test_whoever_goes_on_is_blocked_over_http_too(caller: Caller) -> None:
    answers = [await caller.query() for _ in range(105)]

    assert [answer.status for answer in answers[100:]] == [429, 429, 429, 429, 418]
    assert answers[-1].refusal == (418, "418")


async def test_a_clock_that_runs_off_does_not_move_the_window(caller: Caller) -> None:
    for _ in range(100):
        await caller.query()
    caller.server.skew += caller.server.skew.resolution * 10**8

    assert (await caller.query()).status == 429
