import asyncio
import json
import logging

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, NetworkError

from bot.chat.intake import SIDE_BY_SIDE
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import Voices, spoken
from bot.chat.texts.replies import SOMETHING_BROKE
from bot.chat.transport import AskedToWait
from bot.errors import StorageError, TillBusy
from bot.sandbox.telegram import Group, Person, TelegramServer
from storage.sqlite import Database
from tests.chat.desk import until
from tests.chat.ear import Ear, lines, polls, update
from tests.clocks import SetClock


async def test_what_comes_twice_is_handled_once(
    telegram: TelegramServer, bot: Bot, database: Database, ear: Ear, clock: SetClock
) -> None:
    pending = telegram.api.updates.pending
    pending.append(json.loads(update(1, "1")))
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    later = Ear(bot, database, clock)
    pending.clear()
    pending.extend([json.loads(update(1, "1")), json.loads(update(2, "2"))])
    async with later.open():
        await until(lambda: later.heard)
    assert later.heard == ["2"]


async def test_one_chat_keeps_its_order_while_others_go_on(
    ear: Ear, alice: Person, bob: Person
) -> None:
    ear.gates["a1"] = asyncio.Event()
    alice.write("a1")
    alice.write("a2")
    bob.write("b1")
    async with ear.open():
        await until(lambda: ear.heard == ["b1"])
        bob.write("b2")
        await until(lambda: ear.heard == ["b1", "b2"])
        ear.gates["a1"].set()
        await until(lambda: len(ear.heard) == 4)
    assert ear.heard == ["b1", "b2", "a1", "a2"]


async def test_not_more_than_so_many_are_handled_side_by_side(
    telegram: TelegramServer, ear: Ear
) -> None:
    ear.gates["x"] = asyncio.Event()
    for number in range(SIDE_BY_SIDE + 1):
        telegram.person(1000 + number, "P").write("x" if number < SIDE_BY_SIDE else "last")
    async with ear.open():
        await until(lambda: len(polls(telegram)) == 2)
        for _ in range(50):
            await asyncio.sleep(0)
        assert ear.heard == []
        ear.gates["x"].set()
        await until(lambda: "last" in ear.heard)


async def test_what_a_crash_left_is_handled_first(
    telegram: TelegramServer, ear: Ear, alice: Person, clock: SetClock
) -> None:
    left = [(700_000_000 - number, update(700_000_000 - number, str(number))) for number in (0, 1)]
    await ear.inbox.store(left, clock.now())
    alice.write("2")
    async with ear.open():
        await until(lambda: len(ear.heard) == 3)
    assert ear.heard == ["1", "0", "2"]
    assert await ear.inbox.unfinished() == []
    assert polls(telegram)


async def test_what_was_handled_before_a_crash_is_not_handled_again(
    ear: Ear, clock: SetClock
) -> None:
    await ear.inbox.store([(1, update(1, "old")), (2, update(2, "new"))], clock.now())
    await ear.inbox.finish(1, clock.now())
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.heard == ["new"]


@pytest.mark.parametrize("body", ["{not json", "[]", "{}", '{"update_id": 1, "message": {}}'])
async def test_a_leftover_that_cannot_be_read_stops_nothing(
    ear: Ear, clock: SetClock, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    await ear.inbox.store([(1, body), (2, update(2, "good"))], clock.now())
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.heard == ["good"]
    assert await ear.inbox.unfinished() == []
    assert "update 1 cannot be read any more" in caplog.text


async def test_a_handler_that_met_passing_trouble_is_run_again(
    ear: Ear, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [NetworkError("cut"), StorageError("locked"), AskedToWait(9)]
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.pauses == [1, 2, 9]
    assert len(lines(caplog)) == 1
    assert "is tried again: cut" in lines(caplog)[0]


async def test_what_is_not_admitted_is_finished_without_being_handled(
    ear: Ear, alice: Person
) -> None:
    ear.unwanted = {"too much"}
    alice.write("too much")
    alice.write("enough")
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.heard == ["enough"]
    assert await ear.inbox.unfinished() == []


async def test_what_is_tried_again_is_judged_once(ear: Ear, alice: Person) -> None:
    ear.trouble = [NetworkError("cut"), NetworkError("cut")]
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    assert ear.judged == ["1"]


async def test_while_one_chat_is_tried_again_another_goes_on(
    telegram: TelegramServer, ear: Ear, alice: Person, bob: Person
) -> None:
    ear.trouble = [NetworkError("cut")]
    waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        await waiting.wait()

    ear.intake._sleep = sleep
    alice.write("a1")
    alice.write("a2")
    bob.write("b1")
    async with ear.open():
        await until(lambda: ear.heard == ["b1"])
        waiting.set()
        await until(lambda: len(ear.heard) == 3)
    assert ear.heard == ["b1", "a1", "a2"]
    assert telegram.messages(101)[-1].sender_id == 101


@pytest.mark.parametrize("error", [KeyError("x"), BadRequest("no")])
async def test_who_wrote_is_told_when_something_broke(
    telegram: TelegramServer,
    ear: Ear,
    alice: Person,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear.trouble = [error]
    alice.write("1")
    alice.write("2")
    async with ear.open():
        await until(lambda: ear.heard == ["2"])
    assert telegram.messages(101)[-1].text == SOMETHING_BROKE
    assert await ear.inbox.unfinished() == []
    (record,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    assert bool(record.exc_info) is isinstance(error, KeyError)


async def test_who_pressed_is_told_when_something_broke(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    shown = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    ear.trouble = [KeyError("x")]
    press = alice.press(shown, "pay", forged=True)
    async with ear.open():
        assert (await press.answered())["text"] == SOMETHING_BROKE


async def test_who_cannot_be_told_either_stops_nothing(
    ear: Ear, alice: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [KeyError("x")]
    alice.write("1")
    alice.blocked = True
    async with ear.open():
        await until(lambda: "nobody could be told" in caplog.text)
        bob.write("2")
        await until(lambda: ear.heard == ["2"])


async def test_an_update_that_nobody_wrote_is_handled_too(
    ear: Ear, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    ear.trouble = [KeyError("x")]
    await ear.inbox.store([(1, '{"update_id": 1}'), (2, '{"update_id": 2}')], clock.now())
    async with ear.open():
        await until(lambda: ear.heard == [""])
    assert "update 1 was not handled" in caplog.text
    assert await ear.inbox.unfinished() == []


async def test_what_could_not_be_noted_as_done_is_done_again_after_a_restart(
    bot: Bot, database: Database, ear: Ear, alice: Person, clock: SetClock
) -> None:
    ear.inbox.failing["finish"] = 1
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard == ["1"])
    later = Ear(bot, database, clock)
    async with later.open():
        await until(lambda: later.heard == ["1"])
    assert await later.inbox.unfinished() == []


async def test_stopping_finishes_what_is_stored(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    ear.gates["1"] = asyncio.Event()
    alice.write("1")
    alice.write("2")
    async with ear.application:
        running = asyncio.create_task(ear.intake.run(ear.source))
        await until(lambda: len(polls(telegram)) == 2)
        ear.intake.stop()
        alice.write("3")
        ear.gates["1"].set()
        await asyncio.wait_for(running, 10)
    assert ear.heard == ["1", "2"]
    assert await ear.inbox.unfinished() == []


async def test_stopping_before_it_has_begun_is_kept_in_mind(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    alice.write("1")
    ear.intake.stop()
    await asyncio.wait_for(ear.intake.run(ear.source), 10)
    assert polls(telegram) == []


async def test_a_group_and_a_person_in_it_are_lanes_of_their_own(
    ear: Ear, alice: Person, group: Group
) -> None:
    ear.gates["/pay@till_bot"] = asyncio.Event()
    alice.write("/pay@till_bot", chat=group)
    alice.write("in private")
    async with ear.open():
        await until(lambda: ear.heard == ["in private"])
        ear.gates["/pay@till_bot"].set()
        await until(lambda: len(ear.heard) == 2)


def parsed(update_id: int, text: str) -> Update:
    return Update.de_json(json.loads(update(update_id, text)), None)


async def test_nothing_is_taken_before_it_is_open_or_after(ear: Ear) -> None:
    with pytest.raises(TillBusy, match="not open"):
        await ear.intake.take([parsed(1, "early")])
    async with ear.open():
        await until(lambda: ear.intake.deaf_since is None)
    with pytest.raises(TillBusy, match="not open"):
        await ear.intake.take([parsed(2, "late")])
    assert await ear.inbox.stored() == 0


async def test_what_is_too_much_is_refused_and_not_stored(
    telegram: TelegramServer, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.intake.MOST_WAITING", 1)
    ear.gates["1"] = asyncio.Event()
    async with ear.open():
        await until(lambda: polls(telegram))
        await ear.intake.take([parsed(1, "1")])
        with pytest.raises(TillBusy, match="too many"):
            await ear.intake.take([parsed(2, "2")])
        assert await ear.inbox.stored() == 1
        ear.gates["1"].set()
        await ear.intake.room()
        await ear.intake.take([parsed(2, "2")])
        await until(lambda: ear.heard == ["1", "2"])


async def test_what_is_stored_during_the_stop_is_for_the_next_start(
    telegram: TelegramServer, bot: Bot, database: Database, ear: Ear, clock: SetClock
) -> None:
    ear.inbox.after_storing = ear.intake.stop
    async with ear.open():
        await until(lambda: polls(telegram))
        await ear.intake.take([parsed(1, "1")])
    assert ear.heard == []
    later = Ear(bot, database, clock)
    async with later.open():
        await until(lambda: later.heard == ["1"])


async def test_it_can_be_asked_since_when_it_is_deaf(ear: Ear, clock: SetClock) -> None:
    now = clock.now()
    ear.intake.hearing.misses("a reason")
    clock.forward(minutes=1)
    assert ear.intake.deaf_since == now


async def test_an_update_is_handled_in_its_language_and_nothing_else_is(
    ear: Ear, alice: Person
) -> None:
    ear.voices = Voices(Language.SPANISH, Language.SPANISH)
    alice.write("1")
    async with ear.open():
        await until(lambda: ear.heard)
    assert ear.spoken == [Language.SPANISH]
    assert spoken() is Language.ENGLISH


async def test_that_something_broke_is_said_in_the_language_of_the_chat(
    telegram: TelegramServer, ear: Ear, alice: Person
) -> None:
    ear.voices = Voices(Language.SPANISH, Language.RUSSIAN)
    ear.trouble = [KeyError("x"), KeyError("y")]
    alice.write("1")
    async with ear.open():
        await until(lambda: telegram.messages(101)[-1].sender_id != alice.id)
        assert (telegram.messages(101)[-1].text or "").startswith("Algo ha ido mal")
        press = alice.press(telegram.messages(101)[-1], "pay", forged=True)
        assert "пошло не так" in (await press.answered())["text"]
