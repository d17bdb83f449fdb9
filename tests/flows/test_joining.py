"""The bot is let into a group."""

from tests.flows.shop import Shop

GROUP = -1001234


async def test_a_group_that_lets_the_bot_in_learns_once_what_it_is_for(shop: Shop) -> None:
    group = shop.telegram.group(GROUP, "Shop", members=[shop.bob], admins=[shop.alice])
    group.without_bot()
    await shop.open()
    group.add_bot(by=shop.alice)
    hello = await shop.saying("Privacy mode is on for me", GROUP)
    assert "/settings@till_bot" in (hello.text or "")
    group.promote_bot()
    shop.bob.write("/pay@till_bot 100 USDT", chat=group)
    await shop.card(GROUP)
    group.kick_bot()
    shop.bob.write("/pay 5")
    await shop.card(102)
    assert [each for each in shop.said(GROUP) if not each.photo] == [hello]
