"""The environment, read once; the only place that reads it."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.keys import read_private_key
from bot.payments.money import Asset, Money
from bot.payments.request import Terms
from bot.payments.settlement import Rules
from bot.setting_types import (
    Amount,
    ApiKey,
    Assets,
    BotToken,
    DatabaseUrl,
    Duration,
    PrivateKey,
    PrivateKeyFile,
    Tolerance,
    Url,
    UserIds,
    fault,
)

_EXPECTED = {
    "missing": "required, and not set",
    "literal_error": "expected {expected}",
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
    telegram_api_url: Url = "https://api.telegram.org"
    telegram_updates: Literal["polling"] = "polling"
    blockatm_profile: Literal["guide"] = "guide"
    blockatm_base_url: Url | None = None
    blockatm_api_key: ApiKey
    blockatm_private_key_file: PrivateKeyFile | None = None
    blockatm_private_key: PrivateKey | None = Field(default=None, validate_default=True)
    blockatm_secret_key: SecretStr | None = None
    blockatm_cashier_id: str | None = None
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
    http_port: int | None = Field(default=None, ge=1, le=65535)
    public_url: Url | None = None
    language: Literal["en"] = "en"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("telegram_updates", "blockatm_profile", mode="before")
    @classmethod
    def _spoken(cls, value: object) -> object:
        if value in {"webhook", "v1", "v2"}:
            raise fault(f"{value} is not supported by this version yet")
        return value

    @field_validator("http_port")
    @classmethod
    def _no_server(cls, port: int | None) -> int | None:
        if port is not None:
            raise fault("this version has no HTTP server yet, leave it unset")
        return port

    @field_validator("blockatm_private_key")
    @classmethod
    def _one_key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "blockatm_private_key_file" not in info.data:
            return key  # the file is faulty, and is reported under its own name
        given = (key is not None) + (info.data["blockatm_private_key_file"] is not None)
        if given != 1:
            found = "both are set" if given else "neither is set"
            raise fault(f"expected either it or BLOCKATM_PRIVATE_KEY_FILE, {found}")
        return key

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
