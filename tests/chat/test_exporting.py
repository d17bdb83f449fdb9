import asyncio
import csv
import errno
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import TimedOut

from bot.chat import exporting
from bot.chat.sheets import CsvSheet
from bot.payments.exporting import COLUMNS, Filter
from bot.payments.order import Order
from bot.payments.periods import Period
from bot.sandbox.telegram import Group, Person, SentMessage
from storage.exports import ExportTable
from tests.chat.desk import Desk
from tests.chat.making import NOW, PAID, SHORT


async def keep(desk: Desk, count: int, order: Order = PAID) -> None:
    for number in range(count):
        other = replace(order, number=f"{order.state[:2].upper()}{number:08}")
        await desk.keep(replace(other, origin=f"101:{other.number}"))


async def last(desk: Desk, person: Person) -> SentMessage:
    await desk.hear()
    return desk.said(person.id)[-1]


def rows(message: SentMessage) -> list[dict[str, str]]:
    assert message.document is not None
    text = message.document.content.decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_a_merchant_gets_all_orders_of_a_week_as_csv(desk: Desk, olga: Person) -> None:
    await keep(desk, 3)
    await keep(desk, 2, SHORT)
    old = replace(PAID, number="OLDOLDOLD0", origin="old", created_at=NOW - timedelta(days=8))
    await desk.keep(old)
    olga.write("/export")
    sent = await last(desk, olga)
    assert sent.document is not None
    assert sent.document.file_name == "orders-all-2025-12-27-to-2026-01-02.csv"
    assert len(rows(sent)) == 5
    assert list(rows(sent)[0]) == [column.name for column in COLUMNS]
    assert "5 rows" in (sent.caption or "")


async def test_a_filter_and_a_period_are_obeyed(desk: Desk, olga: Person) -> None:
    await keep(desk, 3)
    await keep(desk, 2, SHORT)
    olga.write("/export today short")
    found = rows(await last(desk, olga))
    assert [(each["state"], each["received"], each["missing"]) for each in found] == [
        ("short", "60.5", "39.5")
    ] * 2


async def test_excel_gets_a_workbook(desk: Desk, olga: Person) -> None:
    await keep(desk, 1)
    olga.write("/export xlsx paid")
    sent = await last(desk, olga)
    assert sent.document is not None
    assert sent.document.file_name.endswith(".xlsx")
    with zipfile.ZipFile(io.BytesIO(sent.document.content)) as book:
        assert book.testzip() is None
        assert "xl/workbook.xml" in book.namelist()


async def test_pages_are_put_together(
    desk: Desk, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    await keep(desk, 5)
    olga.write("/export paid")
    found = rows(await last(desk, olga))
    assert [each["number"] for each in found] == [f"PA{number:08}" for number in range(5)]


async def test_where_there_is_nothing_there_is_no_file(desk: Desk, olga: Person) -> None:
    olga.write("/export late")
    sent = await last(desk, olga)
    assert sent.document is None
    assert (sent.text or "").endswith("there are none.")


@pytest.mark.parametrize("words", ["5 weeks", "paid late", "7d 7d", "pdf"])
async def test_what_cannot_be_taken_is_answered_with_what_is_possible(
    desk: Desk, olga: Person, words: str
) -> None:
    olga.write(f"/export {words}")
    sent = await last(desk, olga)
    assert (sent.text or "").startswith("I cannot take «")
    assert "/export 30d paid xlsx" in (sent.text or "")


@pytest.mark.parametrize(("name", "limit"), [("MOST_ROWS", 2), ("LARGEST_FILE", 100)])
async def test_too_much_is_said_with_a_way_out(
    desk: Desk, olga: Person, monkeypatch: pytest.MonkeyPatch, name: str, limit: int
) -> None:
    monkeypatch.setattr(exporting, name, limit)
    await keep(desk, 3)
    olga.write("/export")
    sent = await last(desk, olga)
    assert sent.document is None
    assert "Please choose a shorter period" in (sent.text or "")


async def test_in_a_group_a_merchant_is_sent_to_the_private_chat(
    desk: Desk, olga: Person, group: Group
) -> None:
    group.add(olga)
    await keep(desk, 1)
    olga.write("/export@till_bot", chat=group)
    await desk.hear()
    [said] = desk.said(group.id)
    assert (said.text or "").startswith("Please send /export in our private chat")


async def test_to_others_there_is_no_such_command(desk: Desk, alice: Person, group: Group) -> None:
    await keep(desk, 1)
    alice.write("/export@till_bot", chat=group)
    alice.write("/export@till_bot", chat=group, anonymous=True)
    alice.write("/export")
    alice.write("/nonsense")
    await desk.hear()
    assert desk.said(group.id) == []
    export, nonsense = desk.said(alice.id)
    assert export.text == nonsense.text
    assert export.document is None


class Slow:
    """Orders that come when a test says so."""

    def __init__(self, table: ExportTable) -> None:
        self._table = table
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def count(self, which: Filter, period: Period, most: int) -> int:
        self.begun.set()
        await self.go_on.wait()
        return await self._table.count(which, period, most)

    async def page(
        self, which: Filter, period: Period, after: Order | None, limit: int
    ) -> list[Order]:
        return await self._table.page(which, period, after, limit)


async def test_one_person_has_one_export_at_a_time(desk: Desk, olga: Person) -> None:
    await keep(desk, 1)
    handler = desk.handlers.exporting
    slow = Slow(ExportTable(desk.orders._database))
    handler._exports = slow
    olga.write("/export")
    olga.write("/export paid")
    first, second = await desk.bot.get_updates()
    async with asyncio.TaskGroup() as group:
        group.create_task(desk.handle(first))
        await slow.begun.wait()
        await desk.handle(second)
        assert desk.last(olga.id).startswith("I am still making your last export.")
        slow.go_on.set()
    assert desk.said(olga.id)[-1].document is not None
    await desk.handle(second)
    assert len([each for each in desk.said(olga.id) if each.document]) == 2


async def test_a_file_that_is_not_confirmed_is_not_simply_sent_again(
    desk: Desk, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def time_out(*_: object, **__: object) -> None:
        raise TimedOut

    await keep(desk, 1)
    monkeypatch.setattr(Bot, "send_document", time_out)
    olga.write("/export")
    assert "has not confirmed the file" in ((await last(desk, olga)).text or "")


async def test_a_disk_that_is_full_is_said(
    desk: Desk, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await keep(desk, 1)
    for name in ("write", "finish"):
        with monkeypatch.context() as patch:
            patch.setattr(CsvSheet, name, full)
            olga.write("/export")
            said = (await last(desk, olga)).text or ""
        assert said.startswith("The file could not be written on the till's machine")
