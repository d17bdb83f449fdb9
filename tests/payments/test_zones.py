from datetime import UTC
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.zones import read_zone, zone_named


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("europe/MADRID", "Europe/Madrid"),
        ("Madrid", "Europe/Madrid"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("UTC", "UTC"),
        ("Tehran", "Asia/Tehran"),
        ("buenos aires", None),  # it is named in two ways
        ("Louisville", None),
        ("Europe", None),
        ("Europe/", None),
        ("", None),
        ("../etc/passwd", None),
        ("/etc/localtime", None),
        ("UTC+2", None),
    ],
)
def test_a_zone_is_read_by_its_name_or_its_city(text: str, zone: str | None) -> None:
    assert read_zone(text) == zone


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_read_by_its_full_name(name: str) -> None:
    found = read_zone(name.upper())
    assert found is not None
    assert found.casefold() == name.casefold()


@given(st.text())
def test_whatever_is_read_is_a_zone(text: str) -> None:
    found = read_zone(text)
    assert found is None or ZoneInfo(found).key == found


def test_a_zone_that_is_known_no_more_is_utc() -> None:
    assert zone_named("Europe/Madrid") == ZoneInfo("Europe/Madrid")
    assert zone_named("Europe/Atlantis") is UTC
    assert zone_named("../Europe") is UTC
