from datetime import timedelta

import pytest

from storage.requests import RequestTable, RequestView
from storage.sqlite import Database
from tests.orders import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def requests(database: Database) -> RequestTable:
    return RequestTable(database)


async def test_a_request_is_remembered_with_its_end(requests: RequestTable) -> None:
    number = await requests.begin("opening", "/list", NOW)
    await requests.end(number, NOW + timedelta(seconds=2))
    since, now = NOW - MINUTE, NOW + timedelta(seconds=30)
    assert await requests.take_up(since, now) == [("opening", "/list", NOW + timedelta(seconds=2))]


async def test_requests_have_numbers_of_their_own(requests: RequestTable) -> None:
    one, other = (
        await requests.begin("opening", "/list", NOW),
        await requests.begin("sweep", "/list", NOW),
    )
    assert one != other
    await requests.end(other, NOW)
    await requests.end(one, NOW + MINUTE)
    assert await requests.take_up(NOW, NOW) == [("opening", "/list", NOW + MINUTE)]


async def test_a_request_without_an_end_ended_now_at_the_latest(requests: RequestTable) -> None:
    await requests.begin("sweep", "/list", NOW)
    later = NOW + timedelta(seconds=30)
    assert await requests.take_up(NOW, later) == [("sweep", "/list", later)]
    assert await requests.take_up(NOW, later + MINUTE) == [("sweep", "/list", later)]


async def test_what_ended_long_ago_is_deleted(requests: RequestTable, database: Database) -> None:
    await requests.end(await requests.begin("sweep", "/list", NOW), NOW)
    await requests.begin("sweep", "/list", NOW + timedelta(minutes=4))
    assert len(await database.rows("SELECT * FROM gateway_requests")) == 2
    await requests.begin("sweep", "/list", NOW + timedelta(minutes=6))
    rows = await database.rows("SELECT ended_at FROM gateway_requests")
    assert [row["ended_at"] for row in rows] == [None, None]


async def test_there_is_no_pause_at_first(requests: RequestTable) -> None:
    assert await requests.pause() is None


async def test_the_last_pause_is_kept(requests: RequestTable) -> None:
    await requests.set_pause(NOW, 1)
    await requests.set_pause(NOW + MINUTE, 2)
    assert await requests.pause() == (NOW + MINUTE, 2)


async def test_a_pause_can_be_lifted(requests: RequestTable) -> None:
    await requests.set_pause(NOW, 1)
    await requests.set_pause(None, 0)
    assert await requests.pause() is None


async def test_from_beside_a_running_till_its_requests_are_seen(
    requests: RequestTable, database: Database
) -> None:
    long_ago = await requests.begin("sweep", "/b", NOW - MINUTE)
    await requests.end(long_ago, NOW - MINUTE)
    done = await requests.begin("opening", "/a", NOW)
    await requests.end(done, NOW + timedelta(seconds=2))
    await requests.begin("sweep", "/b", NOW)
    now = NOW + timedelta(seconds=30)
    seen = await RequestView(database).take_up(NOW, now)
    assert seen == [("opening", "/a", NOW + timedelta(seconds=2)), ("sweep", "/b", now)]


async def test_from_beside_a_running_till_nothing_is_written(
    requests: RequestTable, database: Database
) -> None:
    under_way = await requests.begin("sweep", "/b", NOW)
    await requests.set_pause(NOW + MINUTE, 1)
    view = RequestView(database)
    await view.take_up(NOW - MINUTE, NOW)
    await view.end(await view.begin("opening", "/a", NOW), NOW)
    await view.set_pause(None, 0)
    rows = await database.rows("SELECT id, ended_at FROM gateway_requests")
    assert [tuple(row) for row in rows] == [(under_way, None)]
    assert await view.pause() == await requests.pause() == (NOW + MINUTE, 1)
