"""Invoices: issued in chats, paid in private by their link, closed everywhere at once."""

from bot.sandbox.telegram import Person, SentMessage
from tests.flows.shop import Shop

OWNER, GROUP = 900, -100500


async def issued(shop: Shop, command: str) -> SentMessage:
    """The card of an invoice that the owner issues in a group."""
    everybody = [shop.owner, shop.alice, shop.bob]
    group = shop.telegram.group(GROUP, "Shop", members=everybody)
    shop.owner.write(command, chat=group)
    return await shop.saying("Invoice: ", GROUP)


def link_on(card: SentMessage) -> str:
    """What the button *Pay* opens."""
    return next(str(each["url"]) for each in card.buttons if "Pay" in str(each["text"]))


def follow(person: Person, link: str) -> None:
    """Open a private chat by a link, as *Pay* does."""
    person.write(f"/start {link.partition('?start=')[2]}")


async def reads(shop: Shop, message: SentMessage, words: str) -> None:
    """Wait until a message says something."""
    await shop.telegram.wait_for(lambda: words in (message.text or message.caption or ""), 15)


async def test_an_invoice_is_paid_in_private_and_its_card_says_so(shop: Shop) -> None:
    await shop.open()
    invoice = await issued(shop, "/invoice@till_bot 25 USDT tron two coffees <3")
    link = link_on(invoice)
    assert "For: two coffees <3" in (invoice.text or "")
    follow(shop.alice, link)
    card = await shop.card()
    follow(shop.alice, link)
    await shop.saying("You have begun to pay this invoice already")
    assert len(shop.cards()) == 1
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled()
    await shop.telegram.wait_for(
        lambda: (invoice.text or "").startswith("✅ Invoice paid: 25 USDT"), 15
    )
    assert invoice.buttons == []
    await shop.saying("25 USDT has arrived.", OWNER)


async def test_when_one_has_paid_the_others_attempts_are_called_off(shop: Shop) -> None:
    await shop.open()
    invoice = await issued(shop, "/invoice@till_bot 25 USDT tron coffee")
    link = link_on(invoice)
    follow(shop.alice, link)
    mine = await shop.card()
    follow(shop.bob, link)
    other = await shop.card(shop.bob.id)
    shop.gateway.pay(shop.order_on(mine).number)
    await shop.settled()
    await reads(shop, other, "Cancelled: 25 USDT")
    follow(shop.bob, link)
    await shop.saying("This invoice is paid already.", shop.bob.id)


async def test_many_pay_one_that_is_for_many_also_across_a_crash(shop: Shop) -> None:
    await shop.open()
    invoice = await issued(shop, "/invoice@till_bot 10 USDT tron ticket --multi")
    link = link_on(invoice)
    for count, person in enumerate((shop.alice, shop.bob), start=1):
        follow(person, link)
        card = await shop.card(person.id)
        shop.gateway.pay(shop.order_on(card).number)
        if count == 1:
            await shop.till.kill()
            await shop.till.start()
        await shop.settled(person.id)
        await shop.saying(f"Paid: {'1 time' if count == 1 else '2 times'}", GROUP)
    assert "20 USDT in all" in (invoice.text or "")
    assert [each["text"] for each in invoice.buttons] == ["💳 Pay 10 USDT", "↗️ Share"]


async def test_a_cancelled_invoice_lets_nobody_pay(shop: Shop) -> None:
    await shop.open()
    invoice = await issued(shop, "/invoice@till_bot 25 USDT tron coffee")
    link = link_on(invoice)
    follow(shop.alice, link)
    card = await shop.card()
    [(number,)] = shop.rows("SELECT number FROM invoices")
    shop.owner.write(f"/cancel {number}")
    await shop.telegram.wait_for(
        lambda: (invoice.text or "").startswith("✖️ Invoice cancelled"), 15
    )
    await reads(shop, card, "Cancelled: 25 USDT")
    follow(shop.bob, link)
    await shop.saying("This invoice was cancelled.", shop.bob.id)


async def test_an_invoice_is_sent_inline_into_a_chat_without_the_bot_and_paid(
    shop: Shop,
) -> None:
    await shop.open()
    place = shop.telegram.direct(shop.owner, shop.alice)
    query = shop.owner.ask("25 USDT tron coffee", chat=place)
    offered = await query.answered()
    invoice = shop.owner.choose(query, offered.results[0].id)
    await shop.kept("SELECT number FROM invoices")
    follow(shop.alice, link_on(invoice))
    card = await shop.card()
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled()
    await shop.telegram.wait_for(
        lambda: (invoice.text or "").startswith("✅ Invoice paid: 25 USDT"), 15
    )
