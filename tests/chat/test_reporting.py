from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.languages.known import Language
from bot.payments.digesting import Digest
from bot.payments.money import Money
from bot.payments.order import Order, Place, State
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person
from storage.digests import DigestTable
from storage.sqlite import Database
from tests.chat.desk import Desk
from tests.chat.making import NOW, PAID

FORBIDDEN = b'{"ok":false,"error_code":400,"description":"not enough rights to send photos"}'


async def a_sale(desk: Desk, number: int, chat_id: int, **changes: Any) -> Order:  # noqa: ANN401
    place = Place(chat_id, None, number)
    order = replace(
        PAID, number=f"{number:010}", origin=f"{chat_id}:{number}", place=place, **changes
    )
    return await desk.keep(order)


async def texts(desk: Desk, chat_id: int) -> list[str]:
    await desk.hear()
    return [each.text or "" for each in desk.said(chat_id)]


async def test_a_merchant_hears_of_every_order_and_sees_a_picture(
    desk: Desk, olga: Person, group: Group
) -> None:
    await a_sale(desk, 1, 101)
    await a_sale(desk, 2, group.id)
    olga.write("/report")
    words, picture = await texts(desk, olga.id)
    assert words == (
        "Report: 2025-12-27 to 2026-01-02, UTC\n"
        "200 USDT in 2 payments, 100 USDT on average\n"
        "TRON · TRC20: 200 in 2\n\n"
        "Asked for: 2 orders, of which 2 are paid (100 %)\n"
        "Time to pay: 5 minutes (median)"
    )
    assert picture == ""
    assert desk.said(olga.id)[-1].photo
    [chart] = desk.easel.charts
    assert [sum(bars) for bars in chart.bars] == [200_000_000]
    assert chart.labels.marks == ("27", "28", "29", "30", "31", "1", "2")


@pytest.mark.parametrize(
    ("words", "title", "bars"),
    [
        ("today", "Report: 2026-01-02, UTC", 24),
        ("7D", "Report: 2025-12-27 to 2026-01-02, UTC", 7),
        ("30d", "Report: 2025-12-04 to 2026-01-02, UTC", 30),
        ("month", "Report: 2026-01-01 to 2026-01-02, UTC", 2),
    ],
)
async def test_every_period_can_be_asked_for(
    desk: Desk, olga: Person, words: str, title: str, bars: int
) -> None:
    await a_sale(desk, 1, 101)
    olga.write(f"/report {words}")
    said = await texts(desk, olga.id)
    assert said[0].splitlines()[0] == title
    assert len(desk.easel.charts[0].bars[0]) == bars


@pytest.mark.parametrize("words", ["5 weeks", "7", "today today", "<b>", "7d paid"])
async def test_what_is_no_period_is_answered_with_what_is_possible(
    desk: Desk, olga: Person, words: str
) -> None:
    olga.write(f"/report {words}")
    [said] = await texts(desk, olga.id)
    assert said.startswith(f"«{words}» is no period that I can report on.")
    assert "/report 30d" in said


async def test_the_zone_is_the_one_that_was_chosen(
    desk: Desk, olga: Person, database: Database
) -> None:
    digests = DigestTable(database, lambda: None)
    await digests.keep(Digest(olga.id, None, "Asia/Tokyo", NOW.date()))
    desk.clock.forward(hours=20)
    olga.write("/report today")
    [said] = await texts(desk, olga.id)
    assert said.startswith("Report: 2026-01-03, Asia/Tokyo\nNothing was received.")
    assert desk.easel.charts == []


async def test_a_group_admin_hears_of_the_group_alone(
    desk: Desk, alice: Person, group: Group
) -> None:
    await a_sale(desk, 1, 101)
    await a_sale(desk, 2, group.id, amount=Money.of("7", "USDT"), received=None)
    alice.write("/report@till_bot today", chat=group)
    alice.write("/report@till_bot today", chat=group, anonymous=True)
    said = await texts(desk, group.id)
    assert len(said) == 4
    for words in (said[0], said[2]):
        assert words.startswith("Report of this group: 2026-01-02, UTC\n7 USDT in 1 payment\n")
    assert all(each.reply_to for each in desk.said(group.id))


async def test_words_and_picture_are_in_the_language_of_the_chat(
    desk: Desk, alice: Person, group: Group
) -> None:
    await a_sale(desk, 1, group.id, amount=Money.of("1234.5", "USDT"), received=None)
    await desk.languages.choose(group.id, Language.RUSSIAN)
    alice.write("/report@till_bot", chat=group)
    words, _ = await texts(desk, group.id)
    assert words.startswith(
        "Отчёт этой группы: с 27 дек. 2025\u202fг. по 2 янв. 2026\u202fг., UTC\n"
    )
    [chart] = desk.easel.charts
    assert chart.labels.words["title"] == "Получено по дням"
    assert chart.labels.panels == ("1\xa0234,5 USDT",)
    assert chart.in_english.words["title"] == "Received each day"
    assert chart.in_english.panels == ("1,234.5 USDT",)


async def test_a_merchant_hears_in_a_group_of_the_group_alone(
    desk: Desk, olga: Person, group: Group
) -> None:
    group.add(olga)
    await a_sale(desk, 1, 101)
    olga.write("/report@till_bot", chat=group)
    [said] = await texts(desk, group.id)
    assert "Nothing was received." in said


async def test_to_others_there_is_no_such_command(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    bob.write("/report@till_bot", chat=group)
    bob.write("/report@till_bot nonsense", chat=group)
    alice.write("/report")
    alice.write("/nonsense")
    assert await texts(desk, group.id) == []
    report, nonsense = await texts(desk, alice.id)
    assert report == nonsense


async def test_without_a_picture_the_words_come_all_the_same(desk: Desk, olga: Person) -> None:
    await a_sale(desk, 1, 101)
    desk.easel.is_broken = True
    olga.write("/report")
    words, excuse = await texts(desk, olga.id)
    assert "100 USDT in 1 payment" in words
    assert excuse.startswith("The picture to it could not be made.")


async def test_where_pictures_are_not_wanted_the_words_come_all_the_same(
    desk: Desk, alice: Person, group: Group
) -> None:
    await a_sale(desk, 1, group.id)
    desk.telegram.faults.plan(Fault("sendPhoto", status=400, body=FORBIDDEN))
    desk.telegram.faults.plan(Fault("sendChatAction", status=400, body=FORBIDDEN))
    alice.write("/report@till_bot", chat=group)
    words, excuse = await texts(desk, group.id)
    assert "100 USDT in 1 payment" in words
    assert excuse.startswith("The picture to it could not be sent here.")


async def test_in_a_topic_everything_comes_to_the_topic(
    desk: Desk, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Money")
    await a_sale(desk, 1, forum.id)
    alice.write("/report@till_bot", chat=forum, topic=topic)
    await desk.hear()
    assert [each.thread_id for each in desk.said(forum.id)] == [topic, topic]


async def test_what_was_asked_and_not_paid_is_reported(desk: Desk, olga: Person) -> None:
    short = Money.of("60.5", "USDT")
    await a_sale(desk, 1, 101, state=State.SHORT, settled_at=None, received=short)
    await a_sale(desk, 2, 101, state=State.EXPIRED, settled_at=None, received=None)
    await a_sale(desk, 3, 101, settled_at=NOW - timedelta(days=9))
    olga.write("/report today")
    [said] = await texts(desk, olga.id)
    assert said == (
        "Report: 2026-01-02, UTC\n"
        "Nothing was received.\n\n"
        "Asked for: 3 orders, of which 1 is paid (33 %)\n"
        "Still short: 1 order, 60.5 USDT has arrived and 39.5 USDT is missing. It is not counted"
        " above."
    )
