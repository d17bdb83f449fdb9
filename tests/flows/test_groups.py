import pytest

from tests.flows.shop import Shop

GROUP = -1001234


async def test_a_member_pays_in_a_group(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.alice, shop.bob])
    await shop.open()
    command = shop.alice.write("/pay@till_bot 100 USDT", chat=group)
    card = await shop.card(GROUP)
    assert card.reply_to == command.message_id
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled(GROUP)
    assert shop.receipts(GROUP)[0].reply_to == card.message_id
    assert shop.said(101) == []


async def test_a_topic_hears_only_what_was_asked_in_it(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.alice], is_forum=True)
    topic = group.topic("Payments")
    await shop.open()
    shop.alice.write("/pay@till_bot 100 USDT", chat=group, topic=topic)
    card = await shop.card(GROUP)
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled(GROUP)
    assert {message.thread_id for message in shop.said(GROUP)} == {topic}


async def test_two_members_pay_side_by_side_and_each_card_becomes_its_receipt(
    shop: Shop,
) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.alice, shop.bob])
    await shop.open()
    asked = {
        shop.alice.write("/pay@till_bot 100 USDT", chat=group).message_id: "100",
        shop.bob.write("/pay@till_bot 7 USDT tron", chat=group).message_id: "7",
    }
    await shop.telegram.wait_for(lambda: len(shop.cards(GROUP)) == 2)
    for card in shop.cards(GROUP):
        assert shop.order_on(card).amount == asked[card.reply_to or 0]
        shop.gateway.pay(shop.order_on(card).number)
    await shop.telegram.wait_for(lambda: receipts_on_cards(shop) == 2, 15)


def receipts_on_cards(shop: Shop) -> int:
    return sum("Receipt" in (card.caption or "") for card in shop.cards(GROUP))


@pytest.mark.timeout(120)  # it is a minute that is waited for
@pytest.mark.parametrize("profile", ["guide"], indirect=True)
async def test_a_busy_group_is_told_at_once_and_then_of_several_together(shop: Shop) -> None:
    people = [shop.alice, shop.bob, shop.owner]
    group = shop.telegram.group(GROUP, "Shop", members=people)
    await shop.open()
    for person in people:
        person.write("/pay@till_bot 100 USDT", chat=group)
    await shop.telegram.wait_for(lambda: len(shop.cards(GROUP)) == 3)
    first, *others = [shop.order_on(card).number for card in shop.cards(GROUP)]
    shop.gateway.pay(first)
    await shop.telegram.wait_for(lambda: shop.receipts(GROUP), 15)
    for number in others:
        shop.gateway.pay(number)
    # The cards say so at once.
    await shop.telegram.wait_for(lambda: receipts_on_cards(shop) == 3, 15)
    assert len(shop.receipts(GROUP)) == 1
    together = await shop.saying("2 payments have arrived:", GROUP, 80)
    assert (together.text or "").count("100 USDT ·") == 2
    assert len(shop.receipts(GROUP)) == 1


async def test_a_stranger_cannot_press_somebody_elses_amounts(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.alice, shop.bob])
    await shop.open()
    shop.alice.write("/pay@till_bot", chat=group)
    question = await shop.saying("How much", GROUP)
    answer = await shop.bob.press(question, "10 USDT · Ethereum").answered()
    assert "for somebody else" in answer["text"]
    assert shop.gateway.orders == []


async def test_a_group_that_becomes_a_supergroup_is_followed(shop: Shop) -> None:
    group = shop.telegram.group(-500, "Small", members=[shop.alice])
    await shop.open()
    shop.alice.write("/pay@till_bot 100 USDT", chat=group)
    card = await shop.card(-500)
    group.migrate(GROUP)
    shop.gateway.pay(shop.order_on(card).number)
    await shop.saying("has arrived", GROUP)
