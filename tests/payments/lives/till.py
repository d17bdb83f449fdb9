"""The heart on its database, put together as the program does it, for one step after another."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot.payments.checkout import Checkout
from bot.payments.countdown import Countdown
from bot.payments.deciding import Deciding
from bot.payments.money import Asset
from bot.payments.opening import Opener
from bot.payments.receiving import Receiving
from bot.payments.renewing import Renewing
from bot.payments.rights import Asker
from bot.payments.settlement import Rules
from bot.payments.terms import Terms
from bot.payments.watching import Sweeper
from storage.migrations import migrate
from storage.muted import MutedTable
from storage.notices import NoticeTable
from storage.orders import OrderTable
from storage.sqlite import Database
from tests.clocks import SetClock
from tests.payments.lives.world import World
from tests.payments.meanwhile import without_webhooks
from tests.payments.people import MERCHANTS

ASSETS = tuple(Asset.of(text) for text in ("USDT@tron", "USDT@ethereum", "USDC@ethereum"))
TERMS = Terms(ASSETS, "1", "100000")
LATE_WINDOW = timedelta(hours=72)
LIMIT = 4


@dataclass
class Till:
    """One life of the program: nothing of it outlives it but its file."""

    database: Database
    orders: OrderTable
    notices: NoticeTable
    receiving: Receiving
    checkout: Checkout
    opener: Opener
    sweeper: Sweeper
    deciding: Deciding
    renewing: Renewing
    countdown: Countdown
    muted: MutedTable

    @property
    def decisions(self) -> dict[str, Callable[[str, Asker], Awaitable[object]]]:
        """What people decide about an order."""
        return {
            "cancel": self.deciding.cancel,
            "accept": self.deciding.accept,
            "leave_open": self.deciding.leave_open,
            "check": self.deciding.check,
            "claim": self.deciding.claim,
            "renew": self.renewing.renew,
            "switch to tron": lambda n, by: self.renewing.switch(n, ASSETS[0].network, by),
            "switch to ethereum": lambda n, by: self.renewing.switch(n, ASSETS[1].network, by),
        }


DECISIONS = (
    *("cancel", "accept", "leave_open", "check", "claim", "renew"),
    *("switch to tron", "switch to ethereum"),
)


async def start_till(
    path: Path, world: World, clock: SetClock, tolerance: str, numbers: "count[int]"
) -> Till:
    """Start the program on its file."""
    database = await Database.open(path)
    await migrate(database)
    orders = OrderTable(database, lambda: None)
    rules = Rules(tolerance, LATE_WINDOW)
    receiving = Receiving(orders, clock, rules, MERCHANTS)
    sweeper = Sweeper(
        orders,
        world,
        receiving,
        without_webhooks(clock),
        clock,
        interval=timedelta(seconds=5),
        late_window=LATE_WINDOW,
        spacing=timedelta,
    )
    checkout = Checkout(
        orders,
        clock,
        number=lambda: f"{next(numbers):010}",
        limit=LIMIT,
        opener=lambda: None,
    )
    return Till(
        database=database,
        orders=orders,
        notices=NoticeTable(database, lambda: None),
        receiving=receiving,
        checkout=checkout,
        opener=Opener(
            orders,
            world,
            clock,
            lifetime=timedelta(minutes=30),
            late_window=LATE_WINDOW,
            jitter=lambda: 0.5,
            bell=asyncio.Event(),
        ),
        sweeper=sweeper,
        deciding=Deciding(
            orders,
            clock,
            look=sweeper.look,
            late_window=LATE_WINDOW,
            merchant_ids=MERCHANTS,
        ),
        renewing=Renewing(orders, clock, checkout, TERMS, sweeper.look),
        countdown=Countdown(orders, clock),
        muted=MutedTable(database),
    )
