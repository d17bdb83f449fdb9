"""Which orders a listing of v2 is to show, and the page of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox.blockatm.answers import Refusal

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LATEST = 10**15
STATUSES = ("PENDING", "SUCCESS", "EXPIRED", "CANCELLED")
KNOWN = ("startTime", "endTime", "status", "page", "pageSize")

Record = Mapping[str, object]


@dataclass(frozen=True)
class Wish:
    """What a caller wants to see.

    Attributes:
        start: the earliest time of creation, in milliseconds.
        end: the latest, itself included.
        status: the only status to show; `None` for all.
        page: which page, from 1.
        size: how many records stand on one.
    """

    start: int
    end: int
    status: str | None
    page: int
    size: int

    def page_of(self, records: Sequence[Record]) -> dict[str, object]:
        """Show one page of these records, which come oldest first."""
        found = [record for record in reversed(records) if self._wants(record)]
        first = (self.page - 1) * self.size
        return {
            "list": found[first : first + self.size],
            "total": len(found),
            "page": self.page,
            "pageSize": self.size,
        }

    def _wants(self, record: Record) -> bool:
        is_in_time = self.start <= int(str(record["createTime"])) <= self.end
        return is_in_time and self.status in {None, record["status"]}


def read_wish(query: Mapping[str, str]) -> Wish:
    """Read the query of a listing.

    Raises:
        Refusal: 000102 for what is none of the parameters, or not one of their values.
    """
    for name in query:
        if name not in KNOWN:
            raise Refusal("000102", f"{name} is not a parameter of this call")
    wish = Wish(
        start=_number(query, "startTime", 0, LATEST),
        end=_number(query, "endTime", LATEST, LATEST),
        status=_status(query),
        page=_number(query, "page", 1, LATEST, least=1),
        size=_number(query, "pageSize", DEFAULT_SIZE, LARGEST_SIZE, least=1),
    )
    if wish.start > wish.end:
        raise Refusal("000102", "startTime must not be later than endTime")
    return wish


def _status(query: Mapping[str, str]) -> str | None:
    status = query.get("status")
    if status is not None and status not in STATUSES:
        raise Refusal("000102", f"status must be one of {', '.join(STATUSES)}")
    return status


def _number(query: Mapping[str, str], name: str, default: int, most: int, least: int = 0) -> int:
    text = query.get(name, str(default))
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LATEST))
    if not is_number or not least <= int(text) <= most:
        raise Refusal("000102", f"{name} must be a number from {least} to {most}")
    return int(text)
