import asyncio

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Person, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard

HOOK = "https://till.example.com/telegram/webhook"


async def test_a_higher_offset_confirms_what_lies_below(caller: Caller, alice: Person) -> None:
    for text in ("a", "b", "c"):
        alice.write(text)
    first = (await caller.updates(limit=1))[0]
    rest = await caller.updates(offset=first["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["b", "c"]
    assert await caller.updates() == rest


async def test_a_negative_offset_keeps_the_newest(caller: Caller, alice: Person) -> None:
    for text in ("a", "b", "c"):
        alice.write(text)
    (update,) = await caller.updates(offset=-1)
    assert update["message"]["text"] == "c"
    assert len(await caller.updates()) == 1


async def test_at_most_a_hundred_come_at_once(caller: Caller, alice: Person) -> None:
    for number in range(101):
        alice.write(str(number))
    assert len(await caller.updates(limit=500)) == 100


async def test_a_long_poll_ends_with_the_first_update(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    polling = asyncio.create_task(caller.updates(timeout=30))
    await server.wait_for(lambda: True)
    alice.write("hi")
    assert [update["message"]["text"] for update in await polling] == ["hi"]


async def test_the_newer_poller_wins(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    begun = server.faults.plan(Fault("getUpdates"))
    older = asyncio.create_task(caller.refusal("getUpdates", timeout=30))
    await begun.reached.wait()
    newer = asyncio.create_task(caller.updates(timeout=30))
    reason = "terminated by other getUpdates request"
    hint = "make sure that only one bot instance is running"
    assert await older == f"Conflict: {reason}; {hint}"
    alice.write("hi")
    assert len(await newer) == 1


async def test_asked_kinds_are_remembered(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    await caller.updates(allowed_updates=["callback_query", "nonsense"])
    await caller.updates()
    alice.write("hi")
    markup = keyboard(PAY)
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=markup)
    alice.press(server.messages(alice.chat_id)[-1], "Pay")
    assert [set(update) for update in await caller.updates()] == [{"update_id", "callback_query"}]
    await caller.updates(allowed_updates=[], offset=-1)
    alice.write("hi")
    assert "message" in (await caller.updates())[-1]


async def test_a_webhook_ends_and_bars_polling(server: TelegramServer, caller: Caller) -> None:
    begun = server.faults.plan(Fault("getUpdates"))
    polling = asyncio.create_task(caller.refusal("getUpdates", timeout=30))
    await begun.reached.wait()
    body = await caller.ask("setWebhook", url=HOOK, secret_token="s")
    assert body == {"ok": True, "result": True, "description": "Webhook was set"}
    assert await polling == "Conflict: terminated by setWebhook request"
    refusal = await caller.refusal("getUpdates")
    assert refusal == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )


async def test_a_webhook_is_remembered_and_deleted(caller: Caller, alice: Person) -> None:
    alice.write("hi")
    params = {"url": HOOK, "max_connections": 500, "allowed_updates": ["message"]}
    await caller.get("setWebhook", **params)
    assert (await caller.ask("setWebhook", **params))["description"] == "Webhook is already set"
    assert await caller.get("getWebhookInfo") == {
        "url": HOOK,
        "has_custom_certificate": False,
        "max_connections": 100,
        "pending_update_count": 1,
        "allowed_updates": ["message"],
    }
    body = await caller.ask("setWebhook", url="", drop_pending_updates=True)
    assert body["description"] == "Webhook was deleted"
    body = await caller.ask("deleteWebhook")
    assert body["description"] == "Webhook is already deleted"
    assert await caller.updates() == []
    assert (await caller.get("getWebhookInfo"))["url"] == ""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://till.example.com/", "An HTTPS URL must be provided for webhook"),
        ("https://till.example.com:8080/", "Webhook can be set up only on ports"),
        ("https://127.0.0.1/", "IP address 127.0.0.1 is reserved"),
        ("https://", "URL host is empty"),
        ("https://a:b/", "URL is invalid"),
    ],
)
async def test_a_webhook_must_be_reachable(caller: Caller, url: str, reason: str) -> None:
    refusal = await caller.refusal("setWebhook", url=url)
    assert refusal.startswith(f"Bad Request: bad webhook: {reason}")


async def test_a_local_server_takes_any_address(server: TelegramServer, caller: Caller) -> None:
    server.api.local = True
    assert await caller.get("setWebhook", url="http://127.0.0.1:8080/") is True


@pytest.mark.parametrize(
    ("secret", "reason"),
    [("x" * 257, "secret token is too long"), ("a b", "secret token contains unallowed")],
)
async def test_a_secret_is_made_of_plain_characters(
    caller: Caller, secret: str, reason: str
) -> None:
    refusal = await caller.refusal("setWebhook", url=HOOK, secret_token=secret)
    assert refusal.startswith(f"Bad Request: {reason}")
