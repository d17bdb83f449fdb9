from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk
from tests.chat.making import CANCELLED, CONFIRMING, EXPIRED, FAILED, NEW, NOW, OPEN, PAID, SHORT

DONE = (
    "Order 0123456789 for 100 USDT is cancelled. Please do not send money for it any more;"
    " what was sent already is told when it arrives."
)
COMMAND = f"/cancel@till_bot {OPEN.number}"
# Bob's order, asked in the group that Alice looks after.
IN_GROUP = replace(OPEN, payer_id=102, place=Place(-100600, None, 1))


async def state(desk: Desk, number: str = OPEN.number) -> State:
    return (await desk.found(number)).state


def coming(desk: Desk, come: State) -> Callable[[], Awaitable[None]]:
    """Money that is found when the gateway is asked."""

    async def find() -> None:
        order = await desk.found(OPEN.number)
        assert await desk.orders.move(order, replace(order, state=come), Step(NOW, "test"), ())

    return find


async def test_payers_cancel_in_private(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    alice.write(f"/cancel {OPEN.number}")
    await desk.hear()
    assert desk.last() == DONE
    assert await state(desk) is State.CANCELLED


@pytest.mark.parametrize("spelling", ["#0123456789", "o1234-56789", "OI23456789"])
async def test_the_number_may_be_typed_as_people_type(
    desk: Desk, alice: Person, spelling: str
) -> None:
    await desk.keep(OPEN)
    alice.write(f"/cancel {spelling}")
    await desk.hear()
    assert desk.last() == DONE


async def test_payers_cancel_in_the_group_where_they_asked(
    desk: Desk, bob: Person, group: Group
) -> None:
    await desk.keep(IN_GROUP)
    bob.write(COMMAND, chat=group)
    await desk.hear()
    assert desk.last(group.id) == DONE
    assert await state(desk) is State.CANCELLED


async def test_an_order_that_waits_for_the_gateway_can_be_cancelled(
    desk: Desk, alice: Person
) -> None:
    await desk.orders.add(NEW)
    alice.write(f"/cancel {NEW.number}")
    await desk.hear()
    assert desk.last() == DONE
    assert desk.gateway.asked == 0


async def test_merchants_cancel_anybodys_order_and_the_history_tells_it(
    desk: Desk, olga: Person
) -> None:
    await desk.keep(IN_GROUP)
    olga.write(f"/cancel {OPEN.number}")
    await desk.hear()
    assert desk.last(olga.id) == DONE
    step = (await desk.orders.history(OPEN.number))[-1].step
    assert (step.cause, step.by) == ("cancelled by the merchant", olga.id)


async def test_an_admin_cancels_in_the_orders_group(
    desk: Desk, alice: Person, group: Group
) -> None:
    await desk.keep(IN_GROUP)
    alice.write(COMMAND, chat=group)
    await desk.hear()
    assert desk.last(group.id) == DONE
    assert (await desk.orders.history(OPEN.number))[-1].step.cause == "cancelled by the admin"


async def test_an_admin_without_a_name_cancels_too(
    desk: Desk, alice: Person, group: Group
) -> None:
    await desk.keep(IN_GROUP)
    alice.write(COMMAND, chat=group, anonymous=True)
    await desk.hear()
    assert desk.last(group.id) == DONE


async def test_an_admin_cancels_nowhere_else(
    desk: Desk, alice: Person, group: Group, forum: Group
) -> None:
    await desk.keep(IN_GROUP)
    alice.write(COMMAND, chat=forum)
    alice.write(f"/cancel {OPEN.number}")
    await desk.hear()
    refused = "There is no order «0123456789» of yours here."
    assert desk.last(forum.id).startswith(refused)
    assert desk.last(alice.id).startswith(refused)
    assert await state(desk) is State.OPEN
    assert desk.said(group.id) == []


async def test_a_payer_cannot_cancel_in_a_group_where_the_order_was_not_asked(
    desk: Desk, alice: Person, group: Group
) -> None:
    await desk.keep(OPEN)
    alice.write(COMMAND, chat=group)
    await desk.hear()
    assert desk.last(group.id).startswith("There is no order")
    assert await state(desk) is State.OPEN


async def test_a_stranger_is_answered_as_if_there_were_no_such_order(
    desk: Desk, bob: Person
) -> None:
    await desk.keep(OPEN)
    bob.write(f"/cancel {OPEN.number}")
    bob.write("/cancel ZZZZZZZZZZ")
    await desk.hear()
    foreign, none = (message.text or "" for message in desk.said(bob.id))
    assert foreign == none.replace("ZZZZZZZZZZ", OPEN.number)
    assert desk.gateway.asked == 0
    assert await state(desk) is State.OPEN


async def test_a_plain_member_cannot_cancel_the_order_of_another(
    desk: Desk, bob: Person, group: Group
) -> None:
    await desk.keep(replace(IN_GROUP, payer_id=101))
    bob.write(COMMAND, chat=group)
    await desk.hear()
    assert desk.last(group.id).startswith("There is no order")


@pytest.mark.parametrize(
    "word", ["<b>x</b>", "&lt;", "7" * 4000, "\u202e1", "0123456789 0123456789", "100 USDT"]
)
async def test_a_word_that_is_no_number_is_quoted_safely(
    desk: Desk, alice: Person, word: str
) -> None:
    await desk.keep(OPEN)
    alice.write(f"/cancel {word}")
    await desk.hear()
    assert desk.last().startswith(f"There is no order «{word[:1].replace(chr(0x202E), '�')}")
    assert len(desk.last()) < 200


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (CONFIRMING, "was seen and is being confirmed, so it cannot be cancelled any more."),
        (SHORT, "Something has arrived for order 0123456789 already"),
        (PAID, "Order 0123456789 is paid, so there is nothing to cancel."),
        (EXPIRED, "has expired already, so there is nothing to cancel."),
        (CANCELLED, "Order 0123456789 is cancelled."),
        (FAILED, "could not be opened, so there is nothing to cancel."),
    ],
)
async def test_what_cannot_be_cancelled_stays_and_it_is_said_why(
    desk: Desk, alice: Person, order: Order, words: str
) -> None:
    await desk.keep(order)
    alice.write(f"/cancel {order.number}")
    await desk.hear()
    assert words in desk.last()
    assert await state(desk) is order.state


async def test_who_cancels_twice_is_told_that_it_is_done(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    for _ in range(2):
        alice.write(f"/cancel {OPEN.number}")
    await desk.hear()
    assert [message.text for message in desk.said()] == [DONE, "Order 0123456789 is cancelled."]
    assert len(await desk.orders.history(OPEN.number)) == 3


@pytest.mark.parametrize("come", [State.CONFIRMING, State.SHORT, State.PAID])
async def test_the_gateway_is_asked_first_and_money_wins(
    desk: Desk, alice: Person, come: State
) -> None:
    await desk.keep(OPEN)
    desk.gateway.before = coming(desk, come)
    alice.write(f"/cancel {OPEN.number}")
    await desk.hear()
    assert desk.last() != DONE
    assert await state(desk) is come


async def test_a_gateway_that_does_not_answer_keeps_nobody_from_cancelling(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    desk.gateway.answers = False
    alice.write(f"/cancel {OPEN.number}")
    await desk.hear()
    assert desk.last() == DONE
    assert desk.gateway.asked == 1
