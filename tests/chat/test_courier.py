import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Bot

from bot.chat.courier import MOST_ATTEMPTS, RIGHTS_PAUSE, Courier
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import spoken
from bot.chat.pace import Pace
from bot.chat.telling import Teller
from bot.payments.notice import Kind, Notice
from bot.payments.order import NOTHING_ASKED, Order, Place, State
from bot.payments.ports import Step
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, TelegramServer
from storage.groups import GroupTable
from storage.notices import NoticeTable
from storage.orders import OrderTable
from storage.pictures import PictureTable
from storage.sqlite import Database
from tests.chat.desk import BOT_ID, until
from tests.chat.making import NEW, NOW, OPEN, PAID, TERMS
from tests.clocks import SetClock
from tests.orders import announce, drafts

JSON = {"Content-Type": "application/json"}


class Post:
    """The outbox and its courier, with the words of a test."""

    def __init__(self, database: Database, bot: Bot, clock: SetClock) -> None:
        self.bell = asyncio.Event()
        self.orders = OrderTable(database, self.bell.set)
        self.notices = NoticeTable(database, self.bell.set)
        self.clock = clock
        self.languages: dict[int, Language] = {}
        self._database = database
        self.courier = Courier(
            self.notices,
            Teller(bot, clock, TERMS, PictureTable(database).of_order, GroupTable(database)),
            Pace(clock, sleep=self._sleep),
            clock,
            self.bell,
            language_of=self._language_of,
        )

    async def _language_of(self, chat_id: int) -> Language:
        return self.languages.get(chat_id, Language.ENGLISH)

    async def _sleep(self, seconds: float) -> None:
        self.clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    async def put(self, *kinds: Kind, order: Order = OPEN) -> Order:
        """Keep an order and queue notices about it."""
        before = await self.orders.add(replace(order, state=State.NEW))
        await self.orders.move(
            before,
            order,
            Step(self.clock.now(), "test"),
            drafts(*kinds, chat_id=order.place.chat_id),
        )
        return await self.find(order)

    async def announce(self, kind: Kind, chat_id: int) -> None:
        """Queue a notice about the paid order for somebody else's chat."""
        before = await self.find(PAID)
        await self.orders.move(before, before, Step(NOW, "test"), drafts(kind, chat_id=chat_id))

    async def find(self, order: Order = OPEN) -> Order:
        found = await self.orders.find(order.number)
        assert found is not None
        return found

    async def due(self) -> list[Notice]:
        return await self.notices.due(self.clock.now(), 99)

    async def deliver(self) -> None:
        """Try each notice that is due, once."""
        for notice in await self.due():
            await self.courier.deliver(notice)

    async def fates(self) -> list[str | None]:
        rows = await self._database.rows("SELECT fate FROM notices ORDER BY id")
        return [row["fate"] for row in rows]

    async def wait(self) -> timedelta:
        """How long the next notice has to wait."""
        due = await self.notices.next_due()
        assert due is not None
        return due - self.clock.now()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        working = asyncio.create_task(self.courier.worker.run())
        yield
        self.courier.worker.stop()
        await working


@pytest.fixture
def post(database: Database, bot: Bot, clock: SetClock, alice: Person) -> Post:
    assert alice.started
    return Post(database, bot, clock)


def refuse(telegram: TelegramServer, call: str, description: str, times: int | None = 1) -> None:
    body = {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    telegram.faults.plan(
        Fault(call, times=times, status=400, body=json.dumps(body).encode(), headers=JSON)
    )


async def test_a_card_is_told_and_remembered(telegram: TelegramServer, post: Post) -> None:
    await post.put(Kind.CARD)
    await post.deliver()
    (card,) = telegram.messages(101)
    assert (await post.find()).card_message_id == card.message_id
    assert await post.fates() == ["told"]
    assert await post.due() == []


async def test_what_was_sent_but_not_noted_is_sent_again(
    telegram: TelegramServer, post: Post
) -> None:
    await post.put(Kind.RECEIPT)
    telegram.faults.plan(Fault("sendMessage", after=True, drop=True))
    await post.deliver()
    assert await post.fates() == [None]
    post.clock.forward(minutes=1)
    await post.deliver()
    assert len(telegram.messages(101)) == 2
    assert await post.fates() == ["told"]


async def test_a_chat_hears_things_in_their_order(telegram: TelegramServer, post: Post) -> None:
    await post.put(Kind.CARD)
    await post.orders.move(
        await post.find(),
        PAID,
        Step(NOW, "test"),
        drafts(Kind.RECEIPT, Kind.CARD_CHANGED, chat_id=101),
    )
    async with post.at_work():
        await until(lambda: [c.method for c in telegram.calls][-1:] == ["editMessageMedia"])
    card, receipt = telegram.messages(101)
    assert receipt.reply_to == card.message_id
    # The order was paid before its card was out, so there never was anything to scan.
    assert (card.caption or "").startswith("✅ Receipt")
    assert await post.fates() == ["told"] * 3


async def test_a_chat_that_must_wait_holds_up_no_other(
    telegram: TelegramServer, post: Post, bob: Person
) -> None:
    await post.put(Kind.RECEIPT)
    other = replace(OPEN, number="B", origin="b", place=Place(bob.chat_id, None, 1))
    await post.put(Kind.RECEIPT, order=other)
    held = telegram.faults.plan(Fault("sendMessage", hold=True))
    async with post.at_work():
        await until(lambda: telegram.messages(102))
        assert telegram.messages(101) == []
        held.release()
        await until(lambda: telegram.messages(101))


async def test_telegrams_wait_is_kept_to_the_second(telegram: TelegramServer, post: Post) -> None:
    body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 37}}
    telegram.faults.plan(Fault("sendMessage", status=429, body=json.dumps(body).encode()))
    await post.put(Kind.RECEIPT)
    await post.deliver()
    assert await post.wait() == timedelta(seconds=37)
    post.clock.forward(seconds=36)
    assert await post.due() == []
    post.clock.forward(seconds=1)
    await post.deliver()
    assert await post.fates() == ["told"]


async def test_a_group_that_became_a_supergroup_is_followed(
    telegram: TelegramServer, post: Post, alice: Person
) -> None:
    telegram.group(-77, "Small", members=[alice]).migrate(-100777)
    order = replace(OPEN, place=Place(-77, None, 5))
    await post.put(Kind.CARD, Kind.SHORT, order=replace(order, state=State.SHORT))
    await settle(post)
    moved = await post.find()
    assert moved.place.chat_id == -100777
    card, short = telegram.messages(-100777)[-2:]
    assert "Not fully paid" in (card.text or card.caption or "")
    assert short.reply_to == card.message_id
    assert moved.card_message_id == card.message_id
    assert [m.sender_id for m in telegram.messages(-77)] == [101]


async def test_who_blocked_the_bot_is_given_up_with_a_line(
    post: Post, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    alice.blocked = True
    await post.put(Kind.RECEIPT)
    await post.deliver()
    assert await post.fates() == ["given up: Forbidden: bot was blocked by the user"]
    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert "receipt could not be told to chat 101" in caplog.text


async def test_a_private_chat_that_is_not_open_yet_is_no_trouble(
    telegram: TelegramServer, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.person(105, "Newcomer")
    await post.put(Kind.CARD, order=replace(OPEN, place=Place(105, None, NOTHING_ASKED)))
    await post.deliver()
    assert "given up" in str((await post.fates())[0])
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


async def test_a_bot_that_was_kicked_gives_up(post: Post, group: Group) -> None:
    group.kick_bot()
    await post.put(Kind.RECEIPT, order=replace(OPEN, place=Place(group.id, None, 5)))
    await post.deliver()
    assert (await post.fates())[0] is not None


async def test_a_chat_that_is_not_there_is_given_up_at_once(post: Post) -> None:
    await post.put(Kind.RECEIPT, order=replace(OPEN, place=Place(999, None, 5)))
    await post.deliver()
    assert await post.fates() == ["given up: Chat not found"]


async def test_a_card_that_shows_it_already_counts_as_told(
    telegram: TelegramServer, post: Post
) -> None:
    await post.put(Kind.CARD, Kind.CARD_CHANGED)
    await post.deliver()
    await post.deliver()
    assert "not modified" in telegram.calls[-1].answer["description"]
    assert await post.fates() == ["told", "told"]
    assert (await post.find()).card_message_id == telegram.messages(101)[0].message_id


@pytest.mark.parametrize("description", ["message can't be edited", "MESSAGE_ID_INVALID"])
async def test_a_card_that_cannot_be_changed_counts_as_told(
    telegram: TelegramServer, post: Post, description: str
) -> None:
    await post.put(Kind.CARD, Kind.CARD_CHANGED)
    await post.deliver()
    refuse(telegram, "editMessageCaption", description)
    await post.deliver()
    assert await post.fates() == ["told", "told"]


async def test_a_deleted_card_counts_as_told_and_the_receipt_comes_unquoted(
    telegram: TelegramServer, post: Post
) -> None:
    await post.put(Kind.CARD, Kind.CARD_CHANGED, Kind.RECEIPT)
    await post.deliver()
    telegram.messages(101)[0].deleted = True
    await post.deliver()
    await post.deliver()
    assert await post.fates() == ["told"] * 3
    assert telegram.messages(101)[-1].reply_to is None


async def test_an_unknown_refusal_is_tried_some_times_and_then_lets_the_chat_go_on(
    telegram: TelegramServer, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    refuse(telegram, "sendPhoto", "SOMETHING_NEW", None)
    await post.put(Kind.CARD, Kind.RECEIPT)
    waits = []
    for _ in range(MOST_ATTEMPTS):
        await post.deliver()
        waits.append((await post.wait()).total_seconds())
        post.clock.forward(minutes=1)
    assert waits == [1, 2, 4, 8, 16]
    await post.deliver()
    await post.deliver()
    assert await post.fates() == ["given up: Something_new", "told"]
    levels = [each.levelno for each in caplog.records if each.name == "bot.chat.courier"]
    assert levels == [logging.WARNING, logging.ERROR]


async def test_a_group_that_is_muted_for_the_night_is_told_in_the_morning(
    telegram: TelegramServer, post: Post
) -> None:
    refuse(telegram, "sendMessage", "not enough rights to send text messages to the chat", None)
    await post.put(Kind.RECEIPT)
    for _ in range(8 * 12):
        await post.deliver()
        assert await post.wait() <= RIGHTS_PAUSE
        post.clock.forward(minutes=5)
    telegram.faults.lift()
    await post.deliver()
    assert await post.fates() == ["told"]


async def test_rights_that_never_come_back_are_not_waited_for_for_ever(
    telegram: TelegramServer, post: Post
) -> None:
    refuse(telegram, "sendMessage", "CHAT_WRITE_FORBIDDEN", None)
    await post.put(Kind.RECEIPT)
    for _ in range(MOST_ATTEMPTS + 1):
        await post.deliver()
        post.clock.forward(days=1)
    assert await post.fates() == ["given up: Chat_write_forbidden"]


@pytest.mark.parametrize("status", [None, 500, 502])
async def test_network_trouble_never_gives_up(
    telegram: TelegramServer,
    post: Post,
    status: int | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.faults.plan(Fault("sendMessage", times=None, drop=status is None, status=status))
    await post.put(Kind.RECEIPT)
    for _ in range(MOST_ATTEMPTS + 30):
        await post.deliver()
        assert await post.wait() <= timedelta(minutes=1)
        post.clock.forward(minutes=1)
    assert await post.wait() <= timedelta()
    assert len(caplog.records) == 2
    telegram.faults.lift()
    await post.deliver()
    assert await post.fates() == ["told"]


async def test_owners_are_told_like_everybody(telegram: TelegramServer, post: Post) -> None:
    await announce(post.notices, [101], Kind.GATEWAY_BLOCKED, NOW)
    await post.deliver()
    assert "has blocked this till" in (telegram.messages(101)[0].text or "")


async def test_a_rush_is_paced_so_that_telegram_never_complains(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    for number in range(45):
        place = Place(group.id if number % 2 else 101, None, 1)
        order = replace(NEW, number=f"{number:010}", origin=f"{number}", place=place)
        await post.put(Kind.DELAYED, order=order)
    while await post.due():
        await post.deliver()
    assert {call.status for call in telegram.calls} == {200}
    assert await post.fates() == ["told"] * 45


async def test_what_is_overtaken_takes_no_turn_and_is_not_told(
    telegram: TelegramServer, post: Post
) -> None:
    await post.put(Kind.DELAYED)
    await post.deliver()
    assert telegram.messages(101) == []
    assert await post.fates() == ["told"]


async def test_a_merchant_who_has_not_started_the_bot_yet_is_told_later(
    telegram: TelegramServer, post: Post
) -> None:
    olga = telegram.person(900, "Olga")
    await post.put(order=PAID)
    await post.announce(Kind.SALE, olga.id)
    await post.deliver()
    assert await post.fates() == [None]
    olga.started = True
    post.clock.forward(minutes=5)
    await post.deliver()
    assert "100 USDT has arrived" in (telegram.messages(olga.id)[-1].text or "")
    assert await post.fates() == ["told"]


async def test_a_merchant_who_never_starts_it_is_given_up_after_three_days(
    telegram: TelegramServer, post: Post
) -> None:
    telegram.person(900, "Olga")
    await post.put(order=PAID)
    await post.announce(Kind.SALE, 900)
    post.clock.forward(days=3)
    await post.deliver()
    assert str((await post.fates())[0]).startswith("given up")


async def test_each_chat_is_told_in_its_own_language(
    telegram: TelegramServer, post: Post, olga: Person
) -> None:
    post.languages = {101: Language.RUSSIAN, olga.id: Language.SPANISH}
    await post.put(Kind.RECEIPT, order=PAID)
    await post.announce(Kind.SALE, olga.id)
    await post.deliver()
    assert (telegram.messages(101)[-1].text or "").endswith("Спасибо!")
    assert (telegram.messages(olga.id)[-1].text or "").startswith("✅ Recibido: 100 USDT.")
    assert spoken() is Language.ENGLISH


def receipt_of(number: int, place: Place) -> Order:
    return replace(PAID, number=f"{number:010}", origin=f"{number}", place=place)


async def pay(post: Post, group: Group, *numbers: int, thread_id: int | None = None) -> None:
    for number in numbers:
        order = receipt_of(number, Place(group.id, thread_id, 1))
        await post.put(Kind.RECEIPT, Kind.CARD_CHANGED, order=order)


def texts(telegram: TelegramServer, chat_id: int) -> list[str]:
    return [(m.text or "") for m in telegram.messages(chat_id) if m.sender_id == BOT_ID]


async def settle(post: Post) -> None:
    """Deliver whatever is due, and what that makes due."""
    while await post.due():
        await post.deliver()


async def test_a_busy_group_hears_the_first_at_once_and_the_rest_after_a_minute(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1)
    await settle(post)
    began = post.clock.now()
    assert [text.partition(".")[0] for text in texts(telegram, group.id)] == [
        "✅ 100 USDT has arrived"
    ]
    for number in (2, 3, 4):
        post.clock.forward(seconds=10)
        await pay(post, group, number)
        await settle(post)
        assert len(texts(telegram, group.id)) == 1
    assert await post.wait() == began + timedelta(seconds=60) - post.clock.now()
    post.clock.forward(seconds=30)
    await settle(post)
    lines = texts(telegram, group.id)[-1].splitlines()
    assert lines[0] == "✅ 3 payments have arrived:"
    assert [f"{number:010}" in line for number, line in enumerate(lines[1:4], 2)] == [True] * 3
    assert await post.fates() == ["told"] * 8


async def test_one_that_comes_alone_within_the_minute_stays_an_ordinary_answer(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1)
    await settle(post)
    post.clock.forward(seconds=1)
    await pay(post, group, 2)
    await settle(post)
    post.clock.forward(seconds=59)
    await settle(post)
    first, second = texts(telegram, group.id)
    assert second == first.replace("0000000001", "0000000002")


async def test_what_waits_at_the_same_time_comes_together(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1, 2, 3)
    await settle(post)
    [text] = texts(telegram, group.id)
    assert text.startswith("✅ 3 payments have arrived:")


async def test_each_topic_hears_of_its_own_payments(
    telegram: TelegramServer, post: Post, forum: Group
) -> None:
    shop, bar = forum.topic("Shop"), forum.topic("Bar")
    await pay(post, forum, 1, 2, thread_id=shop)
    await pay(post, forum, 3, thread_id=bar)
    await pay(post, forum, 4, 5)
    await settle(post)
    said = [m for m in telegram.messages(forum.id) if m.sender_id == BOT_ID]
    assert [m.thread_id for m in said] == [shop, bar, None]
    assert [(m.text or "").count("00000000") for m in said] == [2, 1, 2]
    assert set(await post.fates()) == {"told"}


async def test_a_crash_between_sending_and_noting_loses_no_payment(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1, 2, 3)
    telegram.faults.plan(Fault("sendMessage", after=True, drop=True))
    await settle(post)
    post.clock.forward(minutes=1)
    await settle(post)
    first, again = texts(telegram, group.id)
    assert first == again
    assert await post.fates() == ["told"] * 6


async def test_payments_of_a_group_that_is_gone_are_all_given_up(post: Post, group: Group) -> None:
    group.kick_bot()
    await pay(post, group, 1, 2, 3)
    await settle(post)
    fates = (await post.fates())[::2]
    assert all(str(fate).startswith("given up: Forbidden") for fate in fates)


async def test_payments_gathered_for_a_group_follow_it(
    telegram: TelegramServer, post: Post, alice: Person
) -> None:
    small = telegram.group(-77, "Small", members=[alice])
    await pay(post, small, 1, 2)
    small.migrate(-100777)
    await settle(post)
    assert texts(telegram, -100777)[0].startswith("✅ 2 payments have arrived:")


async def test_held_payments_hold_up_no_card_and_cards_hold_up_no_payment(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1)
    await settle(post)
    await pay(post, group, 2)
    order = replace(OPEN, number="C", origin="c", place=Place(group.id, None, 1))
    await post.put(Kind.CARD, order=order)
    await settle(post)
    assert telegram.messages(group.id)[-1].photo is not None
    post.clock.forward(minutes=1)
    telegram.faults.plan(Fault("editMessageCaption", times=None, status=500))
    await post.put(Kind.CARD_CHANGED, order=replace(order, number="D", origin="d"))
    await settle(post)
    assert "0000000002" in texts(telegram, group.id)[-1]


async def test_a_payer_in_private_is_always_told_at_once(
    telegram: TelegramServer, post: Post
) -> None:
    for number in range(5):
        await post.put(Kind.RECEIPT, order=receipt_of(number, Place(101, None, 1)))
    await settle(post)
    assert len(texts(telegram, 101)) == 5


async def test_a_merchant_is_told_one_by_one_until_they_come_thick(
    telegram: TelegramServer, post: Post, olga: Person
) -> None:
    for number in range(9):
        post.clock.forward(seconds=1)
        order = receipt_of(number, Place(-100600, None, 1))
        before = await post.put(order=order)
        await post.orders.move(
            before, before, Step(NOW, "test"), drafts(Kind.SALE, chat_id=olga.id)
        )
        await settle(post)
    assert len(texts(telegram, olga.id)) == 3
    post.clock.forward(minutes=1)
    await settle(post)
    assert texts(telegram, olga.id)[3].startswith("✅ 6 payments have arrived:")
    assert len(texts(telegram, olga.id)) == 4


async def test_a_clock_that_is_put_back_holds_no_payment_for_long(
    telegram: TelegramServer, post: Post, group: Group
) -> None:
    await pay(post, group, 1)
    await settle(post)
    post.clock.put_back(hours=2)
    await pay(post, group, 2)
    await settle(post)
    assert len(texts(telegram, group.id)) == 2
