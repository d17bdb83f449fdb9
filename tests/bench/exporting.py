"""What a large export needs, printed: `python -m tests.bench.exporting`.

Ten times as many rows must not need more memory. Measuring memory makes it several times slower.
"""

import asyncio
import tempfile
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from bot.chat.exporting import PAGE
from bot.chat.sheets import sheet_of
from bot.payments.exporting import Filter, Format, row_of
from bot.payments.periods import Span, period_of
from storage.exports import ExportTable
from storage.order_rows import values_of
from storage.order_writes import _INSERT
from tests.orders import NOW, Books, another, open_books

ROWS = (10_000, 100_000)


async def fill(books: Books, rows: int) -> None:
    async with books.database.transaction() as tx:
        for number in range(rows):
            order = another(number, tx_hash=f"{number:064x}", created_at=NOW)
            order = replace(order, created_at=NOW - timedelta(milliseconds=number))
            await tx.change(_INSERT, *values_of(order))


async def export(table: ExportTable, kind: Format) -> int:
    period = period_of(Span.WEEK, NOW, UTC)
    with sheet_of(kind) as sheet:
        after = None
        while page := await table.page(Filter.ALL, period, after, PAGE):
            after = page[-1]
            await asyncio.to_thread(sheet.write, [row_of(order) for order in page])
        return (await asyncio.to_thread(sheet.finish)).seek(0, 2)


async def main() -> None:
    for rows in ROWS:
        with tempfile.TemporaryDirectory() as folder:
            async with open_books(Path(folder) / "till.db") as books:
                await fill(books, rows)
                for kind in Format:
                    await measure(ExportTable(books.database), kind, rows)


async def measure(table: ExportTable, kind: Format, rows: int) -> None:
    began = time.perf_counter()
    size = await export(table, kind)
    seconds = time.perf_counter() - began
    tracemalloc.start()
    await export(table, kind)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"{rows:>9,} rows as {kind:<4} {seconds:7.1f} s {size / 1e6:7.1f} MB"
        f"   at most {most / 1e6:5.1f} MB of memory"
    )


if __name__ == "__main__":
    asyncio.run(main())
