"""Keeping the gateway's public lists: read at start and once a day, and cached."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

from bot.clock import Clock
from bot.errors import GatewayBusy, GatewayError, GatewayUnavailable, StorageError
from bot.gateway.chains import CHAIN_IDS
from bot.gateway.listings import Part, Source, read_listing
from bot.gateway.places import Purpose
from bot.gateway.transport import Call, Transport
from bot.payments.money import Asset
from bot.payments.terms import Terms

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# A network is closed for hours, not for days; whether it is open again is asked more often.
WHILE_CLOSED = timedelta(minutes=10)
BELIEVED = timedelta(days=2)
LARGEST_BODY = 2**20


def sources(profile: str, assets: Sequence[Asset], cashier_id: str) -> list[Source]:
    """The lists of a profile; two of v2's have been seen under two paths each."""
    if profile == "v2":
        pub = "/admin/api/v2/pub"
        cashier = f"{pub}/cashier/info?cashierId={quote(cashier_id, safe='')}"
        return [
            Source(Part.NETWORKS, "v2 networks", (f"{pub}/network/list", f"{pub}/allNetworks")),
            Source(Part.COINS, "v2 coins", (f"{pub}/coin/list", f"{pub}/symbolList")),
            Source(Part.TILL, f"v2 cashier {cashier_id}", (cashier,)),
        ]
    networks = dict.fromkeys(asset.network for asset in assets)
    return [
        Source(Part.NETWORKS, "v1 networks", ("/api/v1/public/networklist",)),
        Source(Part.COINS, "v1 coins", ("/api/v1/public/cryptocurrencies",)),
        *(
            Source(
                Part.TILL,
                f"v1 till on {network.key}",
                (f"/api/v1/contract/payment?chainId={CHAIN_IDS[network.key]}",),
                network,
            )
            for network in networks
        ),
    ]


class Cache(Protocol):
    """The answers, as the database keeps them."""

    async def all(self) -> Mapping[str, tuple[str, datetime]]:
        """Each answer by the name of its list, and when it was read."""
        ...

    async def keep(self, name: str, body: str, at: datetime) -> None:
        """Keep an answer in place of the one before."""
        ...


class ListKeeper:
    """Reads the lists, and writes what they say into the till's terms; no failure is in the way.

    Args:
        sources: where the lists are.
        transport: speaks with the gateway.
        cache: keeps the answers for the next start.
        clock: what the time is.
        terms: what this till takes.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        transport: Transport,
        cache: Cache,
        clock: Clock,
        terms: Terms,
    ) -> None:
        self._sources = sources
        self._transport = transport
        self._cache = cache
        self._clock = clock
        self._terms = terms
        self._answers: dict[Source, tuple[object, datetime]] = {}
        self._due = clock.monotonic()  # seconds that no setting of the clock moves
        self._failures = 0
        self._warned: set[str] = set()

    async def load(self) -> None:
        """Take over what was cached."""
        try:
            cached = await self._cache.all()
        except StorageError as error:
            log.warning("lists: what was cached could not be loaded: %s", error)
            return
        for source in self._sources:
            if source.name in cached:
                body, read_at = cached[source.name]
                self._answers[source] = (_parsed(body), read_at)
        self._say()

    async def tick(self) -> None:
        """Read the lists, if that is due."""
        if self._clock.monotonic() < self._due:
            return
        try:
            done = [await self._read(source) for source in self._sources]
        except (GatewayBusy, StorageError) as error:
            log.info("lists: not read now: %s", error)
            done = [False]
        self._say()
        pause = self._pause(is_done=all(done))
        self._due = self._clock.monotonic() + pause.total_seconds()

    def _pause(self, *, is_done: bool) -> timedelta:
        self._failures = 0 if is_done else self._failures + 1
        if not is_done:
            return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(self._failures - 1, 10)))
        is_closed = any(map(self._terms.is_closed, self._terms.assets))
        return WHILE_CLOSED if is_closed else DAY

    async def _read(self, source: Source) -> bool:
        """Read one list; `False` if it may be had by asking again soon."""
        for path in source.paths:
            try:
                answer = await self._transport.ask(Call("GET", path, Purpose.LISTS))
            except GatewayBusy:
                raise
            except GatewayUnavailable as error:
                log.info("lists: %s not read: %s", source.name, error)
                return False
            except GatewayError as error:
                log.info("lists: %s is not to be had at %s: %s", source.name, path, error)
                continue
            if await self._take(source, answer):
                break
        return True

    async def _take(self, source: Source, answer: object) -> bool:
        """Keep an answer, unless nothing in it is recognised."""
        if read_listing({source: answer}, self._terms.assets).assets is None:
            log.info("lists: nothing is recognised in %s", source.name)
            return False
        now = self._clock.now()
        self._answers[source] = (answer, now)
        if (body := _written(answer)) is not None:
            await self._cache.keep(source.name, body, now)
        return True

    def _say(self) -> None:
        """Let the till's terms know what the lists say, and the log what they have against it."""
        answers = {source: answer for source, (answer, _) in self._answers.items()}
        self._terms.lists.now = replace(
            read_listing(answers, self._terms.assets), closed=self._closed()
        )
        warnings = dict.fromkeys(self._terms.warnings)
        for warning in warnings:
            if warning not in self._warned:
                log.warning("lists: %s", warning)
        if self._warned - set(warnings):
            log.info("lists: what was said against the settings before does not hold any more")
        self._warned = set(warnings)

    def _closed(self) -> frozenset[str]:
        """The networks under maintenance, by what is not too old to be believed."""
        oldest = self._clock.now() - BELIEVED
        fresh = {source: answer for source, (answer, at) in self._answers.items() if at >= oldest}
        return read_listing(fresh, self._terms.assets).closed


def _written(answer: object) -> str | None:
    """An answer as text, decimals too; `None` if it is beyond what a cache is for."""
    try:
        body = json.dumps(answer, default=str)
    except RecursionError:
        return None
    return body if len(body) <= LARGEST_BODY else None


def _parsed(body: str) -> object:
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer
