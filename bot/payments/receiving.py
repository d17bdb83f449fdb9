"""What the gateway starts: the only door for money."""

import logging

from bot.clock import Clock
from bot.payments.notice import caused_by
from bot.payments.ports import Orders, Step
from bot.payments.settlement import Outcome, Report, judge

log = logging.getLogger(__name__)

ODD = frozenset({Outcome.CONTRADICTORY, Outcome.NOT_OPENED})


class Receiving:
    """Records what the gateway reports, each report once."""

    def __init__(self, orders: Orders, clock: Clock) -> None:
        self._orders = orders
        self._clock = clock
        self._mentioned: set[tuple[str, Outcome]] = set()

    async def record(self, report: Report) -> Outcome:
        """Judge one report and write what it moved, in one transaction.

        If somebody else moved the order in between, it is judged again as it then stands.
        """
        while True:
            order = await self._orders.named(report.name)
            if order is None:
                return Outcome.UNKNOWN_ORDER
            now = self._clock.now()
            verdict = judge(order, report, now)
            if verdict.order is order:
                self._mention(report, verdict.outcome)
                return verdict.outcome
            step = Step(now, verdict.outcome, report.evidence)
            kinds = caused_by(order, verdict.order)
            if await self._orders.move(order, verdict.order, step, kinds):
                log.info("order %s: %s", order.number, verdict.outcome)
                return verdict.outcome

    def _mention(self, report: Report, outcome: Outcome) -> None:
        """Log an odd report once, however often it is repeated."""
        if outcome in ODD and (report.name, outcome) not in self._mentioned:
            self._mentioned.add((report.name, outcome))
            log.error(
                "the gateway's report about %s is %s, please look at its console: %s",
                report.name,
                outcome,
                report.evidence,
            )
