"""How the gateway dresses what it says."""

import json
import secrets
from typing import Literal

from aiohttp import web

Dress = Literal["bare", "wrapped"]


class Refusal(Exception):
    """The gateway's no: a code and a sentence, most often under HTTP 200."""

    def __init__(
        self, code: str, reason: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.status = status
        self.headers = headers or {}

    def answer(self) -> web.Response:
        """Put the refusal into its envelope, which refusals wear whatever the dress."""
        body = envelope(self.code, None, self.reason)
        return _json(body, status=self.status, headers=self.headers)


def success(data: object, dress: Dress) -> web.Response:
    """Answer with data, as it is or in the envelope."""
    return _json(data if dress == "bare" else envelope("200", data))


def envelope(code: str, data: object, reason: str = "") -> dict[str, object]:
    """Wrap data the way the gateway does, with a trace for its support to ask for."""
    return {
        "code": code,
        "success": code == "200",
        "data": data,
        "trace": secrets.token_hex(16),
        "msg": reason,
    }


def _json(data: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=json.dumps(data).encode(),
        status=status,
        headers=headers,
        content_type="application/json",
    )
