from datetime import timedelta

import pytest

from bot.checking.counting import NoAnnouncements, RequestMemory
from bot.errors import GatewayBusy
from bot.gateway.budget import Budget
from bot.gateway.places import Purpose
from bot.payments.incidents import Incidents
from tests.clocks import SetClock


def a_budget(clock: SetClock) -> Budget:
    return Budget(RequestMemory(), clock, Incidents(NoAnnouncements(), clock, ()), 5)


async def test_a_budget_holds_within_one_check_without_a_database() -> None:
    budget = a_budget(SetClock())
    await budget.load()
    for _ in range(5):
        await budget.end(await budget.take(Purpose.SWEEP))
    with pytest.raises(GatewayBusy, match="the budget of requests is spent"):
        await budget.take(Purpose.SWEEP)


async def test_a_block_silences_the_rest_of_the_check() -> None:
    budget = a_budget(clock := SetClock())
    await budget.load()
    place = await budget.take(Purpose.SWEEP)
    await budget.end(place)
    error = await budget.blocked(place)
    assert error.until - clock.now() == timedelta(minutes=10)
    with pytest.raises(GatewayBusy, match="the gateway wants silence"):
        await budget.take(Purpose.OPENING)
