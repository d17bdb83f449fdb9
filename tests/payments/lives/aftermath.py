"""What must have come of one thing that was done while nothing else was."""

from datetime import datetime, timedelta

from bot.payments.checkout import TooManyOpen
from bot.payments.deciding import Decision, Looked
from bot.payments.order import Order, State
from bot.payments.refusals import Refusal
from bot.payments.renewing import NotNow, Renewal
from bot.payments.settlement import Outcome, Word
from tests.payments.lives.deeds import Saying
from tests.payments.lives.rows import ENDED, MONEY_HAS_COME, Row, Rows, ms
from tests.payments.lives.till import LATE_WINDOW, LIMIT
from tests.payments.lives.world import Mood, World

OLDEST_TO_OPEN = timedelta(minutes=30)


def live_of(payer: int, orders: Rows) -> list[str]:
    """The orders that one payer may still pay."""
    return [
        number
        for number, row in orders.items()
        if row["payer_id"] == payer and row["state"] in {"new", "open"}
    ]


def check_opening(
    world: World, before: Order, after: Order | None, started_at: datetime, *, is_known: bool
) -> None:
    """The order stands as the mood of the gateway makes it stand."""
    assert after is not None
    if started_at - before.created_at >= OLDEST_TO_OPEN or world.mood in {
        Mood.REFUSES,
        Mood.LOCKED,
    }:
        assert after.state is State.FAILED
    elif world.mood in {Mood.SILENT, Mood.BUSY}:
        assert after.state is State.NEW
    elif is_known or world.mood is Mood.TAKEN:
        assert after.state is State.FAILED or after.attempt == before.attempt + 1
    elif world.mood is Mood.WELL:
        assert after.state is State.OPEN
        life = timedelta(seconds=world.lifetime or 1800)
        assert after.deadline == started_at + life
        assert after.watched_until == after.deadline + LATE_WINDOW
    elif world.mood is Mood.LOST:
        assert after.state is State.NEW


def check_report(saying: Saying, outcome: Outcome, before: Row, after: Row) -> None:
    """What is no money of the order moves nothing; what is enough of it settles the order."""
    assert outcome is not Outcome.UNKNOWN_ORDER
    same = before["state"] == after["state"] and before["received"] == after["received"]
    if before["state"] == "new" or saying.word is Word.WAITING:
        assert before["revision"] == after["revision"]
    elif saying.word is Word.CLOSED:
        _check_closed(outcome, before, after)
    elif saying.is_of_other_money:
        assert same
        assert "other_money" in after["oddities"]
    elif saying.word is Word.CONFIRMING:
        assert before["received"] == after["received"]
        assert after["state"] in MONEY_HAS_COME
    elif not saying.is_an_amount_of(before):
        assert same
        assert "contradictory" in after["oddities"]
    elif saying.amount in {"exact", "more", "twice", "beyond reason"}:
        assert after["state"] == "paid"
    else:
        assert after["state"] in {"short", "paid"}


def _check_closed(outcome: Outcome, before: Row, after: Row) -> None:
    """Nobody is asked any more to pay what was given up; nothing else moves."""
    assert before["received"] == after["received"]
    if outcome is Outcome.GIVEN_UP:
        assert (before["state"], after["state"]) == ("open", "expired")
        return
    assert before["state"] == after["state"]
    # There may be numbers of it that nobody was shown.
    assert before["state"] != "open" or before["attempt"] > 1
    if before["state"] == "confirming" and before["attempt"] == 1:
        assert "contradictory" in after["oddities"]


def _was_paid_instead(number: str, before: Rows, after: Rows) -> bool:
    """Whether an order that this one was made in the place of has just been paid."""
    for each, row in after.items():
        if row["successor"] == number:
            has_come = row["state"] == "paid" != before[each]["state"]
            return has_come or _was_paid_instead(each, before, after)
    return False


def check_decision(
    what: str, answer: object, number: str, rows: tuple[Rows, Rows], world: World
) -> None:
    """Whoever may decide has decided, if the state of the order lets them."""
    before, after = rows
    old, new = before[number], after[number]
    match what:
        case "accept" | "leave_open":
            assert isinstance(answer, Decision)
            assert answer.done == (old["state"] == "short")
            if answer.done and what == "accept":
                assert (new["state"], new["settled_by"]) == ("paid", "acceptance")
            if answer.done:
                assert new["watched_until"] >= ms(world.clock.now() + LATE_WINDOW)
        case "cancel":
            assert isinstance(answer, Decision)
            is_cancelled = old["state"] in {"new", "open"} and new["state"] == "cancelled"
            # The look before it may have found that what it stands in the place of was paid.
            assert answer.done == is_cancelled or (
                is_cancelled and _was_paid_instead(number, before, after)
            )
            assert new["state"] not in {"new", "open"}
        case "check" | "claim":
            assert isinstance(answer, Looked)
            assert not world.asks or answer.answered == any(a.tells_of(number) for a in world.asks)
            never_claimed = what == "check" or old["state"] in {"new", "paid"}
            assert never_claimed or new["claimed_at"] is not None
        case _:
            # Nobody gives up an order for another while the gateway does not answer.
            answered = not world.asks or any(ask.said is not None for ask in world.asks)
            assert answered or not (isinstance(answer, Renewal) and answer.is_new)
            _check_renewal(what, answer, before, after, number)
    if isinstance(answer, Decision | Looked):
        assert answer.order.state == new["state"]
        assert (answer.order.received is None) == (new["received"] is None)


def _check_renewal(what: str, answer: object, before: Rows, after: Rows, number: str) -> None:
    network = what.removeprefix("switch to ")
    if isinstance(answer, TooManyOpen):
        assert what == "renew"
        assert len(live_of(before[number]["payer_id"], before)) >= LIMIT
        assert before == after
    elif isinstance(answer, NotNow):
        assert what != "renew"
        assert answer.order.state is State.OPEN
        assert before == after
    elif isinstance(answer, Refusal):
        assert (before[number]["token"], network) == ("USDC", "tron")
    else:
        assert isinstance(answer, Renewal)
        assert answer.is_new == (answer.order.number not in before)
        new = after[answer.order.number]
        if answer.is_new:
            old = after[new["origin"].removeprefix("after:")]
            assert old["number"] in _row_of_successors(before, number)
            assert old["state"] in (ENDED if what == "renew" else {"cancelled"})
            same = ("amount", "token", "payer_id", "chat_id", "thread_id")
            assert [new[name] for name in same] == [old[name] for name in same]
            assert new["network"] == (old["network"] if what == "renew" else network)
        elif what == "renew":
            assert new["state"] not in ENDED
        else:
            assert new["state"] != "open" or new["network"] == network


def _row_of_successors(orders: Rows, number: str | None) -> list[str]:
    numbers: list[str] = []
    while number is not None:
        numbers.append(number)
        number = orders[number]["successor"]
    return numbers
