import pytest

from bot.payments.merchants import Merchant, Merchants
from storage.merchants import MerchantTable
from tests.clocks import SetClock
from tests.orders import Books

OLGA, OTTO, MIA, MAX = 900, 901, 501, 502


@pytest.fixture
def merchants(books: Books, clock: SetClock) -> Merchants:
    return Merchants(MerchantTable(books.database), clock, [OLGA, OTTO])


async def test_owners_are_merchants_without_being_added(merchants: Merchants) -> None:
    await merchants.load()
    assert list(merchants) == [OLGA, OTTO]
    assert OTTO in merchants
    assert MIA not in merchants
    assert await merchants.added() == []


async def test_who_is_added_counts_at_once_and_after_a_restart(
    merchants: Merchants, books: Books, clock: SetClock
) -> None:
    assert await merchants.add(MIA, "Mia", OLGA)
    assert list(merchants) == [OLGA, OTTO, MIA]
    assert await merchants.added() == [Merchant(MIA, "Mia", OLGA, clock.now())]
    again = Merchants(MerchantTable(books.database), clock, [OLGA, OTTO])
    assert MIA not in again
    await again.load()
    assert list(again) == [OLGA, OTTO, MIA]


async def test_who_is_one_already_is_not_added_again(merchants: Merchants) -> None:
    await merchants.add(MIA, "Mia", OLGA)
    assert not await merchants.add(MIA, "Mia the second", OTTO)
    assert not await merchants.add(OTTO, "Otto", OLGA)
    assert [each.name for each in await merchants.added()] == ["Mia"]


async def test_who_is_removed_is_none_at_once(merchants: Merchants) -> None:
    await merchants.add(MIA, "Mia", OLGA)
    await merchants.add(MAX, "Max", OLGA)
    assert await merchants.remove(MIA, OTTO)
    assert list(merchants) == [OLGA, OTTO, MAX]
    assert not await merchants.remove(MIA, OTTO)


async def test_owners_stay_whatever_is_removed(merchants: Merchants) -> None:
    assert not await merchants.remove(OLGA, OTTO)
    assert OLGA in merchants


async def test_a_merchant_who_becomes_an_owner_is_listed_once(
    merchants: Merchants, books: Books, clock: SetClock
) -> None:
    await merchants.add(MIA, "Mia", OLGA)
    later = Merchants(MerchantTable(books.database), clock, [MIA])
    await later.load()
    assert list(later) == [MIA]
    assert await later.added() == []
