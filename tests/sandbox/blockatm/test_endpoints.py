from datetime import timedelta

import pytest

from bot.sandbox.blockatm import BlockATMServer, Profile
from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.endpoints import EndpointLimit, Room, headers_of
from bot.sandbox.faults import Fault
from tests.sandbox.blockatm.caller import V2Caller


@pytest.fixture
def profile() -> Profile:
    return "v2"


def status(limit: EndpointLimit, now: float, endpoint: str = "GET /a", key: str = "k") -> int:
    try:
        limit.admit(key, now, endpoint)
    except Refusal as refusal:
        return refusal.status
    return 200


def test_each_path_has_a_limit_of_its_own() -> None:
    limit = EndpointLimit(10, 2)
    paths = ["GET /a", "GET /a", "GET /b", "GET /a", "GET /b", "POST /a"]

    assert [status(limit, 0, path) for path in paths] == [200, 200, 200, 429, 200, 200]


def test_all_paths_together_have_one_too() -> None:
    limit = EndpointLimit(3, 2)

    assert [status(limit, 0, f"GET /{n}") for n in range(5)] == [200, 200, 200, 429, 429]


def test_each_key_has_limits_of_its_own() -> None:
    limit = EndpointLimit(1, 1)

    assert [status(limit, 0, key=key) for key in ("a", "b", "a")] == [200, 200, 429]


def test_nobody_is_blocked_for_going_on() -> None:
    limit = EndpointLimit(10, 1)

    assert [status(limit, now) for now in range(9)] == [200] + [429] * 8


def test_a_request_leaves_the_window_sixty_seconds_after_it_came() -> None:
    limit = EndpointLimit(10, 2)

    assert [status(limit, now) for now in (0, 30, 60, 89.9)] == [200, 200, 200, 429]


def test_the_room_on_a_path_shrinks_and_frees_with_the_oldest_request() -> None:
    limit = EndpointLimit(10, 2)
    rooms = []
    for now in (0, 10, 20):
        status(limit, now)
        rooms.append(limit.room("k", "GET /a"))

    assert rooms == [Room(2, 1, 60), Room(2, 0, 60), Room(2, 0, 70)]
    assert status(limit, 70) == 200


def test_the_room_is_no_more_than_the_key_has() -> None:
    limit = EndpointLimit(2, 5)
    status(limit, 0, "GET /a")
    status(limit, 5, "GET /b")

    assert limit.room("k", "GET /b") == Room(5, 0, 60)


def test_when_both_are_full_the_later_of_the_two_counts() -> None:
    limit = EndpointLimit(2, 1)
    status(limit, 0, "GET /a")
    status(limit, 5, "GET /b")

    assert limit.room("k", "GET /b") == Room(1, 0, 65)


def test_the_reset_is_a_whole_second_and_not_too_early() -> None:
    assert headers_of(Room(100, 3, 60.2), 1.5) == {
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "3",
        "X-RateLimit-Reset": "62",
    }


async def test_every_answer_tells_the_room_that_is_left(caller: V2Caller) -> None:
    caller.server.faults.plan(Fault("detail", status=502))
    answers = [await caller.create(), await caller.detail(), await caller.detail("none")]
    lost = await caller.send("GET", "/nothing")

    remaining = [answer.headers["X-RateLimit-Remaining"] for answer in [*answers, lost]]
    assert remaining == ["99", "99", "98", "99"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"100"}
    assert {answer.headers["X-RateLimit-Reset"] for answer in answers} == {"1700000061"}


async def test_the_hundred_and_first_request_to_a_path_is_throttled(caller: V2Caller) -> None:
    answers = [await caller.list() for _ in range(101)]
    last = answers[-1]

    assert [answer.status for answer in answers] == [200] * 100 + [429]
    assert last.refusal == (429, "429")
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert "Retry-After" not in last.headers
    assert (await caller.detail("none")).status == 200


async def test_the_reset_is_told_by_the_servers_own_clock(caller: V2Caller) -> None:
    caller.server.skew = timedelta(seconds=20)

    assert (await caller.list()).headers["X-RateLimit-Reset"] == "1700000081"


async def test_who_waits_until_the_reset_is_admitted(
    caller: V2Caller, server: BlockATMServer
) -> None:
    server._limit = EndpointLimit(1000, 1)
    await caller.list()
    throttled = await caller.list()
    caller.clock.now = float(throttled.headers["X-RateLimit-Reset"])

    assert (await caller.list()).status == 200
