import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import GatewayMisunderstood
from bot.payments.notice import Draft, Kind
from bot.payments.order import State
from bot.payments.ports import Entry, Step
from storage.order_writes import add_name, add_notice, add_step, insert_order, move_order
from tests.orders import NOW, NUMBER, Books, an_order, announce, another, drafts, opened
from tests.storage.plans import cancel_at

MINUTE = timedelta(minutes=1)
STEP = Step(NOW, "renewed", "0000000001", by=101)
SUCCESSOR = replace(another(1), origin=f"after:{NUMBER}")
EXPIRED = opened(an_order(), state=State.EXPIRED)


async def told(books: Books) -> list[tuple[str, int, str | None]]:
    rows = await books.database.rows("SELECT kind, chat_id, order_number FROM notices ORDER BY id")
    return [(row["kind"], row["chat_id"], row["order_number"]) for row in rows]


async def mute(books: Books, person_id: int, kind: Kind) -> None:
    async with books.database.transaction() as tx:
        await tx.change("INSERT INTO muted VALUES (?, ?)", person_id, kind)


async def test_a_new_order_is_written_with_its_name_and_its_beginning(books: Books) -> None:
    async with books.database.transaction() as tx:
        await insert_order(tx, an_order())
    assert await books.orders.named(NUMBER) == an_order()
    assert await books.orders.history(NUMBER) == [Entry(Step(NOW, "asked"), State.NEW, State.NEW)]


async def test_an_order_of_an_origin_that_is_known_is_not_written(books: Books) -> None:
    async with books.database.transaction() as tx:
        await insert_order(tx, an_order())
        await insert_order(tx, an_order(number="OTHER00000"))
    assert await books.orders.find("OTHER00000") is None
    assert await books.orders.named("OTHER00000") is None
    assert await books.orders.history("OTHER00000") == []


async def test_a_move_is_written_if_the_order_still_stands(books: Books) -> None:
    before = await books.keep(EXPIRED)
    after = replace(before, successor="X", claimed_at=NOW, tx_hash="ab", came_after=State.OPEN)
    async with books.database.transaction() as tx:
        assert await move_order(tx, before, after, NOW + MINUTE)
        assert not await move_order(tx, before, replace(after, tx_hash="cd"), NOW)
    assert await books.found() == replace(
        after, revision=before.revision + 1, retry_at=NOW + MINUTE
    )


async def test_a_successor_is_written_with_the_move(books: Books) -> None:
    before = await books.keep(EXPIRED)
    after = replace(before, successor=SUCCESSOR.number)
    assert await books.orders.move(before, after, STEP, (), successor=SUCCESSOR)
    assert (await books.found()).successor == SUCCESSOR.number
    assert await books.found(SUCCESSOR.number) == SUCCESSOR
    assert await books.orders.named(SUCCESSOR.number) == SUCCESSOR
    assert await books.causes(SUCCESSOR.number) == ["asked"]


async def test_a_successor_is_not_written_when_the_move_is_overtaken(books: Books) -> None:
    before = await books.keep(EXPIRED)
    await books.orders.move(before, replace(before, tx_hash="ab"), Step(NOW, "noted"), ())
    stands = await books.found()
    after = replace(before, successor=SUCCESSOR.number)
    assert not await books.orders.move(before, after, STEP, (), successor=SUCCESSOR)
    assert await books.found() == stands
    assert await books.orders.find(SUCCESSOR.number) is None
    assert await books.causes() == ["asked", "set", "noted"]


async def test_of_many_successors_at_once_one_is_written(books: Books) -> None:
    before = await books.keep(EXPIRED)
    moves = [
        books.orders.move(before, replace(before, successor=each.number), STEP, (), successor=each)
        for each in (replace(another(count), origin=SUCCESSOR.origin) for count in range(1, 9))
    ]
    assert (await asyncio.gather(*moves)).count(True) == 1
    successor = (await books.found()).successor
    assert successor is not None
    assert len(await books.orders.of_payer(101, None, 99)) == 2
    assert (await books.found(successor)).origin == SUCCESSOR.origin


@pytest.mark.parametrize("count", range(1, 10))
async def test_a_move_with_a_successor_cancelled_at_any_statement_is_whole_or_nothing(
    books: Books, count: int
) -> None:
    before = await books.keep(EXPIRED)
    after = replace(before, successor=SUCCESSOR.number)
    cards = drafts(Kind.CARD_CHANGED)
    await cancel_at(
        books.database, count, books.orders.move(before, after, STEP, cards, successor=SUCCESSOR)
    )
    written = [
        (await books.found()).successor is not None,
        await books.orders.find(SUCCESSOR.number) is not None,
        await books.orders.named(SUCCESSOR.number) is not None,
        await books.causes(SUCCESSOR.number) == ["asked"],
        await books.causes() == ["asked", "set", "renewed"],
        await books.kinds() == [Kind.CARD_CHANGED],
    ]
    assert len(set(written)) == 1


async def test_the_history_comes_back_with_person_and_evidence_oldest_first(books: Books) -> None:
    order = await books.orders.add(an_order())
    steps = [
        Step(NOW + 2 * MINUTE, "opened", '{"said": "so"}'),
        Step(NOW + MINUTE, "cancelled", by=101),
    ]
    async with books.database.transaction() as tx:
        await add_step(tx, order, opened(order), steps[0])
        await add_step(tx, opened(order), replace(order, state=State.CANCELLED), steps[1])
    assert await books.orders.history(NUMBER) == [
        Entry(Step(NOW, "asked"), State.NEW, State.NEW),
        Entry(steps[0], State.NEW, State.OPEN),
        Entry(steps[1], State.OPEN, State.CANCELLED),
    ]


async def test_each_order_has_a_history_of_its_own(books: Books) -> None:
    await books.keep(EXPIRED)
    await books.orders.add(another(1))
    assert [entry.step.cause for entry in await books.orders.history("0000000001")] == ["asked"]
    assert await books.orders.history("0000000002") == []


async def test_a_notice_is_queued_for_its_chat_and_due_at_once(books: Books) -> None:
    kept = await books.keep(EXPIRED)
    async with books.database.transaction() as tx:
        await add_notice(tx, Draft(Kind.CARD_CHANGED, -100500), NUMBER, NOW)
    [notice] = await books.notices.due(NOW, 9)
    assert (notice.kind, notice.chat_id, notice.order) == (Kind.CARD_CHANGED, -100500, kept)
    assert (notice.created_at, notice.attempts) == (NOW, 0)


async def test_a_muted_kind_is_queued_for_others_only(books: Books) -> None:
    before = await books.keep(EXPIRED)
    await mute(books, 900, Kind.SALE)
    sales = [Draft(kind, chat) for kind in (Kind.SALE, Kind.SALE_LATE) for chat in (900, 901)]
    await books.orders.move(before, replace(before, state=State.PAID), STEP, sales)
    assert await told(books) == [
        (Kind.SALE, 901, NUMBER),
        (Kind.SALE_LATE, 900, NUMBER),
        (Kind.SALE_LATE, 901, NUMBER),
    ]


async def test_a_muted_kind_that_belongs_to_no_order_is_not_queued_either(books: Books) -> None:
    await mute(books, 900, Kind.GATEWAY_BLOCKED)
    await announce(books.notices, [900, 901], Kind.GATEWAY_BLOCKED, NOW)
    assert await told(books) == [(Kind.GATEWAY_BLOCKED, 901, None)]


async def test_a_name_belongs_to_one_order(books: Books) -> None:
    await books.keep(EXPIRED)
    await books.orders.add(another(1))
    async with books.database.transaction() as tx:
        await add_name(tx, "g1", NUMBER)
        await add_name(tx, "g1", NUMBER)
        with pytest.raises(GatewayMisunderstood, match="'g1' already belongs to another order"):
            await add_name(tx, "g1", "0000000001")
    assert await books.orders.named("g1") == await books.found()


@pytest.mark.parametrize("next_at", [NOW + 10 * MINUTE, None])
async def test_a_countdown_is_queued_and_its_next_step_written(
    books: Books, next_at: datetime | None
) -> None:
    order = await books.keep(opened(an_order(), recount_at=NOW))
    await books.orders.recount(order, Kind.COUNTDOWN, next_at, NOW)
    assert await books.found() == replace(order, recount_at=next_at, revision=2)
    assert await told(books) == [(Kind.COUNTDOWN, order.place.chat_id, NUMBER)]


@pytest.mark.parametrize(
    "changes",
    [{"state": State.PAID}, {"recount_at": NOW + MINUTE}, {"recount_at": None}],
    ids=["paid", "later", "never"],
)
async def test_a_countdown_is_not_queued_for_an_order_that_has_moved_on(
    books: Books, changes: dict[str, object]
) -> None:
    order = await books.keep(opened(an_order(), recount_at=NOW))
    await books.orders.move(order, replace(order, **changes), STEP, ())  # type: ignore[arg-type]  # its fields
    stands = await books.found()
    await books.orders.recount(order, Kind.COUNTDOWN, NOW + 10 * MINUTE, NOW)
    assert await books.found() == stands
    assert await told(books) == []
