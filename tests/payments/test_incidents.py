from collections.abc import Awaitable, Callable

import pytest

from bot.payments.incidents import Incidents
from bot.payments.notice import Kind
from tests.clocks import SetClock
from tests.orders import Books

CASES: list[tuple[Callable[[Incidents], Awaitable[None]], Kind]] = [
    (Incidents.blocked, Kind.GATEWAY_BLOCKED),
    (Incidents.recovered, Kind.GATEWAY_RECOVERED),
    (Incidents.refuses_keys, Kind.GATEWAY_REFUSES_KEYS),
]


@pytest.mark.parametrize(("happen", "kind"), CASES)
async def test_every_owner_is_told_what_happened(
    books: Books, clock: SetClock, happen: Callable[[Incidents], Awaitable[None]], kind: Kind
) -> None:
    await happen(Incidents(books.notices, clock, (11, 12)))
    notices = await books.notices.due(clock.now(), 10)
    assert [(each.chat_id, each.kind, each.order) for each in notices] == [
        (11, kind, None),
        (12, kind, None),
    ]
    assert books.calls == [1]


async def test_without_owners_nobody_is_told(books: Books, clock: SetClock) -> None:
    await Incidents(books.notices, clock, ()).blocked()
    assert await books.kinds() == []
