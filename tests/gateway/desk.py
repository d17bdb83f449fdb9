"""A budget at work, and what its users see of it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.errors import GatewayBusy
from bot.gateway.budget import Budget, RequestLog
from bot.gateway.places import Place, Purpose
from bot.payments.incidents import Incidents
from tests.clocks import SetClock
from tests.gateway.parts import NOON, OWNER, Announced, MemoryLog

LIMIT = 10


@dataclass
class Desk:
    """A budget, its clock, and what owners heard."""

    log: RequestLog
    clock: SetClock
    announced: Announced
    budget: Budget

    async def spend(self, purpose: Purpose, seconds: float = 0) -> Place:
        place = await self.budget.take(purpose)
        self.clock.forward(seconds=seconds)
        await self.budget.end(place)
        return place

    async def refusal(self, purpose: Purpose = Purpose.SWEEP) -> GatewayBusy:
        with pytest.raises(GatewayBusy) as caught:
            await self.budget.take(purpose)
        return caught.value

    async def wait_out(self) -> timedelta:
        """Wait as long as one is told to, and see that it was neither too long nor too short."""
        until = (await self.refusal()).until
        wait = until - self.clock.now()
        self.clock.forward(seconds=wait.total_seconds() - 0.002)
        await self.refusal()
        self.clock.forward(seconds=0.002)
        return wait

    async def block(self) -> timedelta:
        """Send one request that is answered with 418, and wait as long as told."""
        place = await self.spend(Purpose.SWEEP)
        await self.budget.blocked(place)
        return await self.wait_out()

    async def restart(self, after: timedelta = timedelta(), step: timedelta = timedelta()) -> None:
        """Stop, wait, set the wall clock by `step`, and start again."""
        self.clock = SetClock(self.clock.now() + after + step)
        incidents = Incidents(self.announced, self.clock, [OWNER])
        await incidents.load()
        self.budget = Budget(self.log, self.clock, incidents, self.budget.limit)
        await self.budget.load()


def a_desk(limit: int = LIMIT, log: RequestLog | None = None) -> Desk:
    log, clock, announced = log or MemoryLog(), SetClock(NOON), Announced()
    return Desk(
        log, clock, announced, Budget(log, clock, Incidents(announced, clock, [OWNER]), limit)
    )
