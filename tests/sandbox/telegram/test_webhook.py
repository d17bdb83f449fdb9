import asyncio
import socket
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from bot.sandbox.telegram.webhook import SECRET_HEADER
from tests.sandbox.telegram.caller import PAY, Caller, Clock, keyboard
from tests.sandbox.telegram.hook import Hook


@pytest.fixture
async def hook(server: TelegramServer) -> AsyncIterator[Hook]:
    server.api.local = True
    hook = Hook()
    async with hook.open():
        yield hook


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 0.001)


async def emptied(server: TelegramServer) -> None:
    await server.wait_for(lambda: not server.api.updates.pending)


async def test_what_waits_and_what_comes_is_brought_in_order(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    alice.write("1")
    alice.write("2")
    await caller.get("setWebhook", url=hook.url)
    await emptied(server)
    alice.write("3")
    await emptied(server)
    assert hook.texts == ["1", "2", "3"]
    first = hook.updates[0]["update_id"]
    assert [update["update_id"] for update in hook.updates] == [first, first + 1, first + 2]
    assert hook.headers[0]["Content-Type"] == "application/json"


async def test_the_secret_is_shown_if_there_is_one(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    await caller.get("setWebhook", url=hook.url)
    alice.write("1")
    await emptied(server)
    await caller.get("setWebhook", url=hook.url, secret_token="hush")
    alice.write("2")
    await emptied(server)
    assert SECRET_HEADER not in hook.headers[0]
    assert hook.headers[1][SECRET_HEADER] == "hush"


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (503, "Wrong response from the webhook: 503 Service Unavailable"),
        (401, "Wrong response from the webhook: 401 Unauthorized"),
        (302, "Wrong response from the webhook: 302 Found"),
        (0, "Webhook connection closed"),
    ],
)
@pytest.mark.usefixtures("quick")
async def test_what_was_not_taken_is_brought_again_and_told(
    server: TelegramServer,
    caller: Caller,
    clock: Clock,
    alice: Person,
    hook: Hook,
    *,
    status: int,
    trouble: str,
) -> None:
    hook.answers = lambda _: 200 if len(hook.updates) > 3 else status
    alice.write("1")
    await caller.get("setWebhook", url=hook.url)
    await server.wait_for(lambda: server.deliveries)
    info = await caller.get("getWebhookInfo")
    assert (info["last_error_date"], info["last_error_message"]) == (int(clock.now), trouble)
    await emptied(server)
    assert hook.texts == ["1"] * 4
    assert [delivery.trouble for delivery in server.deliveries] == [trouble] * 3 + [""]
    info = await caller.get("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == trouble


async def test_what_is_not_taken_waits_longer_each_time_up_to_a_few_seconds(
    server: TelegramServer,
    caller: Caller,
    alice: Person,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.sandbox.telegram.webhook.LONGEST_PAUSE", 0.05)
    hook.answers = lambda _: 500
    alice.write("1")
    await caller.get("setWebhook", url=hook.url)
    times = []
    server.on_event(
        lambda event: (
            times.append(asyncio.get_running_loop().time()) if event.name == "delivered" else None
        )
    )
    await server.wait_for(lambda: len(server.deliveries) == 5)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap > pause for gap, pause in zip(gaps, (0.02, 0.04, 0.05, 0.05), strict=True))


async def test_a_wait_that_the_bot_asks_for_is_kept(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    hook.answers = lambda _: 503
    hook.answer_headers = {"Retry-After": "2"}
    alice.write("1")
    await caller.get("setWebhook", url=hook.url)
    await server.wait_for(lambda: server.deliveries)
    assert server.deliveries[0].wait == 2
    with pytest.raises(TimeoutError):
        await server.wait_for(lambda: len(server.deliveries) > 1, timeout=0.5)


async def test_an_address_where_nobody_listens_is_tried_again(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    server.api.local = True
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        alice.write("1")
        await caller.get("setWebhook", url=url)
        await server.wait_for(lambda: len(server.deliveries) == 2)
    assert (await caller.get("getWebhookInfo"))["last_error_message"] == "Connection refused"


async def test_an_answer_that_never_comes_is_given_up(
    server: TelegramServer,
    caller: Caller,
    alice: Person,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await server.stop()
    monkeypatch.setattr("bot.sandbox.telegram.webhook.LONGEST_ANSWER", 0.05)
    await server.start()
    hook.gate.clear()
    alice.write("1")
    await caller.get("setWebhook", url=hook.url)
    await server.wait_for(lambda: server.deliveries)
    assert server.deliveries[0].trouble == "Read timeout expired"
    hook.gate.set()
    await emptied(server)


async def test_a_chat_that_waits_does_not_hold_up_another(
    server: TelegramServer, caller: Caller, alice: Person, bob: Person, hook: Hook
) -> None:
    hook.answers = lambda update: 500 if update["message"]["text"].startswith("a") else 200
    alice.write("a1")
    alice.write("a2")
    bob.write("b1")
    await caller.get("setWebhook", url=hook.url)
    await server.wait_for(lambda: len(server.api.updates.pending) == 2)
    assert "a2" not in hook.texts
    hook.answers = lambda _: 200
    await emptied(server)
    assert [text for text in hook.texts if text.startswith("a")][-1] == "a2"


async def test_chats_are_served_side_by_side_as_many_as_the_bot_wants(
    server: TelegramServer, caller: Caller, hook: Hook
) -> None:
    hook.gate.clear()
    for number in range(3):
        server.person(1000 + number, "P").write("hi")
    await caller.get("setWebhook", url=hook.url, max_connections=2)
    while len(hook.updates) < 2:
        await caller.get("getMe")
    for _ in range(3):
        await caller.get("getMe")  # takes as long as a third delivery would
    hook.gate.set()
    await emptied(server)
    assert (hook.at_once, len(hook.updates)) == (2, 3)


async def test_of_one_chat_there_is_never_more_than_one_under_way(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    hook.gate.clear()
    await caller.get("setWebhook", url=hook.url)
    for text in "123":
        alice.write(text)
        await caller.get("getMe")  # takes as long as a delivery would
    hook.gate.set()
    await emptied(server)
    assert (hook.at_once, hook.texts) == (1, ["1", "2", "3"])


async def test_a_press_keeps_its_place_among_the_messages_of_its_chat(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    markup = keyboard(PAY)
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=markup)
    alice.write("1")
    alice.press(server.messages(alice.chat_id)[0], "pay:1")
    alice.write("2")
    await caller.get("setWebhook", url=hook.url)
    await emptied(server)
    assert [next(iter(set(update) - {"update_id"})) for update in hook.updates] == [
        "message",
        "callback_query",
        "message",
    ]


async def test_only_the_wanted_kinds_are_brought(
    server: TelegramServer, caller: Caller, alice: Person, shop: Group, hook: Hook
) -> None:
    await caller.get("setWebhook", url=hook.url, allowed_updates=["my_chat_member"])
    alice.write("1")
    shop.kick_bot()
    await emptied(server)
    assert [set(update) for update in hook.updates] == [{"update_id", "my_chat_member"}]


async def test_what_a_deleted_webhook_left_is_polled_for_and_numbers_go_on(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    await caller.get("setWebhook", url=hook.url)
    alice.write("1")
    await emptied(server)
    hook.answers = lambda _: 503
    alice.write("2")
    await server.wait_for(lambda: len(server.deliveries) == 2)
    await caller.get("deleteWebhook")
    alice.write("3")
    polled = await caller.updates()
    assert [update["message"]["text"] for update in polled] == ["2", "3"]
    first = hook.updates[0]["update_id"]
    assert [update["update_id"] for update in polled] == [first + 1, first + 2]
    assert "last_error_message" not in await caller.get("getWebhookInfo")


async def test_pending_updates_are_dropped_only_when_that_is_asked_for(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    alice.write("1")
    await caller.get("setWebhook", url=hook.url, drop_pending_updates=True)
    alice.write("2")
    await emptied(server)
    assert hook.texts == ["2"]


async def test_what_is_dropped_while_it_is_under_way_stays_dropped(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    hook.gate.clear()
    await caller.get("setWebhook", url=hook.url)
    alice.write("1")
    while not hook.updates:
        await caller.get("getMe")
    await caller.get("deleteWebhook", drop_pending_updates=True)
    hook.gate.set()
    await server.wait_for(lambda: server.deliveries)
    assert await caller.updates() == []


async def test_a_new_address_is_served_at_once_whatever_the_old_one_did(
    server: TelegramServer,
    caller: Caller,
    alice: Person,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.sandbox.telegram.webhook.FIRST_PAUSE", 600)
    monkeypatch.setattr("bot.sandbox.telegram.webhook.LONGEST_PAUSE", 600)
    hook.answers = lambda _: 500
    alice.write("1")
    await caller.get("setWebhook", url=hook.url)
    await server.wait_for(lambda: server.deliveries)
    hook.answers = lambda _: 200
    await caller.get("setWebhook", url=hook.url, secret_token="new")
    await emptied(server)
    assert "last_error_message" not in await caller.get("getWebhookInfo")


async def test_nothing_leaves_this_machine(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    await caller.get("setWebhook", url="https://till.example.com/telegram/webhook")
    alice.write("1")
    for _ in range(3):
        await caller.get("getMe")
    assert server.deliveries == []
    info = await caller.get("getWebhookInfo")
    assert (info["pending_update_count"], "last_error_date" in info) == (1, False)


async def test_stopping_breaks_off_what_is_under_way_and_starting_brings_it_again(
    server: TelegramServer, caller: Caller, alice: Person, hook: Hook
) -> None:
    hook.gate.clear()
    await caller.get("setWebhook", url=hook.url)
    alice.write("1")
    while not hook.updates:
        await caller.get("getMe")
    await server.stop()
    hook.gate.set()
    assert len(server.api.updates.pending) == 1
    await server.start()
    await emptied(server)
    assert hook.texts == ["1", "1"]
