from typing import Any

import pytest

from bot.chat.group_buttons import BACK, Wish
from bot.chat.languages.known import Language
from bot.chat.texts import groups as texts
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.money import Asset
from bot.sandbox.telegram import Group, Person, SentMessage, TelegramServer
from bot.sandbox.telegram.markup import parse_html
from tests.chat.desk import Desk
from tests.chat.making import TERMS


async def ask(desk: Desk, person: Person, chat: Group, **how: Any) -> SentMessage:  # noqa: ANN401 - as for write
    """Send /settings, and give what is answered."""
    desk.clock.forward(seconds=5)
    person.write("/settings@till_bot", chat=chat, **how)
    await desk.hear()
    return desk.said(chat.id)[-1]


async def press(desk: Desk, person: Person, message: SentMessage, button: str) -> str:
    desk.clock.forward(seconds=5)
    pressed = person.press(message, button)
    await desk.hear()
    return str((await pressed.answered()).get("text", ""))


async def test_an_admin_sees_what_is_set_and_changes_it_in_the_same_message(
    desk: Desk, alice: Person, group: Group
) -> None:
    message = await ask(desk, alice, group)
    assert message.text == parse_html(texts.settings(GroupSettings(), TERMS, None))[0]
    assert await press(desk, alice, message, "💱 What a plain amount means") == ""
    assert message.text == parse_html(texts.WHICH_ASSET)[0]
    await press(desk, alice, message, "USDT on TRON · TRC20")
    await press(desk, alice, message, "👮 Let only admins use /pay")
    await press(desk, alice, message, "🔒 Show details in private")
    assert await desk.groups.of(group.id) == GroupSettings(Asset.of("USDT@tron"), True, True)
    assert "admins only" in message.text
    await press(desk, alice, message, "💱 What a plain amount means")
    await press(desk, alice, message, "As the till has it")
    await press(desk, alice, message, "👥 Let everybody use /pay")
    await press(desk, alice, message, "📢 Show details here")
    assert await desk.groups.of(group.id) == GroupSettings()
    assert len(desk.said(group.id)) == 1


async def test_the_way_back_changes_nothing(desk: Desk, alice: Person, group: Group) -> None:
    message = await ask(desk, alice, group)
    before = message.text
    await press(desk, alice, message, "💱 What a plain amount means")
    await press(desk, alice, message, "« Back")
    assert message.text == before


async def test_an_anonymous_admin_and_an_owner_rule_too(
    desk: Desk, alice: Person, olga: Person, group: Group
) -> None:
    group.add(olga)
    message = await ask(desk, alice, group, anonymous=True)
    await press(desk, alice, message, "👮 Let only admins use /pay")
    message = await ask(desk, olga, group)
    await press(desk, olga, message, "🔒 Show details in private")
    assert await desk.groups.of(group.id) == GroupSettings(admins_only=True, in_private=True)


async def test_a_member_is_told_that_it_is_for_admins(
    desk: Desk, bob: Person, group: Group
) -> None:
    assert (await ask(desk, bob, group)).text == texts.ONLY_FOR_ADMINS


@pytest.mark.parametrize("data", [*Wish, BACK, "group:assets", "group:asset:till", "group:x"])
async def test_a_members_press_changes_nothing_and_is_answered_to_them_alone(
    desk: Desk, alice: Person, bob: Person, group: Group, data: str
) -> None:
    message = await ask(desk, alice, group)
    before = message.text
    pressed = bob.press(message, data, forged=True)
    await desk.hear()
    answer = await pressed.answered()
    assert (answer["text"], answer["show_alert"]) == (texts.ONLY_FOR_ADMINS, "true")
    assert await desk.groups.of(group.id) == GroupSettings()
    assert message.text == before


async def test_who_is_no_admin_any_more_cannot_press_what_they_asked_for(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    group.promote(bob)
    message = await ask(desk, bob, group)
    group.demote(bob)
    desk.clock.forward(minutes=6)
    assert await press(desk, bob, message, Wish.PRIVATE) == texts.ONLY_FOR_ADMINS
    assert alice.id in group.admins


@pytest.mark.parametrize("data", ["group:", "group:asset:BTC@tron", Wish.THIS_TOPIC])
async def test_forged_data_sets_nothing(
    desk: Desk, alice: Person, group: Group, data: str
) -> None:
    message = await ask(desk, alice, group)
    pressed = alice.press(message, data, forged=True)
    await desk.hear()
    assert "no longer works" in str((await pressed.answered())["text"])
    assert await desk.groups.of(group.id) == GroupSettings()


async def test_the_topic_is_the_one_in_which_settings_was_sent(
    desk: Desk, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    message = await ask(desk, alice, forum, topic=topic)
    await press(desk, alice, message, "💬 Tell of payments in this topic")
    assert (await desk.groups.of(forum.id)).topic_id == topic
    general = await ask(desk, alice, forum)
    assert "in another topic" in (general.text or "")
    await press(desk, alice, general, "💬 Tell of payments in this topic")
    assert (await desk.groups.of(forum.id)).topic_id == GENERAL
    await press(desk, alice, general, "💬 Tell of payments where it was asked")
    assert (await desk.groups.of(forum.id)).topic_id is None


async def test_in_private_it_is_said_that_it_is_for_groups(desk: Desk, alice: Person) -> None:
    alice.write("/settings")
    await desk.hear()
    assert desk.last() == texts.ONLY_IN_GROUPS
    assert await desk.answer(alice, Wish.PRIVATE) == texts.ONLY_FOR_ADMINS


async def test_the_group_reads_its_own_language_and_who_pressed_hears_another(
    desk: Desk, telegram: TelegramServer, alice: Person, group: Group
) -> None:
    rosa = telegram.person(103, "Rosa", language_code="ru")
    group.add(rosa)
    await desk.languages.choose(group.id, Language.SPANISH)
    message = await ask(desk, alice, group)
    assert str(message.text).startswith("Ajustes de este grupo\n")
    heard = await press(desk, rosa, message, "🔒 Mostrar los detalles en privado")
    assert heard == "Менять настройки этой группы могут только её администраторы."
    assert await desk.groups.of(group.id) == GroupSettings()
