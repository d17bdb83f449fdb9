"""A bare caller of the Bot API, a clock to set, and pictures to send."""

import io
import json
from dataclasses import dataclass
from typing import Any

import aiohttp
from PIL import Image

from bot.sandbox.telegram import TelegramServer


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Caller:
    """Calls methods without any library, so that every wrong call can be made."""

    server: TelegramServer
    http: aiohttp.ClientSession

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method; bytes are uploaded, objects and lists travel as JSON."""
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename=f"{name}.png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        url = f"{self.server.url}/bot{self.server.token}/{method}"
        async with self.http.post(url, data=form if params else None) as response:
            body: dict[str, Any] = await response.json()
            assert body["ok"] == (response.status == 200)
            assert body["ok"] or body["error_code"] == response.status
            return body

    async def get(self, method: str, **params: object) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the result of a call that is to succeed."""
        body = await self.ask(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: object) -> str:
        """Return how a call is refused."""
        body = await self.ask(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        """Return the updates that wait."""
        found: list[dict[str, Any]] = await self.get("getUpdates", **params)
        return found


def picture(width: int = 64, height: int = 64, kind: str = "PNG", colour: str = "white") -> bytes:
    """Return a small real picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    """Return an inline keyboard with one row."""
    return {"inline_keyboard": [list(buttons)]}


PAY = {"text": "Pay", "callback_data": "pay:1"}
