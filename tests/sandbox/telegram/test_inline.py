import asyncio
from typing import Any

import pytest

from bot.sandbox.telegram import Group, Limits, Person, SentMessage, TelegramServer
from bot.sandbox.telegram.flood import Flood, Window
from tests.sandbox.telegram.caller import PAY, Caller, Clock, keyboard, picture
from tests.sandbox.telegram.offers import Result, article


async def offer(caller: Caller, results: list[Result], **fields: object) -> dict[str, Any]:
    """Answer the newest query."""
    update = (await caller.updates(offset=-1))[-1]
    query: dict[str, Any] = update["inline_query"]
    await caller.get("answerInlineQuery", inline_query_id=query["id"], results=results, **fields)
    return query


@pytest.fixture
def circle(server: TelegramServer, alice: Person, bob: Person) -> Group:
    return server.group(-100600, "Circle", members=[alice, bob]).without_bot()


@pytest.fixture
async def sent(caller: Caller, alice: Person, circle: Group) -> SentMessage:
    query = alice.ask("25 USDT", chat=circle)
    await offer(caller, [article()])
    return alice.choose(query, "Invoice")


async def test_a_query_comes_from_every_kind_of_chat(
    server: TelegramServer, caller: Caller, alice: Person, bob: Person, circle: Group
) -> None:
    old = server.group(-77, "Old", members=[alice])
    shop = server.group(-100500, "Shop", members=[alice])
    for chat in (None, server.direct(alice, bob), old, shop, circle):
        alice.ask("25 USDT coffee", chat=chat)
    queries = [update["inline_query"] for update in await caller.updates()]
    kinds = [query["chat_type"] for query in queries]
    assert kinds == ["sender", "private", "group", "supergroup", "supergroup"]
    assert {(query["from"]["id"], query["query"], query["offset"]) for query in queries} == {
        (101, "25 USDT coffee", "")
    }
    assert len({query["id"] for query in queries}) == 5


async def test_asking_is_no_start(caller: Caller, bob: Person) -> None:
    bob.ask("x")
    refusal = await caller.refusal("sendMessage", chat_id=bob.chat_id, text="x")
    assert refusal.startswith("Forbidden")


async def test_a_chosen_result_is_sent_by_the_person_via_the_bot(
    caller: Caller, sent: SentMessage, alice: Person, circle: Group
) -> None:
    assert (sent.text, sent.sender, sent.chat) == ("25 USDT", alice, circle)
    assert sent.buttons == [PAY]
    (update,) = await caller.updates(offset=-1)
    assert update["chosen_inline_result"] == {
        "result_id": "a",
        "from": alice.as_json(),
        "query": "25 USDT",
        "inline_message_id": sent.inline_id,
    }


async def test_the_bot_sees_what_is_sent_via_it_where_it_is(
    caller: Caller, alice: Person, shop: Group, circle: Group
) -> None:
    for chat in (shop, circle, None):
        query = alice.ask("x", chat=chat)
        await offer(caller, [article()], cache_time=0)
        alice.choose(query, "a")
    seen = [update["message"] for update in await caller.updates() if "message" in update]
    (message,) = seen  # the newest query was taken with all that came before it
    assert message["via_bot"]["username"] == "till_bot"
    assert (message["chat"]["id"], message["from"]["id"]) == (101, 101)


async def test_without_feedback_the_bot_is_not_told(
    server: TelegramServer, caller: Caller, alice: Person, circle: Group
) -> None:
    server.world.inline.has_feedback = False
    query = alice.ask("x", chat=circle)
    await offer(caller, [article()])
    alice.choose(query, "a")
    kinds = [set(update) for update in await caller.updates()]
    assert kinds == [{"update_id", "inline_query"}]


async def test_without_keyboard_a_sent_result_cannot_be_edited(
    caller: Caller, alice: Person, circle: Group
) -> None:
    query = alice.ask("x", chat=circle)
    await offer(caller, [article(reply_markup=None)])
    assert alice.choose(query, "a").inline_id == ""
    (update,) = await caller.updates(offset=-1)
    assert "inline_message_id" not in update["chosen_inline_result"]


async def test_a_press_on_a_sent_result_shows_no_message(
    caller: Caller, sent: SentMessage, bob: Person
) -> None:
    press = bob.press(sent, "Pay")
    (update,) = await caller.updates(offset=-1)
    query = update["callback_query"]
    assert (query["inline_message_id"], query["data"]) == (sent.inline_id, "pay:1")
    assert "message" not in query
    assert query["chat_instance"]
    await caller.get("answerCallbackQuery", callback_query_id=press.id, text="ok")


async def test_a_sent_result_is_edited_from_afar(
    caller: Caller, sent: SentMessage, alice: Person
) -> None:
    place = {"inline_message_id": sent.inline_id}
    assert await caller.get("editMessageText", **place, text="Paid") is True
    assert (sent.text, sent.buttons) == ("Paid", [])
    assert await caller.get("editMessageReplyMarkup", **place, reply_markup=keyboard(PAY)) is True
    assert sent.buttons == [PAY]
    photo = await caller.get("sendPhoto", chat_id=alice.chat_id, photo=picture())
    media = {"type": "photo", "media": photo["photo"][0]["file_id"], "caption": "Scan"}
    assert await caller.get("editMessageMedia", **place, media=media) is True
    assert (sent.caption, sent.photo) == ("Scan", picture())
    assert await caller.get("editMessageCaption", **place, caption="Thanks") is True
    assert (sent.caption, sent.edited) == ("Thanks", 4)
    kinds = [set(update) for update in await caller.updates()]
    assert {"update_id", "edited_message"} not in kinds


async def test_nothing_is_uploaded_into_a_sent_result(caller: Caller, sent: SentMessage) -> None:
    media = {"type": "photo", "media": "attach://card"}
    refusal = await caller.refusal(
        "editMessageMedia", inline_message_id=sent.inline_id, media=media, card=picture()
    )
    assert refusal == "Bad Request: invalid message content specified"


async def test_an_unknown_sent_result_cannot_be_edited(
    server: TelegramServer, caller: Caller, sent: SentMessage
) -> None:
    for _ in range(2):
        refusal = await caller.refusal("editMessageText", inline_message_id="AgAAA9", text="x")
        assert refusal == "Bad Request: MESSAGE_ID_INVALID"
    server.world.delete(sent)
    refusal = await caller.refusal("editMessageText", inline_message_id=sent.inline_id, text="x")
    assert refusal == "Bad Request: MESSAGE_ID_INVALID"


async def test_the_same_content_is_no_modification(caller: Caller, sent: SentMessage) -> None:
    refusal = await caller.refusal(
        "editMessageReplyMarkup", inline_message_id=sent.inline_id, reply_markup=keyboard(PAY)
    )
    assert refusal.startswith("Bad Request: message is not modified")


async def test_edits_from_afar_count_for_the_whole_bot(
    server: TelegramServer, caller: Caller, sent: SentMessage, clock: Clock
) -> None:
    server.api.flood = Flood(Limits(overall=(Window(1, 60),)), clock)
    place = {"inline_message_id": sent.inline_id}
    await caller.get("editMessageText", **place, text="1")
    assert (await caller.refusal("editMessageText", **place, text="2")).startswith("Too Many")


async def test_an_answer_is_remembered_for_everybody_unless_it_is_personal(
    caller: Caller, alice: Person, bob: Person, clock: Clock
) -> None:
    alice.ask("x")
    await offer(caller, [article()], is_personal=True)
    assert alice.ask("x").answer is not None
    assert bob.ask("x").answer is None
    await offer(caller, [article("b")])
    eve_sees = bob.ask("x").answer
    assert eve_sees is not None
    assert eve_sees.results[0].id == "b"
    assert bob.ask("y").answer is None
    assert bob.ask("x", offset="2").answer is None
    clock.now += 300
    assert bob.ask("x").answer is None


async def test_a_result_waits_for_its_answer(caller: Caller, alice: Person) -> None:
    query = alice.ask("x")
    with pytest.raises(ValueError, match="has not answered"):
        alice.choose(query, "a")
    with pytest.raises(TimeoutError):
        await query.answered(timeout=0)
    waiting = asyncio.create_task(query.answered())
    await offer(caller, [article()])
    assert (await waiting).results[0].view["title"] == "Invoice"
    with pytest.raises(ValueError, match="no such result"):
        alice.choose(query, "b")


async def test_a_result_goes_into_a_topic_and_replies(
    caller: Caller, alice: Person, shop: Group
) -> None:
    topic = shop.topic("Payments")
    first = alice.write("hello", chat=shop, topic=topic)
    shop.promote(alice, anonymous=True)
    query = alice.ask("x", chat=shop)
    await offer(caller, [article()])
    message = alice.choose(query, "a", topic=topic, reply_to=first)
    assert (message.thread_id, message.reply_to) == (topic, first.message_id)
    assert message.sender_id == 1087968824


def test_a_bot_without_inline_mode_is_not_asked(server: TelegramServer, alice: Person) -> None:
    server.world.inline.is_on = False
    with pytest.raises(ValueError, match="inline mode is off"):
        alice.ask("x")


def test_a_query_is_not_too_long(alice: Person) -> None:
    alice.ask("x" * 256)
    with pytest.raises(ValueError, match="at most 256"):
        alice.ask("x" * 257)


def test_a_stranger_is_in_no_direct_chat(
    server: TelegramServer, alice: Person, bob: Person
) -> None:
    eve = server.person(103, "Eve")
    with pytest.raises(ValueError, match="Eve is not"):
        eve.ask("x", chat=server.direct(alice, bob))
    assert server.direct(alice, bob) is server.direct(bob, alice)


async def test_a_direct_chat_is_hidden_from_the_bot(
    server: TelegramServer, caller: Caller, alice: Person, bob: Person
) -> None:
    direct = server.direct(alice, bob)
    message = alice.write("/pay@till_bot 1", chat=direct)
    assert not message.unseen
    assert await caller.updates() == []
    refusal = await caller.refusal("sendMessage", chat_id=direct.id, text="x")
    assert refusal == "Bad Request: chat not found"


async def test_a_button_leads_into_inline_mode(
    server: TelegramServer, caller: Caller, alice: Person, shop: Group, circle: Group
) -> None:
    row: list[Result] = [
        {"text": "Here", "switch_inline_query_current_chat": "here"},
        {"text": "There", "switch_inline_query": "there"},
        {"text": "Some", "switch_inline_query_chosen_chat": {"query": "some"}},
        PAY,
    ]
    await caller.get("sendMessage", chat_id=shop.id, text="x", reply_markup=keyboard(*row))
    message = server.messages(shop.id)[-1]
    queries = [
        alice.switch(message, "Here"),
        alice.switch(message, "There", chat=circle),
        alice.switch(message, "Some", chat=circle),
    ]
    assert [(query.text, query.chat) for query in queries] == [
        ("here", shop),
        ("there", circle),
        ("some", circle),
    ]
    with pytest.raises(ValueError, match="asks for a chat"):
        alice.switch(message, "There")
    for other in ("Pay", "Nothing"):
        with pytest.raises(ValueError, match="no such button"):
            alice.switch(message, other)
