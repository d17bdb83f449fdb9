from datetime import timedelta

import pytest

from tests.sandbox.blockatm.caller import Caller

TIME = "BlockATM-Request-Time"
WINDOW = "BlockATM-Rec_Window"


def sent(caller: Caller, age: int, window: str | None = None) -> dict[str, str | None]:
    """Head a call that was sent `age` milliseconds ago by the caller's clock."""
    return {TIME: str(int(caller.clock.now * 1000) - age), WINDOW: window}


async def test_a_call_without_the_key_is_refused(caller: Caller) -> None:
    assert (await caller.query({"BlockATM-API-Key": None})).refusal == (401, "000112")


@pytest.mark.parametrize("key", ["another", "the-key2", "THE-KEY", "\xff"])
async def test_a_call_with_another_key_is_refused(caller: Caller, key: str) -> None:
    assert (await caller.query({"BlockATM-API-Key": key})).refusal == (401, "000110")


async def test_creating_needs_the_key_too(caller: Caller) -> None:
    answer = await caller.create_raw(b"{}", {"BlockATM-API-Key": "another"})

    assert answer.refusal == (401, "000110")


async def test_a_call_without_a_time_is_refused(caller: Caller) -> None:
    assert (await caller.query({TIME: None})).refusal == (200, "000103")


@pytest.mark.parametrize("time", ["", "1.7e12", "-1", "1700000000500.0", "soon", "9" * 16])
async def test_a_time_that_is_not_milliseconds_in_digits_is_refused(
    caller: Caller, time: str
) -> None:
    assert (await caller.query({TIME: time})).refusal == (200, "000102")


async def test_a_time_in_seconds_is_out_of_the_window(caller: Caller) -> None:
    answer = await caller.query({TIME: str(int(caller.clock.now))})

    assert answer.refusal == (200, "000103")


async def test_a_call_of_this_very_millisecond_is_admitted(caller: Caller) -> None:
    assert (await caller.query(sent(caller, age=0))).records == []


async def test_a_call_one_millisecond_ahead_is_refused(caller: Caller) -> None:
    answer = await caller.query(sent(caller, age=-1))

    assert answer.refusal == (200, "000103")
    assert "1 ms ahead" in answer.fields["msg"]


@pytest.mark.parametrize(
    ("age", "window"), [(30_000, None), (1, "1"), (45_000, "45000"), (60_000, "60000")]
)
async def test_a_call_at_the_end_of_its_window_is_admitted(
    caller: Caller, age: int, window: str | None
) -> None:
    assert (await caller.query(sent(caller, age, window))).records == []


@pytest.mark.parametrize(
    ("age", "window"), [(30_001, None), (2, "1"), (45_001, "45000"), (60_001, "60000")]
)
async def test_a_call_older_than_its_window_is_refused(
    caller: Caller, age: int, window: str | None
) -> None:
    answer = await caller.query(sent(caller, age, window))

    assert answer.refusal == (200, "000103")
    assert f"{age} ms old" in answer.fields["msg"]


@pytest.mark.parametrize("window", ["0", "60001", "-1", "30s", ""])
async def test_a_window_that_is_none_is_refused(caller: Caller, window: str) -> None:
    assert (await caller.query(sent(caller, 0, window))).refusal == (200, "000102")


async def test_a_server_that_runs_behind_refuses_a_caller_whose_clock_is_right(
    caller: Caller,
) -> None:
    caller.server.skew = timedelta(milliseconds=-1)

    assert (await caller.query()).refusal == (200, "000103")


async def test_a_server_that_runs_ahead_refuses_once_the_window_is_over(caller: Caller) -> None:
    caller.server.skew = timedelta(seconds=30)
    assert (await caller.query()).records == []

    caller.server.skew = timedelta(seconds=30, milliseconds=1)
    assert (await caller.query()).refusal == (200, "000103")


async def test_creating_is_held_to_the_time_too(caller: Caller) -> None:
    answer = await caller.create_raw(b"{}", sent(caller, age=-1))

    assert answer.refusal == (200, "000103")
    assert caller.server.orders == []
