"""Lists that come page by page."""

import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.errors import GatewayMisconfigured, GatewayMisunderstood
from bot.gateway.places import Purpose
from bot.gateway.transport import Call, Transport

PAGE_SIZE = 100
MOST_PAGES = 50  # half of what a minute holds


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        records: what stands on it.
        total: how many records the list has on all its pages.
    """

    records: list[object]
    total: int

    @property
    def pages(self) -> int:
        """How many pages the list has, if this is the first: all are as long as it, or shorter.

        The gateway need not give as many records at once as it was asked for.
        """
        return math.ceil(self.total / len(self.records)) if self.records else 1


async def ask_page(  # noqa: PLR0913 - what a page is known by
    transport: Transport,
    path: str,
    query: Mapping[str, str],
    number: int,
    size: int = PAGE_SIZE,
    *,
    tolerated: tuple[type[GatewayMisconfigured], ...] = (),
) -> Page:
    """Ask for one page, counted from 1.

    Raises:
        GatewayError: as `Transport.ask`.
    """
    asked = {**query, "page": str(number), "pageSize": str(size)}
    call = Call("GET", f"{path}?{urlencode(asked)}", Purpose.SWEEP, tolerated=tolerated)
    return read_page(await transport.ask(call))


def read_page(answer: object) -> Page:
    """A page as v2 writes it; a bare record or list is a whole list on one page.

    Raises:
        GatewayMisunderstood: it is neither.
    """
    if answer is None:
        return Page([], 0)
    if isinstance(answer, list):
        return Page(answer, len(answer))
    if not isinstance(answer, dict):
        raise GatewayMisunderstood(f"the orders came as {type(answer).__name__}")
    if "list" not in answer:
        return Page([answer], 1)
    records = [] if answer["list"] is None else answer["list"]
    if not isinstance(records, list):
        raise GatewayMisunderstood(f"a page of orders came as {type(records).__name__}")
    return Page(records, max(len(records), _count(answer.get("total"))))


def _count(total: object) -> int:
    text = str(total)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - more would be no count


async def read_pages(transport: Transport, path: str) -> AsyncIterator[tuple[Page, bool]]:
    """Ask for a whole list, and tell with each page whether it is the last.

    v1 documents no pages; where it answers with one all the same, the others are asked for, in
    the size that it has chosen itself. The list ends where it says so, or with an empty page.

    Raises:
        GatewayMisunderstood: the list has no end, so that nobody may be called unpaid.
    """
    page = read_page(await transport.ask(Call("GET", path, Purpose.SWEEP)))
    size = seen = len(page.records)
    number = 1
    while page.records and seen < page.total:
        yield page, False
        number += 1
        if number > MOST_PAGES:
            raise GatewayMisunderstood(f"a list of more than {MOST_PAGES} pages")
        before, page = page, await ask_page(transport, path, {}, number, size)
        if page.records == before.records:
            raise GatewayMisunderstood(f"page {number} of a list is the one before it again")
        seen += len(page.records)
    yield page, True
