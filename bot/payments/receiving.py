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
TWO_ORDERS = "names order {} too, and is not counted for it; please look at its console"
MOST_MENTIONED = 10_000
# Outcomes by which a payment has ended, for which the gateway owes a webhook. Nothing promises one
# for money that is only seen, or that comes on top of a payment that has ended.
ENDS_OF_PAYMENT = frozenset(
    {Outcome.PAID, Outcome.EXCESS, Outcome.LATE, Outcome.TOLERATED, Outcome.SHORT}
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report that was recorded.

    Attributes:
        name: the name it used.
        number: the order's number, empty if it is not ours.
        outcome: what it meant.
    """

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
        self._mentioned: set[tuple[str, str]] = set()

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

    async def record_once(self, reports: Sequence[Report]) -> Recorded:
        """Record what was said of one order under each of its names, at least one.

        The first name that is ours counts, and the others are not recorded.
        """
        known = await self._orders.named_among({report.name for report in reports})
        ours = [report for report in reports if report.name in known]
        if not ours:
            self._mention(reports[0], Outcome.UNKNOWN_ORDER)
            return Recorded(reports[0].name, "", Outcome.UNKNOWN_ORDER)
        first, number = ours[0], known[ours[0].name].number
        for other in {known[report.name].number for report in ours} - {number}:
            self._log_once(first, logging.ERROR, TWO_ORDERS.format(other))
        return Recorded(first.name, number, await self.record(first))

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
        if outcome in ODD:
            self._log_once(report, *ODD[outcome])

    def _log_once(self, report: Report, level: int, sentence: str) -> None:
        """Log what is odd about a report once, however often it is repeated."""
        key = (report.name, sentence)
        if key in self._mentioned or len(self._mentioned) >= MOST_MENTIONED:
            return
        self._mentioned.add(key)
        log.log(
            level, "the gateway's report about %s %s: %s", report.name, sentence, report.evidence
        )
