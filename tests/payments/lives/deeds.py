"""What people and the gateway may do to an order, drawn at random."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from bot.payments.order import State
from bot.payments.settlement import Report, Word
from tests.payments.lives.till import ASSETS, DECISIONS
from tests.payments.lives.world import Mood
from tests.payments.people import ADMIN, ADMINS, GROUP, MERCHANTS, OTHER_GROUP, PAYER, STRANGER

OTHER_PAYER = 102
MERCHANT = MERCHANTS[0]

# A person and the chat they are in; a private chat has the id of its person.
Someone = tuple[int, int]
# Millionths, and what of.
Wanted = tuple[int, str]
WHO_PAYS: tuple[Someone, ...] = (
    (PAYER, GROUP),
    (PAYER, PAYER),
    (OTHER_PAYER, OTHER_PAYER),
    (OTHER_PAYER, OTHER_GROUP),
    (MERCHANT, MERCHANT),
    (MERCHANT, GROUP),
    (GROUP, GROUP),
)
WHO_ASKS: tuple[Someone, ...] = (
    *WHO_PAYS,
    (PAYER, OTHER_GROUP),
    (OTHER_PAYER, GROUP),
    (MERCHANTS[1], MERCHANTS[1]),
    (MERCHANTS[1], OTHER_GROUP),
    (ADMIN, GROUP),
    (ADMIN, OTHER_GROUP),
    (ADMIN, ADMIN),
)
STRANGERS: tuple[Someone, ...] = ((STRANGER, GROUP), (STRANGER, OTHER_GROUP), (STRANGER, STRANGER))

AMOUNTS: Mapping[str, Callable[[Decimal], Decimal | None]] = {
    "exact": lambda asked: asked,
    "half": lambda asked: asked / 2,
    "nearly": lambda asked: asked - Decimal("0.5"),
    "less than nearly": lambda asked: asked - 2,
    "a millionth less": lambda asked: asked - Decimal("0.000001"),
    "less than a millionth less": lambda asked: asked - Decimal("0.0000001"),
    "more": lambda asked: asked + 1,
    "twice": lambda asked: asked * 2,
    "nothing": lambda _: Decimal(0),
    "nearly nothing": lambda _: Decimal("0.0000001"),
    "a debt": lambda asked: -asked,
    "no number": lambda _: Decimal("NaN"),
    "no end": lambda _: Decimal("Infinity"),
    "beyond reason": lambda _: Decimal("1E+30"),
    "unsaid": lambda _: None,
}
PARTS = ("half", "nearly", "less than nearly", "a millionth less", "less than a millionth less")


@dataclass(frozen=True)
class Saying:
    """A report before it is known of which order."""

    word: Word
    amount: str
    token: str | None
    network: str | None
    which_name: int

    @property
    def is_of_other_money(self) -> bool:
        """Whether it names a token or network that no order here has."""
        return self.token == "DAI" or self.network == "arbitrum"

    def is_an_amount_of(self, order: sqlite3.Row) -> bool:
        """Whether it names an amount that can be counted, or none at all."""
        received = AMOUNTS[self.amount](Decimal(order["amount"]) / 10**6)
        return received is None or (received.is_finite() and received >= Decimal("0.000001"))

    def about(self, order: sqlite3.Row, names: list[str]) -> Report:
        """The report of an order; its evidence is the amount."""
        received = AMOUNTS[self.amount](Decimal(order["amount"]) / 10**6)
        name = names[self.which_name % len(names)]
        token = order["token"] if self.token == "own" else self.token
        network = order["network"] if self.network == "own" else self.network
        return Report(name, self.word, received, str(received), token, network)


# In which states of the order the gateway is asked before a decision.
ASKED_IN: Mapping[str, set[State]] = {
    "cancel": {State.OPEN},
    "switch to tron": {State.OPEN},
    "switch to ethereum": {State.OPEN},
    "check": {State.OPEN, State.CONFIRMING, State.SHORT},
    "claim": set(State),
}


@dataclass(frozen=True)
class Deed:
    """Something done to one order."""

    what: str
    by: Someone
    saying: Saying


pays = st.sampled_from(WHO_PAYS)
asks = st.sampled_from(WHO_ASKS)
strangers = st.sampled_from(STRANGERS)
picks = st.integers(0, 9)
moods = st.sampled_from([Mood.WELL] * 12 + list(Mood))
moods_of_opening = st.sampled_from([Mood.WELL] * 6 + [Mood.LOST] * 4 + list(Mood))
lags = st.sampled_from([0, 0, 1, 3, 200])
decisions = st.sampled_from(DECISIONS)
own = st.sampled_from(["own", "own", None])
sayings = st.builds(
    Saying,
    word=st.sampled_from([Word.COMPLETED] * 4 + list(Word)),
    amount=st.sampled_from([*sorted(AMOUNTS), *PARTS * 3]),
    token=st.sampled_from(["own"] * 4 + [None, "DAI"]),
    network=st.sampled_from(["own"] * 4 + [None, "arbitrum"]),
    which_name=st.integers(0, 2),
)
amounts = st.sampled_from([2_000_000, 10_000_000, 100_000_000, 12_345_678])
requests = st.tuples(amounts, st.sampled_from([str(asset) for asset in ASSETS]))
BY_CLOCK = ("count_down", "tell_delayed")
BY_A_WORKER = ("open", "deliver")  # it takes up no piece twice at once
BY_GATEWAY = ("report", "report", "report", "tick", "look")
deeds = st.builds(
    Deed,
    what=st.sampled_from((*BY_GATEWAY, *DECISIONS, *BY_CLOCK, *BY_A_WORKER)),
    by=asks,
    saying=sayings,
)


def sight(order: sqlite3.Row, person: int, chat: int) -> str | None:
    """What somebody is to an order when they ask in a chat; nothing to most people."""
    is_private, is_here = chat == person > 0, chat == order["chat_id"]
    if not is_private and not is_here:
        return None
    if person == order["payer_id"]:
        return "payer"
    if person in MERCHANTS:
        return "merchant"
    if is_private or person not in ADMINS:
        return None
    return "payer" if order["payer_id"] == chat else "admin"


def may(what: str, order: sqlite3.Row, person: int, chat: int) -> bool:
    """Whether somebody may do something with an order."""
    role = sight(order, person, chat)
    if what in {"accept", "leave_open"}:
        return role is not None and person in MERCHANTS
    if what in {"cancel", "check", "claim"}:
        return role is not None
    return role == "payer"
