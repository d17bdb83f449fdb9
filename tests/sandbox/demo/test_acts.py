import pytest

from bot.sandbox.demo.acts import Acts
from bot.sandbox.demo.cast import GROUP_ID, Cast
from bot.sandbox.telegram import TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard


@pytest.fixture
def acts(telegram: TelegramServer, cast: Cast) -> Acts:
    return Acts(telegram, cast)


def test_a_persona_writes_privately(acts: Acts) -> None:
    message = acts.write({"persona": "bob", "chat": 102, "text": " /pay 1 "})
    assert (message.text, message.sender.first_name) == ("/pay 1", "Bob")


def test_a_persona_writes_into_a_topic_and_replies(acts: Acts, cast: Cast) -> None:
    topic = cast.rooms[7].thread_id
    place = {"chat": GROUP_ID, "thread": topic}
    first = acts.write({"persona": "alice", "text": "hello", **place})
    reply = acts.write({"persona": "bob", "text": "hi", "reply_to": first.message_id, **place})
    assert (reply.thread_id, reply.reply_to) == (topic, first.message_id)


def test_the_anonymous_admin_hides_in_the_group_alone(acts: Acts) -> None:
    assert acts.write({"persona": "ann", "chat": GROUP_ID, "text": "x"}).anonymous
    assert not acts.write({"persona": "ann", "chat": 302, "text": "x"}).anonymous


async def test_a_persona_presses_a_button(
    acts: Acts, telegram: TelegramServer, caller: Caller
) -> None:
    acts.write({"persona": "alice", "chat": 101, "text": "/start"})
    await caller.get("sendMessage", chat_id=101, text="x", reply_markup=keyboard(PAY))
    message = telegram.messages(101)[-1]
    fields = {"persona": "alice", "chat": 101, "message": message.message_id}
    assert acts.press({**fields, "data": "pay:1"}).message is message
    with pytest.raises(ValueError, match="This button is no longer there"):
        acts.press({**fields, "data": "pay:2"})
    telegram.world.delete(message)
    with pytest.raises(ValueError, match="This message is no longer there"):
        acts.press({**fields, "data": "pay:1"})


def test_a_persona_follows_a_link_to_the_bot(acts: Acts, telegram: TelegramServer) -> None:
    link = "https://t.me/till_bot?start=inv1"
    assert acts.follow({"persona": "bob", "url": link}) == "102/"
    assert telegram.messages(102)[-1].text == "/start inv1"
    assert acts.follow({"persona": "mia", "url": "https://t.me/till_bot"}) == "201/"
    assert telegram.messages(201) == []


def test_a_link_into_a_group_leads_into_the_one_that_is_there(
    acts: Acts, telegram: TelegramServer
) -> None:
    room = acts.follow({"persona": "gus", "url": "https://t.me/till_bot?startgroup=x"})
    assert room == f"{GROUP_ID}/"
    assert telegram.messages(GROUP_ID)[-1].text == "/start@till_bot x"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://example.com", "does not lead to the bot"),
        (None, "does not lead to the bot"),
        ("https://t.me/till_bot?start=a.b", "Telegram would not follow this link"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(acts: Acts, url: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        acts.follow({"persona": "bob", "url": url})


def test_who_has_blocked_the_bot_is_told_so(acts: Acts, cast: Cast) -> None:
    first = acts.write({"persona": "alice", "chat": 101, "text": "x"})
    cast.persona("alice").person.block_bot()
    fields = {"persona": "alice", "chat": 101, "message": first.message_id, "data": "x"}
    with pytest.raises(ValueError, match="Alice has blocked the bot"):
        acts.press(fields)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"persona": "eve"}, "Nobody here is called «eve»"),
        ({"persona": ["alice"]}, "Nobody here is called"),
        ({"chat": 102}, "This is not Alice's chat"),
        ({"chat": 999}, "There is no such chat"),
        ({"chat": "101"}, "There is no such chat"),
        ({"text": "  "}, "There is nothing to send"),
        ({"text": None}, "There is nothing to send"),
        ({"text": "x" * 4097}, "at most 4096 characters"),
        ({"text": "\N{PILE OF POO}" * 2049}, "at most 4096 characters"),
        ({"text": "a\ud800b"}, "broken character"),
        ({"reply_to": 5}, "This message is no longer there"),
        ({"reply_to": "first"}, "This message is no longer there"),
        ({"chat": GROUP_ID, "thread": 99}, "no topic 99"),
    ],
    ids=str,
)
def test_what_cannot_be_written_is_refused_with_a_sentence(
    acts: Acts, telegram: TelegramServer, changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        acts.write({"persona": "alice", "chat": 101, "text": "x"} | changed)
    assert telegram.messages(101) == []
