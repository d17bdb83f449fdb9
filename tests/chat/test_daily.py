from datetime import date

import pytest
from telegram import Update

from bot.chat.daily import Daily
from bot.payments.digesting import Digest
from bot.sandbox.telegram import Group, Person
from storage.digests import DigestTable
from storage.sqlite import Database
from tests.chat.desk import Desk

TODAY, YESTERDAY = date(2026, 1, 2), date(2026, 1, 1)  # it is 03:04 in the night, UTC
MADRID = "Europe/Madrid"


@pytest.fixture
def digests(database: Database) -> DigestTable:
    return DigestTable(database, lambda: None)


async def said(desk: Desk, person: Person, words: str) -> str:
    person.write(f"/digest {words}".strip())
    await desk.hear()
    return desk.last(person.id)


async def test_at_first_it_is_off_and_offers_common_hours(desk: Desk, olga: Person) -> None:
    assert (await said(desk, olga, "")).startswith("Daily digest: off.")
    faces = [str(each["text"]) for each in desk.said(olga.id)[-1].buttons]
    assert faces == ["7:00", "8:00", "9:00", "12:00", "18:00", "21:00", "Off"]


@pytest.mark.parametrize(
    ("words", "minute", "zone", "last_day"),
    [
        ("9:00 Europe/Madrid", 540, MADRID, YESTERDAY),
        ("9", 540, "UTC", YESTERDAY),
        ("۹:۰۰", 540, "UTC", YESTERDAY),
        ("９：３０", 570, "UTC", YESTERDAY),
        ("09.30 madrid", 570, MADRID, YESTERDAY),
        ("0:00", 0, "UTC", TODAY),
        ("3:04", 184, "UTC", TODAY),
        ("23:59 new york", 1439, "America/New_York", date(2025, 12, 31)),
        ("off", None, "UTC", YESTERDAY),
        ("OFF", None, "UTC", YESTERDAY),
        ("Tehran", None, "Asia/Tehran", YESTERDAY),
    ],
)
async def test_hour_and_zone_are_read_and_kept(  # noqa: PLR0917 - what is read, and what is kept
    desk: Desk,
    olga: Person,
    digests: DigestTable,
    words: str,
    minute: int | None,
    zone: str,
    last_day: date,
) -> None:
    text = await said(desk, olga, words)
    kept = await digests.of(olga.id)
    assert kept is not None
    assert kept == Digest(olga.id, minute, zone, last_day)
    assert text.startswith("Daily digest: off." if minute is None else "Daily digest: at ")


async def test_what_is_not_said_stays_as_it_was(
    desk: Desk, olga: Person, digests: DigestTable
) -> None:
    await said(desk, olga, "9:00 Madrid")
    await said(desk, olga, "10:30")
    assert await digests.of(olga.id) == Digest(olga.id, 630, MADRID, YESTERDAY)
    await said(desk, olga, "Asia/Tehran")
    assert await digests.of(olga.id) == Digest(olga.id, 630, "Asia/Tehran", YESTERDAY)
    await said(desk, olga, "off")
    assert await digests.of(olga.id) == Digest(olga.id, None, "Asia/Tehran", YESTERDAY)


@pytest.mark.parametrize(
    "words", ["24:00", "9:60", "noon", "9:00 Mordor", "9:00 am", "off now", "9 9", "-1", "<b>"]
)
async def test_what_is_no_hour_is_answered_with_what_is_possible(
    desk: Desk, olga: Person, digests: DigestTable, words: str
) -> None:
    text = await said(desk, olga, words)
    assert text.startswith(f"I cannot take «{words}».")
    assert "/digest 9:00 Europe/Madrid" in text
    assert await digests.of(olga.id) is None


async def test_a_button_sets_the_hour_and_shows_it(
    desk: Desk, olga: Person, digests: DigestTable
) -> None:
    await said(desk, olga, "9:00 Madrid")
    shown = desk.said(olga.id)[-1]
    press = olga.press(shown, "18:00")
    await desk.hear()
    assert (shown.text or "").startswith("Daily digest: at 18:00, Europe/Madrid.")
    assert "text" not in await press.answered()
    olga.press(shown, "Off")
    await desk.hear()
    assert (shown.text or "").startswith("Daily digest: off.")
    assert await digests.of(olga.id) == Digest(olga.id, None, MADRID, YESTERDAY)


@pytest.mark.parametrize("data", ["digest:", "digest:1440", "digest:-1", "digest:on", "digest:1:"])
async def test_nothing_else_can_be_pressed(
    desk: Desk, olga: Person, digests: DigestTable, data: str
) -> None:
    assert (await desk.answer(olga, data)).startswith("This button no longer works.")
    assert await digests.of(olga.id) is None


async def test_nobody_else_can_press_and_nobody_in_a_group(
    desk: Desk, alice: Person, olga: Person, group: Group, digests: DigestTable
) -> None:
    group.add(olga)
    for person, chat_id in ((alice, None), (alice, group.id), (olga, group.id)):
        answer = await desk.answer(person, "digest:540", chat_id)
        assert answer.startswith("This button no longer works.")
        assert await digests.of(person.id) is None


async def test_in_a_group_a_merchant_is_sent_to_the_private_chat(
    desk: Desk, olga: Person, group: Group
) -> None:
    group.add(olga)
    olga.write("/digest@till_bot 9:00", chat=group)
    await desk.hear()
    [shown] = desk.said(group.id)
    assert (shown.text or "").startswith("Please send /digest in our private chat")


async def test_to_others_there_is_no_such_command(desk: Desk, alice: Person, group: Group) -> None:
    alice.write("/digest@till_bot 9:00", chat=group)
    alice.write("/digest 9:00")
    alice.write("/nonsense")
    await desk.hear()
    assert desk.said(group.id) == []
    digest, nonsense = desk.said(alice.id)
    assert digest.text == nonsense.text


async def test_an_update_about_something_else_is_no_trouble() -> None:
    daily = Daily(None, None, None)  # type: ignore[arg-type]
    await daily.press(Update(1), None)  # type: ignore[arg-type]
