import pytest

from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.views import menus, newest, news_of
from bot.sandbox.telegram import Event, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard


@pytest.fixture
def heard(telegram: TelegramServer, cast: Cast) -> list[Event]:
    events: list[Event] = []
    cast.persona("alice").person.write("/start")
    telegram.on_event(events.append)
    return events


def numbers(page: dict[str, object]) -> list[str]:
    messages = page["messages"]
    assert isinstance(messages, list)
    return [message["text"] for message in messages]


def test_a_room_is_shown_page_by_page_from_its_end(telegram: TelegramServer, cast: Cast) -> None:
    room, alice = cast.rooms[0], cast.persona("alice").person
    written = [alice.write(str(number)) for number in range(120)]
    page = newest(telegram, room)
    assert numbers(page) == [str(number) for number in range(70, 120)]
    assert page["has_older"]
    page = newest(telegram, room, before=written[50].message_id)
    assert numbers(page) == [str(number) for number in range(50)]
    assert not page["has_older"]


def test_a_room_shows_its_own_topic_and_nothing_deleted(
    telegram: TelegramServer, cast: Cast
) -> None:
    payments, alice = cast.rooms[7], cast.persona("alice").person
    alice.write("elsewhere", chat=cast.group)
    gone = alice.write("gone", chat=cast.group, topic=payments.thread_id)
    alice.write("here", chat=cast.group, topic=payments.thread_id)
    telegram.world.delete(gone)
    messages = newest(telegram, payments)["messages"]
    assert isinstance(messages, list)
    assert [m.get("text", m.get("forum_topic_created")) for m in messages] == [
        {"name": "Payments", "icon_color": 7322096},
        "here",
    ]


def test_a_message_tells_that_the_bot_has_not_seen_it(cast: Cast, heard: list[Event]) -> None:
    cast.persona("bob").person.write("/pay 1", chat=cast.group)
    news = news_of(heard[-1])
    assert news is not None
    assert news["room"] == cast.rooms[6].key
    assert isinstance(news["message"], dict)
    assert news["message"]["unseen"]


async def test_an_edit_a_deletion_and_an_action_are_news(
    telegram: TelegramServer, cast: Cast, caller: Caller, heard: list[Event]
) -> None:
    await caller.get("sendMessage", chat_id=101, text="x")
    message = telegram.messages(101)[-1]
    place = {"chat_id": 101, "message_id": message.message_id}
    await caller.get("editMessageText", **place, text="y")
    await caller.get("deleteMessage", **place)
    await caller.get("sendChatAction", chat_id=101, action="upload_photo")
    news = [each for each in map(news_of, heard) if each]
    assert [each["type"] for each in news] == ["message", "edited", "deleted", "action"]
    assert {each["room"] for each in news} == {cast.rooms[0].key}


@pytest.mark.parametrize("alert", [True, False])
async def test_the_answer_to_a_press_is_news(
    telegram: TelegramServer, cast: Cast, caller: Caller, heard: list[Event], *, alert: bool
) -> None:
    await caller.get("sendMessage", chat_id=101, text="x", reply_markup=keyboard(PAY))
    press = cast.persona("alice").person.press(telegram.messages(101)[-1], "pay:1")
    fields = {"callback_query_id": press.id, "text": "Wait", "show_alert": alert}
    await caller.get("answerCallbackQuery", **fields)
    answers = [news for news in map(news_of, heard) if news and news["type"] == "answered"]
    (answer,) = answers
    said = {"text": "Wait", "alert": alert, "room": None}
    assert answer == {"type": "answered", "press": press.id} | said


async def test_an_answer_that_leads_to_the_bot_names_the_room(
    telegram: TelegramServer, cast: Cast, caller: Caller, heard: list[Event]
) -> None:
    await caller.get("sendMessage", chat_id=101, text="x", reply_markup=keyboard(PAY))
    press = cast.persona("bob").person.press(telegram.messages(101)[-1], "pay:1", forged=True)
    link = "https://t.me/till_bot?start=x"
    await caller.get("answerCallbackQuery", callback_query_id=press.id, url=link)
    (answer,) = [news for news in map(news_of, heard) if news and news["type"] == "answered"]
    assert answer["room"] == "102/"


async def test_each_persona_has_the_menus_that_telegram_would_show(
    telegram: TelegramServer, cast: Cast, caller: Caller
) -> None:
    for name, scope in (("pay", "default"), ("settings", "all_chat_administrators")):
        commands = [{"command": name, "description": "x"}]
        await caller.get("setMyCommands", commands=commands, scope={"type": scope})

    def names(key: str, where: str) -> list[str]:
        menu = menus(telegram, cast)[key][where]
        assert isinstance(menu, list)
        return [command["command"] for command in menu]

    assert names("alice", "private") == names("alice", "group") == ["pay"]
    assert names("gus", "private") == ["pay"]
    assert names("gus", "group") == names("ann", "group") == ["settings"]
