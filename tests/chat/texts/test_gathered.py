from dataclasses import replace

from bot.chat.texts.gathered import gathered
from bot.payments.gathering import MOST_TOGETHER
from bot.payments.money import Money
from bot.payments.order import Settlement, State
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import ACCEPTED, EXCESS, LARGEST, LATE, PAID, PAID_UNSAID, WIDEST

MOST_ENTITIES = 100  # Telegram passes over what is beyond


def lines(*orders: object, to_merchant: bool = False) -> list[str]:
    return parse_html(gathered(orders, to_merchant=to_merchant))[0].splitlines()  # type: ignore[arg-type]


def test_each_payment_has_a_line_that_says_how_much_of_what_and_whose() -> None:
    assert lines(PAID, PAID_UNSAID, EXCESS) == [
        "✅ 3 payments have arrived:",
        "100 USDT · 0123456789 · 101",
        "100 USDT · 0123456789 · 101",
        "100.5 USDT, 0.5 USDT more than asked · 0123456789 · 101",
        "Thank you!",
    ]


def test_what_is_missing_and_what_is_late_is_said() -> None:
    late = replace(PAID, came_after=State.CANCELLED, successor="ZZZZZZZZZZ")
    told = lines(LATE, ACCEPTED, late, to_merchant=True)
    assert told[1].endswith("0.5 USDT is missing, which this till lets pass as a fee · late")
    assert told[2].endswith("39.5 USDT is missing, accepted by the merchant")
    assert told[3].endswith("late; please do not pay ZZZZZZZZZZ as well")
    assert told[4] == "/status with a number tells more about it."


def test_the_longest_message_fits() -> None:
    widest = replace(
        WIDEST,
        state=State.PAID,
        payer_id=-(10**13),
        successor="ZZZZZZZZZZ",
        settled_by=Settlement.TOLERANCE,
        received=Money(LARGEST.millionths - 10**12, LARGEST.token),
    )
    more = replace(widest, amount=Money(10**12, LARGEST.token), received=LARGEST)
    for order in (widest, more):
        text, entities = parse_html(gathered([order] * MOST_TOGETHER, to_merchant=True))
        assert len(text) <= 4096
        assert len(entities) <= MOST_ENTITIES
