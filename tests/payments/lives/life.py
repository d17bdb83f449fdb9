"""All that can happen to orders, in any order: people, money, faults, time and restarts."""

import asyncio
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from bot.payments.checkout import TooManyOpen
from bot.payments.order import Order
from bot.payments.settlement import Outcome, Report, Word
from tests.payments.lives import deeds
from tests.payments.lives.aftermath import check_decision, check_opening, check_report, live_of
from tests.payments.lives.deeds import Deed, Saying, Someone, Wanted, may
from tests.payments.lives.living import step
from tests.payments.lives.rows import ENDED, Row, ms
from tests.payments.lives.till import LIMIT
from tests.payments.lives.upkeep import Upkeep
from tests.payments.lives.world import Deal, Mood
from tests.payments.people import MERCHANTS, an_asker

HALF_AN_HOUR = 1800
HOW_MUCH = st.sampled_from(["the rest"] * 3 + ["half", "nearly", "a millionth less", "twice"])
HOW_TOLD = st.sampled_from(["by a call", "when asked", "not yet"])
LIVES = st.sampled_from([None, None, 60, HALF_AN_HOUR, 86_400])


class Life(Upkeep):
    """Real rules on a real database; only the world outside is made up.

    What is drawn never depends on threads or real time, so a seed always tells the same story.
    """

    @step(
        initialize,
        tolerance=st.sampled_from(["0", "1"]),
        first=st.lists(st.tuples(deeds.pays, deeds.requests), min_size=1, max_size=4),
        opened=st.sampled_from([True, True, False]),
        by_name=st.booleans(),
    )
    async def begin(
        self, *, tolerance: str, first: list[tuple[Someone, Wanted]], opened: bool, by_name: bool
    ) -> None:
        self.tolerance, self.world.asks_by_name = tolerance, by_name
        await self.start()
        self.watch()
        for who, wanted in first:
            await self.ask_for(self.draw_up(who, wanted))
        if opened:
            await self.open_all()
            await self.deliver("told")

    @step()
    async def a_sale_goes_well(self) -> None:
        await self.open_all()
        await self.deliver("told")
        if deals := list(self.world.deals.values()):
            deals[-1].pay_all()
            await self.till.receiving.record(self.world.tell(deals[-1]))

    @step(lots=st.integers(0, 9))
    async def money_comes_before_the_card(self, lots: int) -> None:
        """The answer to an opening is lost, and what nobody has been shown is paid."""
        self.world.mood = Mood.LOST
        await self.open_all()
        self.world.mood = Mood.WELL
        if deals := list(self.world.deals.values()):
            deals[-1 - lots % len(deals)].pay_all()
        await self.till.sweeper.look()
        for _ in range(2):
            self.clock.forward(seconds=61)
            await self.open_all()
        self.look()
        await self.till.sweeper.look()

    @step(who=deeds.pays, wanted=deeds.requests, again=st.sampled_from([None, None, 0, 1, 2]))
    async def ask(self, who: Someone, wanted: Wanted, again: int | None) -> None:
        which = self.draw_up(who, wanted) if again is None else again % len(self.asked)
        _, (person, chat), place = self.asked[which]
        origin = f"{chat}:{place.message_id}"
        existing = [number for number, row in self.orders.items() if row["origin"] == origin]
        has_room = len(live_of(person, self.orders)) < LIMIT
        answer = await self.ask_for(which)
        if existing:
            assert isinstance(answer, Order)
            assert [answer.number] == existing
            assert not self.proof.has_changed()
        else:
            assert isinstance(answer, Order if has_room else TooManyOpen)

    @step(
        mood=deeds.moods_of_opening,
        lag=deeds.lags,
        life=LIVES,
        says_amounts=st.sampled_from([True, True, False]),
        own_names=st.booleans(),
    )
    async def open_due(
        self, *, mood: Mood, lag: int, life: int | None, says_amounts: bool, own_names: bool
    ) -> None:
        world = self.world
        world.mood, world.lag, world.lifetime = mood, lag, life
        world.says_amounts, world.speaks_own_names = says_amounts, own_names
        for order in await self.till.orders.to_open(self.clock.now(), 16):
            started_at, is_known = self.clock.now(), order.gateway_number in world.deals
            await self.till.opener.open(order)
            after = await self.till.orders.find(order.number)
            check_opening(world, order, after, started_at, is_known=is_known)
        world.mood, world.lag = Mood.WELL, 0

    @step(pick=deeds.picks, how_much=HOW_MUCH, final=st.booleans(), told=HOW_TOLD)
    async def money_comes(self, *, pick: int, how_much: str, final: bool, told: str) -> None:
        if not (deals := self.world.deals_of(self.pick(pick)["number"])):
            return
        deal: Deal = deals[-1]
        rest = deal.amount - deal.arrived - deal.coming
        wanted = rest if rest > 0 else deal.amount
        deal.coming += {
            "the rest": wanted,
            "half": wanted // 2,
            "nearly": max(wanted - 500_000, 1),
            "a millionth less": max(wanted - 1, 1),
            "twice": 2 * wanted,
        }[how_much]
        if final:
            deal.settle()
        if told == "by a call":
            await self.till.receiving.record(self.world.tell(deal))
        elif told == "when asked":
            await self.till.sweeper.look()

    @step(pick=deeds.picks, which=st.sampled_from(["all", "last", "others"]), told=HOW_TOLD)
    async def gateway_gives_up(self, pick: int, which: str, told: str) -> None:
        """It closes an order by itself, or numbers of it that nobody was shown."""
        deals = self.world.deals_of(self.pick(pick)["number"])
        chosen = {"all": deals, "last": deals[-1:], "others": deals[:-1]}[which]
        for deal in chosen:
            deal.closed = True
            if told == "by a call":
                await self.till.receiving.record(self.world.tell(deal))
        if chosen and told == "when asked":
            await self.till.sweeper.look()

    @step(pick=deeds.picks)
    async def money_is_final(self, pick: int) -> None:
        for deal in self.world.deals_of(self.pick(pick)["number"]):
            deal.settle()

    @step(by_time=st.booleans(), mood=deeds.moods, lag=deeds.lags)
    async def sweep(self, *, by_time: bool, mood: Mood, lag: int) -> None:
        now, must_ask = ms(self.clock.now()), self.world.is_ready
        self.world.mood, self.world.lag = mood, lag
        rows = [row for row in self.orders.values() if row["state"] == "open"]
        if by_time:
            await self.till.sweeper.tick()
        else:
            answered = await self.till.sweeper.look()
            assert answered == (
                self.world.asks[-1].said is not None if self.world.asks else answered
            )
        if by_time or self.world.asks_by_name:
            must_ask &= any(row["deadline"] <= now for row in rows)
        assert self.world.asks or not must_ask
        self.world.mood, self.world.lag = Mood.WELL, 0

    @step(
        pick=deeds.picks,
        sayings=st.lists(deeds.sayings, min_size=1, max_size=4),
        twice=st.booleans(),
    )
    async def reports_come(self, *, pick: int, sayings: list[Saying], twice: bool) -> None:
        before = self.pick(pick)
        for saying in [*sayings, *(sayings[-1:] if twice else [])]:
            outcome = await self.report(saying, before)
            self.look()
            after = self.orders[before["number"]]
            check_report(saying, outcome, before, after)
            before = after

    @step(word=st.sampled_from(Word), name=st.sampled_from(["g999", "0000000000", ""]))
    async def report_of_nobody(self, word: Word, name: str) -> None:
        outcome = await self.till.receiving.record(Report(name, word, None, "None"))
        assert outcome is Outcome.UNKNOWN_ORDER
        assert not self.proof.has_changed()

    async def decide_as(self, what: str, by: Someone, row: Row) -> None:
        must_ask = self.world.is_ready and row["state"] in deeds.ASKED_IN.get(what, set())
        answer = await self.till.decisions[what](row["number"], an_asker(*by))
        if not may(what, row, *by):
            assert answer is None
            assert not self.proof.has_changed()
            assert not self.world.asks
            return
        assert self.world.asks or not must_ask
        before = self.orders
        self.look()
        check_decision(what, answer, row["number"], (before, self.orders), self.world)

    @step(what=deeds.decisions, by=deeds.asks, pick=deeds.picks, mood=deeds.moods, lag=deeds.lags)
    async def decide(self, what: str, by: Someone, pick: int, mood: Mood, lag: int) -> None:
        self.world.mood, self.world.lag = mood, lag
        await self.decide_as(what, by, self.pick(pick))
        self.world.mood, self.world.lag = Mood.WELL, 0

    @step(what=deeds.decisions, pick=deeds.picks)
    async def payer_decides(self, what: str, pick: int) -> None:
        row = self.pick(pick)
        await self.decide_as(what, (row["payer_id"], row["chat_id"]), row)

    @step(pick=deeds.picks)
    async def payer_wants_another(self, pick: int) -> None:
        rows = [row for row in self.orders.values() if row["state"] in {"open", *ENDED}]
        if rows := [row for row in rows if row["successor"] is None]:
            row = rows[-1 - pick % len(rows)]
            other = "ethereum" if row["network"] == "tron" else "tron"
            what = f"switch to {other}" if row["state"] == "open" else "renew"
            await self.decide_as(what, (row["payer_id"], row["chat_id"]), row)

    @step(what=st.sampled_from(["accept", "accept", "leave_open", "cancel"]), pick=deeds.picks)
    async def merchant_decides(self, what: str, pick: int) -> None:
        await self.decide_as(what, (MERCHANTS[1], MERCHANTS[1]), self.pick(pick))

    @step(what=deeds.decisions, by=deeds.strangers, pick=deeds.picks)
    async def stranger_tries(self, what: str, by: Someone, pick: int) -> None:
        row = self.pick(pick)
        assert not may(what, row, *by)
        assert await self.till.deciding.see(row["number"], an_asker(*by)) is None
        await self.decide_as(what, by, row)

    @step(
        pick=deeds.picks,
        together=st.lists(deeds.deeds, min_size=2, max_size=4, unique_by=lambda deed: deed.what),
        twice=st.booleans(),
        lots=st.integers(0, 999),
        mood=deeds.moods,
        lag=deeds.lags,
    )
    async def at_once(
        self, *, pick: int, together: list[Deed], twice: bool, lots: int, mood: Mood, lag: int
    ) -> None:
        """The same report may come twice, and people may press while it does."""
        self.step.countdown = self.step.delayed = True
        self.step.alone = False
        self.world.mood, self.world.lag = mood, lag
        again = [deed for deed in together[:1] if twice and deed.what not in deeds.BY_A_WORKER]
        self.turns.lots = Random(lots)  # noqa: S311 - these lots guard no secret
        row = self.pick(pick)
        await asyncio.gather(*(self.do(deed, row) for deed in (*together, *again)))
        self.turns.lots = None
        self.world.mood, self.world.lag = Mood.WELL, 0

    @step(who=deeds.pays, wanted=deeds.requests, lots=st.integers(0, 999))
    async def ask_twice_at_once(self, who: Someone, wanted: Wanted, lots: int) -> None:
        which = self.draw_up(who, wanted)
        self.turns.lots = Random(lots)  # noqa: S311 - these lots guard no secret
        first, second = await asyncio.gather(self.ask_for(which), self.ask_for(which))
        self.turns.lots = None
        if isinstance(first, Order) and isinstance(second, Order):
            assert first.number == second.number
