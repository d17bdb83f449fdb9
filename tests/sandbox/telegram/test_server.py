import asyncio

import aiohttp
import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Event, Group, Limits, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller, picture

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Pay", callback_data="pay:1")]])


async def test_a_library_can_play_a_whole_scene(
    server: TelegramServer, bot: Bot, alice: Person, shop: Group
) -> None:
    topic = shop.topic("Payments")
    question = alice.write("/pay@till_bot 100 USDT", chat=shop, topic=topic)
    card = await bot.send_photo(
        shop.id,
        picture(),
        caption="<b>100</b> USDT",
        parse_mode="HTML",
        message_thread_id=topic,
        reply_to_message_id=question.message_id,
        reply_markup=BUTTONS,
    )
    press = alice.press(server.messages(shop.id)[-1], "Pay")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.message == card
    await update.callback_query.answer("Looking")
    assert (await press.answered(timeout=5))["text"] == "Looking"
    media = InputMediaPhoto(picture(colour="green"), caption="Paid")
    await bot.edit_message_media(media, shop.id, card.message_id, reply_markup=BUTTONS)
    await bot.edit_message_caption(shop.id, card.message_id, caption="Paid, thank you")
    message = server.messages(shop.id)[-1]
    assert (message.caption, message.edited, message.buttons) == ("Paid, thank you", 2, [])
    assert message.photo == picture(colour="green")
    await bot.delete_message(shop.id, card.message_id)
    assert message.deleted


async def test_a_library_meets_the_right_errors(
    server: TelegramServer,
    bot: Bot,
    alice: Person,
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(bob.chat_id, "x")
    server.group(-77, "G").migrate(-100777)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(-77, "x")
    assert migrated.value.new_chat_id == -100777
    for _ in range(5):
        await bot.send_message(alice.chat_id, "x", reply_markup=ForceReply())
    with pytest.raises(RetryAfter):
        await bot.send_message(alice.chat_id, "x")
    await bot.set_webhook("https://till.example.com/telegram/webhook")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_a_wrong_token_is_unauthorized(server: TelegramServer, caller: Caller) -> None:
    for path in ("bot1:wrong/getMe", "file/bot1:wrong/photos/file_0.jpg"):
        async with caller.http.get(f"{server.url}/{path}") as response:
            assert response.status == 401
            assert (await response.json())["description"] == "Unauthorized"
    stranger = Bot("1:wrong", base_url=f"{server.url}/bot")
    await stranger.request.initialize()
    with pytest.raises(InvalidToken):
        await stranger.get_me()
    await stranger.request.shutdown()


@pytest.mark.parametrize("path", ["", "botx", "file/bot123456:TEST-token/photos/none.jpg"])
async def test_nothing_else_is_found(server: TelegramServer, caller: Caller, path: str) -> None:
    async with caller.http.get(f"{server.url}/{path}") as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found")


async def test_a_fault_meets_a_method_in_any_case(server: TelegramServer, bot: Bot) -> None:
    server.faults.plan(Fault("SENDMESSAGE", status=502, body=b"Bad Gateway"))
    with pytest.raises(NetworkError):
        await bot.send_message(101, "x")
    assert (server.calls[-1].status, server.calls[-1].answer) == (502, {})


async def test_a_message_may_arrive_although_its_answer_does_not(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    server.faults.plan(Fault("sendMessage", after=True, drop=True))
    with pytest.raises(aiohttp.ClientError):
        await caller.ask("sendMessage", chat_id=alice.chat_id, text="x")
    assert [message.text for message in server.messages(alice.chat_id)] == ["x"]
    assert server.calls[-1].status == 0


async def test_a_message_is_lost_with_its_connection(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    server.faults.plan(Fault("sendMessage", drop=True))
    with pytest.raises(aiohttp.ClientError):
        await caller.ask("sendMessage", chat_id=alice.chat_id, text="x")
    assert server.messages(alice.chat_id) == []


async def test_waiting_ends_with_the_change(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    waiting = asyncio.create_task(server.wait_for(lambda: server.messages(alice.chat_id)))
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x")
    assert [message.text for message in await waiting] == ["x"]


async def test_waiting_in_vain_shows_the_last_calls(
    server: TelegramServer, caller: Caller
) -> None:
    await caller.refusal("sendMessage", chat_id=999, text="lost")
    with pytest.raises(TimeoutError, match=r"400 sendMessage .*lost"):
        await server.wait_for(lambda: False, timeout=0)


async def test_everything_that_happens_is_told(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    heard: list[Event] = []
    server.on_event(heard.append)
    alice.write("/start")
    await caller.get("sendChatAction", chat_id=alice.chat_id, action="typing")
    await server.wait_for(lambda: len(heard) == 4)
    assert [event.name for event in heard] == ["message", "calling", "action", "call"]


async def test_the_world_outlives_a_restart(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    alice.write("hi")
    url = server.url
    await server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await caller.updates()
    await server.start()
    assert server.url == url
    assert len(await caller.updates()) == 1


async def test_stopping_cuts_a_long_poll(server: TelegramServer, caller: Caller) -> None:
    begun = server.faults.plan(Fault("getUpdates"))
    polling = asyncio.create_task(caller.updates(timeout=50))
    await begun.reached.wait()
    await server.stop()
    await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await polling


async def test_limits_can_be_switched_off() -> None:
    server = TelegramServer(limits=Limits.none())
    server.person(1, "A").write("/start")
    await server.start()
    async with aiohttp.ClientSession() as http:
        caller = Caller(server, http)
        for _ in range(40):
            await caller.get("sendMessage", chat_id=1, text="x")
    await server.stop()


def test_an_unknown_chat_has_no_messages(server: TelegramServer) -> None:
    assert server.messages(999) == []
