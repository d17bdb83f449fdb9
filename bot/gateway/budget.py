"""How many requests the gateway still allows, and when it must be left alone."""

import logging
import math
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.errors import GatewayBlocked, GatewayBusy, StorageError
from bot.gateway.endpoints import Endpoints
from bot.gateway.places import MINUTE, Place, Purpose
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble

log = logging.getLogger(__name__)

THROTTLED = timedelta(seconds=60)
BLOCKED = timedelta(minutes=10)
LONGEST_BLOCK = timedelta(hours=6)
MOST_DOUBLINGS = 6  # beyond that the longest block is reached
# Only the wall clock outlives a restart, in whole milliseconds, and it may be set in between.
RESTART_MARGIN = 5.0


class RequestLog(Protocol):
    """What must outlive a restart: who was asked when, and until when to be silent."""

    async def begin(self, purpose: str, endpoint: str, at: datetime) -> int:
        """Note that a request is about to be sent, and give its number."""
        ...

    async def end(self, number: int, at: datetime) -> None:
        """Note that it was answered or has timed out."""
        ...

    async def take_up(self, since: datetime, now: datetime) -> Sequence[tuple[str, str, datetime]]:
        """Purpose, endpoint and end of each request that ended after `since`.

        Those that were never ended end now.
        """
        ...

    async def pause(self) -> tuple[datetime, int] | None:
        """Until when to be silent, and how many blocks there were in a row."""
        ...

    async def set_pause(self, until: datetime | None, strikes: int) -> None:
        """Keep that for the next start; `None` for no pause."""
        ...


class Budget:
    """Never more than `limit` requests in any rolling minute as the gateway sees it.

    A fifth is kept for sweeps, so that who has paid is told even in a rush.
    """

    def __init__(
        self,
        log: RequestLog,
        clock: Clock,
        incidents: Incidents,
        limit: int,
        per_endpoint: int | None = None,
    ) -> None:
        self._log = log
        self._clock = clock
        self._incidents = incidents
        self.limit = limit
        self._reserve = math.ceil(limit / 5)
        self._places: deque[Place] = deque()
        self._silent_until: datetime | None = None
        self._strikes = 0
        self._kept: tuple[datetime | None, int] | None = (None, 0)
        self.endpoints = Endpoints(clock, per_endpoint)

    async def load(self) -> None:
        """Take up what was spent before a restart."""
        now = self._clock.now()
        held = MINUTE + RESTART_MARGIN
        since = now - timedelta(seconds=held)
        for purpose, endpoint, ended_at in await self._log.take_up(since, now):
            ago = max((now - ended_at).total_seconds(), 0)
            frees_at = self._clock.monotonic() + held - ago
            self._places.append(Place(purpose, endpoint, frees_at=frees_at))
        pause = await self._log.pause()
        if pause is not None:
            self._silent_until, self._strikes = pause
            self._kept = pause

    @property
    def left(self) -> int:
        """How many requests this minute still holds."""
        return self.limit - len(self._held())

    @property
    def silent_until(self) -> datetime | None:
        """Until when the gateway must be left alone, if it must."""
        until = self._silent_until
        return until if until is not None and until > self._clock.now() else None

    def spacing(self) -> timedelta:
        """The least time between sweeps: they slow down as the budget shrinks."""
        return timedelta(seconds=MINUTE / max(self._reserve, self.left // 2))

    async def take(self, purpose: Purpose, endpoint: str = "") -> Place:
        """Take a place for a request that is sent right now.

        Raises:
            GatewayBusy: the minute is full, or the gateway wants silence.
        """
        await self._keep_pause()
        self._ask_silence()
        self._ask_room(purpose)
        self.endpoints.ask_room(endpoint, self._held())
        place = Place(purpose, endpoint, probes=self._silent_until is not None)
        self._places.append(place)
        self.endpoints.sent(endpoint)
        try:
            place.number = await self._log.begin(purpose, endpoint, self._clock.now())
            self._ask_again(place)
        except BaseException:
            self._places.remove(place)
            raise
        return place

    async def end(self, place: Place) -> None:
        """The request was answered or has timed out."""
        place.frees_at = self._clock.monotonic() + MINUTE
        try:
            await self._log.end(place.number, self._clock.now())
        except StorageError as error:
            # Without this line the next start counts the place for longer, never for less.
            log.warning("the end of a request could not be noted: %s", error)

    async def welcome(self, place: Place) -> None:
        """The gateway took the request; if that was the probe, the silence is over."""
        if place.probes and self._silent_until is not None:
            if self._strikes:
                log.warning("the gateway lets us in again")
            self._silent_until, self._strikes = None, 0
        if self._silent_until is None:
            await self._incidents.ends(Trouble.GATEWAY_BLOCKED)
        await self._keep_pause()

    async def throttled(self, wait: timedelta | None) -> GatewayBusy:
        """The gateway answered 429: everything waits as long as it says, else a minute."""
        self._be_silent(wait or THROTTLED)
        await self._keep_pause()
        return GatewayBusy("the gateway asks for a pause (429)", self._silence())

    async def blocked(self, place: Place) -> GatewayBlocked:
        """The gateway answered 418: silence for ten minutes, twice as long each time.

        Of requests that were under way together only the first counts.
        """
        if place.probes or not self._strikes:
            wait = min(BLOCKED * 2 ** min(self._strikes, MOST_DOUBLINGS), LONGEST_BLOCK)
            self._strikes += 1
            self._be_silent(wait)
            log.error("the gateway has blocked us (418), silent until %s", self._silent_until)
            await self._incidents.begins(Trouble.GATEWAY_BLOCKED)
            await self._keep_pause()
        return GatewayBlocked("the gateway has blocked us (418)", self._silence())

    def _be_silent(self, wait: timedelta) -> None:
        until = self._clock.now() + wait
        self._silent_until = max(until, self._silent_until or until)
        for place in self._places:
            place.probes = False  # what is under way was sent before this silence

    async def _keep_pause(self) -> None:
        """Keep the silence for the next start; what cannot be kept now is kept the next time."""
        pause = (self._silent_until, self._strikes)
        if pause == self._kept:
            return
        self._kept = None  # a write that fails may have happened all the same
        try:
            await self._log.set_pause(*pause)
            self._kept = pause
        except StorageError as error:
            log.warning("what silence the gateway wants could not be kept: %s", error)

    def _ask_again(self, place: Place) -> None:
        """Ask once more, because silence may have begun while the request was noted."""
        if self._silent_until is not None and not place.probes:
            raise self._wants_silence()

    def _wants_silence(self) -> GatewayBusy:
        return GatewayBusy("the gateway wants silence", self._silence())

    def _silence(self) -> datetime:
        return self._silent_until or self._clock.now()

    def _ask_silence(self) -> None:
        if self._silent_until is None:
            return
        now = self._clock.now()
        if now < self._silent_until:
            raise self._wants_silence()
        if any(place.probes and place.frees_at is None for place in self._places):
            raise GatewayBusy("one request probes the gateway", now + timedelta(seconds=1))

    def _ask_room(self, purpose: Purpose) -> None:
        # Rounded up, so that there is room when the moment has come.
        wait = math.ceil((self._room_at(purpose) - self._clock.monotonic()) * 1000)
        if wait > 0:
            until = self._clock.now() + timedelta(milliseconds=wait)
            raise GatewayBusy("the budget of requests is spent", until)

    def _room_at(self, purpose: Purpose) -> float:
        """When a request fits: now, or once enough of those before it are a minute old."""
        held, room_at = self._held(), self._clock.monotonic()
        # One that is under way holds its place for a minute more at the least.
        under_way = room_at + MINUTE
        total, sweeps = len(held), sum(place.purpose == Purpose.SWEEP for place in held)
        for place in sorted(held, key=lambda place: place.frees_at or under_way):
            if self._fits(purpose, total, sweeps):
                break
            total, sweeps = total - 1, sweeps - (place.purpose == Purpose.SWEEP)
            room_at = place.frees_at or under_way
        return room_at

    def _fits(self, purpose: Purpose, total: int, sweeps: int) -> bool:
        kept = 0 if purpose is Purpose.SWEEP else max(0, self._reserve - sweeps)
        return total + kept < self.limit

    def _held(self) -> list[Place]:
        now = self._clock.monotonic()
        for place in [p for p in self._places if p.frees_at is not None and p.frees_at <= now]:
            self._places.remove(place)
        return list(self._places)
