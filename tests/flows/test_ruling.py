"""What admins set for their group, and what becomes of it."""

from bot.sandbox.telegram import Group, Person, SentMessage
from tests.flows.shop import Shop

GROUP = -1001234
ONLY_ADMINS = "👮 Let only admins use /pay"
IN_PRIVATE = "🔒 Show details in private"


async def settings(shop: Shop, person: Person, group: Group, **how: int) -> SentMessage:
    before = len(shop.said(group.id))
    person.write("/settings@till_bot", chat=group, topic=how.get("topic"))
    await shop.telegram.wait_for(lambda: len(shop.said(group.id)) > before, 15)
    return shop.said(group.id)[-1]


async def test_an_admin_closes_pay_for_members_and_a_member_cannot_open_it(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.bob], admins=[shop.alice])
    await shop.open()
    message = await settings(shop, shop.alice, group)
    await shop.pressed(shop.alice, message, ONLY_ADMINS)
    await shop.saying("/pay is for admins only", GROUP)
    assert "Only admins" in await shop.pressed(shop.bob, message, IN_PRIVATE)
    shop.bob.write("/pay@till_bot 5", chat=group)
    await shop.saying("you can pay in our private chat instead: @till_bot.", GROUP)
    shop.bob.write("/settings@till_bot", chat=group)
    await shop.saying("Only admins of this group can change", GROUP)
    shop.alice.write("/pay@till_bot 6", chat=group)
    assert shop.order_on(await shop.card(GROUP)).amount == "6"


async def test_an_owner_and_an_anonymous_admin_rule_too(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.owner])
    group.promote(shop.alice, anonymous=True)
    await shop.open()
    message = await settings(shop, shop.owner, group)
    await shop.pressed(shop.owner, message, "💱 What a plain amount means")
    await shop.saying("What does a plain amount mean here?", GROUP)
    await shop.pressed(shop.owner, message, "USDT on TRON · TRC20")
    await shop.saying("means USDT on TRON · TRC20", GROUP)
    await settings(shop, shop.alice, group)
    shop.bob.write("/settings")
    shop.telegram.group(-1009, "Other", members=[shop.bob])
    await shop.saying("/settings is for groups", 102)
    shop.owner.write("/pay@till_bot 5", chat=group)
    card = await shop.card(GROUP)
    assert "TRON" in (card.caption or "")


async def test_details_in_private_come_when_a_newcomer_follows_the_link(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.bob], admins=[shop.alice])
    await shop.open()
    message = await settings(shop, shop.alice, group)
    await shop.pressed(shop.alice, message, IN_PRIVATE)
    shop.bob.write("/pay@till_bot 100 USDT", chat=group)
    line = await shop.saying("for 100 USDT: how to pay is in private.", GROUP)
    await shop.kept("SELECT 1 FROM notices WHERE fate LIKE 'given up%'")
    assert shop.cards(102) == []
    shop.bob.open_link(str(line.buttons[0]["url"]))
    card = await shop.card(102)
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled(102)
    assert shop.cards(GROUP) == shop.receipts(GROUP) == []


async def test_payments_are_told_in_the_topic_that_was_chosen(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", admins=[shop.alice], is_forum=True)
    asked, told = group.topic("Orders"), group.topic("Payments")
    await shop.open()
    message = await settings(shop, shop.alice, group, topic=told)
    await shop.pressed(shop.alice, message, "💬 Tell of payments in this topic")
    shop.alice.write("/pay@till_bot 100 USDT", chat=group, topic=asked)
    card = await shop.card(GROUP)
    shop.gateway.pay(shop.order_on(card).number)
    await shop.settled(GROUP)
    assert [each.thread_id for each in shop.receipts(GROUP)] == [told]
    assert card.thread_id == asked


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(shop: Shop) -> None:
    group = shop.telegram.group(-500, "Small", members=[shop.bob], admins=[shop.alice])
    await shop.open()
    message = await settings(shop, shop.alice, group)
    await shop.pressed(shop.alice, message, ONLY_ADMINS)
    await shop.saying("/pay is for admins only", -500)
    heir = group.migrate(GROUP)
    shop.bob.write("/pay@till_bot 5", chat=heir)
    await shop.saying("you can pay in our private chat instead", GROUP)
