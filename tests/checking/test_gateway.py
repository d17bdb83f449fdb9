from datetime import timedelta
from pathlib import Path

import pytest

from bot.checking.gateway import gateway_checks, gateway_url
from bot.checking.line import Mark
from bot.clock import SystemClock
from bot.sandbox.faults import Fault
from bot.sandbox.playground import Playground
from storage.migrations import migrate
from storage.requests import RequestTable
from storage.sqlite import Database
from tests.checking.conftest import Choosing
from tests.gateway.parts import MemoryLog

V2 = {
    "blockatm_private_key": None,
    "blockatm_secret_key": "sck_not-to-be-seen",
    "blockatm_cashier_id": "cashier-7",
}


@pytest.mark.parametrize(
    ("profile", "url"),
    [
        ("guide", "https://backend.blockatm.net"),
        ("v1", "https://backend.blockatm.net"),
        ("v2", "https://open.blockatm.net"),
    ],
)
def test_each_profile_has_its_address(choose: Choosing, profile: str, url: str) -> None:
    keys = V2 if profile == "v2" else {}
    settings = choose(blockatm_profile=profile, blockatm_base_url=None, **keys)
    assert gateway_url(settings) == url


def test_an_address_that_is_set_comes_first(choose: Choosing, playground: Playground) -> None:
    assert gateway_url(choose()) == playground.gateway.url


@pytest.mark.parametrize(
    ("profile", "path"),
    [
        ("guide", "/api/v1/public/networklist"),
        ("v1", "/api/v1/public/networklist"),
        ("v2", "/admin/api/v2/pub/network/list"),
    ],
)
async def test_the_clock_is_looked_at_by_the_profiles_own_list(
    choose: Choosing, playground: Playground, profile: str, path: str
) -> None:
    settings = choose(blockatm_profile=profile, **(V2 if profile == "v2" else {}))
    async with gateway_checks(settings, MemoryLog(), SystemClock()) as checks:
        [line] = await checks.look_at_clock()
    assert line.mark is Mark.OK
    assert playground.gateway.calls[0].path == path


async def test_both_looks_are_counted_for_the_tills_next_start(
    choose: Choosing, tmp_path: Path
) -> None:
    database = await Database.open(tmp_path / "requests.db")
    await migrate(database)
    log, clock = RequestTable(database), SystemClock()
    async with gateway_checks(choose(), log, clock) as checks:
        await checks.look_at_clock()
        await checks.look_at_signature()
    now = clock.now()
    taken_up = await log.take_up(now - timedelta(minutes=1), now)
    await database.close()
    assert [purpose for purpose, _, _ in taken_up] == ["lists", "opening"]


async def test_what_a_till_has_spent_is_not_spent_again(
    choose: Choosing, playground: Playground
) -> None:
    log, clock = MemoryLog(), SystemClock()
    for _ in range(5):
        await log.end(await log.begin("opening", "/", clock.now()), clock.now())
    settings = choose(blockatm_requests_per_minute="5")
    async with gateway_checks(settings, log, clock) as checks:
        lines = [*await checks.look_at_clock(), *await checks.look_at_signature()]
    assert [line.mark for line in lines] == [Mark.WARN, Mark.BAD]
    assert all("the budget of requests is spent" in line.text for line in lines)
    assert playground.gateway.calls == []


async def test_after_a_block_no_order_is_opened(choose: Choosing, playground: Playground) -> None:
    playground.gateway.faults.plan(Fault("networklist", status=418))
    async with gateway_checks(choose(), MemoryLog(), SystemClock()) as checks:
        lines = [*await checks.look_at_clock(), *await checks.look_at_signature()]
    assert [line.mark for line in lines] == [Mark.BAD, Mark.BAD]
    assert len(playground.gateway.calls) == 1


async def test_a_wrong_clock_does_not_hide_that_the_signature_is_good(
    choose: Choosing, playground: Playground
) -> None:
    playground.gateway.skew = timedelta(hours=-2)
    async with gateway_checks(choose(), MemoryLog(), SystemClock()) as checks:
        lines = [*await checks.look_at_clock(), *await checks.look_at_signature()]
    assert [line.mark for line in lines] == [Mark.BAD, Mark.OK]
