import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.chat.admins import Admins
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.chat.desk import Desk
from tests.clocks import SetClock


@pytest.fixture
def admins(bot: Bot, clock: SetClock) -> Admins:
    return Admins(bot, clock)


def asked(telegram: TelegramServer) -> int:
    return [call.method for call in telegram.calls].count("getChatMember")


async def test_an_answer_is_good_for_five_minutes(
    admins: Admins, telegram: TelegramServer, clock: SetClock, alice: Person, group: Group
) -> None:
    for _ in range(3):
        assert await admins.has(group.id, alice.id)
        clock.forward(seconds=149)
    assert asked(telegram) == 1
    group.demote(alice)
    assert not await admins.has(group.id, alice.id)
    assert asked(telegram) == 2


async def test_each_person_in_each_group_is_asked_about(
    admins: Admins, telegram: TelegramServer, alice: Person, bob: Person, group: Group
) -> None:
    other = telegram.group(-100700, "Others", members=[alice, bob], admins=[bob])
    standings = [
        await admins.has(place.id, person.id)
        for place in (group, other)
        for person in (alice, bob)
        for _ in range(2)
    ]
    assert standings == [True, True, False, False, False, False, True, True]
    assert asked(telegram) == 4


async def test_a_failure_is_not_remembered(
    admins: Admins, telegram: TelegramServer, alice: Person, group: Group
) -> None:
    telegram.faults.plan(Fault("getChatMember", times=None, drop=True))
    with pytest.raises(NetworkError):
        await admins.has(group.id, alice.id)
    telegram.faults.lift()
    assert await admins.has(group.id, alice.id)


async def test_where_telegram_tells_of_a_change_the_group_is_asked_about_anew(
    desk: Desk, alice: Person, group: Group, forum: Group
) -> None:
    admins = desk.handlers.admins
    for place in (group, forum):
        assert await admins.has(place.id, alice.id)
    before = asked(desk.telegram)
    group.demote(alice)
    group.kick_bot()
    await desk.hear()
    assert not await admins.has(group.id, alice.id)
    assert await admins.has(forum.id, alice.id)
    assert asked(desk.telegram) == before + 1


async def test_what_is_remembered_is_bounded(
    admins: Admins, telegram: TelegramServer, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.admins.MOST", 3)
    for person_id in (1, 2, 3, 4, 4, 3, 2, 1):
        await admins.has(group.id, person_id)
    assert asked(telegram) == 5
