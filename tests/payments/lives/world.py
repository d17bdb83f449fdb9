"""The world outside the till: a gateway that holds the truth about money, and people."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum, auto

from bot.errors import (
    GatewayBusy,
    GatewayMisconfigured,
    GatewayRefused,
    GatewayUnavailable,
    NumberTaken,
)
from bot.payments.order import Order
from bot.payments.ports import Batch, Opened
from bot.payments.settlement import Report, Word
from tests.clocks import SetClock
from tests.payments.lives.orderly import Turns

MILLION = 10**6
MOST = 2**63 - 1


def millionths(counted: Decimal) -> int:
    """What can be counted of an amount that somebody names."""
    whole = (counted * MILLION).to_integral_value(ROUND_DOWN)
    return min(int(whole), MOST)


class Mood(StrEnum):
    """How the gateway takes a request."""

    WELL = auto()
    SILENT = auto()  # it hears nothing, and nothing comes back
    LOST = auto()  # it does as it was told, but the answer is lost
    BUSY = auto()
    TIRED = auto()  # of the orders that it is asked about one by one it tells of one only
    TAKEN = auto()  # it says that it knows the number
    REFUSES = auto()
    LOCKED = auto()  # it does not accept our keys
    MUDDLED = auto()  # it answers with its name for another order


@dataclass
class Deal:
    """An order as the gateway keeps it; money is counted in millionths."""

    number: str
    name: str
    owner: str
    amount: int
    token: str
    network: str
    says_amounts: bool
    speaks_own_name: bool
    coming: int = 0
    arrived: int = 0
    closed: bool = False

    @property
    def spoken(self) -> str:
        """How its reports name it."""
        return self.name if self.speaks_own_name else self.number

    def settle(self) -> None:
        """Let what is coming be final."""
        self.arrived, self.coming = self.arrived + self.coming, 0

    def pay_all(self) -> None:
        """Let all that is missing come at once."""
        self.coming += max(self.amount - self.arrived - self.coming, 0)
        self.settle()

    def report(self) -> Report:
        """What the gateway says about it now."""
        if not self.arrived:
            nothing = Word.CLOSED if self.closed else Word.WAITING
            word = Word.CONFIRMING if self.coming else nothing
            return Report(self.spoken, word, None, "None")
        amount = Decimal(self.arrived) / MILLION if self.says_amounts else None
        return Report(
            self.spoken, Word.COMPLETED, amount, str(amount), self.token, self.network, "0xabc"
        )


@dataclass(frozen=True)
class Ask:
    """One time that the gateway was asked about orders, and what it said, if it did.

    Attributes:
        about: the till's numbers of the orders; `None` for all.
    """

    at: datetime
    seconds: float
    said: dict[str, Report] | None
    about: frozenset[str] | None = None

    def tells_of(self, number: str) -> bool:
        """Whether it was answered, and was about this order too."""
        return self.said is not None and (self.about is None or number in self.about)


@dataclass
class World:
    """The gateway.

    Attributes:
        deals: its orders, by the number that the till gave.
        owners: which order of the till each number was given for.
        said: the amounts it has ever named for the right token and network, by name.
        given_up: the names of orders that it has ever called closed.
        asks: the times it was asked since the last step began.
        asked: the times it was asked since the till was started.
    """

    clock: SetClock
    turns: Turns
    mood: Mood = Mood.WELL
    asks_by_name: bool = False
    lag: int = 0
    lifetime: int | None = None
    says_amounts: bool = True
    speaks_own_names: bool = False
    deals: dict[str, Deal] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    said: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    given_up: set[str] = field(default_factory=set)
    asks: list[Ask] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)

    async def open(self, order: Order) -> Opened:
        """Open an order, or not, as the mood is."""
        await self.turns.wait()
        number = order.gateway_number
        # Two orders under one number would be paid with each other's money.
        assert self.owners.setdefault(number, order.number) == order.number
        self._maybe_refuse()
        if number in self.deals or self.mood is Mood.TAKEN:
            raise NumberTaken(f"{number} is known")
        started_at = self.clock.now()
        deal = self._make(number, order)
        await self._take_time()
        if self.mood is Mood.LOST:
            raise GatewayUnavailable("no answer")
        others = [each.owner for each in self.deals.values() if each.owner != order.number]
        name = others[-1] if self.mood is Mood.MUDDLED and others else deal.name
        deadline = None
        if self.lifetime is not None:
            deadline = started_at + timedelta(seconds=self.lifetime)
        return Opened(f"https://till.example/{deal.name}", None, name, deadline)

    def deals_of(self, owner: str) -> list[Deal]:
        """What the gateway keeps for one order of the till; more than one if answers were lost."""
        return [deal for deal in self.deals.values() if deal.owner == owner]

    def _maybe_refuse(self) -> None:
        match self.mood:
            case Mood.SILENT:
                raise GatewayUnavailable("no answer")
            case Mood.BUSY:
                raise self._busy()
            case Mood.REFUSES:
                raise GatewayRefused("not this one")
            case Mood.LOCKED:
                raise GatewayMisconfigured("not with these keys")
            case _:
                pass

    def _make(self, number: str, order: Order) -> Deal:
        deal = self.deals[number] = Deal(
            number=number,
            name=f"g{len(self.deals)}",
            owner=order.number,
            amount=order.amount.millionths,
            token=order.amount.token,
            network=order.network.key,
            says_amounts=self.says_amounts,
            speaks_own_name=self.speaks_own_names,
        )
        return deal

    async def _take_time(self) -> None:
        await self.turns.wait()
        self.clock.forward(seconds=self.lag)

    async def reports(self, asked: Sequence[Order]) -> AsyncIterator[Batch]:
        """Tell about all orders, or about one after another of those that are named."""
        if not self.asks_by_name:
            yield Batch(await self._answer(list(self.deals.values()), None))
            return
        for count, order in enumerate(asked):
            self.mood = Mood.BUSY if count and self.mood is Mood.TIRED else self.mood
            deals = [each for each in self.deals.values() if each.number in order.gateway_numbers]
            about = frozenset({order.number})
            yield Batch(await self._answer(deals, about), about)

    async def _answer(self, deals: Sequence[Deal], about: frozenset[str] | None) -> list[Report]:
        """What is said to one request; what happens while the answer travels is not in it."""
        at, seconds = self.clock.now(), self.clock.monotonic()
        answers = self.mood not in {Mood.SILENT, Mood.LOST, Mood.BUSY}
        reports = [self.tell(deal) for deal in deals]
        ask = Ask(at, seconds, {each.name: each for each in reports} if answers else None, about)
        self.asks.append(ask)
        self.asked.append(ask)
        await self._take_time()
        if not answers:
            raise self._busy() if self.mood is Mood.BUSY else GatewayUnavailable("no answer")
        return reports

    def _busy(self) -> GatewayBusy:
        return GatewayBusy("too many", self.clock.now() + timedelta(seconds=30))

    def tell(self, deal: Deal) -> Report:
        """What the gateway says about an order, remembered."""
        report = deal.report()
        self.note(report, deal.token, deal.network)
        return report

    def note(self, report: Report, token: str, network: str) -> None:
        """Remember an amount that was named, if it is one, in the order's own money."""
        if report.word is Word.CLOSED:
            self.given_up.add(report.name)
        own = report.token in {None, token} and report.network in {None, network}
        if own and report.received is not None and report.received.is_finite():
            self.said[report.name].add(millionths(report.received))

    @property
    def is_ready(self) -> bool:
        """Whether the till has no reason not to ask at once."""
        if any(ask.said is None for ask in self.asked):
            return False
        return not self.asked or self.clock.monotonic() - self.asked[-1].seconds >= 2
