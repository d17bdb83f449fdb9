from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.payments.listing import (
    MOST_COUNTED,
    Filter,
    Page,
    Scope,
    Search,
    Spot,
    Sum,
    Taking,
    Turn,
    Wanted,
)
from bot.payments.money import MOST_MILLIONTHS, Money
from bot.payments.order import Order, Place, State
from storage.listing import ListingTable
from storage.order_writes import insert_order
from tests.orders import HUNDRED, NOW, Books, another, open_books, opened
from tests.storage.plans import Plans

TODAY = NOW.replace(hour=0, minute=0, second=0)
MINUTE = timedelta(minutes=1)
GROUP, OTHER_GROUP = -100500, -100600
# The last are in a private chat, the very last is of a group all the same.
PLACES = [
    Place(GROUP, None, 1),
    Place(OTHER_GROUP, None, 1),
    Place(101, None, 1),
    Place(101, None, 0, GROUP),
]
TILL = Scope()
SIZE = 3


@pytest.fixture
def lists(books: Books) -> ListingTable:
    return ListingTable(books.database)


def search(wanted: Wanted = Filter.ALL, scope: Scope = TILL) -> Search:
    return Search(scope, wanted, TODAY)


def numbers(orders: Sequence[Order]) -> list[str]:
    return [order.number for order in orders]


async def keep(books: Books, *orders: Order) -> list[Order]:
    return [await books.keep(order) for order in orders]


# What each filter and scope means, told without SQL.
MEANS: dict[Filter, Callable[[Order], bool]] = {
    Filter.ALL: lambda _: True,
    Filter.OPEN: lambda order: order.state in {State.NEW, State.OPEN, State.CONFIRMING},
    Filter.PAID: lambda order: order.state is State.PAID,
    Filter.LATE: lambda order: order.came_after is not None,
    Filter.SHORT: lambda order: order.state is State.SHORT,
    Filter.TODAY: lambda order: order.created_at >= TODAY,
}


def belongs(order: Order, search: Search) -> bool:
    scope, wanted = search.scope, search.wanted
    if scope.group_id not in {None, order.group_id}:
        return False
    if scope.payer_id not in {None, order.payer_id}:
        return False
    if isinstance(wanted, Sum):
        sums = {each.millionths for each in (order.amount, order.received) if each}
        return wanted.millionths in sums and wanted.token in {None, order.amount.token}
    return MEANS[wanted](order)


SCOPES = [TILL, Scope(group_id=GROUP), Scope(payer_id=101), Scope(GROUP, 101)]
WANTED: list[Wanted] = [*Filter, Sum(1), Sum(2, "USDT"), Sum(MOST_MILLIONTHS)]
SUMS = st.sampled_from([1, 2, 3, MOST_MILLIONTHS])


@st.composite
def an_order(draw: st.DrawFn, number: int) -> Order:
    token = draw(st.sampled_from(["USDT", "USDC"]))
    received = draw(st.none() | SUMS)
    created_at = NOW - draw(st.sampled_from([0, 0, 1, 5, 24])) * timedelta(hours=1)
    return another(
        number,
        payer_id=draw(st.sampled_from([101, 102])),
        place=draw(st.sampled_from(PLACES)),
        amount=Money(draw(SUMS), token),
        received=None if received is None else Money(received, token),
        state=draw(st.sampled_from(State)),
        created_at=created_at,
        came_after=draw(st.none() | st.just(State.EXPIRED)),
    )


@st.composite
def some_orders(draw: st.DrawFn) -> list[Order]:
    return [draw(an_order(number)) for number in range(draw(st.integers(0, 14)))]


@settings(deadline=None, max_examples=25)  # each example has a file of its own
@given(some_orders(), st.lists(st.integers(0, 2), max_size=4))
async def test_every_list_shows_what_it_should_once_and_in_order_while_orders_come(
    tmp_path_factory: pytest.TempPathFactory, orders: list[Order], arrivals: list[int]
) -> None:
    async with open_books(tmp_path_factory.mktemp("lists") / "till.db") as books:
        lists = ListingTable(books.database)
        kept = await keep(books, *orders)
        for wanted, scope in product(WANTED, SCOPES):
            await walk(lists, kept, search(wanted, scope))
        coming = [another(100 + n, created_at=NOW + (n + 1) * MINUTE) for n in range(8)]
        await walk(lists, kept, search(), coming=coming, arrivals=arrivals, books=books)


async def walk(
    lists: ListingTable,
    kept: list[Order],
    look: Search,
    *,
    coming: Sequence[Order] = (),
    arrivals: Sequence[int] = (),
    books: Books | None = None,
) -> None:
    """Go through a list to its end and back to its beginning, while `arrivals` come in."""
    new, due, come = list(coming), list(arrivals), []
    model = [order for order in kept if belongs(order, look)]
    model.sort(key=lambda order: (order.created_at, order.number), reverse=True)
    page = await lists.page(look, None, SIZE)
    assert page.count == len(model)
    assert not page.has_newer
    seen = list(page.orders)
    while page.has_older:
        for _ in range(due.pop(0) if due else 0):
            assert books is not None
            come.append(await books.keep(new.pop(0)))
        page = await lists.page(look, Spot(Turn.OLDER, page.orders[-1].number), SIZE)
        assert page.has_newer
        seen += page.orders
    assert numbers(seen) == numbers(model)
    back = list(page.orders)
    while page.has_newer:
        page = await lists.page(look, Spot(Turn.NEWER, page.orders[0].number), SIZE)
        assert page.has_older
        back = [*page.orders, *back]
    assert numbers(back) == numbers([*reversed(come), *model])


async def test_the_newest_page_says_that_there_are_older_ones(
    books: Books, lists: ListingTable
) -> None:
    await keep(books, *(another(n, created_at=NOW + n * MINUTE) for n in range(4)))
    page = await lists.page(search(), None, SIZE)
    assert numbers(page.orders) == ["0000000003", "0000000002", "0000000001"]
    assert (page.count, page.has_newer, page.has_older) == (4, False, True)


async def test_pages_of_one_order_lead_to_each_other(books: Books, lists: ListingTable) -> None:
    await keep(books, another(1), another(2))
    older = await lists.page(search(), Spot(Turn.OLDER, "0000000002"), 1)
    assert (numbers(older.orders), older.has_newer, older.has_older) == (
        ["0000000001"],
        True,
        False,
    )
    newer = await lists.page(search(), Spot(Turn.NEWER, "0000000001"), 1)
    assert (numbers(newer.orders), newer.has_newer, newer.has_older) == (
        ["0000000002"],
        False,
        True,
    )


async def test_a_page_can_be_found_again_though_its_first_order_has_left_the_list(
    books: Books, lists: ListingTable
) -> None:
    orders = await keep(books, *(opened(another(n)) for n in range(4)))
    spot = Spot(Turn.FROM, "0000000002")
    assert numbers((await lists.page(search(Filter.OPEN), spot, 2)).orders) == [
        "0000000002",
        "0000000001",
    ]
    async with books.database.transaction() as tx:
        await tx.change("UPDATE orders SET state = 'paid' WHERE number = ?", orders[2].number)
    page = await lists.page(search(Filter.OPEN), spot, 2)
    assert numbers(page.orders) == ["0000000001", "0000000000"]
    assert page.has_newer


@pytest.mark.parametrize("turn", Turn)
async def test_a_page_that_has_become_empty_still_leads_on(
    books: Books, lists: ListingTable, turn: Turn
) -> None:
    """What was on it has been paid meanwhile; the way back is still offered."""
    orders = [opened(another(n), state=State.PAID) for n in range(3)]
    orders[{Turn.NEWER: 0}.get(turn, 2)] = opened(another(2 if turn is not Turn.NEWER else 0))
    await keep(books, *orders)
    page = await lists.page(search(Filter.OPEN), Spot(turn, "0000000001"), SIZE)
    assert page == Page([], 1, has_newer=turn is not Turn.NEWER, has_older=turn is Turn.NEWER)


@pytest.mark.parametrize("turn", Turn)
async def test_beside_an_order_out_of_ones_sight_there_is_no_page(
    books: Books, lists: ListingTable, turn: Turn
) -> None:
    """Otherwise somebody could find out when an order of others was made."""
    await keep(books, another(1), another(2, payer_id=102), another(3))
    own = Scope(payer_id=101)
    foreign = await lists.page(search(scope=own), Spot(turn, "0000000002"), SIZE)
    none = await lists.page(search(scope=own), Spot(turn, "ZZZZZZZZZZ"), SIZE)
    assert foreign == none == await lists.page(search(scope=own), None, SIZE)


async def test_nobody_counts_a_million(books: Books, lists: ListingTable) -> None:
    async with books.database.transaction() as tx:
        for number in range(MOST_COUNTED + 20):
            await insert_order(tx, another(number))
    assert await lists.count(search()) == MOST_COUNTED + 1
    assert await lists.count(search(Sum(HUNDRED.millionths))) == MOST_COUNTED + 1


@pytest.mark.parametrize("kept", ["AB" * 32, "0x" + "ab" * 32])
@pytest.mark.parametrize("asked", ["ab" * 32, "0x" + "ab" * 32, "0X" + "aB" * 32])
async def test_a_transaction_is_found_however_its_hash_is_written(
    books: Books, lists: ListingTable, kept: str, asked: str
) -> None:
    await keep(books, another(1), *(opened(another(n), tx_hash=kept) for n in (2, 3)))
    assert numbers(await lists.of_transaction(asked, 9)) == ["0000000003", "0000000002"]
    assert numbers(await lists.of_transaction(asked, 1)) == ["0000000003"]
    assert await lists.of_transaction("cd" * 32, 9) == []


async def test_takings_are_told_for_each_token_and_each_stretch_of_time(
    books: Books, lists: ListingTable
) -> None:
    paid: dict[int, dict[str, Any]] = {
        1: {"settled_at": TODAY},
        2: {"settled_at": NOW, "received": Money.of("60.5", "USDT")},
        3: {"settled_at": TODAY - MINUTE, "came_after": State.EXPIRED},
        4: {"settled_at": TODAY - timedelta(days=6)},
        5: {"settled_at": TODAY - timedelta(days=6, milliseconds=1)},
        6: {"settled_at": NOW, "place": Place(OTHER_GROUP, None, 1)},
        7: {"settled_at": TODAY - MINUTE, "amount": Money.of("0.000001", "USDC")},
    }
    await keep(books, *(opened(another(n), state=State.PAID, **each) for n, each in paid.items()))
    await keep(books, opened(another(8), state=State.SHORT, received=HUNDRED))
    since = TODAY - timedelta(days=6)
    assert await lists.takings(GROUP, since, TODAY) == [
        Taking(Money(0, "USDC"), Money(1, "USDC"), 0, 0),
        Taking(Money.of("160.5", "USDT"), Money.of("360.5", "USDT"), 2, 1),
    ]
    assert await lists.takings(101, since, TODAY) == []


async def test_takings_may_be_more_than_the_database_has_numbers_for(
    books: Books, lists: ListingTable
) -> None:
    largest = Money(MOST_MILLIONTHS, "USDT")
    for number in range(3):
        await books.keep(opened(another(number), state=State.PAID, amount=largest, settled_at=NOW))
    [taking] = await lists.takings(GROUP, TODAY, TODAY)
    assert taking.today == taking.in_all == Money(3 * MOST_MILLIONTHS, "USDT")


FEW = {
    Filter.OPEN: "orders_unsettled",
    Filter.LATE: "orders_late",
    Filter.SHORT: "orders_short",
}
BESIDE = "(created_at,number)<(?,?)"


def index_of(wanted: Wanted, scope: Scope) -> list[str]:
    """Where a page is read from: the index, and how it is searched."""
    of, equal = "", ""
    if scope != TILL:
        led = "payer" if scope.payer_id else "group"
        of, equal = f"_of_{led}", f"{led}_id=? AND "
    if isinstance(wanted, Sum):
        by_amount = f"{of}_and_amount" if of else "_of_amount"
        return [
            f"orders{by_amount} ({equal}amount=? AND {BESIDE})",
            f"orders_received (received=? AND {BESIDE})",
        ]
    if wanted in FEW:
        return [f"{FEW[wanted]} ({BESIDE})"]
    if wanted is Filter.PAID:
        return [f"orders_paid{of} ({equal}{BESIDE})"]
    since = "created_at>? AND " if wanted is Filter.TODAY else ""
    return [f"orders{of or '_by_creation'} ({equal}{since}{BESIDE})"]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("wanted", WANTED)
async def test_a_page_is_read_from_an_index_in_the_order_it_is_shown_in(
    books: Books, lists: ListingTable, plans: Plans, wanted: Wanted, scope: Scope
) -> None:
    await keep(books, *(another(n) for n in range(3)))
    older = lists._some(search(wanted, scope), "<", (1, "a"), 9)
    indexes = [f"SEARCH orders USING INDEX {each}" for each in index_of(wanted, scope)]
    assert await plans.of(older) == indexes


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("wanted", WANTED)
async def test_nothing_is_sorted_and_no_table_read_through_for_a_whole_page(
    books: Books, lists: ListingTable, plans: Plans, wanted: Wanted, scope: Scope
) -> None:
    await keep(books, another(1))
    for spot in (None, *(Spot(turn, "0000000001") for turn in Turn)):
        plan = await plans.of(lists.page(search(wanted, scope), spot, 8))
        read = [line for line in plan if "orders" in line]
        assert read
        assert all("INDEX" in line for line in read)
        assert not [line for line in plan if "TEMP B-TREE" in line]


async def test_transactions_and_takings_are_found_by_an_index(
    lists: ListingTable, plans: Plans
) -> None:
    [found, _] = await plans.of(lists.of_transaction("ab" * 32, 9))
    assert found == "SEARCH orders USING INDEX orders_transaction (<expr>=?)"
    [taken, _] = await plans.of(lists.takings(GROUP, TODAY, TODAY))
    assert taken == (
        "SEARCH orders USING INDEX orders_taken_in_group (group_id=? AND settled_at>?)"
    )
