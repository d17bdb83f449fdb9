"""The whole program speaks the language of whoever it speaks to."""

import pytest

from bot.sandbox.telegram import Person, SentMessage
from bot.sandbox.telegram.menus import menu_for
from tests.flows.shop import BOT_ID, Shop

GROUP = -1001234
FENCES = {"\u2068", "\u2069"}
# What is said does not depend on the dialect of the gateway; in this one it gives an address.
pytestmark = pytest.mark.parametrize("profile", ["guide"], indirect=True)


@pytest.fixture
def farid(shop: Shop) -> Person:
    return shop.telegram.person(201, "Farid", language_code="fa")


@pytest.fixture
def rosa(shop: Shop) -> Person:
    return shop.telegram.person(202, "Rosa", language_code="ru")


def words(message: SentMessage) -> str:
    return message.text or message.caption or ""


def copied(message: SentMessage) -> list[str]:
    """What a tap on a message copies."""
    raw = words(message).encode("utf-16-le")
    spans = [each for each in message.entities if each["type"] == "code"]
    return [
        raw[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in spans
    ]


async def test_a_persian_customer_is_spoken_to_in_persian_and_copies_plain_text(
    shop: Shop, farid: Person
) -> None:
    await shop.open()
    farid.write("/pay 100 USDT tron")
    card = await shop.card(farid.id)
    order = shop.order_on(card)
    caption = words(card)
    assert caption.startswith("لطفاً \u2068100 USDT\u2069 بپردازید\nشبکه: \u2068TRON · TRC20\u2069")
    assert shop.number() in copied(card)
    assert not any(FENCES & set(each) for each in copied(card))
    texts = [each["copy_text"]["text"] for each in card.buttons if "copy_text" in each]
    assert "100" in texts
    assert all(text.isascii() and text.isprintable() for text in texts)
    assert "🔀 تغییر شبکه" in [each["text"] for each in card.buttons]

    shop.gateway.pay(order.number)
    told = await shop.saying("سپاسگزاریم!", farid.id)
    assert words(told).startswith("✅ مبلغ \u2068100 USDT\u2069 رسید. سفارش \u2068")
    await shop.telegram.wait_for(lambda: "رسید:" in words(shop.cards(farid.id)[-1]), 15)
    assert copied(shop.cards(farid.id)[-1]) == [shop.number()]


async def test_a_receipt_comes_in_the_right_language_after_the_bot_was_started_again(
    shop: Shop, rosa: Person
) -> None:
    await shop.open()
    rosa.write("/pay 100 USDT")
    card = await shop.card(rosa.id)
    assert words(card).startswith("К оплате: 100 USDT")
    await shop.till.kill()
    shop.gateway.pay(shop.order_on(card).number)
    await shop.open()
    told = await shop.saying("Спасибо!", rosa.id)
    assert words(told).startswith("✅ Поступило 100 USDT. Заказ")
    await shop.saying("Payer: 202", shop.owner.id)


async def test_a_choice_is_kept_when_the_bot_is_started_again(shop: Shop, rosa: Person) -> None:
    await shop.open()
    rosa.write("/lang")
    question = await shop.saying("На каком языке", rosa.id)
    assert "español" in await shop.pressed(rosa, question, "Español")
    await shop.saying("A partir de ahora hablo español aquí.", rosa.id)
    await shop.till.stop()
    await shop.open()
    rosa.write("/status")
    await shop.saying("Aún no tiene pedidos aquí.", rosa.id)
    menu = menu_for(shop.telegram.api, rosa.private_chat, rosa)
    assert {"command": "lang", "description": "Elegir el idioma"} in menu
    rosa.press(shop.said(rosa.id)[0], "Como en Telegram")
    await shop.saying("Теперь я говорю здесь по-русски.", rosa.id)


async def test_a_group_speaks_what_its_admin_has_chosen_and_nobody_else(
    shop: Shop, farid: Person, rosa: Person
) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[farid, rosa], admins=[rosa])
    await shop.open()
    farid.write("/lang@till_bot", chat=group)
    await shop.saying("Only an admin of this group can choose", GROUP)
    rosa.write("/lang@till_bot", chat=group)
    question = await shop.saying("Which language", GROUP)
    refusal = await shop.pressed(farid, question, "فارسی")
    assert refusal.startswith("تنها مدیر این گروه")
    await shop.pressed(rosa, question, "Español")
    await shop.saying("A partir de ahora hablo español aquí.", GROUP)

    farid.write("/pay@till_bot 100 USDT", chat=group)
    card = await shop.card(GROUP)
    assert words(card).startswith("Pague 100 USDT")
    answer = await shop.pressed(rosa, card, "🔄 Comprobar ahora")
    assert answer.startswith("Пока ничего не поступило;")
    shop.gateway.pay(shop.order_on(card).number)
    await shop.saying("¡Gracias!", GROUP)
    assert {each.sender_id for each in shop.said(farid.id)} <= {BOT_ID}


async def test_where_nothing_is_known_the_setting_speaks(shop: Shop) -> None:
    stranger = shop.telegram.person(203, "Kenji", language_code="ja")
    await shop.open(LANGUAGE="zh_Hans")
    stranger.write("/start")
    await shop.saying("您好！我接受稳定币付款。", stranger.id)
    await shop.telegram.wait_for(lambda: ("default", "fa") in shop.telegram.commands, 15)
    assert shop.telegram.commands["default", ""][0]["description"].startswith("付款")
    assert shop.telegram.commands["default", "en"][0]["description"].startswith("Pay")
