"""Links to the bot are followed inside of the page."""

import pytest
from playwright.async_api import expect

from bot.sandbox.telegram import SentMessage, TelegramServer
from tests.browser.speaking import ask, speak
from tests.browser.visitor import Visitor

LINK = "https://t.me/till_bot?start=x1"


@pytest.mark.parametrize(
    "words",
    [
        {"text": f"Go to {LINK} now"},
        {"text": "Go to t.me/till_bot?start=x1 now"},
        {"text": f'<a href="{LINK}">Open it</a>', "parse_mode": "HTML"},
        {"text": "Go", "reply_markup": {"inline_keyboard": [[{"text": "There", "url": LINK}]]}},
    ],
    ids=["url", "bare", "text link", "button"],
)
async def test_a_link_to_the_bot_opens_the_private_chat_and_starts_it(
    visitor: Visitor, words: dict[str, object]
) -> None:
    await visitor.enter("General")
    await visitor.choose("Bob, customer")
    group = visitor.demo.stage.cast.group
    await speak(visitor.demo, chat_id=group.id, **words)
    await visitor.messages.last.locator(".link, .key").click()
    await expect(visitor.row("Bob")).to_have_attribute("aria-current", "true")
    await visitor.sees("/start x1")
    assert len(visitor.page.context.pages) == 1


async def test_a_link_into_a_group_leads_there(visitor: Visitor) -> None:
    await visitor.write("/start")
    await speak(visitor.demo, chat_id=101, text="https://t.me/till_bot?startgroup=x")
    await visitor.messages.last.locator(".link").click()
    await expect(visitor.row("General")).to_have_attribute("aria-current", "true")
    await visitor.sees("/start@till_bot x")


async def test_an_answer_that_leads_to_the_bot_opens_the_private_chat(visitor: Visitor) -> None:
    await visitor.enter("General")
    await visitor.choose("Bob, customer")
    telegram: TelegramServer = visitor.demo.stage.telegram
    group = visitor.demo.stage.cast.group
    await visitor.demo.stage.till.stop()  # or the bot would answer the press itself
    keys = {"inline_keyboard": [[{"text": "Mine", "callback_data": "x"}]]}
    await speak(visitor.demo, chat_id=group.id, text="Whose?", reply_markup=keys)
    card: SentMessage = telegram.messages(group.id)[-1]
    await visitor.messages.last.get_by_role("button", name="Mine").click()
    presses = telegram.world.presses
    press = await telegram.wait_for(
        lambda: next((each for each in presses.values() if each.message is card), None)
    )
    assert press is not None
    await ask(visitor.demo, "answerCallbackQuery", callback_query_id=press.id, url=LINK)
    await expect(visitor.row("Bob")).to_have_attribute("aria-current", "true")
    await visitor.sees("/start x1")
