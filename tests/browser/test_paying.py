"""The stories of those who pay, from the page to the receipt and back."""

import re

from playwright.async_api import expect

from tests.browser.visitor import Visitor


async def test_who_has_just_come_pays_from_the_page(visitor: Visitor) -> None:
    await visitor.page.get_by_role("button", name="Alice: /pay 100 USDT").click()
    await visitor.page.keyboard.press("Enter")
    card = await visitor.sees("Pay 100 USDT")
    (order,) = visitor.demo.stage.gateway.orders
    await expect(card.locator("img")).to_have_js_property("complete", value=True)
    assert await visitor.codes() == [order.address]
    await visitor.pays(card, "Pay exactly 100 USDT")
    await visitor.sees("100 USDT has arrived. Order")
    await visitor.sees("Receipt: 100 USDT paid")
    await expect(visitor.page.get_by_role("link", name="Open cashier")).to_have_count(0)
    await expect(visitor.page.locator("#orders")).to_have_text("1 paid")


async def test_who_pays_too_little_is_told_and_can_pay_the_rest(visitor: Visitor) -> None:
    await visitor.write("/pay 50 USDT")
    card = await visitor.sees("Pay 50 USDT")
    cashier = await visitor.cashier(card)
    await cashier.get_by_role("button", name="Pay less: 49 USDT").click()
    await visitor.sees("is not fully paid")
    await visitor.sees("49 USDT of 50 USDT has arrived; 1 USDT is missing", times=2)
    await expect(cashier.locator("#countdown")).to_have_text("1 USDT is missing")
    await expect(cashier.locator("#qr")).to_be_visible()
    await cashier.get_by_role("button", name="Pay the missing 1 USDT").click()
    await expect(cashier.locator("#countdown")).to_have_text("✅ Paid")
    await expect(cashier.locator("#qr")).to_be_hidden()
    await visitor.sees("✅ 50 USDT has arrived")
    await visitor.sees("Receipt: 50 USDT paid")


async def test_the_focus_stays_at_the_wallet(visitor: Visitor) -> None:
    await visitor.write("/pay 50 USDT")
    cashier = await visitor.cashier(await visitor.sees("Pay 50 USDT"))
    await cashier.get_by_role("button", name="Pay less").focus()
    await cashier.keyboard.press("Enter")
    await expect(cashier.get_by_role("status")).to_have_text(re.compile("^Sent less than asked"))
    await expect(cashier.get_by_role("status")).to_be_focused()
    await cashier.keyboard.press("Enter")
    assert visitor.demo.stage.gateway.orders[0].paid == ["49"]


async def test_who_pays_too_much_sees_it_on_the_receipt(visitor: Visitor) -> None:
    await visitor.write("/pay 50 USDT")
    await visitor.pays(await visitor.sees("Pay 50 USDT"), "Pay more: 51 USDT")
    await visitor.sees("51 USDT, 1 USDT more than asked")


async def test_a_payment_that_is_only_seen_is_not_said_to_have_arrived(visitor: Visitor) -> None:
    """The guide has no word for it, so the bot notes it and waits."""
    await visitor.write("/pay 50 USDT")
    card = await visitor.sees("Pay 50 USDT")
    cashier = await visitor.cashier(card)
    await cashier.get_by_role("button", name="Only let it be seen").click()
    await expect(visitor.page.locator("#log")).to_contain_text("confirming")
    await card.get_by_role("button", name="Check now").click()
    await expect(visitor.page.get_by_role("dialog")).to_contain_text("Nothing has arrived yet")
    await cashier.get_by_role("button", name="Pay exactly 50 USDT").click()
    await visitor.sees("Receipt: 50 USDT paid")


async def test_who_pays_late_sees_the_code_go_and_is_told_all_the_same(visitor: Visitor) -> None:
    await visitor.page.get_by_label("New orders can be paid for").select_option("20 seconds")
    await expect(visitor.page.locator("#log")).to_contain_text("the till is closed")
    await expect(visitor.page.locator("#state")).to_have_text("@till_bot is running")
    await visitor.write("/pay 25 USDT")
    cashier = await visitor.cashier(await visitor.sees("Pay 25 USDT"))
    await cashier.get_by_role("button", name="Pay after the deadline").click()
    await expect(cashier.locator("#countdown")).to_contain_text("The wallet pays after the")
    await cashier.close()
    await expect(visitor.message("Expired: 25 USDT")).to_have_count(1, timeout=40_000)
    assert await visitor.codes() == []
    await visitor.sees("25 USDT has arrived")
    card = await visitor.sees("Receipt: 25 USDT paid, late")
    await expect(card).to_contain_text("It came after the order had expired.")
    await expect(card.get_by_role("button", name="I have paid")).to_have_count(0)


async def test_who_was_late_makes_the_same_order_anew(visitor: Visitor) -> None:
    await visitor.page.get_by_label("New orders can be paid for").select_option("20 seconds")
    await expect(visitor.page.locator("#log")).to_contain_text("the till is closed")
    await expect(visitor.page.locator("#state")).to_have_text("@till_bot is running")
    await visitor.write("/pay 25 USDT")
    await visitor.sees("Pay 25 USDT")
    card = visitor.message("Expired: 25 USDT")
    await expect(card).to_have_count(1, timeout=40_000)
    await card.get_by_role("button", name="I have paid").click()
    dialog = visitor.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Nothing has arrived yet. I go on looking")
    await dialog.get_by_role("button").click()
    await card.get_by_role("button", name="New order").click()
    new = await visitor.sees("Pay 25 USDT")
    await new.locator("img").scroll_into_view_if_needed()
    assert len(await visitor.codes()) == 1
    await expect(card).to_contain_text("In its place there is order")


async def test_the_network_is_changed_and_the_old_code_goes(visitor: Visitor) -> None:
    await visitor.write("/pay 30 USDT tron")
    card = await visitor.sees("Pay 30 USDT")
    await card.get_by_role("button", name="Network").click()
    await card.get_by_role("button", name="« Back").click()
    await card.get_by_role("button", name="Network").click()
    await card.get_by_role("button", name="Ethereum").click()
    await visitor.sees("Replaced: 30 USDT")
    new = await visitor.sees("Network: Ethereum · ERC20")
    order = visitor.demo.stage.gateway.orders[-1]
    await expect(new).to_contain_text(order.address or "?")
    await new.locator("img").scroll_into_view_if_needed()
    assert await visitor.codes() == [order.address]


async def test_a_cancelled_order_is_still_watched(visitor: Visitor) -> None:
    await visitor.write("/pay 30 USDT")
    card = await visitor.sees("Pay 30 USDT")
    cashier = await visitor.cashier(card)
    await card.get_by_role("button", name="Cancel").click()
    await visitor.sees("Cancelled: 30 USDT")
    await cashier.get_by_role("button", name="Pay exactly 30 USDT").click()
    await visitor.sees("It came after the order had been cancelled.", times=2)


async def test_the_merchant_accepts_what_is_short(visitor: Visitor) -> None:
    await visitor.write("/pay 10 USDT")
    await visitor.pays(await visitor.sees("Pay 10 USDT"), "Pay less: 9 USDT")
    await visitor.sees("is not fully paid")
    await visitor.enter("Olga")
    question = await visitor.sees("9 USDT of 10 USDT has arrived; 1 USDT is missing")
    await question.get_by_role("button", name="Accept as paid").click()
    await visitor.sees("You have accepted it.")
    answered = visitor.message("You have accepted")
    await expect(answered.get_by_role("button", name="Leave open")).to_have_count(0)
    await visitor.enter("Alice")
    await visitor.sees("1 USDT, accepted by the merchant")


async def test_a_bot_that_was_killed_tells_the_payment_when_it_is_back(visitor: Visitor) -> None:
    await visitor.write("/pay 10 USDT")
    card = await visitor.sees("Pay 10 USDT")
    await visitor.bot("Kill")
    await expect(visitor.page.locator("#state")).to_have_text("@till_bot was killed")
    await visitor.pays(card, "Pay exactly 10 USDT")
    await visitor.bot("Start")
    await visitor.sees("Receipt: 10 USDT paid")
    await visitor.sees("10 USDT has arrived")


async def test_the_merchant_sees_what_came_in(visitor: Visitor) -> None:
    await visitor.write("/pay 10 USDT")
    await visitor.pays(await visitor.sees("Pay 10 USDT"), "Pay less: 9 USDT")
    await visitor.page.locator(".story", has_text="Be the merchant").click()
    async with visitor.page.context.expect_page() as opened:
        await visitor.page.get_by_role("link", name="Open the merchant's account").click()
    account = await opened.value
    await expect(account.locator("#totals")).to_contain_text("9 USDT")
    await expect(account.locator("#orders tr")).to_contain_text("1 missing")
