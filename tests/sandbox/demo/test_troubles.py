import pytest

from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.troubles import TELEGRAM, Switch
from bot.sandbox.telegram import TelegramServer
from tests.sandbox.telegram.caller import Caller


@pytest.fixture
def switch(telegram: TelegramServer, cast: Cast) -> Switch:
    cast.persona("alice").person.write("/start")
    return Switch(telegram.faults, TELEGRAM)


async def answered(caller: Caller) -> tuple[int, str]:
    answer = await caller.ask("sendMessage", chat_id=101, text="x")
    return answer.get("error_code", 200), answer.get("description", "")


async def test_a_trouble_lasts_until_it_is_switched_off(switch: Switch, caller: Caller) -> None:
    switch.turn("429")
    assert switch.on == "429"
    for _ in range(2):
        assert await answered(caller) == (429, "Too Many Requests: retry after 3")
    switch.turn("")
    assert await answered(caller) == (200, "")


async def test_a_trouble_takes_the_place_of_another(switch: Switch, caller: Caller) -> None:
    switch.turn("429")
    switch.turn("403")
    assert await answered(caller) == (403, "Forbidden: bot was blocked by the user")


async def test_troubles_of_sending_leave_updates_alone(switch: Switch, caller: Caller) -> None:
    switch.turn("429")
    assert len(await caller.updates()) > 0


async def test_an_unknown_trouble_changes_nothing(switch: Switch, caller: Caller) -> None:
    switch.turn("403")
    with pytest.raises(ValueError, match="There is no trouble called «fire»"):
        switch.turn("fire")
    assert switch.on == "403"
    assert (await answered(caller))[0] == 403


def test_every_trouble_says_what_a_visitor_will_see(switch: Switch) -> None:
    switch.turn("429")
    assert switch.as_json()["on"] == "429"
    choices = switch.as_json()["choices"]
    assert isinstance(choices, list)
    assert all(choice["label"] and choice["effect"] for choice in choices)
