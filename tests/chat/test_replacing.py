from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from telegram import Update

from bot.chat.keyboards import card_buttons
from bot.chat.replacing import Replacing
from bot.payments.money import NETWORKS
from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from bot.sandbox.telegram import Group, Person, SentMessage
from tests.chat.desk import Desk
from tests.chat.making import CONFIRMING, EXPIRED, FAILED, NEW, NOW, OPEN, PAID, SHORT, TERMS
from tests.listing import closed

NONE = "There is no such order of yours."
NOT_OFFERED = "This can no longer be ordered here. Send /pay to see what can."
ACTIONS = ("again:{}", "network:{}", "back:{}", "switch:{}:ethereum")


async def shown(desk: Desk, order: Order = OPEN) -> SentMessage:
    """A card of an order, out of which buttons can be pressed."""
    await desk.keep(order)
    await desk.bot.send_message(
        order.place.chat_id, "card", reply_markup=card_buttons(order, TERMS)
    )
    return desk.said(order.place.chat_id)[-1]


def faces(message: SentMessage) -> list[str]:
    return [str(each["text"]) for each in message.buttons]


async def newest(desk: Desk, payer_id: int = 101) -> Order:
    """The order that was made in the place of the one that is kept."""
    orders = await desk.orders.of_payer(payer_id, None, 9)
    [new] = [order for order in orders if order.number != OPEN.number]
    return new


def coming(desk: Desk, come: State) -> Callable[[], Awaitable[None]]:
    """Money that is found when the gateway is asked."""

    async def find() -> None:
        order = await desk.found(OPEN.number)
        assert await desk.orders.move(order, replace(order, state=come), Step(NOW, "test"), ())

    return find


async def test_new_order_makes_the_same_again(desk: Desk, alice: Person) -> None:
    old = await desk.keep(EXPIRED)
    press = await desk.press(alice, f"again:{old.number}")
    new = await newest(desk)
    assert (new.amount, new.network, new.place) == (old.amount, old.network, old.place)
    assert (await desk.found(old.number)).successor == new.number
    assert desk.opened == 1
    said = await press.answered()
    assert said["text"] == f"Order {new.number} for 100 USDT on TRON · TRC20 is being opened."
    assert said.get("show_alert") != "true"


async def test_pressed_again_it_makes_none_and_tells_how_the_one_stands(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(EXPIRED)
    await desk.press(alice, f"again:{OPEN.number}")
    press = await desk.press(alice, f"again:{OPEN.number}")
    new = await newest(desk)
    assert desk.opened == 1
    said = await press.answered()
    assert said["text"] == f"Order {new.number}: being prepared."
    assert said["show_alert"] == "true"


@pytest.mark.parametrize(
    ("order", "stands"),
    [
        (OPEN, "waiting for the payment until 03:34 UTC"),
        (CONFIRMING, "the payment was seen and is being confirmed"),
        (SHORT, "39.5 USDT is missing"),
        (PAID, "paid ✅"),
    ],
)
async def test_an_order_that_has_not_ended_is_not_made_again(
    desk: Desk, alice: Person, order: Order, stands: str
) -> None:
    await desk.keep(order)
    assert await desk.answer(alice, f"again:{order.number}") == f"Order 0123456789: {stands}."
    assert desk.opened == 0


async def test_who_has_too_many_open_orders_gets_no_more(desk: Desk, alice: Person) -> None:
    await desk.keep(EXPIRED)
    for letter in "ABC":
        await desk.keep(replace(OPEN, number=letter * 10, origin=letter))
    press = await desk.press(alice, f"again:{OPEN.number}")
    said = await press.answered()
    assert said["text"].startswith("You have 3 open orders, and no more can be open at once.")
    assert said["show_alert"] == "true"
    assert desk.opened == 0


async def test_what_is_not_taken_any_more_is_not_made_again(desk: Desk, alice: Person) -> None:
    await desk.keep(replace(EXPIRED, network=NETWORKS["shasta"]))
    assert await desk.answer(alice, f"again:{OPEN.number}") == NOT_OFFERED
    assert desk.opened == 0


@pytest.mark.parametrize("order", [OPEN, EXPIRED], ids=["open", "expired"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_only_the_payer_gets_another_order(  # noqa: PLR0917 - fixtures are arguments
    desk: Desk, alice: Person, olga: Person, group: Group, order: Order, action: str
) -> None:
    dora = desk.telegram.person(103, "Dora")
    group.add(dora)
    await desk.keep(replace(order, payer_id=102, place=Place(group.id, None, 1)))
    data = action.format(order.number)
    assert await desk.answer(dora, data, group.id) == NONE
    assert await desk.answer(alice, data, group.id) == NONE  # she looks after the group
    assert await desk.answer(olga, data) == NONE
    assert (desk.opened, desk.gateway.asked) == (0, 0)
    assert (await desk.found(order.number)).successor is None


async def test_any_admin_goes_on_with_what_one_without_a_name_has_asked_for(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    await desk.keep(replace(EXPIRED, payer_id=group.id, place=Place(group.id, None, 1)))
    assert await desk.answer(bob, f"again:{OPEN.number}", group.id) == NONE
    said = await desk.answer(alice, f"again:{OPEN.number}", group.id)
    assert said.endswith("is being opened.")
    assert (await newest(desk, group.id)).payer_id == group.id


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("number", ["", "x", "ZZZZZZZZZZ", f"{OPEN.number}:1", "0" * 40])
async def test_forged_data_is_no_order(
    desk: Desk, alice: Person, action: str, number: str
) -> None:
    await desk.keep(OPEN)
    assert await desk.answer(alice, action.format(number)) == NONE
    assert desk.opened == 0


async def test_network_shows_the_others_and_back_the_card_again(desk: Desk, alice: Person) -> None:
    card = await shown(desk)
    before = card.reply_markup
    press = alice.press(card, "🔀 Network")
    await desk.hear()
    assert faces(card) == ["🔀 Ethereum · ERC20", "« Back"]
    assert "text" not in await press.answered()
    alice.press(card, "« Back")
    await desk.hear()
    assert card.reply_markup == before
    assert (await desk.found(OPEN.number)).state is State.OPEN


async def test_another_network_replaces_the_order(desk: Desk, alice: Person) -> None:
    card = await shown(desk)
    alice.press(card, "🔀 Network")
    await desk.hear()
    press = alice.press(card, "🔀 Ethereum · ERC20")
    await desk.hear()
    new, old = await newest(desk), await desk.found(OPEN.number)
    assert (new.amount, new.network.key, new.state) == (OPEN.amount, "ethereum", State.NEW)
    assert (old.state, old.successor) == (State.CANCELLED, new.number)
    assert (await press.answered())["text"] == (
        f"Order {new.number} for 100 USDT on Ethereum · ERC20 is being opened."
    )
    assert (desk.opened, desk.gateway.asked) == (1, 1)


async def test_a_network_chosen_twice_is_one_order(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    await desk.press(alice, f"switch:{OPEN.number}:ethereum")
    said = await desk.answer(alice, f"switch:{OPEN.number}:ethereum")
    assert said == f"Order {(await newest(desk)).number}: being prepared."
    assert desk.opened == 1


@pytest.mark.parametrize("network", ["solana", "", "arbitrum", "Tron "])
async def test_a_network_that_is_not_taken_is_refused(
    desk: Desk, alice: Person, network: str
) -> None:
    await desk.keep(OPEN)
    press = await desk.press(alice, f"switch:{OPEN.number}:{network}")
    said = await press.answered()
    assert (said["text"], said["show_alert"]) == (NOT_OFFERED, "true")
    assert (await desk.found(OPEN.number)).state is State.OPEN


async def test_the_network_that_it_has_changes_nothing(desk: Desk, alice: Person) -> None:
    await desk.keep(OPEN)
    said = await desk.answer(alice, f"switch:{OPEN.number}:tron")
    assert said == "Order 0123456789: waiting for the payment until 03:34 UTC."
    assert desk.opened == 0


@pytest.mark.parametrize("come", [State.CONFIRMING, State.SHORT, State.PAID])
async def test_the_gateway_is_asked_first_and_money_wins(
    desk: Desk, alice: Person, come: State
) -> None:
    await desk.keep(OPEN)
    desk.gateway.before = coming(desk, come)
    press = await desk.press(alice, f"switch:{OPEN.number}:ethereum")
    assert (await press.answered())["show_alert"] == "true"
    assert (await desk.found(OPEN.number)).state is come
    assert desk.opened == 0


@pytest.mark.parametrize("action", ["network", "back"])
@pytest.mark.parametrize(
    ("order", "stands"),
    [
        (NEW, "being prepared"),
        (CONFIRMING, "the payment was seen and is being confirmed"),
        (PAID, "paid ✅"),
        (EXPIRED, "expired"),
        (FAILED, "could not be opened"),
    ],
)
async def test_what_waits_for_no_payment_offers_no_networks_and_says_why(
    desk: Desk, alice: Person, action: str, order: Order, stands: str
) -> None:
    await desk.keep(order)
    press = await desk.press(alice, f"{action}:{order.number}")
    said = await press.answered()
    assert (said["text"], said["show_alert"]) == (f"Order 0123456789: {stands}.", "true")
    assert press.message.buttons == []


async def test_an_update_about_something_else_is_no_trouble() -> None:
    replacing = Replacing(None, None, None, TERMS)  # type: ignore[arg-type]
    for handle in (replacing.again, replacing.network, replacing.back, replacing.switch):
        await handle(Update(1), None)  # type: ignore[arg-type]


async def test_while_the_gateway_does_not_answer_the_network_is_kept(
    desk: Desk, alice: Person
) -> None:
    await desk.keep(OPEN)
    desk.gateway.answers = False
    said = await desk.answer(alice, f"switch:{OPEN.number}:ethereum")
    assert "stays as it is" in said
    assert len(said) <= 200
    assert (await desk.found(OPEN.number)).state is State.OPEN


@pytest.mark.parametrize(("action", "order"), [("again:{}", EXPIRED), ("switch:{}:tron", OPEN)])
async def test_a_network_that_is_under_maintenance_is_refused_by_name(
    desk: Desk, alice: Person, monkeypatch: pytest.MonkeyPatch, action: str, order: Order
) -> None:
    monkeypatch.setattr(TERMS.lists, "now", closed("tron").now)
    kept = await desk.keep(order)
    said = await desk.answer(alice, action.format(kept.number))
    assert said.startswith("TRON · TRC20 is under maintenance at the payment gateway right now.")
    assert await desk.found(kept.number) == kept


async def test_only_networks_that_are_open_are_shown(
    desk: Desk, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await shown(desk)
    monkeypatch.setattr(TERMS.lists, "now", closed("ethereum").now)
    alice.press(card, "🔀 Network")
    await desk.hear()
    assert faces(desk.said()[-1]) == ["« Back"]
