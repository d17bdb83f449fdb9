"""Lists of orders, from the command to the opened order and back, with the whole program."""

from bot.sandbox.telegram import Group, Person, SentMessage
from tests.flows.shop import Shop

GROUP = -1001234
OWNER = 900


async def pay(shop: Shop, amount: str, group: Group | None = None) -> None:
    """Alice orders, and pays."""
    chat_id = group.id if group else 101
    before = len(shop.cards(chat_id))
    command = f"/pay{'@till_bot' if group else ''} {amount} USDT tron"
    shop.alice.write(command, chat=group)
    await shop.telegram.wait_for(lambda: len(shop.cards(chat_id)) > before, 15)
    card = shop.cards(chat_id)[-1]
    shop.gateway.pay(shop.order_on(card).number)
    await shop.telegram.wait_for(lambda: "Receipt" in (card.caption or ""), 15)


async def turned(
    shop: Shop, person: Person, message: SentMessage, button: str, words: str
) -> None:
    """Press a button, and wait for what the message says then."""
    assert await shop.pressed(person, message, button) == ""
    await shop.telegram.wait_for(lambda: words in (message.text or ""), 15)


async def test_a_merchant_finds_a_payment_and_comes_back_to_the_list_after_a_restart(
    shop: Shop,
) -> None:
    shop.gateway.tells_transactions = True
    await shop.open()
    await pay(shop, "100")
    number = shop.number()
    [transaction] = next(o for o in shop.gateway.orders if o.amount == "100").transactions
    shop.alice.write("/pay 7 USDT tron")
    await shop.saying("Pay 7 USDT")
    shop.owner.write("/orders")
    listed = await shop.saying("Orders of the till: all (2)", OWNER)
    await turned(shop, shop.owner, listed, "Paid", "Orders of the till: paid (1)")
    await turned(shop, shop.owner, listed, "1", f"Order {number}\n")
    await shop.till.stop()
    await shop.open()
    await turned(shop, shop.owner, listed, "« Back", "Orders of the till: paid (1)")
    for words in (number.lower(), transaction):
        before = len(shop.said(OWNER))
        shop.owner.write(f"/orders {words}")
        await shop.telegram.wait_for(lambda: len(shop.said(OWNER)) > before, 15)  # noqa: B023 - waited for in the loop
        assert f"Order {number}\n" in (shop.said(OWNER)[-1].text or "")
    shop.owner.write("/status")
    await shop.saying("In the till: 1 open, 0 short.", OWNER)


async def test_an_admin_looks_after_the_orders_of_the_group_and_no_others(shop: Shop) -> None:
    members = [shop.alice, shop.bob]
    group = shop.telegram.group(GROUP, "Shop", members=members, admins=[shop.bob])
    await shop.open()
    await pay(shop, "100", group)
    shop.alice.write("/pay 7 USDT tron")
    await shop.saying("Pay 7 USDT")
    private = shop.number()
    shop.bob.write("/status@till_bot", chat=group)
    told = await shop.saying("This group's orders", GROUP)
    assert "Open now: 0\nShort: 0\nPaid today: 1\n" in (told.text or "")
    assert "Today: 100 USDT\nIn 7 days: 100 USDT\n" in (told.text or "")
    answer = await shop.pressed(shop.alice, told, "📋 Orders")
    assert answer == "This list is for somebody else. Send /orders to see yours."
    await turned(shop, shop.bob, told, "📋 Orders", "Orders of this group: all (1)")
    await turned(shop, shop.bob, told, "1", "Now: paid ✅")
    shop.bob.write(f"/orders@till_bot {private}", chat=group)
    await shop.saying(f"There is no order «{private}» for you here.", GROUP)
    shop.bob.write("/orders")
    await shop.saying("You have no orders here yet.", shop.bob.id)
