import cv2
import numpy as np
import pytest

from bot.sandbox.telegram import SentMessage
from tests.flows.shop import Shop, read_qr

CHECK = "🔄 Check now"


def button(message: SentMessage, words: str) -> dict[str, object]:
    return next(each for each in message.buttons if words in each["text"])


def read_with_opencv(card: SentMessage) -> str:
    picture = cv2.imdecode(np.frombuffer(card.photo or b"", np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


# In v2 the gateway tells no address, only a picture.
gives_addresses = pytest.mark.parametrize("profile", ["guide", "v1"], indirect=True)
# What the gateway is asked in each profile to hear of payments.
LOOKS = {"contractPayment", "qrCodePayment", "detail", "list"}


async def test_a_customer_pays_in_a_private_chat_and_is_told(shop: Shop) -> None:
    await shop.open()
    command = shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    order = shop.order_on(card)
    assert (order.amount, order.symbol, order.chain_id) == ("100", "USDT", "1")
    assert card.reply_to == command.message_id

    shop.gateway.pay(order.number)
    await shop.settled()

    (receipt,) = shop.receipts()
    assert receipt.reply_to == card.message_id
    assert receipt.text is not None
    assert "100 USDT has arrived" in receipt.text
    assert "Receipt: 100 USDT paid" in (card.caption or "")
    assert card.buttons == []
    assert len(shop.cards()) == 1


async def test_the_card_leads_to_the_gateways_address_and_link(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 12.5 usdt trc20")
    card = await shop.card()
    (order,) = shop.gateway.orders
    assert read_qr(card) == order.address
    assert read_with_opencv(card) == order.address
    assert button(card, "Open cashier")["url"] == order.cashier_url
    assert button(card, "Copy amount")["copy_text"] == {"text": "12.5"}
    assert order.amount == "12.5"
    assert all(word in (card.caption or "") for word in ("TRON · TRC20", "12.5"))


@gives_addresses
async def test_the_card_shows_the_address_to_be_copied(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 12.5 usdt trc20")
    card = await shop.card()
    (order,) = shop.gateway.orders
    assert order.address is not None
    assert button(card, "Copy address")["copy_text"] == {"text": order.address}
    assert order.address in (card.caption or "")


@gives_addresses
async def test_a_malformed_address_is_never_shown(shop: Shop) -> None:
    shop.gateway.addresses = lambda _: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"
    await shop.open()
    shop.alice.write("/pay 100 USDT ethereum")
    card = await shop.card()
    (order,) = shop.gateway.orders
    assert read_qr(card) == order.cashier_url
    assert "0x5aA" not in str((card.caption, card.buttons))


async def test_the_wait_is_shown_as_uploading_a_photo(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    assert (101, None, "upload_photo") in shop.telegram.actions


async def test_an_amount_button_makes_one_order_however_often_it_is_pressed(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay")
    question = await shop.saying("How much")
    shop.alice.press(question, "25 USDT · Ethereum")
    shop.alice.press(question, "25 USDT · Ethereum")
    await shop.card()
    await shop.saying("25 USDT on Ethereum")
    shop.alice.write("/status")
    await shop.saying("Your orders")
    assert len(shop.gateway.orders) == len(shop.cards()) == 1


@pytest.mark.parametrize("words", ["1,000", "1e9", "NaN", "-5", "0", "5 BTC", "5 USDT moon"])
async def test_what_is_not_certain_is_refused_with_an_example(shop: Shop, words: str) -> None:
    await shop.open()
    shop.alice.write(f"/pay {words}")
    refusal = await shop.saying("For example: /pay 10 USDT ethereum")
    assert refusal.buttons
    assert shop.gateway.orders == []


async def test_an_order_that_nobody_pays_is_looked_at_once_more_and_expires(shop: Shop) -> None:
    await shop.open(ORDER_LIFETIME="3s")
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    assert read_qr(card)
    await shop.saying("Expired: 100 USDT")
    assert [button["text"] for button in card.buttons] == ["🆕 New order", "💸 I have paid"]
    assert read_qr(card) == ""
    ((deadline,),) = shop.rows("SELECT deadline FROM orders")
    looks = [call.seen_at for call in shop.gateway.calls if call.name in LOOKS]
    assert looks[-1] * 1000 >= deadline


async def test_less_than_asked_is_not_called_paid(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    shop.gateway.pay(shop.order_on(card).number, "99.999999")
    message = await shop.saying("0.000001 USDT is missing")
    assert message.text is not None
    await shop.saying("Not fully paid: 100 USDT")
    assert shop.receipts() == []


async def test_more_than_asked_is_paid_and_says_so(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    shop.gateway.pay(shop.order_on(card).number, "100.5")
    await shop.settled()
    assert "0.5 USDT more than asked" in (shop.receipts()[0].text or "")


async def test_check_now_looks_at_once(shop: Shop) -> None:
    await shop.open(POLL_INTERVAL="10m")
    shop.alice.write("/pay 100 USDT")
    card = await shop.card()
    shop.gateway.pay(shop.order_on(card).number)
    assert "paid" in (await shop.alice.press(card, CHECK).answered())["text"]
    await shop.settled()


async def test_check_now_says_that_nothing_has_come(shop: Shop) -> None:
    await shop.open(POLL_INTERVAL="10m")
    shop.alice.write("/pay 100 USDT")
    press = shop.alice.press(await shop.card(), CHECK)
    assert "Nothing has arrived yet" in (await press.answered())["text"]


async def test_a_stranger_learns_nothing_from_somebody_elses_button(shop: Shop) -> None:
    group = shop.telegram.group(-1001, "Shop", members=[shop.alice, shop.bob])
    await shop.open()
    shop.alice.write("/pay@till_bot 100 USDT", chat=group)
    card = await shop.card(-1001)
    answer = await shop.bob.press(card, CHECK).answered()
    assert "no such order" in answer["text"]


async def test_status_shows_own_orders_only(shop: Shop) -> None:
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    await shop.card()
    ((number,),) = shop.rows("SELECT number FROM orders")
    shop.alice.write("/status")
    listed = await shop.saying("Your orders")
    assert number in (listed.text or "")
    shop.alice.write(f"/status {number.lower()}")
    shown = await shop.saying("Now: waiting for the payment until")
    (order,) = shop.gateway.orders
    assert shop.gateway.profile == "v2" or (order.address or "?") in (shown.text or "")
    assert button(shown, "Open cashier")["url"] == order.cashier_url
    shop.bob.write(f"/status {number}")
    foreign = await shop.saying("There is no order", 102)
    shop.bob.write("/status 0000000000")
    await shop.telegram.wait_for(lambda: len(shop.said(102)) == 2)
    assert (shop.said(102)[1].text or "").replace("0000000000", number) == foreign.text


@pytest.mark.parametrize(
    ("dress", "names"), [("bare", "id"), ("wrapped", "order_no"), ("wrapped", "id")]
)
async def test_answers_are_understood_bare_and_wrapped(shop: Shop, dress: str, names: str) -> None:
    shop.gateway.dress = "wrapped" if dress == "wrapped" else "bare"
    shop.gateway.names_orders_by = "order_no" if names == "order_no" else "id"
    shop.gateway.listing = "single"
    await shop.open()
    shop.alice.write("/pay 100 USDT")
    shop.gateway.pay(shop.order_on(await shop.card()).number)
    await shop.settled()


async def test_commands_are_offered_in_each_kind_of_chat(shop: Shop) -> None:
    await shop.open()
    last = [("all_chat_administrators", "fa"), ("chat:900", "")]
    await shop.telegram.wait_for(lambda: all(each in shop.telegram.commands for each in last))
    offered = {
        scope: [command["command"] for command in commands]
        for (scope, _), commands in shop.telegram.commands.items()
    }
    everybody = ["pay", "status", "orders", "cancel"]
    earning = ["invoice", "invoices", "report", "export", "digest", "notices"]
    assert offered == {
        "default": [*everybody, "lang", "help"],
        "all_private_chats": [*everybody, "lang", "help"],
        "all_group_chats": everybody,
        "all_chat_administrators": [*everybody, "report", "settings", "lang"],
        "chat:900": [*everybody, *earning, "merchants", "health", "lang", "help"],
    }
