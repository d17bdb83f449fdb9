"""The gateway as a check asks it: with the till's own transport, within the till's budget."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.checking.counting import NoAnnouncements
from bot.checking.line import Line
from bot.checking.signature import look_at_signature, smallest_order
from bot.checking.timing import LISTS, look_at_clock
from bot.clock import Clock
from bot.credentials import credentials_of
from bot.gateway.budget import Budget, RequestLog
from bot.gateway.profiles import base_url, make_gateway, per_endpoint
from bot.gateway.transport import Transport
from bot.payments.incidents import Incidents
from bot.payments.ports import Gateway
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class GatewayChecks:
    """The checks that ask the gateway."""

    settings: Settings
    gateway: Gateway
    budget: Budget
    clock: Clock

    async def look_at_clock(self) -> Sequence[Line]:
        """This machine's clock against the gateway's."""
        path = LISTS[self.settings.blockatm_profile]
        return await look_at_clock(gateway_url(self.settings), path, self.budget, self.clock)

    async def look_at_signature(self) -> Sequence[Line]:
        """Whether it takes our signature."""
        asset, least = self.settings.assets[0], self.settings.min_amount
        order = smallest_order(asset, least, self.clock.now())
        return await look_at_signature(self.gateway, order, self.settings.blockatm_profile)


def gateway_url(settings: Settings) -> str:
    """Where the gateway is."""
    return settings.blockatm_base_url or base_url(settings.blockatm_profile)


@asynccontextmanager
async def gateway_checks(
    settings: Settings, log: RequestLog, clock: Clock
) -> AsyncIterator[GatewayChecks]:
    """Hold the connection to the gateway.

    Raises:
        StorageError: the log of earlier requests cannot be read.
    """
    incidents, profile = Incidents(NoAnnouncements(), clock, ()), settings.blockatm_profile
    limit = settings.blockatm_requests_per_minute
    budget = Budget(log, clock, incidents, limit, per_endpoint(profile))
    await budget.load()
    key = settings.blockatm_api_key.get_secret_value()
    async with Transport(gateway_url(settings), key, budget, clock, incidents) as transport:
        gateway = make_gateway(profile, transport, credentials_of(settings))
        yield GatewayChecks(settings, gateway, budget, clock)
