from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, Update, User

from bot.chat.browsing import Browser
from bot.payments.money import Money
from bot.payments.order import State
from bot.payments.ports import Step
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk
from tests.chat.leafing import BACK, NEWER, OLDER, data_of, faces, letters, press, told
from tests.chat.making import EXPIRED, NOW, OPEN, PAID, SHORT, TX_HASH, named

OLD = "This button no longer works. Send /orders for a new list."


async def test_a_page_says_what_it_is_and_each_order_in_a_line(desk: Desk, bob: Person) -> None:
    for letter in "CDF":
        await desk.keep(replace(named(letter), payer_id=bob.id))
    await desk.keep(replace(named("G", SHORT), payer_id=bob.id))
    await desk.keep(replace(named("H", PAID), payer_id=bob.id, created_at=NOW - timedelta(days=9)))
    listed = await told(desk, bob)
    assert listed.text == (
        "Your orders: all (5)\n\n"
        "1. ⚠️ 60.5 of 100 USDT · TRON · today 03:04 · GGGGGGGGGG\n"
        "2. 🕓 100 USDT · TRON · today 03:04 · FFFFFFFFFF\n"
        "3. 🕓 100 USDT · TRON · today 03:04 · DDDDDDDDDD\n"
        "4. 🕓 100 USDT · TRON · today 03:04 · CCCCCCCCCC\n"
        "5. ✅ 100 USDT · TRON · 2025-12-24 03:04 · HHHHHHHHHH\n\n"
        "⚠️ short · 🕓 open · ✅ paid\nTimes are UTC. A number below opens its order."
    )
    assert faces(listed) == [
        *("1", "2", "3", "4", "5"),
        *("• All", "Open", "Paid", "Late", "Short", "Today"),
    ]


LATE = replace(PAID, came_after=State.EXPIRED)
STALE = replace(EXPIRED, created_at=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("all", "EDCBA"),
        ("open", "A"),
        ("PAID", "DB"),
        ("late", "D"),
        ("Short", "C"),
        ("today", "DCBA"),
    ],
)
async def test_lists_are_named_by_word_and_by_button(
    desk: Desk, alice: Person, wanted: str, seen: str
) -> None:
    for letter, order in zip("ABCDE", (OPEN, PAID, SHORT, LATE, STALE), strict=True):
        await desk.keep(named(letter, order))
    by_word = await told(desk, alice, wanted)
    assert sorted(letters(by_word)) == sorted(seen)
    other = await told(desk, alice, "all" if wanted != "all" else "open")
    await press(desk, alice, other, wanted.capitalize())
    assert other.text == by_word.text
    assert other.buttons == by_word.buttons


async def test_orders_are_found_by_what_was_asked_and_by_what_has_arrived(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(named("A", SHORT))
    await desk.keep(named("B", replace(PAID, amount=Money.of("60.5", "USDT"), received=None)))
    await desk.keep(named("C", OPEN))
    for words in ("60.5", "60.5 USDT", "usdt 60.5"):
        assert letters(await told(desk, alice, words)) == "BA"
    none = await told(desk, alice, "7 USDT")
    assert none.text == "Your orders: 7 USDT (0)\n\nNone."


async def test_an_order_is_found_by_its_transaction(
    desk: Desk, alice: Person, bob: Person
) -> None:
    await desk.keep(replace(LATE, tx_hash=TX_HASH))
    for words in (TX_HASH, f"0x{TX_HASH.upper()}"):
        assert (await told(desk, alice, words)).text.startswith(f"Order {OPEN.number}\n")  # type: ignore[union-attr]
    foreign = (await told(desk, bob, TX_HASH)).text or ""
    unknown = (await told(desk, bob, "e" * 64)).text or ""
    assert foreign == unknown.replace("e" * 64, TX_HASH)
    assert foreign.startswith("I know of no order for you here that the transaction")


async def test_an_order_is_found_by_the_gateways_own_name(desk: Desk, alice: Person) -> None:
    before = await desk.keep(OPEN)
    step = Step(NOW, "opened")
    assert await desk.orders.move(before, before, step, (), name="202601020304059876-x")
    found = await told(desk, alice, "202601020304059876-x")
    assert (found.text or "").startswith(f"Order {OPEN.number}\n")
    assert found.buttons[-1]["text"] == "📋 Orders"
    await press(desk, alice, found, "📋 Orders")
    assert (found.text or "").startswith("Your orders: all (1)\n")


@pytest.mark.parametrize("words", ["hello", "<b>", "1,000", "100 DOGE", "\u202e5", "x" * 4000])
async def test_other_words_are_answered_with_what_is_possible(
    desk: Desk, alice: Person, words: str
) -> None:
    answer = (await told(desk, alice, words)).text or ""
    assert answer.startswith("I find nothing by «")
    assert "/orders 10 USDT lists orders of exactly that amount" in answer
    assert "all, open, paid, late, short, today" in answer


async def test_who_has_no_orders_yet_is_told_so(
    desk: Desk, bob: Person, alice: Person, olga: Person, kiosk: Group
) -> None:
    for chat in (None, kiosk):
        answer = await told(desk, bob, chat=chat)
        assert (answer.text or "").startswith("You have no orders here yet.")
        assert answer.buttons == []
    assert (await told(desk, olga)).text == "Orders of the till\n\nThere are none yet."
    assert (await told(desk, alice, chat=kiosk)).text == (
        "Orders of this group\n\nThere are none yet."
    )


async def test_an_order_is_opened_and_left_again_for_the_very_page(
    desk: Desk, alice: Person
) -> None:
    for letter in "0123456789ABCDEFGH":
        await desk.keep(named(letter))
    listed = await told(desk, alice)
    await press(desk, alice, listed, OLDER)
    text, before = listed.text, faces(listed)
    assert letters(listed) == "98765432"
    await press(desk, alice, listed, "3")
    assert (listed.text or "").startswith("Order 7777777777\n100 USDT on TRON")
    assert "History (UTC)" in (listed.text or "")
    await desk.keep(replace(named("J"), created_at=NOW + timedelta(minutes=1)))
    await press(desk, alice, listed, BACK)
    assert listed.text == (text or "").replace("(18)", "(19)")
    assert faces(listed) == before


async def test_paging_shows_every_order_once_though_new_ones_come_meanwhile(
    desk: Desk, alice: Person
) -> None:
    for letter in "0123456789ABCDEFGH":
        await desk.keep(named(letter))
    listed = await told(desk, alice)
    pages = [letters(listed)]
    for new in "JK":
        await desk.keep(replace(named(new), created_at=NOW + timedelta(minutes=1)))
        await press(desk, alice, listed, OLDER)
        pages.append(letters(listed))
    assert "".join(pages) == "HGFEDCBA9876543210"
    assert OLDER not in faces(listed)
    back = letters(listed)
    while NEWER in faces(listed):
        await press(desk, alice, listed, NEWER)
        back = letters(listed) + back
    assert back == "KJHGFEDCBA9876543210"


async def test_a_page_that_has_become_empty_leads_to_the_newest(desk: Desk, alice: Person) -> None:
    kept = [await desk.keep(named(letter)) for letter in "0123456789"]
    listed = await told(desk, alice, "open")
    for order in kept[:2]:
        paid = replace(order, state=State.PAID)
        assert await desk.orders.move(order, paid, Step(NOW, "paid"), ())
    await press(desk, alice, listed, OLDER)
    assert listed.text == "Your orders: open (8)\n\nNothing here any more."
    await press(desk, alice, listed, "« Newest")
    assert letters(listed) == "98765432"


@pytest.mark.parametrize(
    "data",
    [
        *("list:", "list:2u", "list:2u:all:x", "list:2u:nothing:", "list:2u:=:", "list:-:all:"),
        *("see:", "see:2u:all:", "see:2u:all::123", "see:2u:all:o:AAAAAAAAAA", "list:" + "9" * 59),
    ],
)
async def test_a_button_that_no_bot_has_made_does_nothing(
    desk: Desk, bob: Person, data: str
) -> None:
    assert await desk.answer(bob, data) == OLD


@pytest.mark.filterwarnings("ignore:.*InaccessibleMessage")
@pytest.mark.parametrize("data", ["list:2t:all:", "see:2t:all::AAAAAAAAAA"])
async def test_a_message_too_old_to_be_changed_is_said_to_be_so(
    desk: Desk, alice: Person, data: str
) -> None:
    alice.started = True
    world = desk.telegram.world
    card = world.add_message(alice.private_chat, world.bot, text="list")
    pressed = alice.press(card, data, forged=True)
    await desk.bot.get_updates(offset=-1)
    old = InaccessibleMessage(Chat(alice.id, Chat.PRIVATE), card.message_id)
    user = User(alice.id, "Alice", is_bot=False)
    query = CallbackQuery(pressed.id, user, "chat", message=old, data=data)
    query.set_bot(desk.bot)
    await desk.handle(Update(1, callback_query=query))
    assert (await pressed.answered())["text"] == OLD


async def test_what_is_done_to_an_opened_order_leaves_the_way_back(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    listed = await told(desk, alice)
    await press(desk, alice, listed, "1")
    for button in ("🔀 Network", "« Back", "🔄 Check now"):
        # The networks have a way back of their own, above that to the list.
        first = next(each for each in listed.buttons if each["text"] == button)
        await press(desk, alice, listed, str(first["callback_data"]))
        assert faces(listed)[-1] == BACK
        assert data_of(listed, BACK).startswith("list:")
    await press(desk, alice, listed, data_of(listed, BACK))
    assert (listed.text or "").startswith("Your orders: all (1)\n")


@pytest.mark.parametrize("button", ["✅ Accept as paid", "⏳ Leave open"])
async def test_what_a_merchant_decides_about_an_opened_order_leaves_the_way_back(
    desk: Desk, olga: Person, button: str
) -> None:
    await desk.keep(SHORT)
    listed = await told(desk, olga, "short")
    await press(desk, olga, listed, "1")
    await press(desk, olga, listed, button)
    assert faces(listed)[-1] == BACK
    await press(desk, olga, listed, BACK)
    assert (listed.text or "").startswith("Orders of the till: short (")


async def test_help_tells_of_it(desk: Desk, alice: Person) -> None:
    alice.write("/help")
    await desk.hear()
    assert "\n/orders\nlists orders to page through" in desk.last()


async def test_an_update_about_something_else_is_no_trouble() -> None:
    browser = Browser(None, None, None, None, None)  # type: ignore[arg-type]
    for handle in (browser.command, browser.turn, browser.open):
        await handle(Update(1), None)  # type: ignore[arg-type]
