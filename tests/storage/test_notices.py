from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.payments.notice import Kind, Notice, caused_by
from bot.payments.order import Place
from bot.payments.ports import Step
from storage.notices import NoticeTable
from tests.orders import (
    NOW,
    NUMBER,
    Books,
    an_order,
    announce,
    another,
    drafts,
    open_books,
    opened,
)
from tests.storage.plans import Plans

SECOND = timedelta(seconds=1)
KIND = Kind.GATEWAY_BLOCKED


@pytest.fixture
def notices(books: Books) -> NoticeTable:
    return books.notices


async def only(notices: NoticeTable) -> Notice:
    [notice] = await notices.due(NOW, 10)
    return notice


async def open_one(books: Books) -> Notice:
    """Move an order to open, and take up the notice of its card."""
    new = await books.keep(an_order())
    after = opened(new)
    await books.orders.move(new, after, Step(NOW, "opened"), caused_by(new, after))
    return await only(books.notices)


async def test_an_announcement_is_due_at_once_for_everybody(
    notices: NoticeTable, books: Books
) -> None:
    await announce(notices, [11, 12], KIND, NOW)
    due = await notices.due(NOW, 10)
    assert due == [Notice(1, KIND, 11, None, NOW, 0), Notice(2, KIND, 12, None, NOW, 0)]
    assert books.calls == [1]
    assert await notices.next_due() == NOW


async def test_nothing_is_due_before_its_time(notices: NoticeTable) -> None:
    await announce(notices, [11], KIND, NOW + SECOND)
    assert await notices.due(NOW, 10) == []
    assert await notices.next_due() == NOW + SECOND


async def test_no_notice_is_never_due(notices: NoticeTable) -> None:
    assert await notices.next_due() is None


async def test_a_notice_brings_its_order_as_it_stands_now(books: Books) -> None:
    notice = await open_one(books)
    assert (notice.kind, notice.chat_id) == (Kind.CARD, -100500)
    assert notice.order == await books.found()
    assert notice.order is not None
    assert notice.order.cashier_url


async def test_no_more_are_taken_up_than_asked_for(notices: NoticeTable) -> None:
    await announce(notices, range(1, 9), KIND, NOW)
    assert [each.chat_id for each in await notices.due(NOW, 3)] == [1, 2, 3]


async def test_a_chat_hears_things_one_after_the_other(notices: NoticeTable) -> None:
    for _ in range(2):
        await announce(notices, [11, 12], KIND, NOW)
    first, other = await notices.due(NOW, 10)
    assert (first.number, other.number) == (1, 2)
    await notices.told(first, None, NOW)
    assert [each.number for each in await notices.due(NOW, 10)] == [2, 3]


async def test_a_postponed_notice_holds_back_what_follows_in_its_chat(
    notices: NoticeTable,
) -> None:
    for _ in range(2):
        await announce(notices, [11], KIND, NOW)
    await notices.postpone(await only(notices), NOW + SECOND)
    assert await notices.due(NOW, 10) == []
    assert await notices.next_due() == NOW + SECOND
    [again] = await notices.due(NOW + SECOND, 10)
    assert (again.number, again.attempts) == (1, 1)


async def test_what_was_told_is_not_told_again(notices: NoticeTable, books: Books) -> None:
    await announce(notices, [11], KIND, NOW)
    await notices.told(await only(notices), 5, NOW)
    assert await notices.due(NOW, 10) == []
    [row] = await books.database.rows("SELECT fate FROM notices")
    assert row["fate"] == "told"


async def test_what_was_given_up_says_why(notices: NoticeTable, books: Books) -> None:
    await announce(notices, [11], KIND, NOW)
    await notices.give_up(await only(notices), "bot was blocked by the user", NOW)
    assert await notices.next_due() is None
    [row] = await books.database.rows("SELECT fate FROM notices")
    assert row["fate"] == "given up: bot was blocked by the user"


async def test_the_message_of_a_card_is_remembered(books: Books) -> None:
    await books.notices.told(await open_one(books), 77, NOW)
    assert (await books.found()).card_message_id == 77


async def test_other_messages_are_not_taken_for_the_card(books: Books) -> None:
    await books.notices.told(await open_one(books), 77, NOW)
    before = await books.found()
    await books.orders.move(before, before, Step(NOW, "again"), drafts(Kind.RECEIPT))
    await books.notices.told(await only(books.notices), 78, NOW)
    assert (await books.found()).card_message_id == 77


async def test_a_group_that_moved_hears_what_is_left_in_its_order(books: Books) -> None:
    notice = await open_one(books)
    await books.notices.told(notice, 77, NOW)
    order = await books.found()
    for kind in (Kind.SHORT, Kind.MORE):
        await books.orders.move(await books.found(), order, Step(NOW, "x"), drafts(kind))
    await announce(books.notices, [-100900], KIND, NOW)
    await books.notices.chat_moved(-100500, -100900)
    told = []
    while due := await books.notices.due(NOW, 10):
        [head] = due
        told.append((head.kind, head.chat_id))
        await books.notices.told(head, None, NOW)
    assert told == [(kind, -100900) for kind in (Kind.SHORT, Kind.MORE, KIND)]


async def pay_some(books: Books, *chat_ids: int) -> list[Notice]:
    """Queue a receipt for each chat, and take them up."""
    order = await books.keep(an_order())
    for chat_id in chat_ids:
        draft = drafts(Kind.RECEIPT, Kind.CARD_CHANGED, chat_id=chat_id)
        await books.orders.move(await books.found(), order, Step(NOW, "x"), draft)
    return await books.notices.due(NOW, 10)


async def test_payments_of_a_group_are_due_beside_its_cards_and_before_them(
    books: Books,
) -> None:
    due = await pay_some(books, -5, -5)
    assert [(each.number, each.kind) for each in due] == [(1, Kind.RECEIPT), (2, "card_changed")]
    await books.notices.hold(due[0], NOW + SECOND)
    assert [each.number for each in await books.notices.due(NOW, 10)] == [2]
    [held] = [each for each in await books.notices.due(NOW + SECOND, 10) if each.is_gathered]
    assert (held.number, held.attempts) == (1, 0)


async def test_a_payer_in_private_hears_everything_in_its_order(books: Books) -> None:
    assert [each.number for each in await pay_some(books, 5, 5)] == [1]


async def test_those_alike_are_found_and_closed_together(books: Books) -> None:
    first = (await pay_some(books, -5, -6, -5, -5))[0]
    notices = books.notices
    assert [each.number for each in await notices.alike(first, 2)] == [1, 5]
    alike = await notices.alike(first, 9)
    assert [each.number for each in alike] == [1, 5, 7]
    assert await notices.told_lately(first, NOW - SECOND) == []
    await notices.told_together(alike, NOW)
    assert await notices.alike(first, 9) == []
    assert await notices.told_lately(first, NOW - SECOND) == [NOW]
    assert await notices.told_lately(first, NOW) == []


async def test_what_was_given_up_was_not_told_lately(books: Books) -> None:
    first = (await pay_some(books, -5))[0]
    await books.notices.give_up(first, "kicked", NOW)
    assert await books.notices.told_lately(first, NOW - SECOND) == []


async def test_orders_of_a_group_that_moved_go_with_it_and_need_a_new_card(books: Books) -> None:
    await books.notices.told(await open_one(books), 77, NOW)
    calls = len(books.calls)
    await books.notices.chat_moved(-100500, -100900)
    order = await books.found()
    assert (order.place, order.card_message_id) == (Place(-100900, 3, 7), None)
    assert len(books.calls) == calls + 1


async def test_a_privately_detailed_order_follows_its_group_and_keeps_its_card(
    books: Books,
) -> None:
    await books.keep(opened(an_order(place=Place(101, None, 0, -100500))))
    async with books.database.transaction() as tx:
        await tx.change("UPDATE orders SET card_message_id = 77")
    await books.notices.chat_moved(-100500, -100900)
    order = await books.found()
    assert (order.place, order.card_message_id) == (Place(101, None, 0, -100900), 77)


async def test_only_what_was_closed_long_ago_is_forgotten(
    notices: NoticeTable, books: Books
) -> None:
    await announce(notices, [1, 2, 3], KIND, NOW)
    old, young, _ = await notices.due(NOW, 3)
    await notices.told(old, None, NOW)
    await notices.told(young, None, NOW + 2 * SECOND)
    await notices.forget(NOW + SECOND)
    rows = await books.database.rows("SELECT chat_id FROM notices ORDER BY id")
    assert [row["chat_id"] for row in rows] == [2, 3]


async def test_closed_notices_cost_nothing(notices: NoticeTable, plans: Plans) -> None:
    heads = "SEARCH earlier USING INDEX notices_open (chat_id=? AND gathered=? AND id<?)"
    due = await plans.of(notices.due(NOW, 10))
    assert due[0] == "SEARCH notices USING INDEX notices_due (due_at<?)"
    assert heads in due
    next_due = await plans.of(notices.next_due())
    assert next_due[0] == "SEARCH notices USING INDEX notices_due"
    assert heads in next_due
    notice = Notice(1, Kind.RECEIPT, -5, None, NOW, 0)
    alike = await plans.of(notices.alike(notice, 9))
    assert alike[0] == "SEARCH notices USING INDEX notices_open (chat_id=? AND gathered=?)"
    lately = await plans.of(notices.told_lately(notice, NOW))
    assert lately[0] == "SEARCH notices USING INDEX notices_closed (closed_at>?)"
    moved = await plans.of(notices.chat_moved(1, 2))
    # There are several that begin with the chat.
    tables = ("notices", "invoices", "orders", "orders", "invoice_cards")
    for line, table in zip(moved, tables, strict=False):
        assert line.startswith(f"SEARCH {table} USING"), moved
    assert not [line for line in moved if line.startswith("SCAN")], moved
    forgotten = await plans.of(notices.forget(NOW))
    assert forgotten == ["SEARCH notices USING COVERING INDEX notices_closed (closed_at<?)"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["announce", "told", "postpone", "wait"]), st.integers(1, 3)),
    max_size=14,
)


@settings(deadline=None, max_examples=40)  # each example has a file of its own
@given(STEPS)
async def test_due_is_the_oldest_of_each_chat_and_next_due_says_when(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    queued: list[list[int]] = []  # number, chat, the second when it is due
    now, count = 0, 0
    async with open_books(tmp_path_factory.mktemp("notices") / "till.db") as books:
        for step, chat in steps:
            heads = {each[1]: each for each in reversed(queued)}
            due = await books.notices.due(NOW + now * SECOND, 10)
            expected = sorted(each for each in heads.values() if each[2] <= now)
            assert [each.number for each in due] == [each[0] for each in expected]
            first = min((each[2] for each in heads.values()), default=None)
            next_due = None if first is None else NOW + first * SECOND
            assert await books.notices.next_due() == next_due
            if step == "announce":
                count += 1
                queued.append([count, chat, now])
                await announce(books.notices, [chat], KIND, NOW + now * SECOND)
            elif step == "wait":
                now += chat
            elif due and step == "told":
                await books.notices.told(due[0], None, NOW)
                queued = [each for each in queued if each[0] != due[0].number]
            elif due:
                await books.notices.postpone(due[0], NOW + (now + chat) * SECOND)
                next(each for each in queued if each[0] == due[0].number)[2] = now + chat


async def test_a_notice_of_another_chat_does_not_wait(books: Books) -> None:
    await open_one(books)
    await books.keep(another(1))
    await announce(books.notices, [11], KIND, NOW)
    due = await books.notices.due(NOW, 10)
    assert [each.order.number if each.order else None for each in due] == [NUMBER, None]
