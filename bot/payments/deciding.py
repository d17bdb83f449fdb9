"""What people decide about an order that exists."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.payments.allowance import Allowance, TooOften
from bot.payments.notice import Draft, Kind, caused_by
from bot.payments.order import MOVES, Order, Settlement, State, moved
from bot.payments.ports import Entry, Orders, Step
from bot.payments.rights import Asker, Role, role_in
from bot.payments.succession import call_off_successors

log = logging.getLogger(__name__)

# Who presses again and again says nothing new.
CLAIM_PAUSE = timedelta(minutes=10)
_MAY_BE_PAID = frozenset({State.OPEN, State.CONFIRMING, State.SHORT})


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


@dataclass(frozen=True, slots=True)
class Looked:
    """The order after the gateway was asked about it, and whether the gateway answered.

    Attributes:
        refused: why it was not asked, if that is so.
    """

    order: Order
    answered: bool
    refused: TooOften | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision makes of an order, in a word, and who must hear of it."""

    after: Order
    cause: str
    drafts: tuple[Draft, ...] = ()


# What a decision makes of an order as it stands; `None` if it cannot be made any more.
_Rule = Callable[[Order, datetime], _Change | None]


class Deciding:
    """Cancels, accepts and looks again, for those who may.

    Somebody else's order is as if it did not exist: each method then gives `None`.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        look: asks the gateway, about one order at least, and tells whether it answered.
        late_window: how long an order is watched after it has ended.
        merchant_ids: who must hear of money.
        allowance: bounds what one person asks for; without it nobody is bound.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        orders: Orders,
        clock: Clock,
        *,
        look: Callable[[Order], Awaitable[bool]],
        late_window: timedelta,
        merchant_ids: Collection[int],
        allowance: Allowance | None = None,
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._look = look
        self._late_window = late_window
        self._merchant_ids = merchant_ids
        self._allowance = allowance

    async def see(self, number: str | None, asker: Asker) -> Sight | None:
        """The order of this number, if `asker` may see it."""
        order = await self._orders.find(number) if number else None
        role = await role_in(order, asker) if order else None
        return Sight(order, role) if order and role else None

    async def history(self, order: Order) -> list[Entry]:
        """All that happened to an order that somebody may see."""
        return await self._orders.history(order.number)

    async def show_card(self, sight: Sight, asker: Asker) -> bool:
        """Send the payer the card that could not be sent before the chat was opened.

        Tells whether it is on its way now.
        """
        order = sight.order
        if sight.role is not Role.PAYER or order.place.chat_id != asker.chat_id:
            return False
        return await self._orders.show_card(order, self._clock.now())

    async def cancel(self, number: str | None, asker: Asker) -> Decision | None:
        """Call an order off, unless money has come; the gateway is asked once more for that.

        It is not asked for somebody who asks too often: money that was sent is found all the same.
        """
        sight = await self.see(number, asker)
        if sight is None:
            return None
        if sight.order.state is State.OPEN:
            await self._look_at(sight.order, asker)
        return await self._decide(sight.order, asker, partial(self._cancelled, sight.role))

    def _cancelled(self, role: Role, order: Order, now: datetime) -> _Change | None:
        if State.CANCELLED not in MOVES[order.state]:
            return None
        until = order.watched_from(now, self._late_window)
        after = moved(order, State.CANCELLED, watched_until=until)
        drafts = caused_by(order, after)
        if role is not Role.PAYER:
            drafts = (Draft(Kind.CANCELLED, order.place.chat_id), *drafts)
        return _Change(after, f"cancelled by the {role}", drafts)

    async def accept(self, number: str | None, asker: Asker) -> Decision | None:
        """Let an order count as paid although something is missing; merchants only."""
        order = await self._of_merchant(number, asker)
        if order is None:
            return None
        rule = partial(self._accepted, asker.person_id)
        decision = await self._decide(order, asker, rule)
        if decision.done:
            now, window = self._clock.now(), self._late_window
            await call_off_successors(self._orders, decision.order, now, window)
        return decision

    def _accepted(self, merchant_id: int, order: Order, now: datetime) -> _Change | None:
        if order.state is not State.SHORT:
            return None
        after = moved(
            order,
            State.PAID,
            settled_at=now,
            settled_by=Settlement.ACCEPTANCE,
            watched_until=order.watched_from(now, self._late_window),
        )
        others = [each for each in self._merchant_ids if each != merchant_id]
        drafts = caused_by(order, after) + tuple(Draft(Kind.SALE, each) for each in others)
        return _Change(after, "accepted as paid", drafts)

    async def leave_open(self, number: str | None, asker: Asker) -> Decision | None:
        """Go on waiting for what is missing, for another whole late window; merchants only."""
        order = await self._of_merchant(number, asker)
        return await self._decide(order, asker, self._left_open) if order else None

    def _left_open(self, order: Order, now: datetime) -> _Change | None:
        if order.state is not State.SHORT:
            return None
        after = replace(order, watched_until=order.watched_from(now, self._late_window))
        return _Change(after, "left open")

    async def check(self, number: str | None, asker: Asker) -> Looked | None:
        """Look at once for an order that money may still come for."""
        sight = await self.see(number, asker)
        if sight is None:
            return None
        if sight.order.state not in _MAY_BE_PAID:
            return Looked(sight.order, answered=True)
        if sight.order.watched_until is None:
            return await self._look_on(sight, asker)  # its watch has ended, and begins anew
        return await self._look_at(sight.order, asker)

    async def claim(self, number: str | None, asker: Asker) -> Looked | None:
        """Look again at once for an order that is said to be paid, and go on looking."""
        sight = await self.see(number, asker)
        return await self._look_on(sight, asker) if sight else None

    async def _look_on(self, sight: Sight, asker: Asker) -> Looked:
        await self._decide(sight.order, asker, partial(self._claimed, sight.role))
        return await self._look_at(sight.order, asker)

    async def _look_at(self, order: Order, asker: Asker) -> Looked:
        """Ask the gateway, unless the one who wants it has asked too often."""
        if self._allowance and (refused := self._allowance.look(asker.person_id)) is not None:
            return Looked(await self._again(order), answered=False, refused=refused)
        answered = await self._look(order)
        return Looked(await self._again(order), answered)

    def _claimed(self, role: Role, order: Order, now: datetime) -> _Change | None:
        was_just_claimed = order.claimed_at and now - order.claimed_at < CLAIM_PAUSE
        if order.state in {State.NEW, State.PAID} or was_just_claimed:
            return None
        until = order.watched_from(now, self._late_window)
        after = replace(order, claimed_at=now, watched_until=until)
        return _Change(after, f"said to be paid by the {role}")

    async def _decide(self, order: Order, asker: Asker, rule: _Rule) -> Decision:
        """Change an order by a rule, as it stands at that moment and not as somebody saw it."""
        while True:
            order = await self._again(order)
            now = self._clock.now()
            change = rule(order, now)
            if change is None:
                return Decision(order, done=False)
            step = Step(now, change.cause, by=asker.person_id)
            if await self._orders.move(order, change.after, step, change.drafts):
                log.info("order %s: %s", order.number, change.cause)
                return Decision(change.after, done=True)

    async def _of_merchant(self, number: str | None, asker: Asker) -> Order | None:
        sight = await self.see(number, asker)
        return sight.order if sight and asker.is_merchant else None

    async def _again(self, order: Order) -> Order:
        return await self._orders.find(order.number) or order
