import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import GatewayMisunderstood
from bot.payments.money import NETWORKS, Money
from bot.payments.notice import Kind
from bot.payments.order import MOVES, Order, Place, Settlement, State
from bot.payments.ports import Step
from storage.orders import OrderTable
from tests.orders import NOW, NUMBER, Books, an_order, another, drafts, open_books, opened
from tests.storage.plans import Plans, cancel_at

MINUTE = timedelta(minutes=1)
STEP = Step(NOW, "opened", "said")
IDS = st.integers(-(2**62), 2**62)
MOMENTS = st.integers(0, 10**10).map(lambda ms: NOW + timedelta(milliseconds=ms))
MONEY = st.builds(Money, st.integers(1, 2**63 - 1), st.just("USDT"))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ORDERS = st.builds(
    Order,
    number=st.just(NUMBER),
    origin=TEXT,
    payer_id=IDS,
    place=st.builds(Place, IDS, st.none() | IDS, IDS),
    amount=MONEY,
    network=st.sampled_from(sorted(NETWORKS)).map(NETWORKS.__getitem__),
    state=st.sampled_from(State),
    created_at=MOMENTS,
    retry_at=MOMENTS,
    attempt=st.integers(1, 9),
    revision=st.just(0),
    failures=st.integers(0, 99),
    deadline=st.none() | MOMENTS,
    watched_until=st.none() | MOMENTS,
    cashier_url=st.none() | TEXT,
    address=st.none() | TEXT,
    received=st.none() | MONEY,
    settled_at=st.none() | MOMENTS,
    settled_by=st.none() | st.sampled_from(Settlement),
    came_after=st.none() | st.sampled_from(State),
    tx_hash=st.none() | TEXT,
    oddities=st.frozensets(st.sampled_from(["contradictory", "other_money"])),
    claimed_at=st.none() | MOMENTS,
    recount_at=st.none() | MOMENTS,
    successor=st.none() | TEXT,
    card_message_id=st.none() | IDS,
)


@pytest.fixture
def orders(books: Books) -> OrderTable:
    return books.orders


@settings(deadline=None, max_examples=40)  # each example has a file of its own
@given(ORDERS)
async def test_an_order_comes_back_as_it_was_kept(
    tmp_path_factory: pytest.TempPathFactory, order: Order
) -> None:
    async with open_books(tmp_path_factory.mktemp("orders") / "till.db") as books:
        assert await books.orders.add(order) == order
        assert await books.found() == order


async def test_a_new_order_has_a_name_and_a_history(orders: OrderTable, books: Books) -> None:
    await orders.add(an_order())
    assert await orders.named(NUMBER) == an_order()
    assert await books.causes() == ["asked"]
    assert books.calls == []


async def test_the_same_origin_gives_the_first_order(orders: OrderTable, books: Books) -> None:
    await orders.add(an_order())
    assert await orders.add(an_order(number="OTHER00000")) == an_order()
    assert await orders.find("OTHER00000") is None
    assert await orders.named("OTHER00000") is None
    assert await books.causes() == ["asked"]


async def test_the_same_origin_at_once_makes_one_order(orders: OrderTable, books: Books) -> None:
    asked = [an_order(number=f"{number:010}") for number in range(12)]
    kept = await asyncio.gather(*[orders.add(order) for order in asked])
    assert len({order.number for order in kept}) == 1
    [row] = await books.database.rows("SELECT COUNT(*) FROM orders")
    assert row[0] == 1


async def test_an_order_is_found_by_what_asked_for_it(orders: OrderTable) -> None:
    await orders.add(an_order())
    assert await orders.of_origin("-100500:7") == an_order()
    assert await orders.of_origin("-100500:8") is None


async def test_a_number_that_is_a_name_of_another_order_is_refused(books: Books) -> None:
    await books.keep(opened(an_order()))
    with pytest.raises(GatewayMisunderstood, match="already belongs to another order"):
        await books.orders.add(replace(another(1), number=f"g-{NUMBER}"))
    assert await books.orders.find(f"g-{NUMBER}") is None


async def test_a_move_writes_order_history_and_notices_together(books: Books) -> None:
    before = await books.keep(an_order())
    after = opened(before)
    assert await books.orders.move(before, after, STEP, drafts(Kind.CARD, Kind.SHORT), name="g1")
    assert await books.found() == replace(after, revision=1)
    assert await books.orders.named("g1") == await books.found()
    assert await books.kinds() == [Kind.CARD, Kind.SHORT]
    [row] = await books.database.rows("SELECT * FROM history WHERE cause = 'opened'")
    assert (row["from_state"], row["to_state"], row["evidence"]) == ("new", "open", "said")
    assert books.calls == [1]


async def test_a_move_that_tells_nothing_does_not_call_the_courier(books: Books) -> None:
    before = await books.keep(an_order())
    assert await books.orders.move(before, replace(before, attempt=2), STEP, ())
    assert books.calls == []


async def test_a_move_forgets_failures_and_is_retried_from_its_moment(books: Books) -> None:
    before = await books.keep(an_order())
    await books.orders.retry(before, NOW + MINUTE)
    step = Step(NOW + 2 * MINUTE, "number taken")
    await books.orders.move(before, replace(before, attempt=2), step, ())
    order = await books.found()
    assert (order.failures, order.retry_at) == (0, NOW + 2 * MINUTE)


async def test_a_move_leaves_the_card_alone(books: Books) -> None:
    before = await books.keep(opened(an_order()))
    async with books.database.transaction() as tx:
        await tx.change("UPDATE orders SET card_message_id = 77")
    await books.orders.move(before, replace(before, state=State.EXPIRED), STEP, ())
    assert (await books.found()).card_message_id == 77


async def test_of_two_moves_from_one_revision_one_succeeds(books: Books) -> None:
    before = await books.keep(opened(an_order()))
    afters = [replace(before, state=state) for state in sorted(MOVES[State.OPEN])] * 3
    changed = drafts(Kind.CARD_CHANGED)
    moved = await asyncio.gather(
        *[
            books.orders.move(before, after, Step(NOW, "race"), changed, name=f"n{i}")
            for i, after in enumerate(afters)
        ]
    )
    assert moved.count(True) == 1
    winner = moved.index(True)
    assert (await books.found()).state is afters[winner].state
    assert await books.kinds() == [Kind.CARD_CHANGED]
    assert await books.causes() == ["asked", "set", "race"]
    rows = await books.database.rows("SELECT name FROM gateway_names WHERE name LIKE 'n%'")
    assert [row["name"] for row in rows] == [f"n{winner}"]


async def test_a_move_from_an_older_revision_changes_nothing(books: Books) -> None:
    before = await books.keep(an_order())
    await books.orders.move(before, opened(before), STEP, ())
    stands = await books.found()
    failed = replace(before, state=State.FAILED)
    assert not await books.orders.move(before, failed, Step(NOW, "late"), drafts(Kind.FAILED))
    assert await books.found() == stands
    assert await books.kinds() == []


async def test_a_name_of_another_order_is_refused_and_nothing_moves(books: Books) -> None:
    await books.keep(opened(another(1)))
    before = await books.keep(an_order())
    with pytest.raises(GatewayMisunderstood, match="'g-0000000001' already belongs to another"):
        await books.orders.move(
            before, opened(before), STEP, drafts(Kind.CARD), name="g-0000000001"
        )
    assert await books.found() == before
    assert await books.kinds() == []
    assert await books.causes() == ["asked"]
    assert books.calls == []


async def test_a_name_of_its_own_may_be_given_again(books: Books) -> None:
    before = await books.keep(an_order())
    assert await books.orders.move(before, opened(before), STEP, (), name=NUMBER)


@pytest.mark.parametrize("count", range(1, 8))
async def test_a_move_cancelled_at_any_statement_is_whole_or_nothing(
    books: Books, count: int
) -> None:
    before = await books.keep(an_order())
    move = books.orders.move(before, opened(before), STEP, drafts(Kind.CARD), name="g1")
    await cancel_at(books.database, count, move)
    written = [
        (await books.found()).state is State.OPEN,
        await books.kinds() == [Kind.CARD],
        await books.causes() == ["asked", "opened"],
        await books.orders.named("g1") is not None,
    ]
    assert len(set(written)) == 1


async def test_a_move_that_breaks_in_the_middle_leaves_nothing(books: Books) -> None:
    before = await books.keep(an_order())
    async with books.database.transaction() as tx:
        await tx.change("DROP TABLE notices")
    with pytest.raises(Exception, match="no such table: notices"):
        await books.orders.move(before, opened(before), STEP, drafts(Kind.CARD), name="g1")
    assert await books.found() == before
    assert await books.orders.named("g1") is None
    assert await books.causes() == ["asked"]


async def test_an_order_cannot_be_for_nothing(orders: OrderTable) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="amount > 0"):
        await orders.add(an_order(amount=Money(0, "USDT")))


async def test_orders_are_found_by_any_of_their_names(orders: OrderTable, books: Books) -> None:
    first = await books.keep(opened(another(1)))
    third = await books.keep(another(3))
    names = [f"{number:010}" for number in range(5)] + ["g-0000000001", "g-0000000002"]
    found = await orders.named_among(names)
    assert found == {"0000000001": first, "g-0000000001": first, "0000000003": third}


async def test_any_number_of_names_may_be_looked_for(orders: OrderTable, books: Books) -> None:
    await books.keep(opened(another(1)))
    await books.keep(opened(another(2)))
    names = ["0000000001", *(f"x{number}" for number in range(1200)), "0000000002"]
    assert list(await orders.named_among(names)) == ["0000000001", "0000000002"]
    assert await orders.named_among([]) == {}


async def test_orders_of_a_payer_come_newest_first(orders: OrderTable) -> None:
    for number in range(4):
        await orders.add(another(number, created_at=NOW + number * MINUTE))
    await orders.add(another(7, payer_id=102))
    found = await orders.of_payer(101, None, 3)
    assert [order.number for order in found] == ["0000000003", "0000000002", "0000000001"]


async def test_orders_of_a_payer_in_one_group_stay_in_it(orders: OrderTable) -> None:
    await orders.add(another(1))
    await orders.add(another(2, place=Place(101, None, 1)))
    await orders.add(another(3, place=Place(101, None, 0, -100500)))
    await orders.add(another(4, place=Place(-100600, None, 1)))
    found = await orders.of_payer(101, -100500, 9)
    assert [order.number for order in found] == ["0000000001", "0000000003"]
    assert len(await orders.of_payer(101, None, 9)) == 4


async def test_live_orders_are_the_new_and_open_ones_oldest_first(books: Books) -> None:
    for number, state in enumerate(State):
        created_at = NOW - number * MINUTE
        await books.keep(replace(opened(another(number)), state=state, created_at=created_at))
    await books.keep(another(99, payer_id=102))
    live = await books.orders.live_of_payer(101)
    assert [order.state for order in live] == [State.OPEN, State.NEW]


async def test_new_orders_are_tried_oldest_first_when_their_time_has_come(
    orders: OrderTable, books: Books
) -> None:
    await orders.add(another(1, created_at=NOW + MINUTE))
    await orders.add(another(2))
    await orders.add(another(3, retry_at=NOW + MINUTE))
    await books.keep(opened(another(4)))
    found = await orders.to_open(NOW, 9)
    assert [order.number for order in found] == ["0000000002", "0000000001"]
    assert [order.number for order in await orders.to_open(NOW, 1)] == ["0000000002"]
    assert len(await orders.to_open(NOW + MINUTE, 9)) == 3


async def test_the_next_try_is_the_earliest_of_new_orders(
    orders: OrderTable, books: Books
) -> None:
    assert await orders.next_try() is None
    await books.keep(opened(another(1)))
    await orders.add(another(2, retry_at=NOW + 2 * MINUTE))
    await orders.add(another(3, retry_at=NOW + MINUTE))
    assert await orders.next_try() == NOW + MINUTE


async def test_a_failed_try_is_counted_and_put_off(orders: OrderTable, books: Books) -> None:
    order = await orders.add(an_order())
    for _ in range(2):
        await orders.retry(order, NOW + MINUTE)
    found = await books.found()
    assert (found.failures, found.retry_at, found.revision) == (2, NOW + MINUTE, 0)


async def test_a_delay_is_told_once(orders: OrderTable, books: Books) -> None:
    order = await orders.add(an_order())
    assert await orders.waiting() == [order]
    await asyncio.gather(*[orders.tell_delayed(order, NOW) for _ in range(4)])
    assert await orders.waiting() == []
    assert await books.kinds() == [Kind.DELAYED]
    assert books.calls


async def test_a_delay_that_is_over_is_not_told(orders: OrderTable, books: Books) -> None:
    new = await orders.add(an_order())
    await orders.move(new, opened(new), STEP, ())
    await orders.tell_delayed(new, NOW)
    assert await books.kinds() == []
    assert await orders.waiting() == []


Ask = Callable[[OrderTable], Awaitable[object]]
LATER: datetime = NOW + timedelta(days=9)
PLANS: list[tuple[Ask, list[str]]] = [
    (lambda orders: orders.to_open(NOW, 9), ["SCAN orders USING INDEX orders_to_open"]),
    (lambda orders: orders.next_try(), ["SEARCH orders USING INDEX orders_to_open"]),
    (lambda orders: orders.waiting(), ["SCAN orders USING INDEX orders_to_open"]),
    (
        lambda orders: orders.to_recount(NOW),
        ["SEARCH orders USING INDEX orders_recount (recount_at<?)"],
    ),
    (
        lambda orders: orders.live_of_payer(101),
        ["SEARCH orders USING INDEX orders_live (payer_id=?)", "USE TEMP B-TREE FOR ORDER BY"],
    ),
]


@pytest.mark.parametrize(("ask", "plan"), PLANS)
async def test_finished_orders_cost_nothing(
    books: Books, plans: Plans, ask: Ask, plan: list[str]
) -> None:
    await books.keep(opened(an_order(), state=State.EXPIRED))
    assert await plans.of(ask(books.orders)) == plan


async def test_looking_for_names_reads_no_more_than_these(
    orders: OrderTable, plans: Plans
) -> None:
    assert await plans.of(orders.named_among(["a", "b"])) == [
        "SEARCH gateway_names USING INDEX sqlite_autoindex_gateway_names_1 (name=?)",
        "SEARCH orders USING INDEX sqlite_autoindex_orders_1 (number=?)",
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda orders: orders.find("a"),
        lambda orders: orders.of_origin("a"),
        lambda orders: orders.named("a"),
        lambda orders: orders.of_payer(101, None, 9),
        lambda orders: orders.move(an_order(), an_order(), STEP, ()),
        lambda orders: orders.retry(an_order(), NOW),
        lambda orders: orders.history("a"),
        lambda orders: orders.recount(an_order(), Kind.COUNTDOWN, NOW, NOW),
        lambda orders: orders.tell_delayed(an_order(), NOW),
    ],
)
async def test_no_call_reads_all_orders(orders: OrderTable, plans: Plans, ask: Ask) -> None:
    plan = await plans.of(ask(orders))
    assert plan
    assert not [line for line in plan if line.startswith("SCAN")]
