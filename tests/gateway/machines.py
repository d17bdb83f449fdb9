"""All that can happen to a budget, in any order."""

import asyncio
import math
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.errors import GatewayBusy
from bot.gateway.places import Place, Purpose
from bot.payments.notice import Kind
from tests.gateway.desk import LIMIT, a_desk
from tests.gateway.parts import NOON

Result = TypeVar("Result")

purposes = st.sampled_from([Purpose.OPENING, Purpose.OPENING, Purpose.OPENING, Purpose.SWEEP])
moments = st.floats(0, 70) | st.sampled_from([0.0, 0.001, 59.999, 60.0])


@dataclass(eq=False)
class Seen:
    """A request that the gateway saw at some moment from `begun` to `ended`, in true time."""

    place: Place
    begun: float
    ended: float = math.inf


class Minutes(RuleBasedStateMachine):
    """Requests that take any time, restarts at any moment, a wall clock that is set meanwhile.

    True time goes on through all restarts; the gateway may see a request at any moment from
    its beginning to its end, and one that never ended until the program has started again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.desk = a_desk()
        self.before = 0.0
        self.forward_left = 4.9
        self.seen: list[Seen] = []
        self.under_way: list[Seen] = []

    @property
    def now(self) -> float:
        return self.before + self.desk.clock.monotonic()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    @rule(purpose=purposes, count=st.integers(1, LIMIT))
    def take(self, purpose: Purpose, count: int) -> None:
        for _ in range(count):
            try:
                place = self.run(self.desk.budget.take(purpose))
            except GatewayBusy as busy:
                assert busy.until > self.desk.clock.now()  # noqa: PT017 - either end is right
                return
            self.seen.append(Seen(place, self.now))
            self.under_way.append(self.seen[-1])

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), count=st.integers(1, LIMIT))
    def end(self, data: st.DataObject, count: int) -> None:
        for _ in range(min(count, len(self.under_way))):
            request = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
            request.ended = self.now
            self.run(self.desk.budget.end(request.place))

    @rule(seconds=moments)
    def wait(self, seconds: float) -> None:
        self.desk.clock.forward(seconds=seconds)

    @rule(purpose=purposes)
    def wait_as_told(self, purpose: Purpose) -> None:
        try:
            place = self.run(self.desk.budget.take(purpose))
        except GatewayBusy as busy:
            wait = busy.until - self.desk.clock.now()
            self.desk.clock.forward(seconds=wait.total_seconds())
        else:
            self.seen.append(Seen(place, self.now))
            self.under_way.append(self.seen[-1])

    @rule(gap=moments, step=st.floats(-7200, 4.9) | st.floats(0, 4.9))
    def restart(self, gap: float, step: float) -> None:
        step = min(step, self.forward_left)
        self.forward_left -= max(step, 0)
        self.before = self.now + gap
        self.run(self.desk.restart(timedelta(seconds=gap), timedelta(seconds=step)))
        for request in self.under_way:
            request.ended = self.now
        self.under_way.clear()

    def teardown(self) -> None:
        self.loop.close()
        moments = [request.ended for request in self.seen if request.ended < math.inf]
        for moment in [*moments, self.now]:
            # The minute that begins with the last moment of one request holds the most.
            among = [r for r in self.seen if r.begun < moment + 60 - 1e-6 and r.ended >= moment]
            assert len(among) <= LIMIT


class Silences(RuleBasedStateMachine):
    """Requests side by side, each answered well, with 429, with 418 or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.desk = a_desk(limit=100_000)
        self.silent_until = NOON
        self.refusals = 0
        self.is_open = True
        self.under_way: list[tuple[Place, int]] = []

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    @rule()
    def take(self) -> None:
        now = self.desk.clock.now()
        try:
            place = self.run(self.desk.budget.take(Purpose.SWEEP))
        except GatewayBusy as busy:
            assert busy.until > now  # noqa: PT017 - either end is right
            assert now < self.silent_until or not self.is_open
            return
        assert now >= self.silent_until
        newer = [taken for _, taken in self.under_way if taken == self.refusals]
        assert self.is_open or not newer
        self.under_way.append((place, self.refusals))

    def finish(self, data: st.DataObject) -> tuple[Place, int]:
        place, taken = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        self.run(self.desk.budget.end(place))
        return place, taken

    def refused(self, wait: timedelta) -> None:
        self.refusals += 1
        self.is_open = False
        self.silent_until = max(self.silent_until, self.desk.clock.now() + wait)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def success(self, data: st.DataObject) -> None:
        place, taken = self.finish(data)
        self.run(self.desk.budget.welcome(place))
        self.is_open |= taken == self.refusals

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def no_answer(self, data: st.DataObject) -> None:
        self.finish(data)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), seconds=st.none() | st.integers(1, 90))
    def throttled(self, data: st.DataObject, seconds: int | None) -> None:
        self.finish(data)
        wait = None if seconds is None else timedelta(seconds=seconds)
        self.run(self.desk.budget.throttled(wait))
        self.refused(wait or timedelta(minutes=1))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def blocked(self, data: st.DataObject) -> None:
        place, taken = self.finish(data)
        strikes = self.desk.budget._strikes
        self.run(self.desk.budget.blocked(place))
        assert self.desk.budget._strikes - strikes in {0, 1}
        counts = not strikes or taken == self.refusals
        assert self.desk.budget._strikes - strikes == counts
        if counts:
            self.refused(min(timedelta(minutes=10) * 2 ** min(strikes, 9), timedelta(hours=6)))

    @rule(seconds=st.integers(0, 700))
    def wait(self, seconds: int) -> None:
        self.desk.clock.forward(seconds=seconds)

    @rule()
    def wait_for_the_end(self) -> None:
        pause = max(self.silent_until - self.desk.clock.now(), timedelta())
        self.desk.clock.forward(seconds=pause.total_seconds())

    @precondition(lambda self: not self.under_way)
    @rule()
    def restart(self) -> None:
        self.run(self.desk.restart())

    def teardown(self) -> None:
        self.loop.close()
        kinds = self.desk.announced.kinds
        assert kinds[::2] == [Kind.GATEWAY_BLOCKED] * len(kinds[::2])
        assert kinds[1::2] == [Kind.GATEWAY_RECOVERED] * len(kinds[1::2])
        assert len(kinds) % 2 == (self.desk.budget._strikes > 0)
