"""What people decide about an order that exists."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.notice import Draft, Kind, caused_by
from bot.payments.order import MOVES, Order, Settlement, State, moved
from bot.payments.ports import Entry, Orders, Step
from bot.payments.rights import Asker, Role, role_in

log = logging.getLogger(__name__)

# Who presses again and again says nothing new.
CLAIM_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sight:
    """An order, and the role in which somebody sees it."""

    order: Order
    role: Role


@dataclass(frozen=True, slots=True)
class Decision:
    """The order as it stands now, and whether the decision changed it."""

    order: Order
    done: bool


class Deciding:
    """Cancels, accepts and looks again, for those who may.

    Somebody else's order is as if it did not exist: each method then gives `None`.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        look: asks the gateway about all orders, and tells whether it answered.
        late_window: how long an order is watched after it has ended.
        merchant_ids: who must hear of money.
    """

    def __init__(
        self,
        orders: Orders,
        clock: Clock,
        *,
        look: Callable[[], Awaitable[bool]],
        late_window: timedelta,
        merchant_ids: Sequence[int],
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._look = look
        self._late_window = late_window
        self._merchant_ids = merchant_ids

    async def see(self, number: str | None, asker: Asker) -> Sight | None:
        """The order of this number, if `asker` may see it."""
        order = await self._orders.find(number) if number else None
        role = await role_in(order, asker) if order else None
        return Sight(order, role) if order and role else None

    async def history(self, order: Order) -> list[Entry]:
        """All that happened to an order that somebody may see."""
        return await self._orders.history(order.number)

    async def cancel(self, number: str | None, asker: Asker) -> Decision | None:
        """Call an order off, unless money has come; the gateway is asked once more for that."""
        sight = await self.see(number, asker)
        if sight is None:
            return None
        if sight.order.state is State.OPEN:
            await self._look()
        while State.CANCELLED in MOVES[(order := await self._again(sight.order)).state]:
            now = self._clock.now()
            after = moved(order, State.CANCELLED, watched_until=self._watched_longer(order, now))
            step = Step(now, f"cancelled by the {sight.role}", by=asker.person_id)
            drafts = caused_by(order, after)
            if sight.role is not Role.PAYER:
                drafts = (Draft(Kind.CANCELLED, order.place.chat_id), *drafts)
            if await self._orders.move(order, after, step, drafts):
                log.info("order %s: cancelled by the %s", order.number, sight.role)
                return Decision(after, done=True)
        return Decision(order, done=False)

    async def accept(self, number: str | None, asker: Asker) -> Decision | None:
        """Let an order count as paid although something is missing; merchants only."""
        order = await self._of_merchant(number, asker)
        if order is None:
            return None
        while order.state is State.SHORT:
            now = self._clock.now()
            after = moved(
                order,
                State.PAID,
                settled_at=now,
                settled_by=Settlement.ACCEPTANCE,
                watched_until=self._watched_longer(order, now),
            )
            step = Step(now, "accepted as paid", by=asker.person_id)
            others = [each for each in self._merchant_ids if each != asker.person_id]
            drafts = caused_by(order, after) + tuple(Draft(Kind.SALE, each) for each in others)
            if await self._orders.move(order, after, step, drafts):
                log.info("order %s: accepted as paid", order.number)
                return Decision(after, done=True)
            order = await self._again(order)
        return Decision(order, done=False)

    async def leave_open(self, number: str | None, asker: Asker) -> Decision | None:
        """Go on waiting for what is missing, for another whole late window; merchants only."""
        order = await self._of_merchant(number, asker)
        if order is None:
            return None
        while order.state is State.SHORT:
            now = self._clock.now()
            after = replace(order, watched_until=self._watched_longer(order, now))
            step = Step(now, "left open", by=asker.person_id)
            if await self._orders.move(order, after, step, ()):
                return Decision(after, done=True)
            order = await self._again(order)
        return Decision(order, done=False)

    async def claim(self, number: str | None, asker: Asker) -> Decision | None:
        """Look again at once for an order that is said to be paid, and go on looking.

        The decision is done if the gateway answered.
        """
        sight = await self.see(number, asker)
        if sight is None:
            return None
        order = sight.order
        while self._is_worth_noting(order):
            now = self._clock.now()
            after = replace(order, claimed_at=now, watched_until=self._watched_longer(order, now))
            step = Step(now, f"said to be paid by the {sight.role}", by=asker.person_id)
            if await self._orders.move(order, after, step, ()):
                break
            order = await self._again(order)
        answered = await self._look()
        return Decision(await self._again(order), done=answered)

    def _is_worth_noting(self, order: Order) -> bool:
        """Whether it may have been paid, and nobody has just said so."""
        if order.state in {State.NEW, State.PAID}:
            return False
        claimed_at = order.claimed_at
        return claimed_at is None or self._clock.now() - claimed_at >= CLAIM_PAUSE

    async def _of_merchant(self, number: str | None, asker: Asker) -> Order | None:
        sight = await self.see(number, asker)
        return sight.order if sight and asker.is_merchant else None

    async def _again(self, order: Order) -> Order:
        return await self._orders.find(order.number) or order

    def _watched_longer(self, order: Order, now: datetime) -> datetime:
        until = now + self._late_window
        return max(until, order.watched_until or until)
