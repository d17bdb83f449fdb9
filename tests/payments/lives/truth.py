"""What the gateway said when it was asked, and what the till must know after that."""

from collections.abc import Mapping, Sequence

from bot.payments.settlement import Report, Word
from tests.payments.lives.hearing import Line, amount_in, is_enough
from tests.payments.lives.rows import MONEY_HAS_COME, Row, Rows, ms
from tests.payments.lives.world import World

Names = Mapping[str, str]


def abandoned(row: Row) -> set[str]:
    """The numbers that the gateway was given for an order and that nobody was shown."""
    numbers = [row["number"], *(f"{row['number']}-{n}" for n in range(2, row["attempt"] + 1))]
    return set(numbers[:-1])


def last_said_of(world: World, number: str) -> tuple[int, Mapping[str, Report]] | None:
    """When the gateway was last asked about an order in this step, and what it said then."""
    answers = [ask for ask in world.asks if ask.tells_of(number)]
    return (ms(answers[-1].at), answers[-1].said or {}) if answers else None


def check_expired(
    world: World, lines: Sequence[Line], before: Rows, known: Names, names: Names
) -> None:
    """Nothing expires unless the gateway, asked after the deadline, knew of no money.

    Or unless it has given up the very order that was shown.
    """
    for line in lines:
        if not line.enters or line.after != "expired":
            continue
        number = line.order["number"]
        if line.cause == "given_up":
            spoken = {name for name, owner in names.items() if owner == number}
            assert (spoken - abandoned(line.order)) & world.given_up
            continue
        answer = last_said_of(world, number)
        assert answer is not None
        assert before[number]["deadline"] <= answer[0]
        words = {r.word for name, r in answer[1].items() if known.get(name) == number}
        assert words <= {Word.WAITING, Word.CLOSED}


def check_deadlines(world: World, before: Rows, after: Rows) -> None:
    """Nothing stays open once the gateway has answered after the deadline."""
    for number, row in before.items():
        answer = last_said_of(world, number)
        if answer is None or row["state"] != "open":
            continue
        # Asked one by one, orders are judged by the moment when that began.
        asked_at = ms(world.asks[0].at) if world.asks_by_name else answer[0]
        if row["deadline"] <= asked_at:
            assert after[number]["state"] != "open"


def check_successors(before: Rows, after: Rows) -> None:
    """Nobody is left to pay what was made in the place of an order that was paid after all."""
    for number, row in after.items():
        if row["state"] == "paid" and number in before:
            successor = row["successor"] if before[number]["state"] != "paid" else None
            while successor is not None:
                assert after[successor]["state"] not in {"new", "open"}
                successor = after[successor]["successor"]


def check_known(world: World, before: Rows, names: Names, after: Rows, tolerance: int) -> None:
    """Once the gateway has answered, no watched order stands behind what it said."""
    now = ms(world.clock.now())
    said = {name: report for ask in world.asks for name, report in (ask.said or {}).items()}
    for name, report in said.items():
        number = names.get(name)
        if number is None or report.word is Word.WAITING:
            continue
        row = before[number]
        if row["state"] == "new" or (row["watched_until"] or 0) <= now:
            continue
        if report.word is Word.CLOSED:
            assert after[number]["state"] != "open" or name in abandoned(row)
            continue
        assert after[number]["state"] in MONEY_HAS_COME
        if report.word is Word.COMPLETED:
            _check_counted(after[number], amount_in(report), tolerance)


def _check_counted(row: Row, amount: int | None, tolerance: int) -> None:
    if amount is None:
        assert row["state"] == "paid" or row["received"] is not None
        return
    # Who is paid by the gateway's bare word hears of an amount only if it is more than asked.
    assert row["state"] == "paid" or (row["state"] == "short" and row["received"] >= amount)
    if is_enough(row["amount"], amount, tolerance):
        assert row["state"] == "paid"
