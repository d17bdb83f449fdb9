"""The environment, read once; the only place that reads it."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.chat.languages.known import Language
from bot.errors import SettingsError
from bot.keys import read_private_key
from bot.payments.money import Asset, Money
from bot.payments.settlement import Rules
from bot.payments.terms import Terms
from bot.setting_types import (
    Amount,
    ApiKey,
    Assets,
    BotToken,
    CashierId,
    DatabaseUrl,
    Duration,
    PrivateKey,
    PrivateKeyFile,
    SecretKey,
    Tolerance,
    Url,
    UserIds,
    check_public_key,
    fault,
)

PROFILE = "blockatm_profile"
TELEGRAM = "https://api.telegram.org"

_EXPECTED = {
    "missing": "required, and not set",
    "literal_error": "expected {expected}",
    "enum": "expected {expected}",
    "int_parsing": "expected a whole number",
    "greater_than_equal": "expected at least {ge}",
    "less_than_equal": "expected at most {le}",
    "fault": "{expected}",
}


class Settings(BaseSettings):
    """What the owner has set, in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=False,
        hide_input_in_errors=True,
    )

    telegram_bot_token: BotToken
    telegram_api_url: Url = TELEGRAM
    telegram_updates: Literal["polling", "webhook"] = "polling"
    blockatm_profile: Literal["guide", "v1", "v2"] = "guide"
    blockatm_base_url: Url | None = None
    blockatm_api_key: ApiKey
    blockatm_private_key_file: PrivateKeyFile | None = None
    blockatm_private_key: PrivateKey | None = Field(default=None, validate_default=True)
    blockatm_secret_key: SecretKey | None = Field(default=None, validate_default=True)
    blockatm_cashier_id: CashierId | None = Field(default=None, validate_default=True)
    blockatm_webhook_key: SecretStr | None = None
    blockatm_requests_per_minute: int = Field(default=100, ge=5, le=100_000)
    database_url: DatabaseUrl = "sqlite:///tillbot.db"
    owner_ids: UserIds = ()
    assets: Assets = (Asset.of("USDT@ethereum"), Asset.of("USDT@tron"))
    min_amount: Amount = "1"
    max_amount: Amount = Field(default="100000", validate_default=True)
    order_lifetime: Duration = timedelta(minutes=30)
    late_window: Duration = timedelta(hours=72)
    poll_interval: Duration = timedelta(seconds=5)
    max_open_orders: int = Field(default=5, ge=1, le=1000)
    short_tolerance: Tolerance = "0"
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=1, le=65535, validate_default=True)
    public_url: Url | None = Field(default=None, validate_default=True)
    language: Language = Language.ENGLISH
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("blockatm_private_key")
    @classmethod
    def _one_key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "blockatm_private_key_file" not in info.data or info.data.get(PROFILE) in {None, "v2"}:
            return key  # what is faulty is reported under its own name; v2 has no such key
        given = (key is not None) + (info.data["blockatm_private_key_file"] is not None)
        if given != 1:
            found = "both are set" if given else "neither is set"
            raise fault(f"expected either it or BLOCKATM_PRIVATE_KEY_FILE, {found}")
        return key

    @field_validator("blockatm_secret_key", "blockatm_cashier_id")
    @classmethod
    def _of_v2(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get(PROFILE) == "v2":
            raise fault("required by BLOCKATM_PROFILE=v2, and not set")
        return value

    @field_validator("blockatm_webhook_key")
    @classmethod
    def _of_profile(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is not None and info.data.get(PROFILE) in {"guide", "v1"}:
            check_public_key(key)
        return key

    @field_validator("http_port", "public_url")
    @classmethod
    def _for_webhook(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get("telegram_updates") == "webhook":
            raise fault("required by TELEGRAM_UPDATES=webhook, and not set")
        return value

    @field_validator("public_url")
    @classmethod
    def _as_telegram_wants_it(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Telegram's own server sends updates to HTTPS alone; a local one sends them anywhere."""
        is_their_own = info.data.get("telegram_api_url") == TELEGRAM
        for_webhook = info.data.get("telegram_updates") == "webhook" and is_their_own
        if for_webhook and url is not None and not url.startswith("https://"):
            raise fault("expected https://…, Telegram sends updates to nothing else")
        return url

    @field_validator("max_amount")
    @classmethod
    def _not_below_minimum(cls, maximum: str, info: ValidationInfo) -> str:
        minimum = info.data.get("min_amount")
        if minimum is not None and Money.of(maximum, "") < Money.of(minimum, ""):
            raise fault(f"expected at least MIN_AMOUNT, which is {minimum}")
        return maximum

    @property
    def terms(self) -> Terms:
        """What this till takes."""
        return Terms(self.assets, self.min_amount, self.max_amount)

    @property
    def rules(self) -> Rules:
        """What the merchant has decided beforehand."""
        return Rules(self.short_tolerance, self.late_window)

    @property
    def database_path(self) -> Path:
        """The file of the database."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def private_key(self) -> EllipticCurvePrivateKey:
        """The key that signs orders."""
        if self.blockatm_private_key is not None:
            return read_private_key(self.blockatm_private_key.get_secret_value())
        path = self.blockatm_private_key_file
        return read_private_key(path.read_text(encoding="utf-8") if path else "")

    @property
    def secrets(self) -> list[str]:
        """Every secret value, so that the log can leave it out."""
        values = (getattr(self, name) for name in type(self).model_fields)
        plain = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        path = self.blockatm_private_key_file
        return [*plain, path.read_text(encoding="utf-8")] if path else plain


def read_settings() -> Settings:
    """Read the environment and `.env`.

    Raises:
        SettingsError: with one sentence for each faulty setting, all of them.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(detail) for detail in error.errors()]) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError([".env: expected a readable file in UTF-8"]) from None


def _sentence(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0]).upper()
    sentence = _EXPECTED.get(detail["type"], detail["msg"])
    return f"{name}: {sentence.format_map(detail.get('ctx', {}))}"
