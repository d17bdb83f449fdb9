import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.errors import StorageError
from bot.gateway.budget import Budget
from bot.gateway.lists import ListKeeper, sources
from bot.gateway.places import Purpose
from bot.gateway.transport import Transport
from bot.payments.incidents import Incidents
from bot.payments.lists import Limits
from bot.payments.money import Asset, Money
from bot.payments.terms import Terms
from tests.clocks import SetClock
from tests.gateway.parts import API_KEY, NOON, OWNER, Announced, MemoryLog
from tests.gateway.shelf import Shelf, open_shelf

PUB = "/admin/api/v2/pub"
NETWORKS, COINS = f"{PUB}/network/list", f"{PUB}/coin/list"
OTHER_NETWORKS, OTHER_COINS = f"{PUB}/allNetworks", f"{PUB}/symbolList"
CASHIER = f"{PUB}/cashier/info?cashierId=c-1"
ETHEREUM, TRON = ASSETS = (Asset.of("USDT@ethereum"), Asset.of("USDT@tron"))
OPEN = [{"chainId": "1", "status": "active"}, {"chainId": "TRON", "status": "active"}]
CLOSED = [OPEN[0], {"chainId": "TRON", "status": "maintenance"}]
TEN = {ETHEREUM: Limits(Money.of("10", "USDT"))}
COIN_LIST = [
    {"symbol": "USDT", "networks": [{"chainId": "1", "minAmount": "10"}, {"chainId": "TRON"}]}
]


@dataclass
class MemoryCache:
    """A cache that outlives a keeper but not the test; it can be broken."""

    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    broken: bool = False

    async def all(self) -> dict[str, tuple[str, datetime]]:
        if self.broken:
            raise StorageError("the database is locked")
        return dict(self.kept)

    async def keep(self, name: str, body: str, at: datetime) -> None:
        if self.broken:
            raise StorageError("the database is locked")
        self.kept[name] = (body, at)


@dataclass
class Office:
    """A keeper of lists, and all that it works with."""

    shelf: Shelf
    clock: SetClock
    announced: Announced
    budget: Budget
    transport: Transport
    cache: MemoryCache = field(default_factory=MemoryCache)

    def keeper(self, profile: str = "v2") -> tuple[ListKeeper, Terms]:
        """A keeper as after a start."""
        terms = Terms(ASSETS, "1", "1000")
        places = sources(profile, ASSETS, "c-1")
        return ListKeeper(places, self.transport, self.cache, self.clock, terms), terms

    async def hours(self, keeper: ListKeeper, hours: float) -> list[int]:
        """Tick each minute; tells after how many minutes something was asked."""
        asked_at = []
        for minute in range(int(hours * 60)):
            before = len(self.shelf.asked)
            await keeper.tick()
            if len(self.shelf.asked) > before:
                asked_at.append(minute)
            self.clock.forward(minutes=1)
        return asked_at


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    clock, announced = SetClock(NOON), Announced()
    incidents = Incidents(announced, clock, [OWNER])
    budget = Budget(MemoryLog(), clock, incidents, 100)
    async with open_shelf(clock) as shelf:
        transport = Transport(shelf.url, API_KEY, budget, clock, incidents)
        async with transport:
            yield Office(shelf, clock, announced, budget, transport)


async def test_the_lists_of_v2_are_read_at_start(office: Office) -> None:
    office.shelf.put(NETWORKS, CLOSED)
    office.shelf.put(COINS, COIN_LIST)
    office.shelf.put(CASHIER, {"supportedNetworks": ["1", "TRON"], "supportedCoins": ["USDT"]})
    keeper, terms = office.keeper()
    await keeper.tick()
    assert office.shelf.asked == [NETWORKS, COINS, CASHIER]
    assert terms.lists.now.closed == {"tron"}
    assert terms.lists.now.limits == TEN
    assert terms.lists.now.assets == frozenset(ASSETS)


async def test_a_list_that_is_not_found_is_asked_for_under_its_other_spelling(
    office: Office,
) -> None:
    office.shelf.put(OTHER_NETWORKS, CLOSED)
    office.shelf.put(OTHER_COINS, COIN_LIST)
    keeper, terms = office.keeper()
    await keeper.tick()
    assert office.shelf.asked == [NETWORKS, OTHER_NETWORKS, COINS, OTHER_COINS, CASHIER]
    assert terms.lists.now.closed == {"tron"}
    assert terms.lists.now.limits == TEN


@pytest.mark.parametrize("answer", [[], None, "maintenance", {"status": "maintenance"}])
async def test_an_answer_in_which_nothing_is_recognised_is_no_list(
    office: Office, answer: object
) -> None:
    office.shelf.put(NETWORKS, answer)
    office.shelf.put(OTHER_NETWORKS, CLOSED)
    keeper, terms = office.keeper()
    await keeper.tick()
    assert terms.lists.now.closed == {"tron"}
    assert "v2 coins" not in office.cache.kept


@pytest.mark.parametrize("profile", ["guide", "v1"])
async def test_guide_and_v1_ask_for_the_merchants_till_on_each_network(
    office: Office, profile: str
) -> None:
    office.shelf.put("/api/v1/public/networklist", CLOSED)
    office.shelf.put("/api/v1/public/cryptocurrencies", COIN_LIST)
    office.shelf.put("/api/v1/contract/payment?chainId=1", [{"symbol": "USDC"}])
    keeper, terms = office.keeper(profile)
    await keeper.tick()
    assert office.shelf.asked == [
        "/api/v1/public/networklist",
        "/api/v1/public/cryptocurrencies",
        "/api/v1/contract/payment?chainId=1",
        "/api/v1/contract/payment?chainId=0x2b6653dc",
    ]
    assert terms.lists.now.limits == TEN
    assert terms.lists.now.assets == frozenset({TRON})


def test_an_odd_cashier_id_stays_one_value_of_the_query() -> None:
    [path] = sources("v2", ASSETS, "a&b=c/ü")[2].paths
    assert path == f"{PUB}/cashier/info?cashierId=a%26b%3Dc%2F%C3%BC"


async def test_lists_are_read_once_a_day(office: Office) -> None:
    office.shelf.put(NETWORKS, OPEN)
    keeper, _ = office.keeper()
    assert await office.hours(keeper, 49) == [0, 24 * 60, 48 * 60]


async def test_while_a_network_is_closed_they_are_read_more_often(office: Office) -> None:
    office.shelf.put(NETWORKS, CLOSED)
    keeper, terms = office.keeper()
    assert await office.hours(keeper, 0.5) == [0, 10, 20]
    office.shelf.put(NETWORKS, OPEN)
    await office.hours(keeper, 1)
    assert terms.offered == ASSETS
    asked = len(office.shelf.asked)
    await office.hours(keeper, 20)
    assert len(office.shelf.asked) == asked


async def test_after_a_failure_they_are_asked_for_with_growing_pauses(office: Office) -> None:
    for path in (NETWORKS, COINS, CASHIER):
        office.shelf.answers[path] = (503, "busy")
    keeper, _ = office.keeper()
    assert await office.hours(keeper, 5) == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    office.shelf.put(NETWORKS, OPEN)
    office.shelf.put(COINS, COIN_LIST)
    office.shelf.put(CASHIER, {"supportedCoins": ["USDT"]})
    await office.hours(keeper, 1)
    assert await office.hours(keeper, 12) == []


async def test_a_list_that_fails_hides_no_other(office: Office) -> None:
    office.shelf.answers[NETWORKS] = (503, "busy")
    office.shelf.put(COINS, COIN_LIST)
    keeper, terms = office.keeper()
    await keeper.tick()
    assert terms.lists.now.limits == TEN


async def test_what_was_read_holds_while_the_lists_cannot_be_read(office: Office) -> None:
    office.shelf.put(NETWORKS, OPEN)
    office.shelf.put(COINS, COIN_LIST)
    keeper, terms = office.keeper()
    await keeper.tick()
    office.shelf.answers.clear()
    await office.hours(keeper, 72)
    assert terms.lists.now.limits == TEN


async def test_what_was_cached_is_known_at_the_next_start_before_anything_is_asked(
    office: Office,
) -> None:
    office.shelf.put(NETWORKS, CLOSED)
    office.shelf.put(COINS, COIN_LIST)
    first, before = office.keeper()
    await first.tick()
    asked = len(office.shelf.asked)
    second, after = office.keeper()
    await second.load()
    assert len(office.shelf.asked) == asked
    assert after.lists.now == before.lists.now
    other, terms = office.keeper("v1")
    await other.load()
    assert terms.lists.now.closed == frozenset()


async def test_a_maintenance_of_long_ago_is_not_believed(office: Office) -> None:
    office.shelf.put(NETWORKS, CLOSED)
    keeper, terms = office.keeper()
    await keeper.tick()
    office.shelf.answers.clear()
    await office.hours(keeper, 47)
    assert terms.lists.now.closed == {"tron"}
    await office.hours(keeper, 26)
    assert terms.offered == ASSETS
    again, terms = office.keeper()
    await again.load()
    assert terms.offered == ASSETS


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "null", "7"])
async def test_a_damaged_cache_is_passed_over(office: Office, body: str) -> None:
    office.cache.kept = {"v2 networks": (body, NOON), "v2 coins": (json.dumps(COIN_LIST), NOON)}
    keeper, terms = office.keeper()
    await keeper.load()
    assert terms.lists.now.limits == TEN


async def test_a_database_that_fails_is_in_nobodys_way(office: Office) -> None:
    office.cache.broken = True
    office.shelf.put(NETWORKS, CLOSED)
    keeper, terms = office.keeper()
    await keeper.load()
    await keeper.tick()
    assert terms.lists.now.closed == {"tron"}


async def test_what_is_too_long_for_a_cache_is_read_all_the_same(office: Office) -> None:
    office.shelf.put(NETWORKS, [*CLOSED, {"note": "x" * 2**20}])
    keeper, terms = office.keeper()
    await keeper.tick()
    assert terms.lists.now.closed == {"tron"}
    assert office.cache.kept == {}


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
async def test_no_failure_of_a_list_is_an_incident(office: Office, status: int) -> None:
    for path in (NETWORKS, OTHER_NETWORKS, COINS, OTHER_COINS, CASHIER):
        office.shelf.answers[path] = (status, {"code": "000112", "success": False})
    keeper, _ = office.keeper()
    await office.hours(keeper, 3)
    assert office.announced.kinds == []
    assert office.shelf.asked


async def test_lists_wait_while_the_minute_is_kept_for_orders(office: Office) -> None:
    for _ in range(office.budget.limit - 20):
        place = await office.budget.take(Purpose.OPENING)
        await office.budget.end(place)
    keeper, _ = office.keeper()
    await keeper.tick()
    assert office.shelf.asked == []
    office.clock.forward(minutes=1)
    await keeper.tick()
    assert office.shelf.asked


async def test_what_stands_against_the_settings_is_said_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.gateway.lists")
    office.shelf.put(NETWORKS, CLOSED)
    office.shelf.put(CASHIER, {"supportedCoins": ["USDC"]})
    keeper, _ = office.keeper()
    await office.hours(keeper, 1)
    warnings = [each.message for each in caplog.records if each.levelname == "WARNING"]
    assert [each.split()[1] for each in warnings] == ["USDT@ethereum", "USDT@tron", "TRON"]
    office.shelf.put(NETWORKS, OPEN)
    office.shelf.put(CASHIER, {"supportedCoins": ["USDT"]})
    await office.hours(keeper, 1)
    assert [each for each in caplog.messages if "does not hold any more" in each]


async def test_a_clock_that_is_put_back_does_not_stop_the_reading(office: Office) -> None:
    office.shelf.put(NETWORKS, OPEN)
    keeper, _ = office.keeper()
    await keeper.tick()
    office.clock.put_back(days=30)
    office.clock.forward(seconds=timedelta(days=1).total_seconds())
    asked = len(office.shelf.asked)
    await keeper.tick()
    assert len(office.shelf.asked) > asked
