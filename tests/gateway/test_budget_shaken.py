"""A budget whose database fails just when the gateway shuts or opens the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import GatewayBlocked, GatewayBusy
from bot.gateway.budget import Budget
from bot.gateway.places import Place, Purpose
from bot.payments.incidents import Incidents
from bot.payments.notice import Kind
from bot.payments.vitals import Trouble
from storage.incidents import IncidentTable
from storage.requests import RequestTable
from tests.clocks import SetClock
from tests.gateway.parts import NOON, OWNER
from tests.orders import Books, open_books
from tests.shaky import Fate, Shaky, shaky_beside

SWEEP, BLOCKED = Purpose.SWEEP, Trouble.GATEWAY_BLOCKED
TOLD, TOLD_OVER = Kind.GATEWAY_BLOCKED, Kind.GATEWAY_RECOVERED
SAVED, LOST = Fate.DONE, Fate.LOST


@dataclass
class Till:
    """A budget and its incidents over one database that may fail, and what owners heard."""

    books: Books
    database: Shaky
    clock: SetClock = field(default_factory=lambda: SetClock(NOON))

    async def start(self) -> None:
        """Start, or start again after whatever was not written is lost."""
        self.log = RequestTable(self.database)
        self.table = IncidentTable(self.database, lambda: None)
        self.incidents = Incidents(self.table, self.clock, [OWNER])
        await self.incidents.load()
        self.budget = Budget(self.log, self.clock, self.incidents, 1000)
        await self.budget.load()

    async def ask(self) -> Place:
        """Have a request sent and answered, as soon as the gateway may be asked."""
        if (until := self.budget.silent_until) is not None:
            self.clock.forward(seconds=(until - self.clock.now()).total_seconds())
        place = await self.budget.take(SWEEP)
        await self.budget.end(place)
        return place


@asynccontextmanager
async def a_till(path: Path) -> AsyncIterator[Till]:
    async with open_books(path) as books, shaky_beside(books.database) as shaky:
        till = Till(books, shaky)
        await till.start()
        yield till


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    async with a_till(tmp_path / "till.db") as till:
        yield till


async def test_a_418_counts_at_once_and_is_written_when_the_database_is_back(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    place = await till.ask()
    till.database.goes_away()
    assert isinstance(await till.budget.blocked(place), GatewayBlocked)
    assert till.budget.silent_until == till.clock.now() + timedelta(minutes=10)
    assert set(till.incidents.troubles) == {BLOCKED}
    assert "what silence the gateway wants could not be kept" in caplog.text
    till.database.comes_back()
    with pytest.raises(GatewayBusy):
        await till.budget.take(SWEEP)
    assert await till.log.pause() == (till.budget.silent_until, 1)
    await till.incidents.ends(Trouble.UPDATES_MISSING)
    assert await till.books.kinds() == [TOLD]


async def test_a_429_is_obeyed_though_it_cannot_be_kept(till: Till) -> None:
    place = await till.ask()
    till.database.goes_away()
    busy = await till.budget.throttled(timedelta(seconds=40))
    assert busy.until == till.clock.now() + timedelta(seconds=40)
    till.database.comes_back()
    await till.budget.welcome(place)
    assert await till.log.pause() == (busy.until, 0)


async def test_an_answer_that_opens_the_way_is_not_lost_and_its_news_is_written_later(
    till: Till,
) -> None:
    await till.budget.blocked(await till.ask())
    probe = await till.ask()
    till.database.goes_away()
    await till.budget.welcome(probe)
    assert (till.incidents.troubles, till.budget.silent_until) == ({}, None)
    till.database.comes_back()
    assert set(await till.table.troubles()) == {BLOCKED}
    await till.budget.welcome(await till.ask())
    assert (await till.table.troubles(), await till.log.pause()) == ({}, None)
    assert await till.books.kinds() == [TOLD, TOLD_OVER]


async def test_a_block_of_which_a_restart_lost_the_news_is_told_at_the_next_418(
    till: Till,
) -> None:
    place = await till.ask()
    till.database.comes_back(after=[LOST, SAVED])
    await till.budget.blocked(place)
    await till.start()
    assert till.incidents.troubles == {}
    await till.budget.blocked(await till.ask())
    assert await till.log.pause() == (till.clock.now() + timedelta(minutes=20), 2)
    assert await till.books.kinds() == [TOLD]


async def test_a_block_of_which_a_restart_lost_the_end_is_over_at_the_next_answer(
    till: Till,
) -> None:
    await till.budget.blocked(await till.ask())
    probe = await till.ask()
    till.database.comes_back(after=[LOST, SAVED])
    await till.budget.welcome(probe)
    await till.start()
    assert set(till.incidents.troubles) == {BLOCKED}
    place = await till.ask()
    assert not place.probes
    await till.budget.welcome(place)
    assert (till.incidents.troubles, await till.table.troubles()) == ({}, {})
    assert await till.books.kinds() == [TOLD, TOLD_OVER]


async def test_an_answer_to_an_older_request_does_not_end_a_block(till: Till) -> None:
    old = await till.ask()
    await till.budget.blocked(await till.ask())
    till.clock.forward(hours=1)
    await till.budget.welcome(old)
    assert set(till.incidents.troubles) == {BLOCKED}


async def test_an_answer_while_all_is_well_asks_the_database_nothing(till: Till) -> None:
    place = await till.ask()
    till.database.fates = iter(())
    await till.budget.welcome(place)


async def test_who_asks_during_a_silence_that_is_kept_asks_the_database_nothing(
    till: Till,
) -> None:
    await till.budget.blocked(await till.ask())
    for _ in range(2):
        till.database.fates = iter(())
        with pytest.raises(GatewayBusy):
            await till.budget.take(SWEEP)
        till.database.comes_back()
        await till.start()


async def test_a_pause_that_was_kept_though_the_database_denied_it_is_cleared_in_the_end(
    till: Till,
) -> None:
    till.database.comes_back(after=[Fate.UNHEARD])
    await till.budget.throttled(timedelta(seconds=1))
    till.database.comes_back(after=[LOST, SAVED])
    await till.budget.welcome(await till.ask())
    assert await till.log.pause() is None


answers = st.tuples(
    st.sampled_from(["200", "418", "429", "restart"]),
    st.lists(st.sampled_from(Fate), max_size=2),
)


@settings(deadline=None, max_examples=25)  # each example has a file of its own
@given(st.lists(answers, max_size=10), st.booleans())
async def test_whenever_the_database_failed_the_truth_is_written_in_the_end(
    tmp_path_factory: pytest.TempPathFactory,
    story: list[tuple[str, list[Fate]]],
    is_blocked: bool,  # noqa: FBT001 - drawn
) -> None:
    async with a_till(tmp_path_factory.mktemp("budget") / "till.db") as till:
        for answer, fates in [*story, ("418" if is_blocked else "200", [])]:
            if answer == "restart":
                await till.start()
                continue
            place = await till.ask()
            till.database.comes_back(after=fates)
            if answer == "200":
                await till.budget.welcome(place)
            elif answer == "418":
                await till.budget.blocked(place)
            else:
                await till.budget.throttled(None)
            till.database.comes_back()
        truth = {BLOCKED} if is_blocked else set()
        assert set(till.incidents.troubles) == set(await till.table.troubles()) == truth
        until = till.budget.silent_until
        assert (await till.log.pause() or (None,))[0] == until
        assert (until is not None) == is_blocked
        kinds = await till.books.kinds()
        assert kinds == [TOLD, TOLD_OVER] * (len(kinds) // 2) + [TOLD] * is_blocked
