"""What the bot offers in inline mode is shown above the field, and sent by a press."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from bot.sandbox.telegram import InlineQuery
from tests.browser.speaking import ask, speak
from tests.browser.visitor import Visitor
from tests.sandbox.telegram.offers import article

OPEN = {"text": "Set up a till", "start_parameter": "x1"}


@pytest_asyncio.fixture(loop_scope="session")
async def alone(visitor: Visitor) -> AsyncIterator[Visitor]:
    """A visitor whose bot is silent, so that the tests answer in its place."""
    await visitor.demo.stage.till.stop()
    yield visitor
    visitor.forgive("400")  # what was asked at the end is answered by nobody


async def write(visitor: Visitor, text: str) -> None:
    await visitor.page.get_by_role("combobox", name="Message").fill(text)


async def offer(visitor: Visitor, text: str, *results: object, **fields: object) -> Locator:
    """Answer the query of this text, and return the options that are shown."""
    telegram = visitor.demo.stage.telegram
    queries = telegram.world.inline.queries

    def asked() -> InlineQuery | None:
        return next((q for q in queries.values() if q.text == text and not q.answer), None)

    query = await telegram.wait_for(asked)
    assert query is not None
    params = {"inline_query_id": query.id, "results": results} | fields
    await ask(visitor.demo, "answerInlineQuery", **params)
    return visitor.page.locator("#commands").get_by_role("option")


async def test_a_result_is_sent_into_a_group_where_the_bot_is_not(alone: Visitor) -> None:
    await alone.enter("Friends")
    await write(alone, "@till_bot 25 USDT coffee")
    options = await offer(
        alone,
        "25 USDT coffee",
        article("a", "Ask for 25 USDT", description="coffee"),
        article("b", "Pay 25 USDT"),
    )
    await expect(options).to_have_text(["Ask for 25 USDTcoffee", "Pay 25 USDT"])
    await options.first.click()
    sent = await alone.sees("25 USDT")
    await expect(sent).to_contain_text("via @till_bot")
    await expect(sent.get_by_role("button", name="Pay")).to_be_visible()
    await expect(alone.page.get_by_role("combobox", name="Message")).to_have_value("")
    await expect(options).to_have_count(0)
    (inline_id,) = alone.demo.stage.telegram.world.inline.messages
    await ask(alone.demo, "editMessageText", inline_message_id=inline_id, text="Paid")
    await alone.sees("Paid")


async def test_results_are_chosen_with_the_keys_and_the_button_leads_to_the_bot(
    alone: Visitor,
) -> None:
    await alone.enter("Payments")
    await alone.choose("Bob, customer")
    await write(alone, "@till_bot 5")
    options = await offer(alone, "5", article("a", "One"), article("b", "Two"), button=OPEN)
    await expect(options).to_have_text(["Set up a till →", "One", "Two"])
    await alone.page.keyboard.press("ArrowDown")
    await alone.page.keyboard.press("Enter")
    await alone.sees("25 USDT")
    inline = alone.demo.stage.telegram.world.inline
    assert [choice.result.id for choice in inline.choices] == ["b"]
    await write(alone, "@till_bot 6")
    options = await offer(alone, "6", button=OPEN)
    await expect(options).to_have_text(["Set up a till →"])
    await alone.page.keyboard.press("Enter")
    await expect(alone.row("Bob")).to_have_attribute("aria-current", "true")
    await alone.sees("/start x1")


async def test_a_button_asks_here_or_in_a_chat_that_is_chosen(alone: Visitor) -> None:
    field = alone.page.get_by_role("combobox", name="Message")
    keys = [
        [{"text": "Here", "switch_inline_query_current_chat": "1 USDT"}],
        [{"text": "There", "switch_inline_query": "2 USDT"}],
        [{"text": "Any", "switch_inline_query_chosen_chat": {"allow_group_chats": True}}],
    ]
    alone.demo.stage.cast.persona("alice").person.start()
    await speak(alone.demo, chat_id=101, text="Share", reply_markup={"inline_keyboard": keys})
    card = await alone.sees("Share")
    await card.get_by_role("button", name="Here", exact=True).click()
    await expect(field).to_have_value("@till_bot 1 USDT")
    options = await offer(alone, "1 USDT", article())
    await expect(options).to_have_text(["Invoice"])
    await alone.page.keyboard.press("Escape")
    await card.get_by_role("button", name="There").click()
    await alone.enter("Friends")
    await expect(field).to_have_value("@till_bot 2 USDT")
    await offer(alone, "2 USDT", article())
    await alone.enter("Alice")
    await card.get_by_role("button", name="Any").click()
    await alone.enter("Bob")
    await expect(field).to_have_value("")


async def test_a_bot_that_does_not_answer_is_named_unless_something_else_is_written(
    alone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.demo.acts.LONGEST_WAIT", 1.5)
    note = alone.page.locator(".toast", has_text="The bot has not answered this query.")
    async with alone.page.expect_response("**/inline"):
        async with alone.page.expect_request("**/inline"):
            await write(alone, "@till_bot 1")
        await write(alone, "never mind")
    await expect(note).to_have_count(0)
    await write(alone, "@till_bot 2")
    await expect(note).to_be_visible()
