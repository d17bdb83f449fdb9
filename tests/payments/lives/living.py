"""A till that lives in a made-up world, and the ways in which something is done to it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, rule

from bot.payments.allowance import TooOften
from bot.payments.checkout import TooManyOpen
from bot.payments.money import Asset, Money
from bot.payments.notice import Kind
from bot.payments.order import Order, Place
from bot.payments.request import Request
from bot.payments.settlement import Outcome
from tests.clocks import SetClock
from tests.payments.lives.deeds import Deed, Saying, Someone, Wanted
from tests.payments.lives.ears import Ears, Step
from tests.payments.lives.orderly import Power
from tests.payments.lives.proof import Proof
from tests.payments.lives.rows import Row, Rows
from tests.payments.lives.till import Till, start_till
from tests.payments.lives.world import World
from tests.payments.people import an_asker

MOSTLY = 6  # of ten
Work = Callable[..., Coroutine[Any, Any, None]]


def is_awaited(row: Row) -> bool:
    """Whether money may well come; people pay to an old card too when they have a new one."""
    is_replaced = row["successor"] is not None and row["state"] != "paid"
    return is_replaced or row["state"] in {"open", "confirming", "short"}


@dataclass
class Diary:
    """What was done in all lives so far: one line for each step."""

    lines: list[str] = field(default_factory=list)


def step(make: Callable[..., Any] = rule, **drawn: Any) -> Callable[[Work], Callable[..., None]]:  # noqa: ANN401 - what hypothesis takes
    """Make a rule that is written down, and after which everything is looked at."""

    def made(work: Work) -> Callable[..., None]:
        @wraps(work)
        def run(self: "Living", **values: Any) -> None:  # noqa: ANN401 - what hypothesis has drawn
            self.live(work, values)

        run_as_rule: Callable[..., None] = make(**drawn)(run)
        return run_as_rule

    return made


class Living(RuleBasedStateMachine):
    """The till, the world around it, and the proof that looks at both."""

    till: Till
    proof: Proof
    tolerance: str

    def __init__(self, folder: Path, power: Power, diary: Diary) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        for old in folder.glob("till.db*"):
            old.unlink()
        self.path = folder / "till.db"
        self.power, self.turns, self.diary = power, power.turns, diary
        self.clock = SetClock()
        self.world = World(self.clock, self.turns)
        self.numbers = count(1)
        self.asked: list[tuple[Request, Someone, Place]] = []
        self.sent: set[int] = set()
        self.closed: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
        self.given_up: set[int] = set()

    @property
    def orders(self) -> Rows:
        return self.proof.orders

    @property
    def ears(self) -> Ears:
        return self.proof.ears

    def live(self, work: Work, values: dict[str, object]) -> None:
        """Take one step and look at what came of it."""
        self.world.asks.clear()
        self.step = Step()
        self.loop.run_until_complete(work(self, **values))
        self.look()
        states = " ".join(row["state"] for row in self.orders.values())
        self.diary.lines.append(f"{work.__name__} {values}: {self.ears.last} {states}")

    def watch(self) -> None:
        """Open the eyes that watch the file from now on."""
        self.proof = Proof(self.path, self.world, int(self.tolerance) * 10**6)

    def look(self) -> None:
        self.proof.look(self.step)

    def pick(self, pick: int) -> Row:
        """One of the orders, the newest first; mostly one that money is awaited for."""
        rows = list(self.orders.values())
        awaited = [row for row in rows if is_awaited(row)]
        if pick < MOSTLY and awaited:
            return awaited[-1 - pick % len(awaited)]
        return rows[-1 - pick % len(rows)]

    async def start(self) -> None:
        """Start the program on its file."""
        self.world.asked.clear()
        self.till = await start_till(
            self.path, self.world, self.clock, self.tolerance, self.numbers
        )

    def teardown(self) -> None:
        self.turns.lots = self.turns.left = None
        try:
            if hasattr(self, "proof"):
                self.loop.run_until_complete(self.end())
        finally:
            self.power.off()
            self.loop.close()

    async def end(self) -> None:
        """Tell what is still to be told; nothing may be left untold."""
        self.clock.forward(days=30)
        while await self.deliver("told"):
            pass
        fates = self.proof.fates()
        assert all(fates.values())
        assert self.sent | self.given_up == set(fates)
        self.proof.close()

    def draw_up(self, who: Someone, wanted: Wanted) -> int:
        """Write a message that asks for an order, and tell which one it is."""
        person, chat = who
        asset = Asset.of(wanted[1])
        request = Request(Money(wanted[0], asset.token), asset)
        thread = 3 if chat < 0 else None
        self.asked.append((request, (person, chat), Place(chat, thread, len(self.asked))))
        return len(self.asked) - 1

    async def ask_for(self, which: int) -> Order | TooManyOpen:
        """Have the till read a message, perhaps not for the first time."""
        request, (person, chat), place = self.asked[which % len(self.asked)]
        origin = f"{chat}:{place.message_id}"
        answer = await self.till.checkout.start(request, person, place, origin)
        assert not isinstance(answer, TooOften)  # nobody is bound here
        return answer

    async def open_all(self) -> None:
        for order in await self.till.orders.to_open(self.clock.now(), 16):
            await self.till.opener.open(order)

    async def twice(self, work: Callable[[], Awaitable[None]], lots: int) -> None:
        """Do the same two times at once, with everything else as if it were done once."""
        self.turns.lots = Random(lots)  # noqa: S311 - these lots guard no secret
        await asyncio.gather(work(), work())
        self.turns.lots = None

    async def deliver(self, fate: str) -> int:
        """Do as the courier does with whatever is due, and tell how much that was."""
        now = self.clock.now()
        notices = await self.till.notices.due(now, 24)
        assert len({(each.chat_id, each.is_gathered) for each in notices}) == len(notices)
        for notice in notices:
            row = (notice.chat_id, notice.is_gathered)
            # Each chat hears everything in order, payments in one of their own, and nothing
            # that it was told already.
            assert all(notice.number > closed for closed in self.closed[row])
            match fate:
                case "told":
                    card = notice.number if notice.kind is Kind.CARD else None
                    self.sent.add(notice.number)
                    await self.till.notices.told(notice, card, now)
                case "given up":
                    self.given_up.add(notice.number)
                    await self.till.notices.give_up(notice, "nobody there", now)
                case _:
                    await self.till.notices.postpone(notice, now + timedelta(minutes=1))
                    continue
            self.closed[row].append(notice.number)
        return len(notices)

    async def report(self, saying: Saying, order: Row) -> Outcome:
        """Have the gateway say something of an order, true or not."""
        names = sorted(name for name, n in self.proof.names.items() if n == order["number"])
        report = saying.about(order, names)
        self.world.note(report, order["token"], order["network"])
        return await self.till.receiving.record(report)

    async def do(self, deed: Deed, order: Row) -> None:
        """Do one of the many things that can be done."""
        match deed.what:
            case "report":
                await self.report(deed.saying, order)
            case "tick":
                await self.till.sweeper.tick()
            case "look":
                await self.till.sweeper.look()
            case "open":
                await self.open_all()
            case "deliver":
                await self.deliver("told")
            case "count_down":
                await self.till.countdown.tick()
            case "tell_delayed":
                await self.till.opener.tell_delayed()
            case decision:
                await self.till.decisions[decision](order["number"], an_asker(*deed.by))
