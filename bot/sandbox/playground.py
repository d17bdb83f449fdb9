"""Both servers of the sandbox, and the settings of a till that speaks to them."""

from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.sandbox.blockatm import BlockATMServer, Profile
from bot.sandbox.keys import make_pair
from bot.sandbox.telegram import TelegramServer

API_KEY = "sandbox-api-key"
SECRET_KEY = "sandbox-secret-key"  # noqa: S105 - it protects nothing but play money
CASHIER_ID = "sandbox-cashier"


class Playground:
    """A local Telegram and a local BlockATM, each on a free port of 127.0.0.1.

    Args:
        gateway_port: where the gateway is to be instead, so that its links stay the same.
        profile: the dialect that it speaks.
    """

    def __init__(self, gateway_port: int = 0, profile: Profile = "guide") -> None:
        self._private_key, self.public_key = make_pair()
        self.telegram = TelegramServer()
        self.gateway = BlockATMServer(
            api_key=API_KEY,
            profile=profile,
            public_key_pem=self.public_key,
            secret_key=SECRET_KEY,
            cashier_id=CASHIER_ID,
            port=gateway_port,
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for server in (self.telegram, self.gateway):
            await server.start()
            self._stack.push_async_callback(server.stop)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def settings(self, database: Path) -> dict[str, str]:
        """The environment of a till that speaks to the two servers."""
        return {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "BLOCKATM_PROFILE": self.gateway.profile,
            "BLOCKATM_BASE_URL": self.gateway.url,
            "BLOCKATM_API_KEY": API_KEY,
            **self._secrets,
            "BLOCKATM_WEBHOOK_KEY": self.gateway.webhooks.key,
            "DATABASE_URL": f"sqlite:///{database}",
        }

    @property
    def _secrets(self) -> dict[str, str]:
        """What this profile signs with, and nothing of the others."""
        if self.gateway.profile == "v2":
            return {"BLOCKATM_SECRET_KEY": SECRET_KEY, "BLOCKATM_CASHIER_ID": CASHIER_ID}
        return {"BLOCKATM_PRIVATE_KEY": self._private_key.decode()}
