"""What the Bot API holds for the one bot that it serves, beside the world itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.flood import Flood
from bot.sandbox.telegram.updates import Updates
from bot.sandbox.telegram.world import World

Menus = dict[tuple[str, str], list[JsonObject]]


@dataclass(eq=False)
class Api:
    """The state that the methods read and change.

    Attributes:
        local: whether it is the self-hosted kind, which takes webhooks on any address.
        menus: the command menus by scope and language, as `("chat:-100500", "en")`.
        blurbs: the bot's descriptions by method and language.
    """

    world: World
    updates: Updates
    flood: Flood
    local: bool = False
    menus: Menus = field(default_factory=dict)
    blurbs: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A result that comes with a sentence about it."""

    result: object
    description: str


Method = Callable[[Api, Call], object | Awaitable[object]]
