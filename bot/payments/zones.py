"""Time zones by the names that people write."""

from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


def read_zone(text: str) -> str | None:
    """The zone that is meant by `Europe/Madrid`, `europe/madrid`, `Madrid` or `New York`.

    A city alone is enough if there is one of that name. `None` if no zone is meant for certain.
    """
    word = "_".join(text.split()).casefold()
    return _by_name().get(word) or _by_city().get(word)


def zone_named(name: str) -> tzinfo:
    """A zone that was chosen once; UTC, if this machine does not know it any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _by_city() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in sorted(available_timezones()):
        area, _, city = name.partition("/")
        if city and area not in {"Etc", "SystemV"}:
            key = city.rpartition("/")[2].casefold()
            found[key] = None if key in found else name
    return found
