"""What happens to an order while somebody decides about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.checking.counting import NoAnnouncements
from bot.clock import Clock
from bot.payments.hearing import Hearing
from bot.payments.incidents import Incidents
from bot.payments.notice import Draft
from bot.payments.order import Order
from bot.payments.ports import Step
from bot.payments.receiving import Receiving
from bot.payments.settlement import Report
from storage.orders import OrderTable
from tests.orders import Books


@dataclass
class Look:
    """A look at a gateway that says as it was told; counts how often it was looked at."""

    receiving: Receiving
    reports: list[Report] = field(default_factory=list)
    answers: bool = True
    count: int = 0

    async def __call__(self, _: Order) -> bool:
        self.count += 1
        for report in self.reports:
            await self.receiving.record(report)
        return self.answers


class Overtaken(OrderTable):
    """Somebody else changes the order once, just before a move of ours."""

    def __init__(self, books: Books, change: Callable[[Order], Order]) -> None:
        super().__init__(books.database, lambda: None)
        self._changes = [change]

    async def move(
        self,
        before: Order,
        after: Order,
        step: Step,
        drafts: Sequence[Draft],
        *,
        name: str = "",
        successor: Order | None = None,
        picture: bytes | None = None,
    ) -> bool:
        while self._changes:
            change = self._changes.pop()
            await super().move(before, change(before), Step(step.at, "overtaken"), ())
        return await super().move(
            before, after, step, drafts, name=name, successor=successor, picture=picture
        )


def without_webhooks(clock: Clock) -> Hearing:
    """What a till knows of webhooks when it takes none."""
    return Hearing(clock, Incidents(NoAnnouncements(), clock, ()), is_open=False)
