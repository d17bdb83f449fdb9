# ruff: noqa: RUF001 - digits that look alike are what is tested

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, TypeAdapter, ValidationError

from bot.payments.money import Asset, Money
from bot.sandbox.keys import make_pair
from bot.setting_types import (
    Amount,
    ApiKey,
    Assets,
    BotToken,
    DatabaseUrl,
    Duration,
    PrivateKey,
    PrivateKeyFile,
    Url,
    UserIds,
    fault,
)

PEM = make_pair()[0].decode()


def read(kind: object, text: object) -> Any:  # noqa: ANN401 - whatever the type reads
    return TypeAdapter(kind).validate_python(text)


def refusal(kind: object, text: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, text)
    [error] = caught.value.errors()
    assert error["type"] == "fault"
    return error["msg"]


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5s", timedelta(seconds=5)),
        ("30m", timedelta(minutes=30)),
        (" 72h ", timedelta(hours=72)),
        ("7d", timedelta(days=7)),
        ("999999d", timedelta(days=999_999)),
    ],
)
def test_a_duration_is_a_number_with_its_unit(text: str, duration: timedelta) -> None:
    assert read(Duration, text) == duration


@pytest.mark.parametrize(
    "text", ["", "5", "0s", "-5s", "1.5h", "5 s", "5S", "5w", "٥s", "1000000s", "5s5s", "s"]
)
def test_any_other_duration_is_refused(text: str) -> None:
    assert refusal(Duration, text) == "expected a duration such as 5s, 30m or 72h"


@pytest.mark.parametrize(("text", "ids"), [("", ()), ("7", (7,)), (" 1, 22 ,333,", (1, 22, 333))])
def test_user_ids_are_separated_by_commas(text: str, ids: tuple[int, ...]) -> None:
    assert read(UserIds, text) == ids


@pytest.mark.parametrize("text", ["@alice", "1 2", "-5", "1;2", "1" * 16, "٣"])
def test_any_other_user_ids_are_refused(text: str) -> None:
    assert refusal(UserIds, text).startswith("expected Telegram user ids, comma separated")


def test_assets_are_separated_by_commas() -> None:
    assets = (Asset.of("USDT@ethereum"), Asset.of("USDC@tron"))
    assert read(Assets, "USDT@ethereum, usdc@TRON,") == assets


@pytest.mark.parametrize("text", ["USDT", "USDT@moon", "USDT@tron;USDT@ethereum"])
def test_an_unknown_asset_is_refused_with_the_known_networks(text: str) -> None:
    sentence = refusal(Assets, text)
    assert sentence.startswith("expected assets such as USDT@ethereum,USDT@tron: ")
    assert "network of ethereum, tron" in sentence


@pytest.mark.parametrize("text", ["", " , ", "USDT@tron,usdt@tron"])
def test_no_asset_or_one_twice_is_refused(text: str) -> None:
    assert refusal(Assets, text).startswith("expected at least one asset such as USDT@tron")


@pytest.mark.parametrize(("text", "amount"), [("1", "1"), (" 0.50 ", "0.5"), ("007", "7")])
def test_an_amount_is_a_plain_decimal(text: str, amount: str) -> None:
    assert read(Amount, text) == amount


@pytest.mark.parametrize("text", ["1,000", "-1", "1e3", "abc", "0.0000001", "١"])
def test_any_other_amount_is_refused(text: str) -> None:
    assert refusal(Amount, text) == "expected a plain decimal such as 0.5 or 100"


@pytest.mark.parametrize("amount", ["0.0", "9223372036854.775808", "9" * 23])
def test_an_amount_that_no_order_could_have_is_refused(amount: str) -> None:
    assert refusal(Amount, amount) == "expected an amount above zero and below nine trillion"


@given(st.integers(1, 10**15))
def test_every_amount_is_read_exactly(millionths: int) -> None:
    plain = Money(millionths, "").plain
    assert read(Amount, plain) == plain


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://till.example/", "https://till.example"),
        (" http://127.0.0.1:8081/api ", "http://127.0.0.1:8081/api"),
    ],
)
def test_a_url_loses_its_last_slash(text: str, url: str) -> None:
    assert read(Url, text) == url


@pytest.mark.parametrize("text", ["", "till.example", "ftp://till.example", "https://", "//x"])
def test_any_other_url_is_refused(text: str) -> None:
    assert refusal(Url, text) == "expected a URL such as https://example.org"


@pytest.mark.parametrize("text", ["http://[::1", "https://till.example:port/"])
def test_a_broken_url_is_refused(text: str) -> None:
    assert refusal(Url, text) == "expected a URL such as https://example.org"


def test_a_bot_token_is_a_number_and_a_secret() -> None:
    assert read(BotToken, "123456:AbC-_9") == SecretStr("123456:AbC-_9")


@pytest.mark.parametrize("text", ["", "123456", "123456:", ":abc", "1:a b", "1:a\n", "bot1:abc"])
def test_any_other_bot_token_is_refused(text: str) -> None:
    assert refusal(BotToken, text).startswith("expected a bot token from @BotFather")


@pytest.mark.parametrize("text", ["", "a b", "ключ", "a\n", "\x07"])
def test_an_api_key_that_no_header_could_carry_is_refused(text: str) -> None:
    assert refusal(ApiKey, text).startswith("expected the gateway's API key, in plain ASCII")


@pytest.mark.parametrize(
    "url", ["sqlite:///tillbot.db", "sqlite:////var/till.db", "sqlite:///a/b.db"]
)
def test_a_database_is_a_sqlite_file(url: str) -> None:
    assert read(DatabaseUrl, url) == url


@pytest.mark.parametrize(
    "url", ["", "tillbot.db", "sqlite://", "sqlite:///", "sqlite:///a?b=c", "sqlite:///:memory:"]
)
def test_any_other_database_is_refused(url: str) -> None:
    assert refusal(DatabaseUrl, url).startswith("expected sqlite:///tillbot.db")


@pytest.mark.parametrize("url", ["postgresql://till@db/till", "postgres://db/till"])
def test_a_database_that_is_still_to_come_is_named_so(url: str) -> None:
    assert refusal(DatabaseUrl, url).startswith("PostgreSQL is not supported yet")


def test_a_private_key_is_kept_as_it_was_written() -> None:
    assert read(PrivateKey, PEM) == SecretStr(PEM)


def test_any_other_private_key_is_refused_without_repeating_it() -> None:
    sentence = refusal(PrivateKey, "hunter2hunter2")
    assert sentence.startswith("expected a P-256 private key in PEM or base64 PKCS#8; it is not")
    assert "hunter2" not in sentence


def test_a_private_key_may_be_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(PEM)
    assert read(PrivateKeyFile, str(path)) == path


def test_a_file_without_a_key_is_refused_without_repeating_it(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("hunter2hunter2")
    sentence = refusal(PrivateKeyFile, str(path))
    assert sentence.startswith("expected a P-256 private key")
    assert "hunter2" not in sentence


def test_a_key_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    expected = "expected a readable file with a private key: "
    missing = refusal(PrivateKeyFile, str(tmp_path / "missing"))
    assert missing == f"{expected}No such file or directory"
    assert refusal(PrivateKeyFile, str(tmp_path)) == f"{expected}Is a directory"
    assert refusal(PrivateKeyFile, str(tmp_path / "binary")) == f"{expected}it is not text"


def test_a_fault_is_its_sentence_whatever_signs_it_has() -> None:
    assert str(fault("expected {braces} and 100 %s")) == "expected {braces} and 100 %s"
