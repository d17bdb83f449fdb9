import pytest

from bot.chat.keyboards import FOLLOW, LANG
from bot.chat.languages.known import Language
from bot.sandbox.telegram import Group, Person, Press, TelegramServer
from tests.chat.desk import Desk

OWN_NAMES = ["English", "简体中文", "Русский", "Español", "فارسی"]


@pytest.fixture
def rosa(telegram: TelegramServer) -> Person:
    """Somebody whose Telegram is in Russian."""
    rosa = telegram.person(103, "Rosa", language_code="ru")
    rosa.started = True
    return rosa


async def choose(desk: Desk, person: Person, name: str, group: Group | None = None) -> Press:
    """Ask for the languages and press one of them, by its name on the button."""
    person.write("/lang" if group is None else "/lang@till_bot", chat=group)
    await desk.hear()
    press = person.press(desk.said(group.id if group else person.id)[-1], name)
    await desk.hear()
    return press


def labels(desk: Desk, chat_id: int) -> list[str]:
    return [button["text"] for button in desk.said(chat_id)[-1].buttons]


async def test_in_private_every_language_is_offered_by_its_own_name(
    desk: Desk, alice: Person
) -> None:
    alice.write("/lang")
    await desk.hear()
    assert desk.last() == "Which language do you want me to speak here?"
    assert labels(desk, alice.id) == [*OWN_NAMES, "✅ As Telegram says"]


async def test_who_chooses_is_answered_in_the_new_language_and_sees_the_tick(
    desk: Desk, alice: Person
) -> None:
    alice.write("/lang")
    await desk.hear()
    press = alice.press(desk.said()[-1], "Español")
    await desk.hear()
    assert "español" in str((await press.answered())["text"])
    assert desk.last() == "A partir de ahora hablo español aquí. Con /lang se puede cambiar."
    assert labels(desk, alice.id) == [
        *("English", "简体中文", "Русский", "✅ Español", "فارسی", "Como en Telegram")
    ]
    alice.write("/cancel")
    await desk.hear()
    assert desk.last() == "Aquí no tiene pedidos abiertos que se puedan cancelar."


async def test_the_menu_of_commands_follows_the_choice(desk: Desk, alice: Person) -> None:
    own = (f"chat:{alice.id}", "")
    await choose(desk, alice, "Español")
    menu = {each["command"]: each["description"] for each in desk.telegram.commands[own]}
    assert menu["status"] == "Cómo van sus pedidos"
    assert list(menu) == ["pay", "status", "orders", "cancel", "lang", "help"]
    await choose(desk, alice, "Como en Telegram")
    assert own not in desk.telegram.commands


async def test_a_merchant_keeps_the_commands_of_a_merchant(desk: Desk, olga: Person) -> None:
    for name, described in (("Русский", "Состояние кассы"), ("Как в Telegram", "How the till is")):
        await choose(desk, olga, name)
        menu = desk.telegram.commands[f"chat:{olga.id}", ""]
        assert {each["command"]: each["description"] for each in menu}["health"] == described


async def test_as_telegram_says_is_the_way_back(desk: Desk, rosa: Person) -> None:
    await choose(desk, rosa, "Español")
    await choose(desk, rosa, "Como en Telegram")
    rosa.write("/lang")
    await desk.hear()
    assert desk.last(rosa.id) == "На каком языке мне здесь говорить?"
    assert labels(desk, rosa.id)[-1] == "✅ Как в Telegram"


async def test_in_a_group_an_admin_chooses_for_all(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    alice.write("/lang@till_bot", chat=group)
    await desk.hear()
    assert labels(desk, group.id) == ["✅ English", *OWN_NAMES[1:]]
    alice.press(desk.said(group.id)[-1], "Русский")
    await desk.hear()
    assert desk.last(group.id).startswith("Теперь я говорю здесь по-русски.")
    bob.write("/status@till_bot", chat=group)
    await desk.hear()
    assert desk.last(group.id).startswith("У вас здесь ещё нет заказов.")
    assert f"chat:{group.id}" not in {scope for scope, _ in desk.telegram.commands}


async def test_an_owner_chooses_too_as_in_the_settings_of_a_group(
    desk: Desk, olga: Person, kiosk: Group
) -> None:
    olga.write("/lang@till_bot", chat=kiosk)
    await desk.hear()
    olga.press(desk.said(kiosk.id)[-1], "Español")
    await desk.hear()
    assert desk.last(kiosk.id).startswith("A partir de ahora")


async def test_a_member_of_a_group_hears_that_admins_choose(
    desk: Desk, bob: Person, group: Group
) -> None:
    bob.write("/lang@till_bot", chat=group)
    await desk.hear()
    assert desk.last(group.id).startswith("Only an admin of this group can choose")
    assert desk.said(group.id)[-1].buttons == []


async def test_a_press_is_checked_again(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    alice.write("/lang@till_bot", chat=group)
    await desk.hear()
    press = bob.press(desk.said(group.id)[-1], "فارسی")
    await desk.hear()
    answered = await press.answered()
    assert "Only an admin of this group" in str(answered["text"])
    assert answered["show_alert"]
    assert await desk.languages.chosen(group.id) is None


async def test_an_admin_without_a_name_may_choose(desk: Desk, alice: Person, group: Group) -> None:
    alice.write("/lang@till_bot", chat=group, anonymous=True)
    await desk.hear()
    assert labels(desk, group.id)[0] == "✅ English"


async def test_the_refusal_is_said_in_the_language_of_who_pressed(
    desk: Desk, rosa: Person, group: Group
) -> None:
    group.add(rosa)
    said = await desk.answer(rosa, f"{LANG}:{Language.SPANISH}", group.id)
    assert said.startswith("Выбрать язык, на котором я здесь говорю, может только администратор")


@pytest.mark.parametrize("data", [f"{LANG}:", f"{LANG}:de", f"{LANG}:EN", f"{LANG}:en:ru"])
async def test_a_language_that_is_none_is_not_chosen(desk: Desk, alice: Person, data: str) -> None:
    assert await desk.answer(alice, data, alice.id) == (
        "This button no longer works. Send /pay to start again."
    )
    assert await desk.languages.chosen(alice.id) is None


async def test_a_group_cannot_speak_as_somebodys_telegram_says(
    desk: Desk, alice: Person, group: Group
) -> None:
    assert "no longer works" in await desk.answer(alice, f"{LANG}:{FOLLOW}", group.id)


async def test_a_group_that_becomes_a_supergroup_keeps_its_language(
    desk: Desk, alice: Person
) -> None:
    small = desk.telegram.group(-500, "Small", members=[alice], admins=[alice])
    await choose(desk, alice, "فارسی", small)
    small.migrate(-1001234)
    await desk.hear()
    assert await desk.languages.chosen(-1001234) is Language.PERSIAN


async def test_a_persian_answer_is_good_html_with_its_fences(desk: Desk, alice: Person) -> None:
    await choose(desk, alice, "فارسی")
    alice.write("hello")
    await desk.hear()
    assert "\u2068/pay 10 USDT ethereum\u2069" in desk.last()


async def test_the_settings_of_a_group_lead_to_its_language(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    alice.write("/settings@till_bot", chat=group)
    await desk.hear()
    shown = desk.said(group.id)[-1]
    press = bob.press(shown, "🌐 Language")
    await desk.hear()
    assert "Only an admin" in (await press.answered())["text"]
    alice.press(shown, "🌐 Language")
    await desk.hear()
    assert shown.text == "Which language do you want me to speak here?"
    alice.press(shown, "Русский")
    await desk.hear()
    assert (shown.text or "").startswith("Теперь я")
