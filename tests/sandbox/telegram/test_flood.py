import pytest

from bot.sandbox.telegram import Group, Limits, Person, TelegramServer, Window
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.flood import Flood
from bot.sandbox.telegram.refusals import RefusedError
from tests.sandbox.telegram.caller import Caller, Clock

PRIVATE, GROUP = Chat(1, "private"), Chat(-5, "group")


def passed(flood: Flood, chat: Chat, tries: int, clock: Clock, pause: float = 0) -> int:
    for number in range(tries):
        try:
            flood.count(chat)
        except RefusedError:
            return number
        clock.now += pause
    return tries


def test_a_short_burst_in_one_chat_passes(clock: Clock) -> None:
    flood = Flood(Limits(), clock)
    assert passed(flood, PRIVATE, 6, clock) == 5
    clock.now += 3
    assert passed(flood, PRIVATE, 6, clock) == 5


def test_a_private_chat_takes_sixty_a_minute(clock: Clock) -> None:
    assert passed(Flood(Limits(), clock), PRIVATE, 99, clock, pause=0.7) == 60


def test_a_group_takes_twenty_a_minute(clock: Clock) -> None:
    flood = Flood(Limits(), clock)
    assert passed(flood, GROUP, 99, clock, pause=1) == 20
    clock.now += 40
    assert passed(flood, GROUP, 1, clock) == 1


def test_all_chats_together_take_thirty_a_second(clock: Clock) -> None:
    flood = Flood(Limits(), clock)
    assert sum(passed(flood, Chat(number, "private"), 1, clock) for number in range(1, 40)) == 30


def test_limits_can_be_switched_off(clock: Clock) -> None:
    assert passed(Flood(Limits.none(), clock), GROUP, 200, clock) == 200


def test_limits_can_be_set(clock: Clock) -> None:
    limits = Limits(chat=(Window(1, 10),))
    assert passed(Flood(limits, clock), PRIVATE, 5, clock) == 1


def test_the_refusal_names_the_seconds_after_which_it_passes(clock: Clock) -> None:
    flood = Flood(Limits(), clock)
    passed(flood, GROUP, 20, clock, pause=1)
    with pytest.raises(RefusedError) as refusal:
        flood.count(GROUP)
    clock.now += refusal.value.parameters["retry_after"]
    flood.count(GROUP)


async def test_too_many_requests_carry_the_wait_in_body_and_header(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    for _ in range(5):
        await caller.get("sendMessage", chat_id=alice.chat_id, text="x")
    url = f"{server.url}/bot{server.token}/sendMessage?chat_id=101&text=x"
    async with caller.http.get(url) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "3")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": {"retry_after": 3},
        }


async def test_edits_count_too(caller: Caller, alice: Person, shop: Group) -> None:
    sent = await caller.get("sendMessage", chat_id=shop.id, text="0")
    target = {"chat_id": shop.id, "message_id": sent["message_id"]}
    for number in range(1, 5):
        await caller.get("editMessageText", **target, text=str(number))
    refusal = await caller.refusal("editMessageText", **target, text="5")
    assert refusal == "Too Many Requests: retry after 3"
    await caller.get("sendMessage", chat_id=alice.chat_id, text="another chat")
