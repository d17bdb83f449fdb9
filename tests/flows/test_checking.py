"""`python -m bot check` and `keygen` as their user meets them."""

import re
import socket
from pathlib import Path

import pytest

from bot.sandbox.keys import make_pair
from bot.sandbox.process import TillProcess
from tests.flows.shop import Shop

SECRET_TOKEN = "987654321:AAF-not-to-be-seen-by-anybody"


async def ended(folder: Path, settings: dict[str, str], *command: str) -> tuple[int, str]:
    process = TillProcess(settings, folder, *command)
    await process.start()
    return await process.wait(), process.log


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def marks(said: str) -> dict[str, str]:
    """How good each point is."""
    found = re.findall(r"^(ok|warn|bad) +([^:]+): ", said, re.MULTILINE)
    return {about: mark for mark, about in found}


def assert_no_secret_in(said: str, settings: dict[str, str]) -> None:
    secrets = [settings["TELEGRAM_BOT_TOKEN"], settings["BLOCKATM_API_KEY"]]
    lines = settings.get("BLOCKATM_PRIVATE_KEY", "").splitlines()
    for secret in [*secrets, secrets[0].partition(":")[2], *lines[1:-1]]:
        assert secret not in said


async def test_a_till_that_is_ready_passes_and_takes_a_payment_afterwards(shop: Shop) -> None:
    shop.settings.pop("BLOCKATM_WEBHOOK_KEY", None)  # it would be missed without PUBLIC_URL
    code, said = await ended(shop.database.parent, shop.settings, "check")
    assert code == 0, said
    assert set(marks(said).values()) == {"ok"}
    assert said.splitlines()[-1] == "The till is ready."
    assert_no_secret_in(said, shop.settings)
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    shop.gateway.pay(shop.order_on(await shop.card()).number)
    await shop.settled()


async def test_a_running_till_is_checked_and_is_not_disturbed(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    code, said = await ended(shop.database.parent, shop.settings, "check")
    assert code == 0, said
    assert "is in use by a running till" in said
    shop.gateway.pay(shop.order_on(shop.cards()[-1]).number)
    await shop.settled()


async def test_a_till_that_is_not_ready_says_of_each_fault_what_to_do(shop: Shop) -> None:
    settings = shop.settings | {
        "TELEGRAM_BOT_TOKEN": SECRET_TOKEN,
        "BLOCKATM_API_KEY": "another-key-than-the-gateways",
        "BLOCKATM_PRIVATE_KEY": make_pair()[0].decode(),
        "DATABASE_URL": f"sqlite:///{shop.database.parent}/nowhere/till.db",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "HTTP_PORT": str(free_port()),
    }
    code, said = await ended(shop.database.parent, settings, "check")
    assert code == 1
    bad = {about for about, mark in marks(said).items() if mark == "bad"}
    assert bad == {"database", "signature", "Telegram", "webhooks"}
    assert said.splitlines()[-1] == "The till is not ready: 4 points are bad."
    assert_no_secret_in(said, settings)
    # What was signed with another key is not to be judged.
    shop.gateway.calls.clear()


async def test_nobody_who_answers_is_told_line_by_line_even_to_a_debug_log(shop: Shop) -> None:
    settings = shop.settings | {
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
        "BLOCKATM_BASE_URL": "http://127.0.0.1:1",
        "LOG_LEVEL": "debug",
    }
    code, said = await ended(shop.database.parent, settings, "check")
    assert code == 1
    found = marks(said)
    assert (found["clock"], found["signature"], found["Telegram"]) == ("bad", "bad", "bad")
    assert "Traceback" not in said
    assert_no_secret_in(said, settings)


async def test_faulty_settings_are_named_and_nothing_is_asked(shop: Shop) -> None:
    settings = shop.settings | {"POLL_INTERVAL": "soon"}
    code, said = await ended(shop.database.parent, settings, "check")
    assert code == 2
    assert said.splitlines() == ["POLL_INTERVAL: expected a duration such as 5s, 30m or 72h"]
    assert shop.telegram.calls == []
    assert shop.gateway.calls == []


@pytest.mark.parametrize("profile", ["guide", "v1"], indirect=True)
async def test_fresh_keys_are_told_of_and_the_check_asks_to_register_them(shop: Shop) -> None:
    folder = shop.database.parent
    code, said = await ended(folder, {}, "keygen")
    assert code == 0, said
    [public] = re.findall(r"^[A-Za-z0-9+/]{100,}={0,2}$", said, re.MULTILINE)
    assert f"BLOCKATM_PRIVATE_KEY_FILE={folder}/till.pem" in said
    secret = (folder / "till.pem").read_text(encoding="utf-8").splitlines()[1]
    assert secret not in said

    settings = shop.settings | {"BLOCKATM_PRIVATE_KEY_FILE": "till.pem"}
    del settings["BLOCKATM_PRIVATE_KEY"]
    code, said = await ended(folder, settings, "check")
    assert code == 1
    assert f"the public key to register at the gateway is {public}\n" in said
    assert "code 000306" in said
    assert "register the public key above" in said
    assert secret not in said
    # What was signed with another key is not to be judged.
    shop.gateway.calls.clear()


async def test_keys_are_never_overwritten(shop: Shop) -> None:
    folder = shop.database.parent
    await ended(folder, {}, "keygen", "my.pem")
    before = (folder / "my.pem").read_bytes()
    code, said = await ended(folder, {}, "keygen", "my.pem")
    assert code == 1
    assert said == (
        "No keys were made: my.pem is there already, and no key is ever overwritten; name another"
        " file.\n"
    )
    assert (folder / "my.pem").read_bytes() == before
