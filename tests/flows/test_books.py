"""Reports, exports and digests, for each who may have them and for those who may not."""

import csv
import io
import sqlite3
import zipfile
from datetime import UTC, datetime

import pytest
from PIL import Image

from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, SentMessage
from tests.flows.shop import Shop

GROUP = -1001234
LOST = "I did not understand that."


@pytest.fixture(params=["guide"])
def profile(request: pytest.FixtureRequest) -> str:
    """Which dialect the gateway speaks makes no difference here."""
    return str(request.param)


@pytest.fixture
def group(shop: Shop) -> Group:
    """Alice looks after it, Bob and the owner are members."""
    members = [shop.alice, shop.bob, shop.owner]
    return shop.telegram.group(GROUP, "Shop", members=members, admins=[shop.alice])


async def sell(shop: Shop, buyer: Person, amount: str, chat: Group | None = None) -> None:
    """Let somebody buy something and pay for it."""
    chat_id = chat.chat_id if chat else buyer.id
    cards = len(shop.cards(chat_id))
    buyer.write(f"/pay@till_bot {amount}", chat=chat)
    await shop.telegram.wait_for(lambda: len(shop.cards(chat_id)) > cards, 15)
    shop.gateway.pay(shop.order_on(shop.cards(chat_id)[-1]).number)
    receipts = len(shop.receipts(chat_id))
    await shop.telegram.wait_for(lambda: len(shop.receipts(chat_id)) > receipts, 15)


async def hears(
    shop: Shop, person: Person, command: str, words: str, chat: Group | None = None
) -> str:
    """Send a command, and wait until the bot says some words after it."""
    chat_id = chat.chat_id if chat else person.id
    before = len(shop.said(chat_id))
    person.write(command, chat=chat)

    def found() -> list[str]:
        said = [each.text or each.caption or "" for each in shop.said(chat_id)[before:]]
        return [each for each in said if words in each]

    await shop.telegram.wait_for(found, 15)
    return found()[0]


async def is_silent(shop: Shop, person: Person, command: str, chat: Group) -> bool:
    """Whether nothing is said to it: what is asked after it is answered first."""
    before = len(shop.said(chat.chat_id))
    person.write(command, chat=chat)
    await hears(shop, person, "/status@till_bot", "", chat)
    return len(shop.said(chat.chat_id)) == before + 1


async def picture(shop: Shop, chat_id: int, count: int) -> Image.Image:
    """The picture to so many reports, drawn by the real process."""

    def drawn() -> list[SentMessage]:
        return [each for each in shop.said(chat_id) if each.photo and not each.caption]

    await shop.telegram.wait_for(lambda: len(drawn()) == count, 40)
    return Image.open(io.BytesIO(drawn()[-1].photo or b""))


async def test_an_owner_hears_of_all_and_a_group_of_its_own(shop: Shop, group: Group) -> None:
    await shop.open()
    await sell(shop, shop.alice, "100 USDT")
    await sell(shop, shop.bob, "7 USDT", group)
    told = await hears(shop, shop.owner, "/report today", "Report: ")
    assert "107 USDT in 2 payments, 53.5 USDT on average" in told
    assert "Asked for: 2 orders, of which 2 are paid (100 %)" in told
    assert (await picture(shop, 900, 1)).size == (1080, 720)
    for number, person in enumerate((shop.alice, shop.owner), 1):
        told = await hears(shop, person, "/report@till_bot", "Report of this group: ", group)
        assert "7 USDT in 1 payment\n" in told
        assert (await picture(shop, GROUP, number)).size == (1080, 720)


async def test_a_merchant_who_was_added_hears_of_all_until_removed(shop: Shop) -> None:
    await shop.open()
    await hears(shop, shop.bob, "/report", LOST)
    await hears(shop, shop.owner, "/merchants add 102", "is a merchant now")
    await sell(shop, shop.alice, "100 USDT")
    await hears(shop, shop.bob, "/report 30d", "100 USDT in 1 payment")
    await picture(shop, 102, 1)
    await hears(shop, shop.owner, "/merchants remove 102", "is no merchant any more")
    for command in ("/report", "/export", "/digest"):
        await hears(shop, shop.bob, command, LOST)


async def test_what_cannot_be_asked_is_answered_with_an_example(shop: Shop) -> None:
    await shop.open()
    await hears(shop, shop.owner, "/report 5 weeks", "/report 30d")
    await hears(shop, shop.owner, "/export 5 weeks", "/export 30d paid xlsx")
    await hears(shop, shop.owner, "/digest noon", "/digest 9:00 Europe/Madrid")


async def test_customers_and_members_get_none_of_it(shop: Shop, group: Group) -> None:
    await shop.open()
    for command in ("/report", "/export", "/digest", "/digest 9:00"):
        await hears(shop, shop.alice, command, LOST)
        assert await is_silent(shop, shop.bob, f"{command.split()[0]}@till_bot", group)
    for command in ("/export@till_bot", "/digest@till_bot"):  # not even an admin's
        assert await is_silent(shop, shop.alice, command, group)
    assert shop.rows("SELECT * FROM digests") == []


async def test_in_a_group_an_owner_is_sent_to_the_private_chat(shop: Shop, group: Group) -> None:
    await shop.open()
    for command in ("/export", "/digest"):
        refusal = f"Please send {command} in our private chat"
        await hears(shop, shop.owner, f"{command}@till_bot", refusal, group)


async def test_an_owner_gets_the_orders_as_a_table(shop: Shop) -> None:
    await shop.open()
    await sell(shop, shop.alice, "100 USDT")
    shop.bob.write("/pay 7.25 USDT")
    await shop.card(102)
    await hears(shop, shop.owner, "/export", "2 rows")
    rows = csv.DictReader(io.StringIO(document(shop).decode(), newline=""))
    assert [(row["payer_id"], row["state"], row["asked"], row["counted"]) for row in rows] == [
        ("101", "paid", "100", "100"),
        ("102", "open", "7.25", ""),
    ]
    await hears(shop, shop.owner, "/export today paid xlsx", "1 row.")
    paid, unpaid = (
        str(row[0]) for row in shop.rows("SELECT number FROM orders ORDER BY state DESC")
    )
    with zipfile.ZipFile(io.BytesIO(document(shop))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert paid in sheet
    assert unpaid not in sheet


def document(shop: Shop) -> bytes:
    """The file that the owner has got last."""
    sent = [each.document for each in shop.said(900) if each.document]
    return sent[-1].content


async def test_without_a_picture_the_words_come(shop: Shop) -> None:
    await shop.open()
    await sell(shop, shop.alice, "100 USDT")
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: IMAGE_PROCESS_FAILED"}'
    shop.telegram.faults.plan(Fault("sendPhoto", status=400, body=body))
    await hears(shop, shop.owner, "/report", "100 USDT in 1 payment")
    await shop.saying("The picture to it could not be sent here.", 900, timeout=40)


async def test_a_digest_of_a_missed_hour_is_told_once_after_the_restart(shop: Shop) -> None:
    await shop.open()
    await hears(shop, shop.owner, "/digest 0:00 UTC", "Daily digest: at 0:00, UTC.")
    await shop.till.stop()
    with sqlite3.connect(shop.database) as connection:  # as if it had been off at midnight
        connection.execute("UPDATE digests SET last_day = '2026-01-01'")
    connection.close()
    await shop.open()
    await shop.saying("🗓 Yesterday, ", 900, timeout=25)
    assert shop.rows("SELECT last_day FROM digests") == [(f"{datetime.now(UTC):%Y-%m-%d}",)]
    await shop.pressed(shop.owner, await shop.saying("Daily digest: at 0:00", 900), "Off")
    assert shop.rows("SELECT minute_of_day FROM digests") == [(None,)]
    assert shop.rows("SELECT COUNT(*) FROM notices WHERE kind = 'digest'") == [(1,)]
