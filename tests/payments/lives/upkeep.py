"""What time, the machine and the courier do to a till, whoever pays meanwhile."""

from collections import Counter
from contextlib import suppress

from hypothesis import strategies as st

from bot.payments.notice import MUTABLE, Kind
from tests.payments.lives import deeds
from tests.payments.lives.deeds import Deed
from tests.payments.lives.living import Living, step
from tests.payments.lives.orderly import PowerCut
from tests.payments.lives.rows import ms
from tests.payments.lives.world import Mood
from tests.payments.people import MERCHANTS

SHORT_PAUSES, LONG_PAUSES = [1, 3, 10, 31, 61, 300, 600], [1260, 1740, 1801, 7200, 86_400, 270_000]
PAUSES = st.sampled_from([*SHORT_PAUSES * 3, *LONG_PAUSES])
SET_BACKS = st.sampled_from([1, 10, 120, 3600])


class Upkeep(Living):
    """The steps that nobody pays or decides in."""

    @step(seconds=PAUSES)
    async def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @step(
        what=st.sampled_from(["deadline", "deadline", "watched_until"]),
        pick=deeds.picks,
        left=st.sampled_from([2, 1, 0, -1]),
        mood=st.sampled_from([None, Mood.WELL, Mood.WELL, Mood.SILENT]),
    )
    async def an_end_comes_near(self, what: str, pick: int, left: int, mood: Mood | None) -> None:
        """Perhaps the gateway is asked at that very moment."""
        end = self.pick(pick)[what]
        if end is not None and (pause := end - ms(self.clock.now())) > left * 1000:
            self.clock.forward(seconds=pause // 1000 - left)
        if mood is not None:
            self.world.mood, self.world.lag = mood, 3
            await self.till.sweeper.tick()
            self.world.mood, self.world.lag = Mood.WELL, 0

    @step(seconds=SET_BACKS)
    async def clock_is_put_back(self, seconds: int) -> None:
        self.clock.put_back(seconds=seconds)

    @step()
    async def restart(self) -> None:
        await self.till.database.close()
        await self.start()

    @step(deed=deeds.deeds, pick=deeds.picks, left=st.integers(0, 40))
    async def power_fails(self, deed: Deed, pick: int, left: int) -> None:
        self.step.countdown = self.step.delayed = True
        self.step.whole = False
        self.turns.left = left
        with suppress(PowerCut):
            await self.do(deed, self.pick(pick))
        self.turns.left = None
        self.power.off()
        await self.start()

    @step(lots=st.integers(0, 99), pick=st.none() | deeds.picks)
    async def count_down(self, lots: int, pick: int | None) -> None:
        """Perhaps at the very moment when a card shows too much time."""
        self.step.countdown = True
        recount_at = None if pick is None else self.pick(pick)["recount_at"]
        if recount_at is not None and (pause := recount_at - ms(self.clock.now())) > 0:
            self.clock.forward(milliseconds=pause)
        now, recounts, told = (
            ms(self.clock.now()),
            self.ears.recounts.copy(),
            self.ears.told.copy(),
        )
        quiet = {row["chat_id"] for row in self.orders.values()} - self.proof.waiting_chats()
        due = [
            row
            for row in self.orders.values()
            if row["state"] == "open" and row["card_message_id"] is not None
            if row["recount_at"] is not None and row["recount_at"] <= now
        ]
        await self.twice(self.till.countdown.tick, lots)
        self.look()
        recounts.update(row["number"] for row in due)
        assert self.ears.recounts == recounts
        told.update((row["number"], "overdue") for row in due if row["deadline"] <= now)
        counting = Counter(row["chat_id"] for row in due if row["deadline"] > now)
        told_now = self.ears.told - told
        assert all(kind == "countdown" for _, kind in told_now)
        heard = Counter(self.orders[number]["chat_id"] for number, _ in told_now.elements())
        # A chat that still waits to be told something is not told the time as well.
        overdue = {row["chat_id"] for row in due if row["deadline"] <= now}
        for chat_id in counting:
            most = 1 if chat_id in quiet else 0
            assert heard[chat_id] <= most
            assert heard[chat_id] == most or chat_id in overdue

    @step(lots=st.integers(0, 99))
    async def tell_delayed(self, lots: int) -> None:
        self.step.delayed = True
        now, expected = ms(self.clock.now()), self.ears.told.copy()
        for number, row in self.orders.items():
            if row["state"] == "new" and now - row["created_at"] >= 30_000:
                expected[number, "delayed"] = 1
        await self.twice(self.till.opener.tell_delayed, lots)
        self.look()
        assert self.ears.told == expected

    @step(fate=st.sampled_from(["told", "told", "given up", "postponed"]))
    async def deliver_due(self, fate: str) -> None:
        await self.deliver(fate)

    @step(who=st.sampled_from(MERCHANTS), kind=st.sampled_from(MUTABLE))
    async def mute(self, who: int, kind: Kind) -> None:
        """A merchant does not want to hear of something, or wants to again."""
        muted = self.till.muted
        change = muted.unmute if kind in await muted.of(who) else muted.mute
        await change(who, kind)
        self.ears.muted ^= {(who, kind.value)}
