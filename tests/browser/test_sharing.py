"""The keyboard that the bot puts below the field, and sharing people with it."""

from playwright.async_api import expect

from tests.browser.speaking import speak
from tests.browser.visitor import Visitor

WHO = {"text": "Pick a merchant", "request_users": {"request_id": 1, "request_name": True}}
BOARD = {"keyboard": [["Help me", {"text": "My number", "request_contact": True}], [WHO]]}


async def test_the_bots_keyboard_is_tapped_until_it_is_taken_away(visitor: Visitor) -> None:
    await visitor.demo.stage.till.stop()
    alice = visitor.demo.stage.cast.persona("alice").person
    alice.start()
    await speak(visitor.demo, chat_id=101, text="What next?", reply_markup=BOARD)
    board = visitor.page.get_by_role("group", name="Keyboard of the bot")
    await board.get_by_role("button", name="Help me").click()
    await visitor.sees("Help me")
    await board.get_by_role("button", name="My number").click()
    await visitor.sees("+15550000101")
    await board.get_by_role("button", name="Pick a merchant").click()
    await visitor.page.locator("#commands").get_by_role("option", name="Mia").click()
    await expect(visitor.page.locator(".service")).to_have_text("Shared with the bot: Mia")
    await visitor.enter("Bob")
    await expect(board).to_be_hidden()
    await visitor.enter("Alice")
    await expect(board).to_be_visible()
    gone = {"remove_keyboard": True}
    await speak(visitor.demo, chat_id=101, text="Thanks", reply_markup=gone)
    await expect(board).to_be_hidden()


async def test_a_keyboard_for_one_time_is_gone_after_it(visitor: Visitor) -> None:
    await visitor.demo.stage.till.stop()
    visitor.demo.stage.cast.persona("alice").person.start()
    markup = {"keyboard": [["Yes"]], "one_time_keyboard": True}
    await speak(visitor.demo, chat_id=101, text="Sure?", reply_markup=markup)
    board = visitor.page.get_by_role("group", name="Keyboard of the bot")
    await board.get_by_role("button", name="Yes").click()
    await visitor.sees("Yes")
    await expect(board).to_be_hidden()


async def test_a_contact_is_shared_in_a_group(visitor: Visitor) -> None:
    await visitor.enter("General")
    await visitor.page.get_by_role("button", name="Share a contact").click()
    await visitor.page.locator("#commands").get_by_role("option", name="Bob").click()
    shared = await visitor.sees("Bob")
    await expect(shared).to_contain_text("+15550000102")
    assert visitor.demo.stage.telegram.messages(visitor.demo.stage.cast.group.id)[-1].contact
