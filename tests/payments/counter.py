"""A counter where orders are made in the place of others."""

from dataclasses import dataclass, field, replace
from itertools import count

from bot.payments.checkout import Checkout
from bot.payments.money import NETWORKS, Asset
from bot.payments.order import Order, State
from bot.payments.ports import Step
from bot.payments.renewing import Renewing
from bot.payments.terms import Terms
from storage.orders import OrderTable
from tests.clocks import SetClock
from tests.orders import NUMBER, Books, an_order, opened
from tests.payments.meanwhile import Look
from tests.payments.people import PAYER, an_asker

TRON, ETHEREUM, ARBITRUM = (NETWORKS[key] for key in ("tron", "ethereum", "arbitrum"))
TERMS = Terms((Asset("USDT", TRON), Asset("USDT", ETHEREUM)), "1", "1000")
FIRST, SECOND = "NEW0000001", "NEW0000002"
OPEN = opened(an_order())
EXPIRED = opened(an_order(), state=State.EXPIRED)
ASKER = an_asker(PAYER)


@dataclass
class Counter:
    """Where one payer has two open orders at most; knows how often the opener was rung."""

    books: Books
    clock: SetClock
    look: Look
    rung: list[bool] = field(default_factory=list)

    def renewing(self, orders: OrderTable | None = None, terms: Terms = TERMS) -> Renewing:
        """What makes orders in the place of others, over these tables and under these terms."""
        numbers = count(1)
        checkout = Checkout(
            self.books.orders,
            self.clock,
            number=lambda: f"NEW{next(numbers):07}",
            limit=2,
            opener=lambda: self.rung.append(True),
        )
        return Renewing(orders or self.books.orders, self.clock, checkout, terms, self.look)

    async def end(self, number: str = NUMBER) -> None:
        """Let an order end."""
        before = await self.books.found(number)
        step = Step(self.clock.now(), "ended")
        assert await self.books.orders.move(before, replace(before, state=State.FAILED), step, ())


def pays(order: Order) -> Order:
    """The order after its money has come."""
    return replace(order, state=State.PAID)


def stays(order: Order) -> Order:
    """The order after something was noted about it."""
    return replace(order, tx_hash="ab")
