"""What the gateway said when it was asked, and what the till must know after that."""

from collections.abc import Mapping, Sequence

from bot.payments.settlement import Report, Word
from tests.payments.lives.hearing import Line, amount_in, is_enough
from tests.payments.lives.rows import MONEY_HAS_COME, Row, Rows, ms
from tests.payments.lives.world import World

Names = Mapping[str, str]


def _last_said(world: World) -> tuple[int, Mapping[str, Report]] | None:
    answers = [ask for ask in world.asks if ask.said is not None]
    return (ms(answers[-1].at), answers[-1].said or {}) if answers else None


def check_expired(world: World, lines: Sequence[Line], before: Rows, names: Names) -> None:
    """Nothing expires unless the gateway, asked after the deadline, knew of no money."""
    for line in lines:
        if line.enters and line.after == "expired":
            number = line.order["number"]
            answer = _last_said(world)
            assert answer is not None
            assert before[number]["deadline"] <= answer[0]
            words = {r.word for name, r in answer[1].items() if names.get(name) == number}
            assert words <= {Word.WAITING}


def check_deadlines(world: World, before: Rows, after: Rows) -> None:
    """Nothing stays open once the gateway has answered after the deadline."""
    if answer := _last_said(world):
        for number, row in before.items():
            if row["state"] == "open" and row["deadline"] <= answer[0]:
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
    if (answer := _last_said(world)) is None:
        return
    now = ms(world.clock.now())
    for name, report in answer[1].items():
        number = names.get(name)
        if number is None or report.word is Word.WAITING:
            continue
        row = before[number]
        if row["state"] != "new" and (row["watched_until"] or 0) > now:
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
