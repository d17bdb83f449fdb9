"""Whether the till is alive, and whether it is in order, for machines that watch it."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from bot.payments.vitals import Trouble, Vitals

OK = "ok"
# What keeps the gateway from opening orders and reporting payments, the worst first.
GATEWAY: Mapping[Trouble, str] = {
    Trouble.GATEWAY_BLOCKED: "The gateway has locked the till out.",
    Trouble.KEYS_REFUSED: "The gateway accepts neither keys nor signature.",
    Trouble.GATEWAY_DOWN: "The gateway has given no good answer for a while.",
}


class Health:
    """Answers whoever asks how the till is."""

    def __init__(self, vitals: Callable[[], Awaitable[Vitals]]) -> None:
        self._vitals = vitals

    async def alive(self, _: web.Request) -> web.Response:
        """Say that the program runs; whatever else is wrong, starting it anew is no use."""
        return web.Response(text=OK)

    async def ready(self, _: web.Request) -> web.Response:
        """Say of each part whether it is in order, or in a sentence what is not."""
        parts = _parts(await self._vitals())
        is_ready = set(parts.values()) == {OK}
        return web.json_response(
            {"ready": is_ready, **parts},
            status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
        )


def _parts(vitals: Vitals) -> dict[str, str]:
    gateway = (words for trouble, words in GATEWAY.items() if trouble in vitals.troubles)
    return {
        "database": OK if vitals.is_stored else "The database does not answer.",
        "updates": OK if vitals.is_hearing else "Updates from Telegram do not come in.",
        "gateway": next(gateway, OK),
    }
