import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from bot.chat.languages.known import Language
from bot.errors import SettingsError
from bot.payments.money import Asset
from bot.payments.terms import Terms
from bot.sandbox.keys import make_pair
from bot.settings import Settings, read_settings

PEM = make_pair()[0].decode()
BODY = "".join(PEM.splitlines()[1:-1])
TOKEN, API_KEY = "123456:TEST-token_of-the-bot", "api-key-of-the-till"
NEEDED = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "BLOCKATM_API_KEY": API_KEY,
    "BLOCKATM_PRIVATE_KEY": PEM,
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and an environment without any of our settings."""
    monkeypatch.chdir(tmp_path)
    ours = {name.upper() for name in Settings.model_fields}
    for name in set(os.environ):
        if name.upper() in ours:
            monkeypatch.delenv(name)


class Environment:
    """Sets variables for one test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def read(self, changed: Mapping[str, str | None] | None = None) -> Settings:
        """The settings of what is needed, with changes; `None` leaves one out."""
        for name, value in {**NEEDED, **(changed or {})}.items():
            if value is not None:
                self._monkeypatch.setenv(name, value)
        return read_settings()

    def faults(self, changed: Mapping[str, str | None]) -> list[str]:
        """What is wrong with these settings."""
        with pytest.raises(SettingsError) as caught:
            self.read(changed)
        return caught.value.faults


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    return Environment(monkeypatch)


def test_what_is_not_set_has_its_default(environment: Environment) -> None:
    settings = environment.read()
    needed = {name.lower() for name in NEEDED}
    assert {name: value for name, value in settings if name not in needed} == {
        "telegram_api_url": "https://api.telegram.org",
        "telegram_updates": "polling",
        "blockatm_profile": "guide",
        "blockatm_base_url": None,
        "blockatm_private_key_file": None,
        "blockatm_secret_key": None,
        "blockatm_cashier_id": None,
        "blockatm_webhook_key": None,
        "blockatm_requests_per_minute": 100,
        "database_url": "sqlite:///tillbot.db",
        "owner_ids": (),
        "assets": (Asset.of("USDT@ethereum"), Asset.of("USDT@tron")),
        "min_amount": "1",
        "max_amount": "100000",
        "order_lifetime": timedelta(minutes=30),
        "late_window": timedelta(hours=72),
        "poll_interval": timedelta(seconds=5),
        "max_open_orders": 5,
        "short_tolerance": "0",
        "http_host": "127.0.0.1",
        "http_port": None,
        "public_url": None,
        "language": "en",
        "log_level": "info",
        "log_format": "text",
    }


def test_every_setting_is_read_from_the_environment(environment: Environment) -> None:
    settings = environment.read(
        {
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "BLOCKATM_BASE_URL": "http://127.0.0.1:8082",
            "BLOCKATM_REQUESTS_PER_MINUTE": "60",
            "DATABASE_URL": "sqlite:////var/till.db",
            "OWNER_IDS": "11,12",
            "ASSETS": "USDC@tron",
            "MIN_AMOUNT": "0.10",
            "MAX_AMOUNT": "50",
            "ORDER_LIFETIME": "1h",
            "MAX_OPEN_ORDERS": "2",
            "LANGUAGE": "zh_Hans",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "json",
        }
    )
    assert settings.language is Language.CHINESE
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.blockatm_base_url == "http://127.0.0.1:8082"
    assert settings.blockatm_requests_per_minute == 60
    assert settings.database_path == Path("/var/till.db")
    assert settings.owner_ids == (11, 12)
    assert settings.terms == Terms((Asset.of("USDC@tron"),), "0.1", "50")
    assert settings.order_lifetime == timedelta(hours=1)
    assert (settings.max_open_orders, settings.log_level) == (2, "debug")
    assert settings.log_format == "json"


V2 = {
    "BLOCKATM_PROFILE": "v2",
    "BLOCKATM_PRIVATE_KEY": None,
    "BLOCKATM_SECRET_KEY": "sck_secret",
    "BLOCKATM_CASHIER_ID": "cashier-1",
}


def test_v2_needs_a_secret_and_a_cashier_instead_of_a_private_key(
    environment: Environment,
) -> None:
    settings = environment.read(V2)
    assert settings.blockatm_secret_key == SecretStr("sck_secret")
    assert settings.blockatm_cashier_id == "cashier-1"
    assert "sck_secret" in settings.secrets
    assert "sck_secret" not in repr(settings)


def test_v2_says_what_it_lacks(environment: Environment) -> None:
    lacking = {**V2, "BLOCKATM_SECRET_KEY": None, "BLOCKATM_CASHIER_ID": None}
    needed = "required by BLOCKATM_PROFILE=v2, and not set"
    assert environment.faults(lacking) == [
        f"BLOCKATM_SECRET_KEY: {needed}",
        f"BLOCKATM_CASHIER_ID: {needed}",
    ]


@pytest.mark.parametrize("name", ["BLOCKATM_SECRET_KEY", "BLOCKATM_CASHIER_ID"])
def test_what_v2_signs_with_is_plain_text(environment: Environment, name: str) -> None:
    (sentence,) = environment.faults({**V2, name: "two words"})
    assert sentence.startswith(f"{name}: expected ")


@pytest.mark.parametrize("profile", ["guide", "v1"])
def test_the_key_for_webhooks_of_guide_and_v1_is_a_public_key(
    environment: Environment, profile: str
) -> None:
    faulty = {"BLOCKATM_PROFILE": profile, "BLOCKATM_WEBHOOK_KEY": "a secret text"}
    (sentence,) = environment.faults(faulty)
    assert sentence == (
        "BLOCKATM_WEBHOOK_KEY: expected the gateway's public key for webhooks, in PEM or base64"
        " SubjectPublicKeyInfo; it is not a public key in PEM or base64 SubjectPublicKeyInfo"
    )


def test_the_key_for_webhooks_of_v2_is_any_secret(environment: Environment) -> None:
    settings = environment.read({**V2, "BLOCKATM_WEBHOOK_KEY": "a secret text"})
    assert settings.blockatm_webhook_key == SecretStr("a secret text")


def test_updates_by_webhook_need_a_server_that_can_be_reached(environment: Environment) -> None:
    needed = "required by TELEGRAM_UPDATES=webhook, and not set"
    assert environment.faults({"TELEGRAM_UPDATES": "webhook"}) == [
        f"HTTP_PORT: {needed}",
        f"PUBLIC_URL: {needed}",
    ]


WEBHOOK = {"TELEGRAM_UPDATES": "webhook", "HTTP_PORT": "8080"}


def test_telegram_itself_sends_updates_to_https_alone(environment: Environment) -> None:
    (sentence,) = environment.faults({**WEBHOOK, "PUBLIC_URL": "http://till.example"})
    assert sentence == "PUBLIC_URL: expected https://…, Telegram sends updates to nothing else"


@pytest.mark.parametrize(
    "reached",
    [
        {"PUBLIC_URL": "https://till.example"},
        {"PUBLIC_URL": "http://127.0.0.1:8080", "TELEGRAM_API_URL": "http://127.0.0.1:8081"},
    ],
)
def test_updates_may_come_by_webhook(environment: Environment, reached: Mapping[str, str]) -> None:
    settings = environment.read({**WEBHOOK, **reached})
    assert (settings.telegram_updates, settings.http_port) == ("webhook", 8080)


def test_an_empty_variable_is_as_if_it_were_not_set(environment: Environment) -> None:
    settings = environment.read({"MIN_AMOUNT": "", "BLOCKATM_PRIVATE_KEY_FILE": ""})
    assert settings.min_amount == "1"


def test_settings_are_read_from_the_file_too(tmp_path: Path) -> None:
    lines = [f"TELEGRAM_BOT_TOKEN={TOKEN}", f"BLOCKATM_API_KEY={API_KEY}", "# ключ", "UNKNOWN=1"]
    key = PEM.replace("\n", "\\n")
    lines.append(f"BLOCKATM_PRIVATE_KEY='{key}'")
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    settings = read_settings()
    assert settings.telegram_bot_token == SecretStr(TOKEN)
    assert pem_of(settings) == PEM


def test_the_environment_goes_before_the_file(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MIN_AMOUNT=7\nMAX_AMOUNT=70\n")
    settings = environment.read({"MIN_AMOUNT": "5"})
    assert (settings.min_amount, settings.max_amount) == ("5", "70")


def test_a_file_that_is_not_text_is_a_fault(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# Schlüssel\n".encode("latin-1"))
    assert environment.faults({}) == [".env: expected a readable file in UTF-8"]


def test_what_is_required_is_named_with_every_other_fault(environment: Environment) -> None:
    faults = environment.faults(
        {
            "TELEGRAM_BOT_TOKEN": None,
            "BLOCKATM_API_KEY": None,
            "BLOCKATM_PRIVATE_KEY": "hunter2hunter2",
            "TELEGRAM_API_URL": "nowhere",
            "TELEGRAM_UPDATES": "pigeons",
            "BLOCKATM_PROFILE": "v3",
            "BLOCKATM_REQUESTS_PER_MINUTE": "many",
            "DATABASE_URL": "postgresql://db/till",
            "OWNER_IDS": "@alice",
            "ASSETS": "USDT@moon",
            "MIN_AMOUNT": "1,5",
            "MAX_AMOUNT": "0",
            "ORDER_LIFETIME": "soon",
            "LATE_WINDOW": "0s",
            "POLL_INTERVAL": "5",
            "MAX_OPEN_ORDERS": "0",
            "HTTP_PORT": "80800",
            "PUBLIC_URL": "till.example",
            "LANGUAGE": "xx",
            "LOG_LEVEL": "loud",
            "LOG_FORMAT": "xml",
        }
    )
    assert sorted(fault.partition(":")[0] for fault in faults) == sorted(
        [
            *NEEDED,
            *("TELEGRAM_API_URL", "TELEGRAM_UPDATES", "BLOCKATM_PROFILE"),
            *("BLOCKATM_REQUESTS_PER_MINUTE", "DATABASE_URL", "OWNER_IDS", "ASSETS"),
            *("MIN_AMOUNT", "MAX_AMOUNT", "ORDER_LIFETIME", "LATE_WINDOW", "POLL_INTERVAL"),
            *("MAX_OPEN_ORDERS", "HTTP_PORT", "PUBLIC_URL", "LANGUAGE", "LOG_LEVEL"),
            "LOG_FORMAT",
        ]
    )
    assert "hunter2" not in "\n".join(faults)
    assert "TELEGRAM_BOT_TOKEN: required, and not set" in faults


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TELEGRAM_UPDATES", "pigeons", "expected 'polling' or 'webhook'"),
        ("BLOCKATM_PROFILE", "v3", "expected 'guide', 'v1' or 'v2'"),
        ("BLOCKATM_REQUESTS_PER_MINUTE", "4", "expected at least 5"),
        ("BLOCKATM_REQUESTS_PER_MINUTE", "100001", "expected at most 100000"),
        ("BLOCKATM_REQUESTS_PER_MINUTE", "1.5", "expected a whole number"),
        ("HTTP_PORT", "99999", "expected at most 65535"),
        ("MAX_AMOUNT", "0.5", "expected at least MIN_AMOUNT, which is 1"),
        ("LANGUAGE", "klingon", "expected 'en', 'zh_Hans', 'ru', 'es' or 'fa'"),
        ("LANGUAGE", "zh", "expected 'en', 'zh_Hans', 'ru', 'es' or 'fa'"),
        ("LOG_LEVEL", "loud", "expected 'debug', 'info', 'warning' or 'error'"),
        ("ORDER_LIFETIME", "soon", "expected a duration such as 5s, 30m or 72h"),
    ],
)
def test_a_fault_says_what_was_expected(
    environment: Environment, name: str, value: str, sentence: str
) -> None:
    assert environment.faults({name: value}) == [f"{name}: {sentence}"]


def test_a_minimum_above_the_default_maximum_is_a_fault(environment: Environment) -> None:
    sentence = "MAX_AMOUNT: expected at least MIN_AMOUNT, which is 100001"
    assert environment.faults({"MIN_AMOUNT": "100001"}) == [sentence]


def pem_of(settings: Settings) -> str:
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return settings.private_key.private_bytes(*form).decode()


@pytest.mark.parametrize("text", [PEM, PEM.replace("\n", "\\n"), BODY])
def test_the_private_key_may_be_in_the_environment(environment: Environment, text: str) -> None:
    assert pem_of(environment.read({"BLOCKATM_PRIVATE_KEY": text})) == PEM


@pytest.mark.parametrize("text", [PEM, BODY])
def test_the_private_key_may_be_in_a_file(
    environment: Environment, tmp_path: Path, text: str
) -> None:
    (tmp_path / "key.pem").write_text(text)
    in_file = {"BLOCKATM_PRIVATE_KEY": None, "BLOCKATM_PRIVATE_KEY_FILE": "key.pem"}
    assert pem_of(environment.read(in_file)) == PEM


ONE_KEY = "BLOCKATM_PRIVATE_KEY: expected either it or BLOCKATM_PRIVATE_KEY_FILE"


def test_without_a_private_key_nothing_runs(environment: Environment) -> None:
    assert environment.faults({"BLOCKATM_PRIVATE_KEY": None}) == [f"{ONE_KEY}, neither is set"]


def test_two_private_keys_are_one_too_many(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    assert environment.faults({"BLOCKATM_PRIVATE_KEY_FILE": "key.pem"}) == [
        f"{ONE_KEY}, both are set"
    ]


def test_a_faulty_key_file_is_named_alone(environment: Environment) -> None:
    in_file = {"BLOCKATM_PRIVATE_KEY": None, "BLOCKATM_PRIVATE_KEY_FILE": "missing.pem"}
    [fault] = environment.faults(in_file)
    assert fault.startswith("BLOCKATM_PRIVATE_KEY_FILE: expected a readable file with a private")


PLANTED = {**V2, "BLOCKATM_SECRET_KEY": "sck_1", "BLOCKATM_WEBHOOK_KEY": "whk_1"} | {
    "BLOCKATM_PRIVATE_KEY": PEM
}


def test_secrets_do_not_show(environment: Environment) -> None:
    settings = environment.read(PLANTED)
    for shown in (repr(settings), str(settings), f"{settings.model_dump()}"):
        for secret in (TOKEN, API_KEY, BODY[:40], "sck_1", "whk_1"):
            assert secret not in shown


def test_all_secrets_are_known_to_the_log(environment: Environment) -> None:
    plain = environment.read(PLANTED)
    assert sorted(plain.secrets) == sorted([TOKEN, API_KEY, PEM, "sck_1", "whk_1"])


def test_a_key_in_a_file_is_known_to_the_log(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    in_file = {"BLOCKATM_PRIVATE_KEY": None, "BLOCKATM_PRIVATE_KEY_FILE": "key.pem"}
    assert sorted(environment.read(in_file).secrets) == sorted([TOKEN, API_KEY, PEM])


def test_settings_do_not_change(environment: Environment) -> None:
    settings = environment.read()
    with pytest.raises(ValueError, match="frozen"):
        settings.min_amount = "5"  # type: ignore[misc]  # that is what is tested
