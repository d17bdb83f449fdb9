import json
from typing import Any

import pytest

from bot.checking.telegram import look_at_telegram
from bot.logs import Redactor
from bot.sandbox.faults import Fault
from bot.sandbox.playground import Playground
from bot.settings import Settings
from tests.checking.conftest import Choosing

URL = "https://till.example"
BY_WEBHOOK = {"telegram_updates": "webhook", "http_port": "8080", "public_url": URL}
POWERS = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Till",
    "username": "till_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


async def look(settings: Settings, *, is_running: bool = False) -> dict[str, str]:
    """Each line, by what it is about."""
    lines = await look_at_telegram(settings, is_running=is_running)
    shown = [line.shown(Redactor(settings.secrets)) for line in lines]
    return {line.about: words for line, words in zip(lines, shown, strict=True)}


def answers(playground: Playground, method: str, result: dict[str, Any]) -> None:
    body = json.dumps({"ok": True, "result": result}).encode()
    headers = {"Content-Type": "application/json"}
    playground.telegram.faults.plan(Fault(method, status=200, body=body, headers=headers))


def webhook(playground: Playground, url: str, **more: Any) -> None:  # noqa: ANN401 - the fields of the answer
    info = {"url": url, "has_custom_certificate": False, "pending_update_count": 3} | more
    answers(playground, "getWebhookInfo", info)


async def test_a_new_bot_as_botfather_makes_it_is_well(choose: Choosing) -> None:
    assert await look(choose()) == {
        "Telegram": "ok    Telegram: the token is that of @till_bot",
        "inline mode": (
            "ok    inline mode: on, merchants can send invoices from any chat; /setinlinefeedback"
            " at @BotFather must be at 100%"
        ),
        "groups": "ok    groups: the bot can be added to groups",
        "privacy": (
            "ok    privacy: privacy mode is on: in groups /pay@till_bot always arrives, plain /pay"
            " only when the bot is an admin or was the last bot to speak"
        ),
        "updates": "ok    updates: by polling",
    }


@pytest.mark.parametrize(
    ("about", "changed", "todo"),
    [
        ("groups", {"can_join_groups": False}, "/setjoingroups at @BotFather"),
        ("privacy", {"can_read_all_group_messages": True}, "/setprivacy at @BotFather"),
    ],
)
async def test_what_is_set_otherwise_at_botfather_is_a_warning(
    choose: Choosing, playground: Playground, about: str, changed: dict[str, bool], todo: str
) -> None:
    answers(playground, "getMe", POWERS | changed)
    said = await look(choose())
    assert said[about].startswith("warn  ")
    assert todo in said[about]
    assert [name for name, words in said.items() if words.startswith("warn")] == [about]


async def test_a_wrong_token_is_bad_and_is_not_shown(choose: Choosing) -> None:
    settings = choose(telegram_bot_token="987654321:AAF-not-to-be-seen")
    said = await look(settings)
    assert list(said) == ["Telegram"]
    assert said["Telegram"].startswith(
        "bad   Telegram: Telegram does not accept TELEGRAM_BOT_TOKEN"
    )
    assert "not-to-be-seen" not in said["Telegram"]


@pytest.mark.parametrize(
    "fault", [Fault("getMe", drop=True), Fault("getMe", status=502), Fault("getMe", status=429)]
)
async def test_a_telegram_that_does_not_answer_is_bad(
    choose: Choosing, playground: Playground, fault: Fault
) -> None:
    playground.telegram.faults.plan(fault)
    said = await look(choose())
    assert said["Telegram"].startswith(
        f"bad   Telegram: no good answer from {playground.telegram.url}"
    )
    assert playground.telegram.token not in said["Telegram"]


async def test_no_server_at_all_is_bad(choose: Choosing) -> None:
    said = await look(choose(telegram_api_url="http://127.0.0.1:1"))
    assert said["Telegram"].startswith("bad   Telegram: no good answer from http://127.0.0.1:1")


async def test_somebody_elses_webhook_is_a_warning_and_its_path_is_not_shown(
    choose: Choosing, playground: Playground
) -> None:
    webhook(playground, "https://other.example/hidden-path")
    said = (await look(choose()))["updates"]
    assert said.startswith("warn  updates: a webhook leads to https://other.example, the till")
    assert "hidden-path" not in said


async def test_a_webhook_that_is_yet_to_be_registered_is_no_fault(choose: Choosing) -> None:
    said = await look(choose(**BY_WEBHOOK))
    assert said["updates"] == (
        f"ok    updates: by webhook to {URL}/telegram/webhook, which the till registers when it"
        " starts"
    )


async def test_a_running_till_without_its_webhook_is_bad(choose: Choosing) -> None:
    said = await look(choose(**BY_WEBHOOK), is_running=True)
    assert said["updates"].startswith("bad   updates: the till runs, and its webhook")


async def test_a_registered_webhook_is_well(choose: Choosing, playground: Playground) -> None:
    webhook(playground, f"{URL}/telegram/webhook")
    said = await look(choose(**BY_WEBHOOK), is_running=True)
    assert said["updates"] == f"ok    updates: by webhook to {URL}/telegram/webhook, 3 waiting"


async def test_what_telegram_says_of_a_webhook_is_told(
    choose: Choosing, playground: Playground
) -> None:
    trouble = {"last_error_date": 1767355200, "last_error_message": "Connection refused"}
    webhook(playground, f"{URL}/telegram/webhook", **trouble)
    said = await look(choose(**BY_WEBHOOK))
    assert said["updates"].startswith("warn  updates: by webhook to ")
    assert "trouble with it of 02 January, 12:00 UTC: Connection refused" in said["updates"]


async def test_another_webhook_than_ours_is_a_warning(
    choose: Choosing, playground: Playground
) -> None:
    webhook(playground, "https://other.example/telegram/webhook")
    said = await look(choose(**BY_WEBHOOK))
    assert said["updates"].startswith("warn  updates: a webhook leads to https://other.example")
