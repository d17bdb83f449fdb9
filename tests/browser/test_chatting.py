"""The page as a messenger: rooms, personas, buttons, replies, marks."""

import asyncio
import re

import aiohttp
import pytest
from playwright.async_api import expect

from bot.sandbox.demo.cast import OWNER_ID
from bot.sandbox.faults import Fault
from tests.browser.speaking import ask
from tests.browser.visitor import Visitor


async def test_an_answer_comes_into_the_topic_where_was_asked(visitor: Visitor) -> None:
    await visitor.choose("Bob, customer")
    await visitor.enter("Payments")
    await visitor.write("/pay@till_bot 12.50 USDT")
    card = await visitor.sees("Pay 12.5 USDT")
    await expect(card.locator(".quote")).to_contain_text("/pay@till_bot 12.50 USDT")
    await visitor.pays(card, "Pay exactly 12.5 USDT")
    await visitor.sees("12.5 USDT has arrived")
    for room in ("General", "Chit-chat"):
        await visitor.enter(room)
        await expect(visitor.messages).to_have_count(0)


async def test_what_privacy_mode_keeps_from_the_bot_is_said(visitor: Visitor) -> None:
    await visitor.enter("General")
    await visitor.write("/pay 5")
    await expect(visitor.message("/pay 5")).to_contain_text("The bot has not seen this")
    await visitor.write("/pay@till_bot 5")
    await visitor.sees("Pay 5 USDT")
    await visitor.write("/pay 6")
    await visitor.sees("Pay 6 USDT")


async def test_a_private_chat_makes_the_visitor_its_person(visitor: Visitor) -> None:
    await visitor.enter("Mia")
    await expect(visitor.page.get_by_label("You are")).to_have_value("mia")
    await visitor.choose("Gus, group admin")
    await expect(visitor.row("Gus")).to_have_attribute("aria-current", "true")
    await visitor.enter("Payments")
    await visitor.choose("Alice, customer")
    await expect(visitor.row("Payments")).to_have_attribute("aria-current", "true")


async def test_the_anonymous_admin_writes_as_the_group(visitor: Visitor) -> None:
    await visitor.enter("General")
    await visitor.choose("Ann, anonymous admin")
    await visitor.write("hello")
    mine = await visitor.sees("hello")
    await expect(mine).to_have_class(re.compile("mine"))
    await expect(mine.locator("h3")).to_have_text("Corner Shop")
    await visitor.choose("Gus, group admin")
    await expect(await visitor.sees("hello")).not_to_have_class(re.compile("mine"))


async def test_what_was_not_read_is_counted_until_the_chat_is_opened(visitor: Visitor) -> None:
    await visitor.enter("Bob")
    await visitor.write("/start")
    await visitor.sees("Hello! I take payments")
    await visitor.enter("Mia")
    bob = visitor.demo.stage.cast.persona("bob").person
    bob.write("/help")
    await expect(visitor.row("Bob").locator(".unread")).to_have_text("1 not read")
    await expect(visitor.page).to_have_title(re.compile(r"^\(\d+\) Tillbot"))
    await visitor.enter("Bob")
    await expect(visitor.row("Bob").locator(".unread")).to_have_count(0)


async def test_what_was_read_and_what_was_not_stays_so_when_the_page_is_loaded_again(
    visitor: Visitor,
) -> None:
    await visitor.enter("Bob")
    await visitor.write("/start")
    await visitor.sees("Hello! I take payments")
    await visitor.enter("Alice")
    visitor.demo.stage.cast.persona("gus").person.write("/start")
    unread = visitor.row("Gus").locator(".unread")
    await expect(unread).to_have_text("1 not read")
    await visitor.enter("Payments")
    await visitor.choose("Bob, customer")
    await visitor.page.reload()
    await expect(unread).to_have_text("1 not read")
    await expect(visitor.page.get_by_label("You are")).to_have_value("bob")
    await expect(visitor.row("Payments")).to_have_attribute("aria-current", "true")
    await expect(visitor.row("Bob").locator(".unread")).to_have_count(0)


async def test_many_unread_messages_are_not_counted_to_the_end(visitor: Visitor) -> None:
    unread = visitor.row("General").locator(".unread")
    stage = visitor.demo.stage
    for number in range(250):
        stage.cast.persona("bob").person.write(str(number), chat=stage.cast.group)
        if number in {48, 49, 249}:
            expected = "49 not read" if number == 48 else "50+ not read"
            await expect(unread).to_have_text(expected)


async def test_what_was_begun_in_one_chat_waits_there(visitor: Visitor) -> None:
    field = visitor.page.get_by_role("combobox", name="Message")
    await field.fill("half a sen")
    await visitor.enter("Payments")
    await expect(field).to_have_value("")
    await field.fill("something else")
    await visitor.choose("Bob, customer")
    await expect(field).to_have_value("")
    await visitor.enter("Alice")
    await expect(field).to_have_value("half a sen")


async def test_a_card_that_changes_far_above_changes_there(visitor: Visitor) -> None:
    stage = visitor.demo.stage
    await visitor.enter("General")
    await visitor.write("/pay@till_bot 5")
    card = await visitor.sees("Pay 5 USDT")
    for _ in range(60):
        stage.cast.persona("bob").person.write("well", chat=stage.cast.group)
    await visitor.page.reload()
    await visitor.enter("General")
    await expect(visitor.messages).to_have_count(50)
    await expect(card).to_have_count(0)
    stage.gateway.pay(stage.gateway.orders[0].number)
    await visitor.sees("5 USDT has arrived")
    await expect(visitor.message("Receipt: 5 USDT paid")).to_have_count(0)
    await visitor.page.locator("#messages").evaluate("list => { list.scrollTop = 0; }")
    await visitor.sees("Receipt: 5 USDT paid")
    numbers = await visitor.messages.evaluate_all("all => all.map(each => +each.dataset.id)")
    assert numbers == sorted(set(numbers))


async def test_a_line_that_was_cut_does_not_tear_the_reader_away(visitor: Visitor) -> None:
    alice = visitor.demo.stage.cast.persona("alice").person
    await visitor.bot("Kill")
    for number in range(70):
        alice.write(f"line {number}.")
    await visitor.sees("line 69.")
    await visitor.page.reload()
    await expect(visitor.messages).to_have_count(50)
    await visitor.page.locator("#messages").evaluate("list => { list.scrollTop = 0; }")
    await expect(visitor.messages).to_have_count(70)
    first = visitor.message("line 5.")
    await first.scroll_into_view_if_needed()
    await visitor.cut_the_line()
    alice.write("meanwhile")
    await visitor.sees("meanwhile")
    await expect(visitor.messages).to_have_count(71)
    await expect(first).to_be_in_viewport()


async def test_two_people_press_the_same_button_each_for_themselves(visitor: Visitor) -> None:
    await visitor.enter("Payments")
    await visitor.write("/pay@till_bot")
    button = (await visitor.sees("How much")).get_by_role("button", name="10 USDT · TRON")
    await visitor.choose("Bob, customer")
    held = visitor.demo.stage.telegram.faults.plan(Fault("answerCallbackQuery", hold=True))
    await button.click()
    await expect(visitor.page.locator("[aria-busy=true]")).to_have_count(1)
    await visitor.choose("Alice, customer")
    await expect(visitor.page.locator("[aria-busy=true]")).to_have_count(0)
    await button.click()
    held.release()
    await visitor.sees("Pay 10 USDT")
    pressed = visitor.demo.stage.telegram.world.presses.values()
    assert [press.person.first_name for press in pressed] == ["Bob", "Alice"]


async def test_windows_wait_for_each_other(visitor: Visitor) -> None:
    await visitor.write("/pay 5")
    card = await visitor.sees("Pay 5 USDT")
    held = visitor.demo.stage.telegram.faults.plan(Fault("answerCallbackQuery", hold=True))
    await card.get_by_role("button", name="Check now").click()
    await visitor.page.get_by_role("button", name="Start over").click()
    dialog = visitor.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Forget every chat")
    held.release()
    await expect(card.locator("[aria-busy=true]")).to_have_count(0)
    await expect(dialog).to_contain_text("Forget every chat")
    await visitor.page.get_by_role("button", name="Cancel", exact=True).click()
    await expect(dialog).to_contain_text("Nothing has arrived yet")
    await visitor.page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await visitor.sees("Pay 5 USDT")


async def test_amount_buttons_ask_and_their_message_is_edited_in_place(visitor: Visitor) -> None:
    await visitor.write("/pay")
    question = await visitor.sees("How much do you want to pay?")
    await question.get_by_role("button", name="25 USDT · TRON").click()
    await visitor.sees("Pay 25 USDT")
    await expect(question).to_contain_text("edited")
    await expect(question.locator(".keyboard")).to_have_count(0)


async def test_a_reply_to_the_question_is_understood_in_a_group(visitor: Visitor) -> None:
    await visitor.enter("Payments")
    await visitor.write("/pay@till_bot")
    question = await visitor.sees("How much do you want to pay?")
    await question.hover()
    await question.get_by_role("button", name="Reply").click()
    await expect(visitor.page.locator("#replying-to")).to_contain_text("How much")
    await visitor.write("31")
    await visitor.sees("Pay 31 USDT")
    await expect(visitor.page.locator("#replying")).to_be_hidden()


async def test_a_button_waits_and_its_answer_is_shown_to_the_one_who_pressed(
    visitor: Visitor,
) -> None:
    other = await visitor.another_tab()
    await visitor.page.bring_to_front()
    await visitor.write("/pay 5")
    card = await visitor.sees("Pay 5 USDT")
    held = visitor.demo.stage.telegram.faults.plan(Fault("answerCallbackQuery", hold=True))
    await card.get_by_role("button", name="Check now").click()
    await expect(card.locator("[aria-busy=true]")).to_have_text("🔄 Check now")
    held.release()
    dialog = visitor.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Nothing has arrived yet")
    await expect(card.locator("[aria-busy=true]")).to_have_count(0)
    await expect(other.page.get_by_role("dialog")).to_have_count(0)
    await visitor.page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()


async def test_an_answer_that_is_no_alert_passes_by_itself(visitor: Visitor) -> None:
    """The bot itself answers with alerts alone, so the answer is given here in its place."""
    await visitor.write("/pay 5")
    card = await visitor.sees("Pay 5 USDT")
    await visitor.bot("Kill")
    await card.get_by_role("button", name="Check now").click()
    await expect(card.locator("[aria-busy=true]")).to_have_count(1)
    world = visitor.demo.stage.telegram.world
    press = next(iter(world.presses.values()))
    press.answer = {"text": "Read <b>me</b>"}
    world.events.tell("answered", press)
    await expect(visitor.page.locator(".toast")).to_have_text("Read <b>me</b>")
    await expect(card.locator("[aria-busy=true]")).to_have_count(0)
    await expect(visitor.page.locator(".toast")).to_have_count(0)


async def test_copy_buttons_and_codes_copy(visitor: Visitor) -> None:
    await visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await visitor.write("/pay 5.5")
    card = await visitor.sees("Pay 5.5 USDT")
    (order,) = visitor.demo.stage.gateway.orders
    for name, text in (("Copy address", order.address), ("Copy amount", "5.5")):
        await card.get_by_role("button", name=name).click()
        await expect(visitor.page.locator(".toast").last).to_have_text(f"Copied: {text}")
        assert await visitor.page.evaluate("navigator.clipboard.readText()") == text
    await card.get_by_role("button", name=str(order.address)).click()
    await expect(visitor.page.locator(".toast").last).to_have_text(f"Copied: {order.address}")


async def test_the_bot_is_seen_to_upload_its_photo(visitor: Visitor) -> None:
    slow = visitor.demo.stage.gateway.faults.plan(Fault("createQrOrder", hold=True))
    await visitor.write("/pay 5")
    await expect(visitor.page.locator("#room-note")).to_have_text("Till is uploading a photo…")
    slow.release()
    await visitor.sees("Pay 5 USDT")
    await expect(visitor.page.locator("#room-note")).to_have_text("@till_bot · you write as Alice")


async def test_the_menu_is_the_one_that_the_bot_has_set_for_this_chat(visitor: Visitor) -> None:
    options = visitor.page.locator("#commands").get_by_role("option")
    # The bot sets its menus a moment after its start, the owner's last.
    telegram = visitor.demo.stage.telegram
    await telegram.wait_for(lambda: (f"chat:{OWNER_ID}", "") in telegram.commands, 20)
    await visitor.page.get_by_role("button", name="Menu").click()
    await expect(options).to_contain_text(["/pay", "/status", "/orders", "/cancel", "/help"])
    # Those of others change nothing here; one's own are taken at once.
    menu, scope = [{"command": "tip", "description": "Tip"}], {"type": "chat", "chat_id": OWNER_ID}
    await ask(visitor.demo, "setMyCommands", commands=menu, scope=scope)
    await expect(options).to_contain_text(["/pay", "/status", "/orders", "/cancel", "/help"])
    await ask(visitor.demo, "setMyCommands", commands=menu, scope=scope | {"chat_id": 101})
    await expect(options).to_have_count(0)
    await ask(visitor.demo, "deleteMyCommands", scope=scope | {"chat_id": 101})
    await visitor.page.get_by_role("button", name="Menu").click()
    await expect(options).to_contain_text(["/pay", "/status", "/orders", "/cancel", "/help"])
    await visitor.page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await visitor.enter("Payments")
    await visitor.page.get_by_role("button", name="Menu").click()
    await expect(options).to_contain_text(["/pay", "/status", "/orders", "/cancel"])
    await expect(options).to_have_count(4)
    await options.filter(has_text="/status").click()
    await visitor.sees("/status@till_bot")
    await visitor.sees("You have no orders here yet")
    await visitor.page.keyboard.type("/p")
    await visitor.page.keyboard.press("Tab")
    field = visitor.page.get_by_role("combobox", name="Message")
    await expect(field).to_have_value("/pay@till_bot ")


async def test_a_command_is_completed_and_sent_with_the_keyboard_alone(visitor: Visitor) -> None:
    field = visitor.page.get_by_role("combobox", name="Message")
    await field.focus()
    await visitor.page.keyboard.type("/p")
    await visitor.page.keyboard.press("Tab")
    await expect(field).to_have_value("/pay ")
    await visitor.page.keyboard.type("7 USDC")
    await visitor.page.keyboard.press("Enter")
    card = await visitor.sees("Pay 7 USDC")
    await visitor.page.keyboard.type("/")
    await visitor.page.keyboard.press("ArrowDown")
    await visitor.page.keyboard.press("Enter")
    await visitor.sees("Your orders")
    await card.get_by_role("button", name="Check now").focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.get_by_role("dialog")).to_contain_text("Nothing has arrived yet")


async def test_two_tabs_show_the_same_and_each_is_somebody(visitor: Visitor) -> None:
    bob = await visitor.another_tab()
    await visitor.enter("Payments")
    await bob.choose("Bob, customer")
    await bob.enter("Payments")
    await bob.write("/pay@till_bot 8")
    await visitor.write("hello from Alice")
    for tab in (visitor, bob):
        await tab.sees("Pay 8 USDT")
        await tab.sees("hello from Alice")
    await expect(visitor.message("hello from Alice")).to_have_class("message mine")
    await expect(bob.message("hello from Alice")).to_have_class("message")
    await bob.page.close()
    await visitor.write("still here")
    await visitor.sees("still here")


async def test_a_message_that_is_deleted_is_gone(visitor: Visitor) -> None:
    stage = visitor.demo.stage
    await visitor.write("/start")
    await visitor.sees("Hello! I take payments")
    stage.telegram.world.delete(stage.telegram.messages(101)[-1])
    await expect(visitor.message("Hello! I take payments")).to_have_count(0)
    stage.telegram.world.delete(stage.telegram.messages(101)[0])
    await expect(visitor.page.get_by_text("No messages here yet.")).to_be_visible()


@pytest.mark.parametrize("text", ["x" * 5000, "a" * 4096], ids=["too long", "just fits"])
async def test_a_long_text_is_sent_or_given_back(visitor: Visitor, text: str) -> None:
    await visitor.write(text)
    field = visitor.page.get_by_role("combobox", name="Message")
    if len(text) > 4096:
        await expect(visitor.page.locator(".toast")).to_contain_text("at most 4096 characters")
        await expect(field).to_have_value(text)
        assert "status of 400" in visitor.troubles.pop()  # the browser notes every refusal
    else:
        await expect(visitor.messages.first).to_contain_text(text)


async def test_a_name_or_text_with_markup_in_it_is_shown_as_text(visitor: Visitor) -> None:
    stage = visitor.demo.stage
    evil = "<img src=x onerror=\"document.title='owned'\">"
    stage.cast.persona("bob").person.first_name = evil
    stage.cast.persona("bob").person.write(f"/pay {evil}", chat=stage.cast.group)
    await visitor.enter("General")
    message = await visitor.sees(f"/pay {evil}")
    await expect(message.locator("h3")).to_have_text(evil)
    await visitor.page.reload()
    await visitor.enter("Alice")
    await visitor.write(evil)
    await visitor.sees(evil)
    await visitor.sees("I did not understand that")
    await visitor.write(f"/pay {evil}")
    await visitor.sees("«<img")
    assert await visitor.page.locator("#messages img").count() == 0
    assert await visitor.page.title() != "owned"


async def test_a_thousand_messages_are_read_page_by_page(visitor: Visitor) -> None:
    alice = visitor.demo.stage.cast.persona("alice").person
    await visitor.bot("Kill")  # it would answer each
    for number in range(1000):
        alice.write(f"number {number}.")
        if number % 100 == 0:
            await asyncio.sleep(0)  # a person does not write a thousand at one moment
    await visitor.sees("number 999.")
    assert await visitor.messages.count() <= 401
    await visitor.page.reload()
    await visitor.sees("number 999.")
    assert await visitor.messages.count() == 50
    for shown in (100, 150, 200):
        await visitor.page.locator("#messages").evaluate("list => { list.scrollTop = 0; }")
        await expect(visitor.messages).to_have_count(shown)
    await visitor.sees("number 800.")


async def test_who_reads_older_messages_is_not_torn_away_by_new_ones(visitor: Visitor) -> None:
    alice = visitor.demo.stage.cast.persona("alice").person
    await visitor.write("/start")
    await visitor.sees("Hello! I take payments")
    await visitor.bot("Kill")
    for number in range(49):
        alice.write(f"line {number}")
    await visitor.sees("line 48")
    await visitor.page.locator("#messages").evaluate("list => { list.scrollTop = 0; }")
    to_end = visitor.page.get_by_role("button", name="New messages")
    await expect(to_end).to_be_hidden()
    await visitor.bot("Start")
    await expect(to_end).to_be_visible()
    await expect(visitor.messages.first).to_be_in_viewport()
    await to_end.click()
    await expect(visitor.messages.last).to_be_in_viewport()
    await expect(to_end).to_be_hidden()


async def test_formatting_is_shown_as_telegram_shows_it(visitor: Visitor) -> None:
    stage = visitor.demo.stage
    await visitor.write("/start")
    await visitor.sees("Hello! I take payments")
    html = (
        "😀 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>TX&amp;1</code>"
        ' <a href="https://example.org/?a=1&amp;b=2">link</a> <a href="tg://user?id=101">A</a>'
        " <tg-spoiler>secret</tg-spoiler> <blockquote>said</blockquote> /pay https://t.me/x."
    )
    async with aiohttp.ClientSession() as http:
        url = f"{stage.telegram.url}/bot{stage.telegram.token}/sendMessage"
        await http.post(url, data={"chat_id": 101, "text": html, "parse_mode": "HTML"})
    words = (await visitor.sees("bold both")).locator(".words")
    for selector, text in (
        ("strong", "bold both"),
        ("strong em", "both"),
        ("u", "under"),
        ("s", "gone"),
        ("button.code", "TX&1"),
        ("a[href='https://example.org/?a=1&b=2']", "link"),
        ("a[href='https://t.me/x']", "https://t.me/x"),
        ("span.spoiler", "secret"),
        ("blockquote", "said"),
        ("button.command", "/pay"),
    ):
        await expect(words.locator(selector)).to_have_text(text)
    await expect(words).to_have_text(re.compile("^😀 bold both under gone TX&1 link A secret"))
    await words.locator("button.command").click()
    await visitor.sees("How much do you want to pay?")


async def test_days_are_named_between_messages(visitor: Visitor) -> None:
    alice = visitor.demo.stage.cast.persona("alice").person
    await visitor.bot("Kill")
    for age in (3, 3, 0):
        alice.write(f"{age} days ago").sent_at -= age * 24 * 3600
    await visitor.sees("0 days ago")
    await visitor.page.reload()
    await visitor.sees("0 days ago")
    days = visitor.page.locator("#messages .day")
    await expect(days).to_have_count(2)
    await expect(days.last).to_have_text("Today")
    await expect(days.first).to_have_text(re.compile(r"^\w+day,? \d+ \w+$"))
