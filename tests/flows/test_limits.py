"""Somebody sends and presses far more than a person can mean."""

from tests.flows.shop import Shop

GROUP = -1001234


async def test_who_floods_a_group_is_warned_once_and_others_are_served(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.alice, shop.bob])
    await shop.open()
    for _ in range(30):
        shop.bob.write("/health@till_bot", chat=group)
    shop.alice.write("/pay@till_bot 100 USDT", chat=group)
    await shop.card(GROUP)
    texts = [message.text or "" for message in shop.said(GROUP)]
    assert sum("Please slow down" in text for text in texts) == 1


async def test_presses_of_one_person_leave_the_gateway_to_others(shop: Shop) -> None:
    await shop.open(POLL_INTERVAL="10m", MAX_OPEN_ORDERS="20")
    shop.bob.write("/pay 100 USDT")
    card = await shop.card(102)
    before = len(shop.gateway.calls)
    for _ in range(7):
        shop.bob.press(card, "🔄 Check now")
    shop.bob.write("/pay 5 USDT")
    await shop.saying("so no order was made", 102)
    assert len(shop.gateway.calls) - before <= 12
    shop.alice.write("/pay 7 USDT")
    assert shop.order_on(await shop.card(101)).amount == "7"
