"""Brings updates to the bot's webhook: each until it is taken, those of one chat in order."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.events import Events
from bot.sandbox.telegram.updates import Updates

# The sandbox stays on its machine: an address elsewhere is remembered, and nothing goes there.
HERE = frozenset({"127.0.0.1", "::1", "localhost"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Seconds. Telegram begins with one and goes up to two minutes; nobody plays that long.
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 3.0
LONGEST_ANSWER = 10.0


@dataclass(frozen=True)
class Delivery:
    """One attempt to bring an update to the webhook.

    Attributes:
        status: the HTTP status of the answer, 0 if there was none.
        trouble: what Telegram says about it, empty if the update was taken.
        wait: the seconds that the answer asks to wait, 0 if it does not say.
    """

    update_id: int
    status: int
    trouble: str = ""
    wait: int = 0


@dataclass(frozen=True)
class _Delay:
    """How long a queue was made to wait, and until when."""

    pause: float
    until: float


class Postman:
    """Posts pending updates while a webhook is set; a chat that waits does not hold up others.

    Attributes:
        deliveries: every attempt that has come to its end.
    """

    def __init__(self, updates: Updates, events: Events, clock: Callable[[], float]) -> None:
        self.deliveries: list[Delivery] = []
        self._updates = updates
        self._events = events
        self._clock = clock
        self._in_hand: set[int] = set()
        self._delays: dict[int, _Delay] = {}
        self._served: JsonObject | None = None

    async def run(self) -> None:
        """Deliver until cancelled."""
        timeout = aiohttp.ClientTimeout(total=LONGEST_ANSWER)
        self._in_hand.clear()
        async with aiohttp.ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as group:
            while True:
                # One moment for both: what waits until between two would be waited for for ever.
                now = asyncio.get_running_loop().time()
                for queue, update in self._due(now).items():
                    self._in_hand.add(queue)
                    group.create_task(self._deliver(http, queue, update))
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(self._next_try(now)):
                        await self._updates.changed()

    def _due(self, now: float) -> dict[int, JsonObject]:
        """The oldest update of each chat that may be posted now."""
        webhook = self._updates.webhook
        if webhook is not self._served:
            self._served = webhook
            self._delays.clear()
        if webhook is None or urlsplit(webhook["url"]).hostname not in HERE:
            return {}
        waiting = {queue for queue, delay in self._delays.items() if delay.until > now}
        oldest: dict[int, JsonObject] = {}
        for update in self._updates.pending:
            oldest.setdefault(_queue_of(update), update)
        ready = [queue for queue in oldest if queue not in waiting | self._in_hand]
        free = webhook["max_connections"] - len(self._in_hand)
        return {queue: oldest[queue] for queue in ready[: max(0, free)]}

    def _next_try(self, now: float) -> float | None:
        return min((d.until for d in self._delays.values() if d.until > now), default=None)

    async def _deliver(self, http: aiohttp.ClientSession, queue: int, update: JsonObject) -> None:
        webhook = self._served or {}
        delivery = await _post(http, webhook, update)
        self.deliveries.append(delivery)
        self._in_hand.discard(queue)
        if not delivery.trouble:
            self._delays.pop(queue, None)
            self._updates.forget(update)
        elif webhook is self._updates.webhook:
            self._put_off(queue, delivery)
        self._updates.wake()
        self._events.tell("delivered", delivery)

    def _put_off(self, queue: int, delivery: Delivery) -> None:
        before = self._delays.get(queue)
        pause = min(LONGEST_PAUSE, delivery.wait or (before.pause * 2 if before else FIRST_PAUSE))
        self._delays[queue] = _Delay(pause, asyncio.get_running_loop().time() + pause)
        self._updates.webhook_trouble = {
            "last_error_date": int(self._clock()),
            "last_error_message": delivery.trouble,
        }


async def _post(http: aiohttp.ClientSession, webhook: JsonObject, update: JsonObject) -> Delivery:
    update_id = update["update_id"]
    secret = webhook["secret_token"]
    try:
        async with http.post(
            webhook["url"],
            json=update,
            headers={SECRET_HEADER: secret} if secret else {},
            allow_redirects=False,
        ) as response:
            await response.read()
    except TimeoutError:
        return Delivery(update_id, 0, "Read timeout expired")
    except aiohttp.ClientConnectorError:
        return Delivery(update_id, 0, "Connection refused")
    except (aiohttp.ClientError, OSError):
        return Delivery(update_id, 0, "Webhook connection closed")
    status, wait = response.status, response.headers.get("Retry-After", "")
    if status < 300:  # noqa: PLR2004 - HTTP's own border
        return Delivery(update_id, status)
    trouble = f"Wrong response from the webhook: {status} {response.reason}"
    return Delivery(update_id, status, trouble, int(wait) if wait.isdecimal() else 0)


def _queue_of(update: JsonObject) -> int:
    """Whose order must be kept: the chat's, or of what has none the person's."""
    content: JsonObject = next(
        (value for name, value in update.items() if name != "update_id"), {}
    )
    message: JsonObject = content.get("message") or content
    return int((message.get("chat") or content.get("from") or {"id": 0})["id"])
