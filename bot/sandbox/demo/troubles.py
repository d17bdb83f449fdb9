"""The troubles that a visitor can switch on: one at a time for each server."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox.faults import Fault, Faults

_SENDING = (
    "answerCallbackQuery",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "editMessageText",
    "sendChatAction",
    "sendDocument",
    "sendMessage",
    "sendPhoto",
)


@dataclass(frozen=True)
class Trouble:
    """One way in which a server goes wrong.

    Attributes:
        label: what its switch says.
        effect: what a visitor will see happen.
        faults: makes the faults that play it.
    """

    key: str
    label: str
    effect: str
    faults: Callable[[], tuple[Fault, ...]] = field(repr=False)

    def as_json(self) -> dict[str, str]:
        """Tell a page what can be switched on."""
        return {"key": self.key, "label": self.label, "effect": self.effect}


def _gateway(key: str, label: str, effect: str, play: Callable[[], Fault]) -> Trouble:
    return Trouble(key, label, effect, lambda: (play(),))


def _telegram(key: str, label: str, effect: str, description: str, wait: int = 0) -> Trouble:
    """Let Telegram turn down everything that shows something to people."""
    body: dict[str, object] = {"ok": False, "error_code": int(key), "description": description}
    if wait:
        body["parameters"] = {"retry_after": wait}

    def refuse(method: str) -> Fault:
        return Fault(
            method,
            times=None,
            status=int(key),
            body=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )

    return Trouble(key, label, effect, lambda: tuple(map(refuse, _SENDING)))


GATEWAY = (
    _gateway(
        "429",
        "429: too many requests",
        "The bot leaves the gateway alone for ten seconds at a time. Orders and payments wait;"
        " nothing is lost.",
        lambda: Fault("*", times=None, status=429, headers={"Retry-After": "10"}),
    ),
    _gateway(
        "500",
        "500: broken",
        "The bot tries again with growing pauses.",
        lambda: Fault("*", times=None, status=500, body=b"<h1>Internal Server Error</h1>"),
    ),
    _gateway(
        "nothing",
        "no answer at all",
        "The bot waits, gives up, and tries again. Whoever waits for a card is told so after half"
        " a minute.",
        lambda: Fault("*", times=None, hold=True),
    ),
    _gateway(
        "garbage",
        "garbage",
        "The bot believes nothing that it cannot read, and asks again.",
        lambda: Fault("*", times=None, status=200, body=b'{"cashierUrl": "htt'),
    ),
    # The last one, since who walks through them with the arrow keys switches each on in turn.
    _gateway(
        "418",
        "418: blocked",
        "The bot stops asking for ten minutes and tells its owner, Olga. It keeps the silence even"
        " after a restart; «Start over» makes a fresh till.",
        lambda: Fault("*", times=None, status=418),
    ),
)

TELEGRAM = (
    _telegram(
        "429",
        "429: too fast",
        "The bot waits as long as Telegram says, and then sends what it has to tell.",
        "Too Many Requests: retry after 3",
        wait=3,
    ),
    _telegram(
        "403",
        "403: blocked by the user",
        "The bot gives up on what it had to tell; the log says so. What is asked for afterwards is"
        " answered again.",
        "Forbidden: bot was blocked by the user",
    ),
)


class Switch:
    """The troubles of one server, of which one at the most is on."""

    def __init__(self, faults: Faults, troubles: tuple[Trouble, ...]) -> None:
        self._faults = faults
        self._troubles = {trouble.key: trouble for trouble in troubles}
        self._planned: tuple[Fault, ...] = ()
        self.on = ""

    def turn(self, key: str) -> None:
        """Switch to another trouble, or with `""` to none.

        Raises:
            ValueError: there is no such trouble.
        """
        if key and key not in self._troubles:
            raise ValueError(f"There is no trouble called «{key}».")
        self._faults.withdraw(*self._planned)
        self._planned = self._troubles[key].faults() if key else ()
        for fault in self._planned:
            self._faults.plan(fault)
        self.on = key

    def as_json(self) -> Mapping[str, object]:
        """Tell a page what there is, and what is on."""
        return {"on": self.on, "choices": [each.as_json() for each in self._troubles.values()]}
