"""What the gateway starts: the only door for money."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.payments.notice import caused_by, for_merchants
from bot.payments.order import Order, State
from bot.payments.ports import Orders, Step
from bot.payments.settlement import STRICT, Outcome, Report, Rules, Verdict, judge
from bot.payments.succession import call_off_successor, call_off_successors

log = logging.getLogger(__name__)

# What is worth a line in the log although it moves nothing: how loud, and what it says.
ODD: Mapping[Outcome, tuple[int, str]] = {
    Outcome.CONTRADICTORY: (logging.ERROR, "cannot be true; please look at its console"),
    Outcome.OTHER_MONEY: (
        logging.ERROR,
        "names another token or network than was asked for; please look at its console",
    ),
    Outcome.NOT_OPENED: (
        logging.ERROR,
        "is about an order that nobody has been shown; please look at its console",
    ),
    Outcome.OLDER: (logging.INFO, "says less than was known already, and is passed over"),
    Outcome.UNKNOWN_ORDER: (logging.INFO, "is about no order of this till, and is passed over"),
}
MOST_MENTIONED = 10_000
# Outcomes that mean that money has just come, or is on its way.
NEWS_OF_MONEY = frozenset(
    {
        *(Outcome.PAID, Outcome.EXCESS, Outcome.LATE, Outcome.TOLERATED, Outcome.SHORT),
        *(Outcome.MORE, Outcome.REST, Outcome.SEEN),
    }
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report that was recorded: the name it used, the order's number, and what it meant."""

    name: str
    number: str
    outcome: Outcome


class Receiving:
    """Records what the gateway reports, each report once.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        rules: what the merchant has decided beforehand.
        merchant_ids: who must hear of money.
    """

    def __init__(
        self,
        orders: Orders,
        clock: Clock,
        rules: Rules = STRICT,
        merchant_ids: Collection[int] = (),
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._rules = rules
        self._merchant_ids = merchant_ids
        self._mentioned: set[tuple[str, Outcome]] = set()

    async def record_all(self, reports: Sequence[Report]) -> list[Recorded]:
        """Record a whole listing; only what changes something costs a transaction.

        Gives those that need not be heard again until they say something else. Orders that are
        not watched any more are let be.
        """
        known = await self._orders.named_among({report.name for report in reports})
        heard = []
        for report in reports:
            order = known.get(report.name)
            if order is None:
                self._mention(report, Outcome.UNKNOWN_ORDER)
            elif order.watched_until is not None or order.state is State.NEW:
                outcome = await self._record_on(order, report)
                # What is said of an order that is not open yet will mean something once it is.
                if outcome is not Outcome.NOT_OPENED:
                    heard.append(Recorded(report.name, order.number, outcome))
        return heard

    async def _record_on(self, order: Order, report: Report) -> Outcome:
        verdict = judge(order, report, self._clock.now(), self._rules)
        if verdict.order is not order:
            return await self.record(report)
        return await self._after(order, verdict, report)

    async def record(self, report: Report) -> Outcome:
        """Judge one report and write what it changed, in one transaction.

        If somebody else moved the order in between, it is judged again as it then stands.
        """
        while True:
            order = await self._orders.named(report.name)
            if order is None:
                self._mention(report, Outcome.UNKNOWN_ORDER)
                return Outcome.UNKNOWN_ORDER
            verdict = judge(order, report, self._clock.now(), self._rules)
            if verdict.order is order or await self._keep(order, verdict, report):
                return await self._after(order, verdict, report)

    async def _keep(self, before: Order, verdict: Verdict, report: Report) -> bool:
        step = Step(self._clock.now(), verdict.outcome, report.evidence)
        drafts = caused_by(before, verdict.order) + for_merchants(
            verdict.outcome, self._merchant_ids
        )
        if not await self._orders.move(before, verdict.order, step, drafts):
            return False
        log.info("order %s: %s", before.number, verdict.outcome)
        return True

    async def _after(self, before: Order, verdict: Verdict, report: Report) -> Outcome:
        """What follows from a verdict, whether or not it changed anything just now."""
        order, now, window = verdict.order, self._clock.now(), self._rules.late_window
        if order.state is State.PAID and before.state is not State.PAID:
            await call_off_successors(self._orders, order, now, window)
        elif order.state is State.PAID:
            await call_off_successor(self._orders, order, now, window)
        self._mention(report, verdict.outcome)
        return verdict.outcome

    def _mention(self, report: Report, outcome: Outcome) -> None:
        """Log an odd report once, however often it is repeated."""
        key = (report.name, outcome)
        if outcome not in ODD or key in self._mentioned or len(self._mentioned) >= MOST_MENTIONED:
            return
        self._mentioned.add(key)
        level, sentence = ODD[outcome]
        log.log(
            level, "the gateway's report about %s %s: %s", report.name, sentence, report.evidence
        )
