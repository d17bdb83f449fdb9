import asyncio

import pytest

from bot.sandbox.telegram import Person, Press, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, Clock, keyboard

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def press(server: TelegramServer, caller: Caller, alice: Person) -> Press:
    markup = keyboard(PAY)
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=markup)
    return alice.press(server.messages(alice.chat_id)[-1], "Pay")


async def test_an_answer_reaches_who_pressed(caller: Caller, press: Press) -> None:
    waiting = asyncio.create_task(press.answered())
    await caller.get("answerCallbackQuery", callback_query_id=press.id, text="Paid")
    assert (await waiting)["text"] == "Paid"


async def test_a_press_that_nobody_answers_times_out(press: Press) -> None:
    with pytest.raises(TimeoutError):
        await press.answered(timeout=0)


async def test_a_press_is_answered_once(caller: Caller, press: Press) -> None:
    await caller.get("answerCallbackQuery", callback_query_id=press.id)
    refusal = await caller.refusal("answerCallbackQuery", callback_query_id=press.id)
    assert refusal == TOO_OLD


async def test_an_unknown_press_cannot_be_answered(caller: Caller) -> None:
    assert await caller.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_an_answer_after_fifteen_seconds_is_too_late(
    caller: Caller, press: Press, clock: Clock
) -> None:
    clock.now += 15.1
    assert await caller.refusal("answerCallbackQuery", callback_query_id=press.id) == TOO_OLD


async def test_an_answer_within_fifteen_seconds_is_in_time(
    caller: Caller, press: Press, clock: Clock
) -> None:
    clock.now += 15
    assert await caller.get("answerCallbackQuery", callback_query_id=press.id) is True


async def test_an_answer_holds_two_hundred_characters(caller: Caller, press: Press) -> None:
    params = {"callback_query_id": press.id}
    refusal = await caller.refusal("answerCallbackQuery", **params, text="x" * 201)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"
    await caller.get("answerCallbackQuery", **params, text="x" * 200)


async def test_an_answer_can_lead_to_the_bot(caller: Caller, press: Press) -> None:
    params = {"callback_query_id": press.id, "url": "https://t.me/till_bot?start=inv1"}
    await caller.get("answerCallbackQuery", **params)
    assert (await press.answered())["url"] == params["url"]
    assert (await caller.updates())[-1]["message"]["text"] == "/start inv1"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://t.me/till_bot",
        "https://t.me/other_bot?start=a",
        "https://t.me/till_bot?start=a.b",
        "https://t.me/till_bot?startgroup=a",
    ],
)
async def test_an_answer_can_lead_nowhere_else(caller: Caller, press: Press, url: str) -> None:
    params = {"callback_query_id": press.id, "url": url}
    assert await caller.refusal("answerCallbackQuery", **params) == "Bad Request: URL_INVALID"
    assert press.answer is None
