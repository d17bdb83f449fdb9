import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.inbox import InboxTable
from storage.sqlite import Database
from tests.orders import NOW, open_books
from tests.storage.plans import Plans


@pytest.fixture
def inbox(database: Database) -> InboxTable:
    return InboxTable(database)


async def test_what_is_stored_is_unfinished_oldest_first(inbox: InboxTable) -> None:
    assert await inbox.store([(7, "seven"), (5, "five")], NOW) == [7, 5]
    assert await inbox.unfinished() == [(5, "five"), (7, "seven")]


async def test_an_update_that_comes_again_is_not_new(inbox: InboxTable) -> None:
    await inbox.store([(5, "five")], NOW)
    assert await inbox.store([(5, "again"), (6, "six")], NOW) == [6]
    assert await inbox.unfinished() == [(5, "five"), (6, "six")]


async def test_a_finished_update_that_comes_again_stays_finished(inbox: InboxTable) -> None:
    await inbox.store([(5, "five")], NOW)
    await inbox.finish(5, NOW)
    assert await inbox.store([(5, "five")], NOW) == []
    assert await inbox.unfinished() == []


async def test_the_same_batch_at_once_is_new_once(inbox: InboxTable) -> None:
    batch = [(number, "body") for number in range(10)]
    found = await asyncio.gather(*[inbox.store(batch, NOW) for _ in range(4)])
    assert sorted(number for ids in found for number in ids) == list(range(10))


async def test_only_what_was_finished_long_ago_is_forgotten(inbox: InboxTable) -> None:
    await inbox.store([(1, "old"), (2, "young"), (3, "unfinished")], NOW)
    await inbox.finish(1, NOW)
    await inbox.finish(2, NOW + timedelta(days=2))
    await inbox.forget(NOW + timedelta(days=1))
    assert await inbox.store([(1, "old"), (2, "young")], NOW) == [1]
    assert await inbox.unfinished() == [(1, "old"), (3, "unfinished")]


async def test_finished_updates_cost_nothing(inbox: InboxTable, plans: Plans) -> None:
    assert await plans.of(inbox.unfinished()) == ["SCAN inbox USING INDEX inbox_unfinished"]
    assert await plans.of(inbox.forget(NOW)) == [
        "SEARCH inbox USING INDEX inbox_finished (finished_at<?)"
    ]


@settings(deadline=None, max_examples=40)  # each example has a file of its own
@given(st.lists(st.tuples(st.sampled_from("sf"), st.integers(1, 4)), max_size=12))
async def test_the_inbox_is_a_set_with_a_mark(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    known: set[int] = set()
    finished: set[int] = set()
    async with open_books(tmp_path_factory.mktemp("inbox") / "till.db") as books:
        inbox = InboxTable(books.database)
        for step, number in steps:
            if step == "s":
                new = await inbox.store([(number, "body")], NOW)
                assert new == ([] if number in known else [number])
                known.add(number)
            elif number in known:
                await inbox.finish(number, NOW)
                finished.add(number)
        assert [number for number, _ in await inbox.unfinished()] == sorted(known - finished)
