"""The whole life of an order: late, short, too much, cancelled, moved, renewed."""

import pytest

from bot.sandbox.blockatm import GatewayOrder
from bot.sandbox.telegram import SentMessage
from tests.flows.shop import Shop, read_qr

OWNER = 900
NEW_ORDER, PAID_ALREADY = "🆕 New order", "💸 I have paid"
NETWORK, CANCEL = "🔀 Network", "✖️ Cancel"
ACCEPT, LEAVE = "✅ Accept as paid", "⏳ Leave open"
Asked = tuple[SentMessage, GatewayOrder]


async def asked(shop: Shop, command: str = "/pay 100 USDT tron") -> Asked:
    before = len(shop.cards())
    shop.alice.write(command)
    await shop.telegram.wait_for(lambda: len(shop.cards()) > before, 15)
    card = shop.cards()[-1]
    return card, shop.order_on(card)


async def test_a_late_payment_is_a_receipt_marked_late_and_merchants_hear_of_it(
    shop: Shop,
) -> None:
    shop.gateway.tells_transactions = True
    await shop.open(ORDER_LIFETIME="2s")
    card, order = await asked(shop)
    await shop.saying("Expired: 100 USDT")
    shop.gateway.pay(order.number)
    await shop.settled()
    assert "Receipt: 100 USDT paid, late" in (card.caption or "")
    assert "It came after the order had expired." in (shop.receipts()[0].text or "")
    link = f"https://tronscan.org/#/transaction/{order.transactions[0]}"
    assert [each["url"] for each in card.entities if each["type"] == "text_link"] == [link]
    assert read_qr(card) == ""
    assert card.buttons == []
    told = await shop.saying("100 USDT has arrived.", OWNER)
    assert "It came after the order had expired." in (told.text or "")


async def test_a_short_payment_is_completed_by_what_comes_later(shop: Shop) -> None:
    await shop.open()
    card, order = await asked(shop)
    shop.gateway.pay(order.number, "60")
    await shop.saying("is not fully paid")
    await shop.saying("Not fully paid: 100 USDT")
    assert read_qr(card) == ""
    shop.gateway.pay(order.number, "40")
    await shop.settled()
    assert "missing" not in (card.caption or "")
    assert [(m.text or "").partition("\n")[0] for m in shop.said(OWNER)[1:]] == [
        "⚠️ 60 USDT of 100 USDT has arrived; 40 USDT is missing.",
        "✅ 100 USDT has arrived.",
    ]


async def test_a_merchant_accepts_less_as_paid(shop: Shop) -> None:
    await shop.open()
    card, order = await asked(shop)
    shop.gateway.pay(order.number, "99")
    question = await shop.saying("99 USDT of 100 USDT has arrived; 1 USDT is missing", OWNER)
    assert "paid" in await shop.pressed(shop.owner, question, ACCEPT)
    await shop.settled()
    assert "1 USDT, accepted by the merchant" in (card.caption or "")
    await shop.saying("You have accepted it.", OWNER)
    assert question.buttons == []
    shop.alice.write(f"/status {shop.number()}")
    shown = await shop.saying("History")
    assert "accepted as paid: short → paid" in (shown.text or "")
    assert ", by " not in (shown.text or "")


async def test_a_merchant_leaves_less_open_and_the_rest_completes_it(shop: Shop) -> None:
    await shop.open()
    _, order = await asked(shop)
    shop.gateway.pay(order.number, "99")
    question = await shop.saying("1 USDT is missing", OWNER)
    await shop.pressed(shop.owner, question, LEAVE)
    await shop.saying("Left open: I look for the rest until", OWNER)
    shop.gateway.pay(order.number, "1")
    await shop.settled()


async def test_only_merchants_can_accept(shop: Shop) -> None:
    await shop.open()
    card, order = await asked(shop)
    shop.gateway.pay(order.number, "99")
    await shop.saying("is not fully paid")
    press = shop.alice.press(card, f"accept:{shop.number()}", forged=True)
    assert "no such order" in (await press.answered())["text"]
    assert shop.rows("SELECT state FROM orders") == [("short",)]


async def test_a_fee_within_the_tolerance_is_let_pass_and_the_receipt_says_so(
    shop: Shop,
) -> None:
    await shop.open(SHORT_TOLERANCE="1")
    card, order = await asked(shop)
    shop.gateway.pay(order.number, "99")
    await shop.settled()
    assert "Missing: 1 USDT, which this till lets pass as a fee" in (card.caption or "")
    assert "1 USDT is missing, which this till lets pass" in (shop.receipts()[0].text or "")


async def test_paying_twice_is_told_to_both_and_the_order_stays_paid(shop: Shop) -> None:
    await shop.open()
    card, order = await asked(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    shop.gateway.pay(order.number)
    await asked(shop, "/pay 7 USDT tron")  # the next order hurries the sweeps again
    # Where orders are asked about by name, paid ones are asked about at the slowest pace.
    more = await shop.saying("which was paid already", timeout=40)
    assert "200 USDT has arrived in all, 100 USDT more than asked" in (more.text or "")
    await shop.saying("200 USDT has arrived in all, 100 USDT more than asked.", OWNER)
    await shop.telegram.wait_for(lambda: "100 USDT more than asked" in (card.caption or ""))
    assert ("paid",) in shop.rows("SELECT state FROM orders")


async def test_a_payer_cancels_by_button_and_is_not_scolded_afterwards(shop: Shop) -> None:
    await shop.open()
    card, order = await asked(shop)
    assert "is cancelled" in await shop.pressed(shop.alice, card, CANCEL)
    await shop.saying("Cancelled: 100 USDT")
    assert read_qr(card) == ""
    for _ in range(2):
        shop.alice.write(f"/cancel {shop.number()}")
    await shop.telegram.wait_for(
        lambda: [m.text for m in shop.said()[1:]] == [f"Order {shop.number()} is cancelled."] * 2
    )
    shop.gateway.pay(order.number)
    await shop.settled()
    assert "It came after the order had been cancelled." in (card.caption or "")


async def test_money_that_is_there_already_is_not_cancelled(shop: Shop) -> None:
    await shop.open(POLL_INTERVAL="10m")
    card, order = await asked(shop)
    shop.gateway.pay(order.number)
    assert "is paid, so there is nothing to cancel" in await shop.pressed(shop.alice, card, CANCEL)
    await shop.settled()


async def test_merchants_and_the_groups_admins_cancel_and_the_payer_hears_of_it(
    shop: Shop,
) -> None:
    gus = shop.telegram.person(105, "Gus")
    group = shop.telegram.group(-1001, "Shop", members=[shop.alice, shop.bob, gus], admins=[gus])
    await shop.open()
    for canceller, place in ((gus, group), (shop.owner, None)):
        cards = len(shop.cards(-1001))
        shop.alice.write("/pay@till_bot 100 USDT", chat=group)
        await shop.telegram.wait_for(lambda n=cards: len(shop.cards(-1001)) > n)  # type: ignore[misc]
        number = shop.number()
        shop.bob.write(f"/cancel@till_bot {number}", chat=group)
        await shop.saying(f"There is no order «{number}» of yours here.", -1001)
        canceller.write(f"/cancel@till_bot {number}", chat=place or canceller.private_chat)
        await shop.saying(f"Order {number} for 100 USDT was cancelled.", -1001)


async def test_another_network_replaces_an_unpaid_order_and_the_old_one_stays_watched(
    shop: Shop,
) -> None:
    await shop.open()
    card, old = await asked(shop)
    await shop.pressed(shop.alice, card, NETWORK)
    await shop.telegram.wait_for(lambda: "« Back" in str(card.buttons))
    said = await shop.pressed(shop.alice, card, "🔀 Ethereum · ERC20")
    assert "on Ethereum · ERC20 is being opened" in said
    await shop.saying("Replaced: 100 USDT")
    await shop.telegram.wait_for(lambda: len(shop.cards()) == 2)
    assert shop.order_on(shop.cards()[1]).chain_id == "1"
    assert read_qr(card) == ""
    shop.gateway.pay(old.number)
    await shop.saying("Please do not pay that one as well.")
    # Nobody is left with two orders to pay.
    await shop.telegram.wait_for(lambda: "Cancelled" in (shop.cards()[1].caption or ""))
    assert read_qr(shop.cards()[1]) == ""


async def test_an_expired_order_is_made_anew_once_however_often_it_is_pressed(
    shop: Shop,
) -> None:
    await shop.open(ORDER_LIFETIME="3s")
    card, _ = await asked(shop)
    await shop.saying("Expired: 100 USDT")
    press = [shop.alice.press(card, NEW_ORDER) for _ in range(3)]
    said = [str((await each.answered())["text"]) for each in press]
    assert sum("is being opened" in each for each in said) == 1
    await shop.telegram.wait_for(lambda: len(shop.cards()) == 2)
    assert len(shop.gateway.orders) == 2
    assert shop.gateway.orders[1].amount == "100"
    await shop.telegram.wait_for(lambda: "In its place there is order" in (card.caption or ""))


async def test_who_has_paid_already_is_looked_for_at_once(shop: Shop) -> None:
    await shop.open(ORDER_LIFETIME="3s", POLL_INTERVAL="2s")
    card, order = await asked(shop)
    await shop.saying("Expired: 100 USDT")
    assert "Nothing has arrived yet" in await shop.pressed(shop.alice, card, PAID_ALREADY)
    shop.gateway.pay(order.number)
    await shop.settled()


async def test_a_merchant_can_mute_each_kind(shop: Shop) -> None:
    await shop.open()
    shop.owner.write("/notices")
    switches = await shop.saying("What I tell you here", OWNER)
    await shop.pressed(shop.owner, switches, "🔔 Payments")
    await shop.telegram.wait_for(lambda: "🔕 Payments" in str(switches.buttons))
    _, order = await asked(shop)
    shop.gateway.pay(order.number)
    await shop.settled()
    _, other = await asked(shop, "/pay 50 USDT tron")
    shop.gateway.pay(other.number, "51")
    await shop.saying("51 USDT has arrived in all, 1 USDT more than asked.", OWNER)
    assert not [m for m in shop.said(OWNER) if "100 USDT has arrived" in (m.text or "")]


async def test_the_card_counts_down(shop: Shop) -> None:
    await shop.open(ORDER_LIFETIME="70s")
    card, _ = await asked(shop)
    assert "Pay within 1 min" in (card.caption or "")
    assert card.edited == 0
    await shop.telegram.wait_for(lambda: card.edited, 25)
    assert read_qr(card)
    assert "less than a minute is left" in (card.caption or "")


@pytest.mark.parametrize("word", ["", "nonsense", "<b>0000000000</b>"])
async def test_a_cancel_of_nothing_is_answered(shop: Shop, word: str) -> None:
    await shop.open()
    shop.alice.write(f"/cancel {word}")
    expected = "There is no order" if word else "You have no open orders here"
    await shop.saying(expected)
