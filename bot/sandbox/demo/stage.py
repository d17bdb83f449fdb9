"""One run of the playground: both servers, the people, the troubles and the bot."""

import secrets
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bot.sandbox.demo.acts import Acts
from bot.sandbox.demo.cast import OWNER_ID, Cast
from bot.sandbox.demo.figures import Figures, read_figures
from bot.sandbox.demo.till import LIFETIMES, Till
from bot.sandbox.demo.troubles import GATEWAY, TELEGRAM, Switch
from bot.sandbox.demo.views import menus, newest, news_of
from bot.sandbox.playground import Playground
from bot.sandbox.telegram import Call, Event

BUDGET = 100
USUAL_LIFETIME = "2m"
SETTINGS = {
    "ASSETS": "USDT@tron,USDT@ethereum,USDC@ethereum",
    "BLOCKATM_REQUESTS_PER_MINUTE": str(BUDGET),
    "ORDER_LIFETIME": USUAL_LIFETIME,
    "OWNER_IDS": str(OWNER_ID),
    "POLL_INTERVAL": "2s",
}

News = dict[str, object]


class Stage:
    """Everything that a visitor plays with.

    Args:
        tell: hears what a page must know.
        gateway_port: where the gateway was before, so that pages that are open find it again.
    """

    def __init__(self, tell: Callable[[News], None], gateway_port: int = 0) -> None:
        self._tell = tell
        self._run = secrets.token_hex(4)
        self._stack = AsyncExitStack()
        self._figures = Figures(0, BUDGET)
        self.playground = Playground(gateway_port)
        self.telegram = self.playground.telegram
        self.gateway = self.playground.gateway
        self.gateway.lifetime = LIFETIMES[USUAL_LIFETIME].length
        self.cast = Cast(self.telegram)
        self.acts = Acts(self.telegram, self.cast)
        self.troubles = {
            "gateway": Switch(self.gateway.faults, GATEWAY),
            "telegram": Switch(self.telegram.faults, TELEGRAM),
        }

    async def open(self) -> None:
        """Start the servers and the bot; what cannot be started whole is closed again."""
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End everything, quickly: nothing of it is kept."""
        await self._stack.aclose()

    async def let_orders_live(self, lifetime: str) -> None:
        """Let orders from now on be payable so long; the bot learns that by a restart.

        Raises:
            ValueError: it is none of the choices.
        """
        if lifetime not in LIFETIMES:
            raise ValueError(f"Orders cannot live for «{lifetime}» here.")

        def choose() -> None:
            self.till.let_orders_live(lifetime)
            self.gateway.lifetime = LIFETIMES[lifetime].length

        await self.till.restart(choose)

    async def count(self) -> None:
        """Count anew, and tell if the figures have changed."""
        figures = await read_figures(self._database, self.gateway.requests_lately(), BUDGET)
        if figures != self._figures:
            self._figures = figures
            self._tell({"type": "figures", "figures": figures.as_json()})

    def picture(self) -> News:
        """Tell everything that a page shows; what it hears later are changes of that."""
        bot = self.telegram.world.bot
        return {
            "type": "state",
            "run": self._run,
            "bot": {"id": bot.id, "name": bot.first_name, "username": bot.username},
            "personas": [each.as_json() for each in self.cast.personas],
            "group": self.cast.group.title,
            "rooms": [room.as_json() | newest(self.telegram, room) for room in self.cast.rooms],
            "menus": menus(self.telegram, self.cast),
            "till": self.till.as_json(),
            "lifetimes": [{"key": key, "label": each.label} for key, each in LIFETIMES.items()],
            "troubles": {name: each.as_json() for name, each in self.troubles.items()},
            "figures": self._figures.as_json(),
            "log": list(self.till.lines),
            "account": f"{self.gateway.url}/merchant",
        }

    def tell_state(self) -> None:
        """Tell how it is with the bot and which troubles are on."""
        on = {name: switch.on for name, switch in self.troubles.items()}
        self._tell({"type": "till", "till": self.till.as_json(), "on": on})

    async def _open(self) -> None:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="tillbot-")))
        await self._stack.enter_async_context(self.playground)
        self._database = folder / "till.db"
        settings = self.playground.settings(self._database) | SETTINGS
        self.till = Till(settings, folder, self.tell_state, self._tell_line)
        self._stack.push_async_callback(self.till.close)
        self.telegram.on_event(self._hear)
        # They have talked to the bot before, so that it can tell them of money and of troubles.
        mia, olga = self.cast.persona("mia").person, self.cast.persona("olga").person
        for each in (mia, olga):
            each.write("/start")
        olga.write(f"/merchants add {mia.id}")
        await self.till.start()

    def _tell_line(self, line: str) -> None:
        self._tell({"type": "log", "line": line})

    def _hear(self, event: Event) -> None:
        if isinstance(event.subject, Call):
            self._hear_call(event.name, event.subject)
        elif (news := news_of(event)) is not None:
            self._tell(news)

    def _hear_call(self, name: str, call: Call) -> None:
        if call.method == "getUpdates" and name == "calling":
            self.till.polls()
        if call.method in {"setMyCommands", "deleteMyCommands"} and name == "call":
            self._tell({"type": "menus", "menus": menus(self.telegram, self.cast)})
