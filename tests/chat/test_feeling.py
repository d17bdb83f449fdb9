from dataclasses import replace
from datetime import timedelta

from bot.payments.vitals import Trouble
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk
from tests.orders import NOW


async def test_an_owner_hears_in_private_how_the_till_is(desk: Desk, olga: Person) -> None:
    olga.write("/health")
    await desk.hear()
    assert (desk.said(olga.id)[-1].text or "").startswith("✅ All is well.")
    desk.vitals = replace(
        desk.vitals,
        troubles={Trouble.GATEWAY_BLOCKED: NOW},
        notices_waiting=3,
        oldest_notice_age=timedelta(minutes=9),
    )
    olga.write("/health")
    await desk.hear()
    text = desk.said(olga.id)[-1].text or ""
    assert "The gateway has blocked this till (418)" in text
    assert "A message has waited for 9 minutes" in text
    assert "All is well" not in text


async def test_in_a_group_an_owner_is_asked_to_come_in_private(
    desk: Desk, olga: Person, group: Group
) -> None:
    group.add(olga)
    olga.write("/health@till_bot", chat=group)
    await desk.hear()
    assert "in our private chat" in (desk.said(group.id)[-1].text or "")


async def test_to_everybody_else_there_is_no_such_command(
    desk: Desk, alice: Person, group: Group
) -> None:
    alice.write("/nonsense")
    alice.write("/health")
    await desk.hear()
    other, health = desk.said(alice.id)[-2:]
    assert health.text == other.text
    before = len(desk.said(group.id))
    alice.write("/health@till_bot", chat=group)
    await desk.hear()
    assert len(desk.said(group.id)) == before
