from dataclasses import replace
from datetime import timedelta

import pytest

from bot.payments.order import Place, State
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk
from tests.chat.making import NOW, OPEN, PAID, SHORT, named


async def test_own_orders_are_listed_newest_first(desk: Desk, alice: Person) -> None:
    await desk.keep(named("A"))
    await desk.keep(replace(named("B"), created_at=NOW + timedelta(minutes=1)))
    await desk.keep(replace(named("C"), payer_id=102))
    alice.write("/status")
    await desk.hear()
    assert desk.last().index("BBBBBBBBBB") < desk.last().index("AAAAAAAAAA")
    assert "CCCCCCCCCC" not in desk.last()
    assert "older" not in desk.last()
    assert desk.said()[-1].buttons == []


async def test_more_than_ten_are_not_listed_but_mentioned(desk: Desk, alice: Person) -> None:
    for letter in "ABCDEFGHJKM":
        await desk.keep(named(letter))
    alice.write("/status")
    await desk.hear()
    assert desk.last().count("waiting for the payment") == 10
    assert "…and older ones." in desk.last()


async def test_who_has_none_is_told_how_to_make_one(desk: Desk, alice: Person) -> None:
    alice.write("/status")
    await desk.hear()
    assert "You have no orders here yet." in desk.last()


async def test_a_plain_member_of_a_group_is_listed_what_they_asked_in_it(
    desk: Desk, bob: Person, group: Group
) -> None:
    await desk.keep(replace(named("A"), payer_id=bob.id))
    await desk.keep(replace(named("B"), payer_id=bob.id, place=Place(group.id, None, 1)))
    await desk.keep(replace(named("C"), place=Place(group.id, None, 1)))
    bob.write("/status@till_bot", chat=group)
    await desk.hear()
    listed = [letter for letter in "ABC" if letter * 10 in desk.last(group.id)]
    assert listed == ["B"]
    assert desk.said(group.id)[-1].buttons == []


async def a_groups_orders(desk: Desk, group: Group) -> None:
    here, bob = Place(group.id, None, 1), 102
    paid = replace(PAID, payer_id=bob, place=here)
    for letter, order in {
        "A": replace(OPEN, payer_id=bob, place=here),
        "B": replace(SHORT, payer_id=bob, place=here),
        "C": paid,
        "D": replace(paid, settled_at=NOW - timedelta(days=1), came_after=State.EXPIRED),
        "E": replace(paid, place=Place(bob, None, 1)),
        "F": OPEN,
    }.items():
        await desk.keep(named(letter, order))


THE_GROUP = (
    "This group's orders\nOpen now: 1\nShort: 1\nPaid today: 1\nPaid late in 7 days: 1\n\n"
    "What has arrived\nToday: 100 USDT\nIn 7 days: 200 USDT\n\n"
    "Days are UTC days, and today is one of them."
)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_group_admin_is_told_how_the_group_stands_and_led_to_its_orders(
    desk: Desk, alice: Person, group: Group, *, anonymous: bool
) -> None:
    await a_groups_orders(desk, group)
    alice.write("/status@till_bot", chat=group, anonymous=anonymous)
    await desk.hear()
    told = desk.said(group.id)[-1]
    assert told.text == THE_GROUP
    alice.press(told, "📋 Orders")
    await desk.hear()
    assert (told.text or "").startswith("Orders of this group: all (4)\n")


async def test_a_merchant_is_told_so_in_any_group(desk: Desk, olga: Person, group: Group) -> None:
    await a_groups_orders(desk, group)
    group.add(olga)
    olga.write("/status@till_bot", chat=group)
    await desk.hear()
    assert desk.last(group.id) == THE_GROUP


async def test_a_merchant_is_told_in_private_how_the_till_stands(
    desk: Desk, olga: Person, group: Group
) -> None:
    await a_groups_orders(desk, group)
    await desk.keep(replace(named("G"), payer_id=olga.id))
    olga.write("/status")
    await desk.hear()
    told = desk.said(olga.id)[-1]
    assert "GGGGGGGGGG" in (told.text or "")
    assert (told.text or "").endswith("\n\nIn the till: 3 open, 1 short.")
    olga.press(told, "📋 Orders")
    await desk.hear()
    assert (told.text or "").startswith("Orders of the till: all (7)\n")
