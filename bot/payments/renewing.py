"""What a payer starts in the place of an order: the same again, or on another network."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.payments.allowance import TooOften
from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.money import Network
from bot.payments.notice import Draft, Kind
from bot.payments.order import ENDED, Order, State, moved
from bot.payments.ports import Orders, Step
from bot.payments.refusals import Refusal
from bot.payments.request import Request, read_request
from bot.payments.rights import Asker, Role, role_in
from bot.payments.terms import Terms

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The order that stands in the place of another one, and whether it was made just now."""

    order: Order
    is_new: bool


@dataclass(frozen=True, slots=True)
class NotNow:
    """The gateway does not answer, so the order stays as it is."""

    order: Order


class Renewing:
    """Makes orders in the place of others; each order has one successor at most.

    Somebody else's order is as if it did not exist: each method then gives `None`.

    Args:
        orders: where orders are kept.
        clock: what the time is.
        checkout: draws up new orders.
        terms: what this till takes.
        look: asks the gateway, about one order at least, and tells whether it answered.
    """

    def __init__(
        self,
        orders: Orders,
        clock: Clock,
        checkout: Checkout,
        terms: Terms,
        look: Callable[[Order], Awaitable[bool]],
    ) -> None:
        self._orders = orders
        self._clock = clock
        self._checkout = checkout
        self._terms = terms
        self._look = look

    async def renew(
        self, number: str | None, asker: Asker
    ) -> Renewal | TooManyOpen | TooOften | Refusal | None:
        """Order the same again, if the order has ended; else give the one that stands."""
        order = await self._own(number, asker)
        if order is None:
            return None
        async with self._checkout.turn:
            return await self._renew(order, asker)

    async def _renew(
        self, order: Order, asker: Asker
    ) -> Renewal | TooManyOpen | TooOften | Refusal:
        while (order := await self._last(order)).state in ENDED:
            request = self._request(order, order.network)
            if isinstance(request, Refusal):
                return request
            if (full := await self._checkout.is_full(order.payer_id)) is not None:
                return full
            if (refused := self._checkout.refusal(asker.person_id)) is not None:
                return refused
            new = self._draw_up(order, request)
            if await self._put(order, replace(order, successor=new.number), "renewed", new, asker):
                return Renewal(new, is_new=True)
        return Renewal(order, is_new=False)

    async def switch(
        self, number: str | None, network: Network, asker: Asker
    ) -> Renewal | Refusal | NotNow | TooOften | None:
        """Replace an order that nothing has been paid for by one on another network.

        The old order stays watched. The gateway is asked once more before; while it does not
        answer, nobody is to lose a good order for one that cannot be opened.
        """
        order = await self._own(number, asker)
        if order is None:
            return None
        last = await self._last(order)
        if last.state is State.OPEN and (hindrance := await self._look_before(last, asker)):
            return hindrance
        while (order := await self._last(order)).state is State.OPEN:
            request = self._request(order, network)
            if isinstance(request, Refusal):
                return request
            if network == order.network:
                break
            if (refused := self._checkout.refusal(asker.person_id)) is not None:
                return refused
            new = self._draw_up(order, request)
            after = moved(order, State.CANCELLED, successor=new.number)
            if await self._put(order, after, "replaced", new, asker):
                return Renewal(new, is_new=True)
        return Renewal(order, is_new=False)

    async def _look_before(self, order: Order, asker: Asker) -> NotNow | TooOften | None:
        """Ask the gateway once more; tell what keeps the order as it is, if anything does."""
        allowance = self._checkout.allowance
        if allowance and (refused := allowance.look(asker.person_id)) is not None:
            return refused
        return None if await self._look(order) else NotNow(order)

    async def _own(self, number: str | None, asker: Asker) -> Order | None:
        order = await self._orders.find(number) if number else None
        if order is None or await role_in(order, asker) is not Role.PAYER:
            return None
        return order

    async def _last(self, order: Order) -> Order:
        """The order that stands at the end of the row of successors, as it is now.

        One that was paid all the same ends the row.
        """
        order = await self._orders.find(order.number) or order
        while order.state in ENDED and order.successor is not None:
            successor = await self._orders.find(order.successor)
            if successor is None:
                break
            order = successor
        return order

    def _request(self, order: Order, network: Network) -> Request | Refusal:
        """The amount on a network, under the terms of today."""
        return read_request(f"{order.amount} {network.key}", self._terms)

    def _draw_up(self, order: Order, request: Request) -> Order:
        origin = f"after:{order.number}"
        return self._checkout.draw_up(
            request, order.payer_id, order.place, origin, invoice=order.invoice
        )

    async def _put(
        self, before: Order, after: Order, cause: str, new: Order, asker: Asker
    ) -> bool:
        step = Step(self._clock.now(), cause, new.number, by=asker.person_id)
        # The card names its successor, whether or not the state has changed.
        card = Draft(Kind.CARD_CHANGED, before.place.chat_id)
        if not await self._orders.move(before, after, step, [card], successor=new):
            return False
        log.info("order %s: %s by %s", before.number, cause, new.number)
        self._checkout.opener()
        return True
