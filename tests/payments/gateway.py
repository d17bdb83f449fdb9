"""A gateway that answers as it was told, and remembers what it was asked."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from bot.payments.order import Order
from bot.payments.ports import Batch, Opened
from bot.payments.settlement import Report, Word


@dataclass
class ByName:
    """A gateway that must be told which orders to ask about, one request for each.

    Attributes:
        says: what it reports of an order, by its number; `None` if that cannot be read.
        fails: what becomes of the request of this number, counted from 1 in all.
        asked: every number it was asked about.
    """

    says: dict[str, Report | None] = field(default_factory=dict)
    fails: dict[int, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    asks_by_name: bool = True

    async def open(self, order: Order) -> Opened:
        """Open nothing."""
        raise NotImplementedError(order.number)

    async def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        """Tell about one order after another."""
        for number in [order.number for order in asked]:
            self.asked.append(number)
            if (failure := self.fails.get(len(self.asked))) is not None:
                raise failure
            waiting = Report(number, Word.WAITING, None, "waiting")
            report = self.says.get(number, waiting)
            numbers = frozenset() if report is None else frozenset({number})
            yield Batch([] if report is None else [report], numbers)


@dataclass
class ScriptedGateway:
    """Gives the next answer of each script; the last one is given again and again."""

    openings: list[Opened | Exception] = field(default_factory=list)
    answers: list[list[Report] | Exception] = field(default_factory=list)
    asked_to_open: list[str] = field(default_factory=list)
    asked_about: list[list[str]] = field(default_factory=list)
    pages: list[list[Report]] = field(default_factory=list)  # what comes before an answer
    asks_by_name: bool = False
    sweeps: int = 0
    meanwhile: Callable[[], None] = lambda: None

    async def open(self, order: Order) -> Opened:
        """Open an order, or refuse to."""
        self.asked_to_open.append(order.gateway_number)
        self.meanwhile()
        answer = self.openings.pop(0) if len(self.openings) > 1 else self.openings[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        """Tell about all orders, or about those that are asked for, or fail."""
        self.sweeps += 1
        self.asked_about.append([order.number for order in asked])
        self.meanwhile()
        while self.pages:
            yield Batch(self.pages.pop(0), frozenset())
        answer: list[Report] | Exception = []
        if self.answers:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        numbers = frozenset(order.number for order in asked)
        yield Batch(answer, numbers if self.asks_by_name else None)
