"""How the values of settings are written, each with a sentence for what was expected."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

from bot.keys import read_private_key, read_public_key
from bot.payments.money import MOST_MILLIONTHS, Asset, Money

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def fault(expected: str) -> PydanticCustomError:
    """The error that says what a setting should have been."""
    return PydanticCustomError("fault", "{expected}", {"expected": expected})


def _duration(text: object) -> object:
    match = re.fullmatch(r"([0-9]{1,6})([smhd])", str(text).strip(), re.ASCII)
    if match is None or int(match[1]) == 0:
        raise fault("expected a duration such as 5s, 30m or 72h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _ids(text: object) -> object:
    words = [word.strip() for word in str(text).split(",") if word.strip()]
    if not all(re.fullmatch(r"[0-9]{1,15}", word, re.ASCII) for word in words):
        raise fault("expected Telegram user ids, comma separated, such as 123456,987654")
    return tuple(int(word) for word in words)


def _assets(text: object) -> object:
    try:
        assets = tuple(Asset.of(word) for word in str(text).split(",") if word.strip())
    except ValueError as error:
        raise fault(f"expected assets such as USDT@ethereum,USDT@tron: {error}") from None
    if not assets or len(set(assets)) < len(assets):
        raise fault("expected at least one asset such as USDT@tron, each only once")
    return assets


def _amount(text: str) -> str:
    try:
        amount = Money.of(text.strip(), "")
    except ValueError:
        raise fault("expected a plain decimal such as 0.5 or 100") from None
    if not 0 < amount.millionths <= MOST_MILLIONTHS:
        raise fault("expected an amount above zero and below nine trillion")
    return amount.plain


def _tolerance(text: str) -> str:
    try:
        return Money.of(text.strip(), "").plain
    except ValueError:
        raise fault("expected a plain decimal such as 0, 0.5 or 1") from None


def _url(text: str) -> str:
    if not _is_url(text.strip()):
        raise fault("expected a URL such as https://example.org")
    return text.strip().rstrip("/")


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port  # reading it checks it
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0


def _token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", secret.get_secret_value()):
        raise fault("expected a bot token from @BotFather, such as 123456:ABC-DEF")
    return secret


def _api_key(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise fault("expected the gateway's API key, in plain ASCII without spaces")
    return secret


def _secret_key(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise fault("expected the gateway's secret key, in plain ASCII without spaces")
    return secret


def _cashier_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", text, re.ASCII):
        raise fault("expected the id of a cashier: letters, digits, '.', '_' and '-'")
    return text


def check_public_key(secret: SecretStr) -> None:
    """Check that a secret is the public key of somebody who signs.

    Raises:
        PydanticCustomError: it is none.
    """
    try:
        read_public_key(secret.get_secret_value())
    except ValueError as error:
        raise fault(
            "expected the gateway's public key for webhooks, in PEM or base64"
            f" SubjectPublicKeyInfo; it is {error}"
        ) from None


def _sqlite(url: str) -> str:
    if url.startswith(("postgresql://", "postgres://")):
        raise fault("PostgreSQL is not supported yet, expected sqlite:///tillbot.db")
    if not re.fullmatch(r"sqlite:///[^?#:]+", url):
        raise fault("expected sqlite:///tillbot.db, or sqlite:////absolute/path.db")
    return url


def _private_key(secret: SecretStr) -> SecretStr:
    try:
        read_private_key(secret.get_secret_value())
    except ValueError as error:
        raise fault(
            f"expected a P-256 private key in PEM or base64 PKCS#8; it is {error}"
        ) from None
    return secret


def _private_key_file(path: Path) -> Path:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fault(f"expected a readable file with a private key: {_why(error)}") from None
    _private_key(SecretStr(text))
    return path


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "unreadable" if isinstance(error, OSError) else "it is not text"


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Amount = Annotated[str, AfterValidator(_amount)]
Tolerance = Annotated[str, AfterValidator(_tolerance)]
Url = Annotated[str, AfterValidator(_url)]
UserIds = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]
Assets = Annotated[tuple[Asset, ...], NoDecode, BeforeValidator(_assets)]
BotToken = Annotated[SecretStr, AfterValidator(_token)]
ApiKey = Annotated[SecretStr, AfterValidator(_api_key)]
SecretKey = Annotated[SecretStr, AfterValidator(_secret_key)]
CashierId = Annotated[str, AfterValidator(_cashier_id)]
PrivateKey = Annotated[SecretStr, AfterValidator(_private_key)]
PrivateKeyFile = Annotated[Path, AfterValidator(_private_key_file)]
DatabaseUrl = Annotated[str, AfterValidator(_sqlite)]
