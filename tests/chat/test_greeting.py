import pytest
from telegram import Update

from bot.chat.greeting import Greeting
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk
from tests.chat.making import TERMS


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/start", "I take payments in stablecoins"),
        ("/start some-payload", "I take payments in stablecoins"),
        ("/help", "Token and network may be left out"),
        ("/nonsense", "I did not understand that"),
        ("/pay100", "I did not understand that"),
        ("/pay@other_bot 5", "I did not understand that"),
    ],
)
async def test_in_private_every_command_is_answered(
    desk: Desk, alice: Person, command: str, words: str
) -> None:
    alice.write(command)
    await desk.hear()
    assert len(desk.said()) == 1
    assert words in desk.last()


async def test_in_a_group_only_own_commands_are_answered(
    desk: Desk, alice: Person, group: Group
) -> None:
    group.promote_bot()
    alice.write("/start@till_bot", chat=group)
    alice.write("/nonsense", chat=group)
    alice.write("/pay@other_bot 5", chat=group)
    await desk.hear()
    assert len(desk.said(group.id)) == 1


async def test_an_unknown_button_is_answered(desk: Desk, alice: Person) -> None:
    alice.write("/help")
    await desk.hear()
    press = alice.press(desk.said()[0], "gone:1", forged=True)
    await desk.hear()
    assert (await press.answered())["text"].startswith("This button no longer works.")
    assert (await press.answered())["show_alert"] == "true"


async def test_an_update_about_something_else_is_no_trouble() -> None:
    greeting = Greeting(TERMS, None, None, None)  # type: ignore[arg-type]
    for handler in (
        greeting.start,
        greeting.help,
        greeting.unknown_command,
        greeting.unknown_button,
    ):
        await handler(Update(1), None)  # type: ignore[arg-type]


async def test_who_runs_the_till_hears_more_and_only_in_private(
    desk: Desk, alice: Person, olga: Person, group: Group
) -> None:
    group.promote_bot()
    group.add(olga)
    olga.write("/help")
    olga.write("/help", chat=group)
    alice.write("/help")
    await desk.hear()
    assert "/notices" in desk.last(olga.id)
    assert "/notices" not in desk.last(group.id)
    assert "/notices" not in desk.last(alice.id)
