from dataclasses import replace

from telegram import Update

from bot.chat.moving import Moving
from bot.payments.groups import GroupSettings
from bot.payments.order import Place
from bot.sandbox.telegram import Person
from tests.chat.desk import Desk
from tests.chat.making import OPEN

SETTINGS = GroupSettings(admins_only=True, in_private=True)


async def test_settings_and_orders_follow_at_once(desk: Desk, alice: Person) -> None:
    small = desk.telegram.group(-77, "Small", members=[alice])
    await desk.groups.keep(-77, SETTINGS)
    await desk.keep(replace(OPEN, place=Place(-77, None, 5)))
    small.migrate(-100777)
    await desk.hear()
    assert await desk.groups.of(-100777) == SETTINGS
    assert (await desk.found(OPEN.number)).place.chat_id == -100777


async def test_an_update_about_something_else_is_no_trouble() -> None:
    await Moving(None).heard(Update(1), None)  # type: ignore[arg-type]
