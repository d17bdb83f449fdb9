"""Who may browse which orders, and press whose buttons: every role in every kind of chat."""

from dataclasses import replace
from itertools import product

import pytest

from bot.payments.order import Order, Place
from bot.sandbox.telegram import Group, Person
from tests.chat.conftest import KIOSK, STALL
from tests.chat.desk import Desk
from tests.chat.leafing import BACK, letters, press, told
from tests.chat.making import named

NONE = "There is no such order of yours."
NOT_YOURS = "This list is for somebody else. Send /orders to see yours."


@pytest.fixture
async def everybodys(desk: Desk) -> dict[str, Order]:
    """Two orders of Alice's and Bob's in each place that they ask in."""
    kept = {}
    asked = [*product((101, 102), (KIOSK, STALL)), (101, 101), (102, 102)]
    for letter, (payer_id, chat_id) in zip("ABCDEF", asked, strict=True):
        order = replace(named(letter), payer_id=payer_id, place=Place(chat_id, None, 1))
        kept[letter] = await desk.keep(order)
    return kept


# Who sees what where: Alice, Bob, the merchant, and Alice without a name.
SEES = [
    ("alice", None, "EBA"),
    ("bob", None, "FDC"),
    ("olga", None, "FEDCBA"),
    ("alice", KIOSK, "CA"),
    ("bob", KIOSK, "C"),
    ("olga", KIOSK, "CA"),
    ("alice", STALL, "B"),
    ("bob", STALL, "DB"),
    ("olga", STALL, "DB"),
]


@pytest.fixture
def people(alice: Person, bob: Person, olga: Person) -> dict[str, Person]:
    return {"alice": alice, "bob": bob, "olga": olga}


@pytest.fixture
def groups(kiosk: Group, stall: Group) -> dict[int | None, Group | None]:
    return {None: None, KIOSK: kiosk, STALL: stall}


@pytest.mark.usefixtures("everybodys")
@pytest.mark.parametrize(("name", "place", "seen"), SEES)
async def test_each_is_listed_what_they_may_see_where_they_ask(
    desk: Desk,
    people: dict[str, Person],
    groups: dict[int | None, Group | None],
    *,
    name: str,
    place: int | None,
    seen: str,
) -> None:
    assert letters(await told(desk, people[name], chat=groups[place])) == seen


@pytest.mark.usefixtures("everybodys")
@pytest.mark.parametrize(("name", "place", "seen"), SEES)
async def test_whatever_is_looked_up_or_pressed_nobody_sees_more(
    desk: Desk,
    people: dict[str, Person],
    groups: dict[int | None, Group | None],
    *,
    name: str,
    place: int | None,
    seen: str,
) -> None:
    person, group = people[name], groups[place]
    asker = {"alice": "2t", "bob": "2u", "olga": "p0"}[name]
    for letter in "ABCDEFZ":
        number = letter * 10
        found = await told(desk, person, number, group)
        answer = found.text or ""
        pressed = await press(desk, person, found, f"see:{asker}:all::{number}", forged=True)
        if letter in seen:
            assert f"Order {number}\n" in answer
            assert pressed == ""
        else:
            nothing = f"There is no order «{number}» for you here. /orders lists those there are."
            assert (answer, pressed) == (nothing, NONE)
    listed = await told(desk, person, "100 USDT", group)
    assert letters(listed) == seen


@pytest.mark.usefixtures("everybodys")
async def test_an_anonymous_admin_is_an_admin(desk: Desk, alice: Person, kiosk: Group) -> None:
    listed = await told(desk, alice, chat=kiosk, anonymous=True)
    assert letters(listed) == "CA"
    assert await press(desk, alice, listed, "Open") == ""
    assert letters(listed) == "CA"


@pytest.mark.parametrize("button", ["1", "Open", "• All"])
@pytest.mark.usefixtures("everybodys")
async def test_in_a_group_only_who_asked_may_press(
    desk: Desk, alice: Person, bob: Person, olga: Person, kiosk: Group, *, button: str
) -> None:
    """Neither may a merchant: the list would become another one under somebody's eyes."""
    for asker, others in ((alice, (bob, olga)), (bob, (alice, olga))):
        listed = await told(desk, asker, chat=kiosk)
        before = listed.text, listed.buttons
        for other in others:
            assert await press(desk, other, listed, button) == NOT_YOURS
        assert (listed.text, listed.buttons) == before


@pytest.mark.usefixtures("everybodys")
async def test_an_opened_order_is_not_led_back_from_by_others(
    desk: Desk, alice: Person, bob: Person, kiosk: Group
) -> None:
    listed = await told(desk, alice, chat=kiosk)
    await press(desk, alice, listed, "1")
    assert await press(desk, bob, listed, BACK) == NOT_YOURS
    assert (listed.text or "").startswith("Order CCCCCCCCCC\n")


@pytest.mark.usefixtures("everybodys")
async def test_who_is_no_admin_any_more_sees_only_their_own_from_then_on(
    desk: Desk, alice: Person, kiosk: Group
) -> None:
    listed = await told(desk, alice, chat=kiosk)
    assert letters(listed) == "CA"
    kiosk.demote(alice)
    desk.clock.forward(minutes=5)
    assert await press(desk, alice, listed, "1") == NONE
    await press(desk, alice, listed, "Open")
    assert letters(listed) == "A"
    assert (listed.text or "").startswith("Your orders in this group: open (1)\n")


@pytest.mark.usefixtures("everybodys")
async def test_who_is_no_merchant_any_more_sees_only_their_own_from_then_on(
    desk: Desk, olga: Person, bob: Person
) -> None:
    await desk.merchants.add(bob.id, "Bob", olga.id)
    listed = await told(desk, bob)
    assert letters(listed) == "FEDCBA"
    await desk.merchants.remove(bob.id, olga.id)
    assert await press(desk, bob, listed, "2") == NONE
    await press(desk, bob, listed, "• All")
    assert letters(listed) == "FDC"


@pytest.mark.usefixtures("everybodys")
async def test_a_forged_page_beside_somebody_elses_order_tells_nothing_of_it(
    desk: Desk, bob: Person
) -> None:
    listed = await told(desk, bob)
    before = listed.text
    for turn, number in product("fon", ("A" * 10, "Z" * 10)):
        await press(desk, bob, listed, f"list:2u:all:{turn}{number}", forged=True)
        assert listed.text == before


@pytest.mark.usefixtures("everybodys")
@pytest.mark.parametrize("action", ["list:2t:all:", "see:2t:all::AAAAAAAAAA"])
async def test_a_list_of_somebody_elses_can_be_taken_over_nowhere(
    desk: Desk, bob: Person, olga: Person, kiosk: Group, action: str
) -> None:
    for person, chat in product((bob, olga), (None, kiosk)):
        listed = await told(desk, person, chat=chat)
        assert await press(desk, person, listed, action, forged=True) == NOT_YOURS


@pytest.mark.usefixtures("everybodys")
@pytest.mark.parametrize("action", ["list:2t:all:", "see:2t:all::AAAAAAAAAA"])
async def test_a_card_is_not_made_a_list(desk: Desk, alice: Person, action: str) -> None:
    assert (await desk.answer(alice, action)).startswith("This button no longer works.")
    assert desk.said()[-1].caption == "card"
