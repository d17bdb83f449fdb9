from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.chat.limits import GENEROUS, ORDINARY, REST
from bot.chat.texts.limits import slow_down
from bot.payments.allowance import ORDERS
from bot.payments.order import Place, State
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.chat.desk import Desk
from tests.chat.making import NEW

BURST = ORDINARY.burst


async def admitted(desk: Desk) -> list[bool]:
    """Whether each update that waits is to be handled."""
    updates = await desk.bot.get_updates(offset=desk._offset)
    desk._offset = updates[-1].update_id + 1 if updates else desk._offset
    return [await desk.handlers.limits.admit(update) for update in updates]


def write(person: Person, times: int, text: str = "/status", **how: Any) -> None:  # noqa: ANN401 - as for write
    for _ in range(times):
        person.write(text, **how)


async def test_so_many_are_heard_then_one_warning_then_silence(desk: Desk, alice: Person) -> None:
    write(alice, BURST + 5)
    assert await admitted(desk) == [True] * BURST + [False] * 5
    assert [each.text for each in desk.said()] == [slow_down(REST)]
    assert desk.telegram.calls[-1].params["disable_notification"] == "true"


async def test_after_the_rest_one_is_heard_again(desk: Desk, alice: Person) -> None:
    write(alice, BURST + 2)
    await admitted(desk)
    desk.clock.forward(seconds=REST.total_seconds())
    write(alice, 6)
    assert await admitted(desk) == [True] * 5 + [False]


async def test_a_pace_that_people_have_is_never_bounded(desk: Desk, alice: Person) -> None:
    for _ in range(60):
        desk.clock.forward(seconds=3)
        write(alice, 1)
        assert await admitted(desk) == [True]
    assert desk.said() == []


async def test_presses_count_too_and_are_warned_of_in_an_alert(
    desk: Desk, alice: Person, group: Group
) -> None:
    card = desk.telegram.world.add_message(group, desk.telegram.world.bot, caption="card")
    presses = [alice.press(card, "check:0", forged=True) for _ in range(30 + 2 * BURST)]
    heard = await admitted(desk)
    assert heard.count(True) == BURST + GENEROUS.burst
    [answer] = [each.answer for each in presses if each.answer]
    assert (answer["text"], answer["show_alert"]) == (slow_down(REST), "true")
    assert desk.said(group.id) == [card]


async def test_nobody_pays_for_another_in_the_same_chat(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    write(bob, BURST + 5, "/status@till_bot", chat=group)
    write(alice, 3, "/status@till_bot", chat=group)
    assert (await admitted(desk))[-3:] == [True] * 3


async def test_merchants_and_admins_of_the_group_may_do_more(
    desk: Desk, alice: Person, bob: Person, olga: Person, group: Group
) -> None:
    for person, how, more in (
        (olga, {}, True),
        (alice, {"chat": group}, True),
        (bob, {"chat": group}, False),
    ):
        write(person, BURST + GENEROUS.burst + 5, "/status@till_bot", **how)
        heard = (await admitted(desk)).count(True)
        assert heard == BURST + (GENEROUS.burst if more else 0)


async def test_an_admin_is_a_member_like_others_while_telegram_does_not_say(
    desk: Desk, alice: Person, group: Group, telegram: TelegramServer
) -> None:
    telegram.faults.plan(Fault("getChatMember", status=500, times=None))
    write(alice, BURST + 1, "/status@till_bot", chat=group)
    assert await admitted(desk) == [True] * BURST + [False]


async def test_what_is_not_said_to_the_bot_is_not_counted(
    desk: Desk, bob: Person, group: Group
) -> None:
    group.promote_bot()  # so that it sees everything
    write(bob, BURST, "hello", chat=group)
    write(bob, BURST, "/ban@other_bot", chat=group)
    write(bob, BURST, "/ban", chat=group)
    write(bob, BURST, "I said /pay", chat=group)
    write(bob, BURST, "/PAY@Till_Bot 5", chat=group)
    assert all(await admitted(desk))
    write(bob, 1, "/pay 5", chat=group)
    assert await admitted(desk) == [False]


async def test_replies_to_the_bot_are_counted(desk: Desk, bob: Person, group: Group) -> None:
    bob.write("/pay@till_bot", chat=group)
    await desk.hear()
    write(bob, BURST + 1, "5", chat=group, reply_to=desk.said(group.id)[-1])
    assert await admitted(desk) == [True] * BURST + [False]


async def test_who_cannot_be_warned_is_passed_over_all_the_same(desk: Desk, alice: Person) -> None:
    write(alice, BURST + 1)
    alice.blocked = True
    assert (await admitted(desk))[-1] is False


async def test_an_update_about_something_else_is_let_through(desk: Desk) -> None:
    assert await desk.handlers.limits.admit(Update(1))


async def test_every_command_of_the_bot_is_known(desk: Desk) -> None:
    assert {"pay", "status", "cancel", "settings", "start"} <= desk.handlers.limits.commands


async def an_order(desk: Desk, number: int, payer: Person) -> str:
    """An open order of somebody's, in the private chat."""
    now = desk.clock.now()
    order = replace(
        NEW,
        number=f"{number:010}",
        origin=f"{payer.id}:{number}",
        payer_id=payer.id,
        place=Place(payer.id, None, 1),
        state=State.OPEN,
        created_at=now,
        deadline=now + timedelta(hours=9),
        watched_until=now + timedelta(hours=90),
    )
    return (await desk.keep(order)).number


ACTIONS = ["check:{0}", "claim:{0}", "cancel:{0}", "again:{0}", "switch:{0}:ethereum", "/pay 5"]


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.integers(0, 4), st.integers(0, 8)),
        min_size=20,
        max_size=60,
    )
)
async def test_whatever_a_stranger_presses_the_gateway_is_asked_for_little_and_others_for_all(
    desk: Desk, alice: Person, bob: Person, steps: list[tuple[str, int, int]]
) -> None:
    desk.clock.forward(hours=10)
    seed = len(await desk.orders._database.rows("SELECT number FROM orders"))
    numbers = [await an_order(desk, 1000 + seed + each, bob) for each in range(5)]
    mine = await an_order(desk, 1000 + seed + 5, alice)
    asked: list[float] = []
    for action, which, pause in steps:
        desk.clock.forward(seconds=pause)
        before = desk.gateway.asked + desk.opened
        if action.startswith("/"):
            bob.write(action)
            await desk.hear()
        else:
            await desk.press(bob, action.format(numbers[which]))
        asked += [desk.clock.monotonic()] * (desk.gateway.asked + desk.opened - before)
    for at in asked:
        assert sum(at <= other < at + 60 for other in asked) <= 12
    looked = desk.gateway.asked
    await desk.press(alice, f"check:{mine}")
    assert desk.gateway.asked == looked + 1


async def test_a_refused_look_and_a_refused_order_are_answered_with_a_sentence(
    desk: Desk, bob: Person
) -> None:
    number = await an_order(desk, 1, bob)
    for _ in range(6):
        assert "Nothing has arrived yet" in await desk.answer(bob, f"check:{number}")
    assert "You can have me look at once again in 10 seconds." in await desk.answer(
        bob, f"check:{number}"
    )
    assert desk.gateway.asked == 6
    bob.write("/pay 5")
    await desk.hear()
    assert "so no order was made" in desk.last(bob.id)
    assert "so no order was made" in await desk.answer(bob, "pay:102:5:USDT@tron", bob.id)
    assert "so no order was made" in await desk.answer(bob, f"switch:{number}:ethereum")
    assert desk.opened == 0


async def test_who_has_asked_too_often_can_still_cancel(desk: Desk, bob: Person) -> None:
    number = await an_order(desk, 1, bob)
    for _ in range(7):
        await desk.answer(bob, f"check:{number}")
    assert "is cancelled" in await desk.answer(bob, f"cancel:{number}")
    assert desk.gateway.asked == 6
    assert "so no order was made" in await desk.answer(bob, f"again:{number}")


async def test_orders_are_bounded_over_an_hour(desk: Desk, bob: Person) -> None:
    for number in range(ORDERS.burst + 6):
        desk.clock.forward(seconds=15)
        bob.write(f"/pay {number + 5}")
        await desk.hear()
        for each in await desk.orders.live_of_payer(bob.id):
            await desk.answer(bob, f"cancel:{each.number}")
    made = await desk.orders.of_payer(bob.id, None, 99)
    assert ORDERS.burst <= len(made) <= ORDERS.burst + 3
    assert "so no order was made" in desk.last(bob.id)


async def test_who_types_without_end_in_inline_mode_is_answered_no_more(
    desk: Desk, alice: Person, bob: Person
) -> None:
    for number in range(40):
        alice.ask(str(number))
    bob.ask("5")
    heard = [
        update.inline_query.from_user.id
        for update in await desk.bot.get_updates()
        if update.inline_query is not None and await desk.handlers.limits.admit(update)
    ]
    assert heard == [alice.id] * 30 + [bob.id]
