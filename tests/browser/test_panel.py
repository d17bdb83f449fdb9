"""The panel: the bot's process, troubles, live figures, starting over."""

import re

import pytest
from playwright.async_api import expect

from bot.sandbox.faults import Fault
from tests.browser.visitor import Visitor


async def test_the_bot_is_stopped_started_restarted_and_killed(visitor: Visitor) -> None:
    stand = visitor.page.locator("#state")
    buttons = visitor.page.locator("#deeds")
    await expect(buttons.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    for deed, words in (
        ("Stop", "is stopped"),
        ("Start", "is running"),
        ("Restart", "is running"),
        ("Kill", "was killed"),
        ("Restart", "is running"),
    ):
        before = visitor.demo.stage.till.pid
        await visitor.bot(deed)
        if deed == "Restart":
            await expect(stand).to_have_text("@till_bot is starting…")
        await expect(stand).to_have_text(f"@till_bot {words}")
        assert (visitor.demo.stage.till.pid != before) == (deed in {"Start", "Restart"})


async def test_the_log_of_the_bot_can_be_read(visitor: Visitor) -> None:
    await visitor.page.get_by_text("The bot's log").click()
    await expect(visitor.page.locator("#log")).to_contain_text("the till is open as @till_bot")
    await visitor.bot("Stop")
    await expect(visitor.page.locator("#log")).to_contain_text("the till is closed")


@pytest.mark.parametrize(
    ("trouble", "status"),
    [("500: broken", 500), ("garbage", 200), ("429: too many requests", 429)],
)
async def test_an_order_comes_when_the_gateways_trouble_is_over(
    visitor: Visitor, trouble: str, status: int
) -> None:
    await visitor.page.get_by_label(trouble).check()
    await visitor.write("/pay 9")
    await expect(visitor.page.locator("#orders")).to_have_text("1 new")
    gateway = visitor.demo.stage.gateway
    await gateway.wait_for(lambda: {call.status for call in gateway.calls} == {status})
    assert gateway.orders == []
    await visitor.page.locator("#gateway-trouble").get_by_label("as usual").check()
    await visitor.sees("Pay 9 USDT")


async def test_a_gateway_that_does_not_answer_delays_the_card_alone(visitor: Visitor) -> None:
    await visitor.page.get_by_label("no answer at all").check()
    await visitor.write("/pay 9")
    await expect(visitor.page.locator("#room-note")).to_have_text("Till is uploading a photo…")
    await visitor.page.locator("#gateway-trouble").get_by_label("as usual").check()
    await visitor.sees("Pay 9 USDT")


async def test_a_block_is_told_to_the_owner_and_shown(visitor: Visitor) -> None:
    await visitor.page.get_by_label("418: blocked").check()
    await expect(visitor.page.get_by_text("The bot stops asking for ten minutes")).to_be_visible()
    await visitor.write("/pay 9")
    await expect(visitor.page.locator("#silent")).to_contain_text("leaves the gateway alone until")
    await visitor.enter("Olga")
    await visitor.sees("The gateway has blocked this till (418)")


async def test_telegrams_429_holds_messages_back_and_loses_none(visitor: Visitor) -> None:
    await visitor.page.get_by_label("429: too fast").check()
    await visitor.write("/pay 9")
    await expect(visitor.page.locator("#notices")).to_have_text("1")
    await visitor.page.locator("#telegram-trouble").get_by_label("as usual").check()
    await visitor.sees("Pay 9 USDT")
    await expect(visitor.page.locator("#notices")).to_have_text("0")


async def test_who_has_blocked_the_bot_hears_nothing_until_he_asks_again(
    visitor: Visitor,
) -> None:
    await visitor.page.get_by_label("403: blocked by the user").check()
    await visitor.write("/pay 9")
    await expect(visitor.page.locator("#orders")).to_have_text("1 open")
    await expect(visitor.page.locator("#notices")).to_have_text("0")
    await visitor.page.locator("#telegram-trouble").get_by_label("as usual").check()
    await visitor.write("/status")
    await visitor.sees("waiting for the payment")


async def test_requests_are_counted_against_the_budget(visitor: Visitor) -> None:
    requests = visitor.page.locator("#requests")
    await expect(requests).to_have_text("0 of 100")
    await visitor.write("/pay 9")
    await expect(requests).to_have_text(re.compile(r"^[2-9] of 100$"))


async def test_starting_over_asks_first_and_then_forgets(visitor: Visitor) -> None:
    await visitor.write("/pay 9")
    await visitor.sees("Pay 9 USDT")
    over = visitor.page.get_by_role("button", name="Start over")
    await over.click()
    await visitor.page.get_by_role("button", name="Cancel", exact=True).click()
    await visitor.sees("Pay 9 USDT")
    await over.click()
    await visitor.page.get_by_role("button", name="OK").click()
    await expect(visitor.messages).to_have_count(0)
    await expect(visitor.page.locator("#orders")).to_have_text("none yet")
    await visitor.page.get_by_role("button", name="Start", exact=True).first.click()
    await visitor.sees("Hello! I take payments")


async def test_a_cashier_that_is_open_notices_that_all_began_anew(visitor: Visitor) -> None:
    await visitor.enter("Bob")
    await visitor.write("/pay 9")
    cashier = await visitor.cashier(await visitor.sees("Pay 9 USDT"))
    await visitor.page.bring_to_front()
    await visitor.page.get_by_role("button", name="Start over").click()
    await visitor.page.get_by_role("button", name="OK").click()
    await expect(cashier.get_by_role("heading", name="No such order")).to_be_visible()
    await expect(visitor.page.get_by_label("You are")).to_have_value("bob")
    await visitor.write("/pay 9")
    await visitor.sees("Pay 9 USDT")
    visitor.forgive("ERR_CONNECTION_REFUSED", "404", "WebSocket")


async def test_an_answer_of_the_last_run_is_shown_in_none_after_it(visitor: Visitor) -> None:
    other = await visitor.another_tab()
    await visitor.write("/pay 5")
    await (await visitor.sees("Pay 5 USDT")).get_by_role("button", name="Check now").click()
    await expect(visitor.page.get_by_role("dialog")).to_contain_text("Nothing has arrived yet")
    await visitor.page.keyboard.press("Enter")
    await visitor.page.get_by_role("button", name="Start over").click()
    await visitor.page.get_by_role("button", name="OK").click()
    await expect(other.messages).to_have_count(0)
    await expect(other.page.locator("#state")).to_have_text("@till_bot is running")
    await other.write("/pay")
    question = await other.sees("How much")
    stage = visitor.demo.stage
    held = stage.telegram.faults.plan(Fault("answerCallbackQuery", hold=True))
    await question.get_by_role("button", name="10 USDT · TRON").click()
    await held.reached.wait()
    await expect(other.page.get_by_role("dialog")).to_be_hidden()
    held.release()
    await other.sees("Pay 10 USDT")


async def test_the_focus_stays_where_the_bot_was_told_something(visitor: Visitor) -> None:
    kill = visitor.page.locator("[data-deed=kill]")
    await kill.focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.locator("#state")).to_have_text("@till_bot was killed")
    await expect(kill).to_be_focused()
    await expect(kill).to_be_disabled()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.locator(".toast")).to_have_text("The bot is not running.")
    assert "status of 400" in visitor.troubles.pop()  # the browser notes every refusal


async def test_what_cannot_be_done_is_said_and_the_panel_shows_how_it_is(
    visitor: Visitor,
) -> None:
    """Another tab was quicker."""
    other = await visitor.another_tab()
    await visitor.demo.stage.till.kill()
    await visitor.bot("Start")
    await expect(other.page.locator("#state")).to_have_text("@till_bot is running")
    await expect(
        other.page.locator("#deeds").get_by_role("button", name="Start", exact=True)
    ).to_be_disabled()
