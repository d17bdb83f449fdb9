from datetime import date

import pytest

from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.texts.digests import chosen, clock, not_an_hour
from bot.payments.digesting import Digest

NINE = Digest(900, 9 * 60 + 5, "Europe/Madrid", date(2026, 1, 1))


def test_what_is_set_is_shown_with_its_zone() -> None:
    assert chosen(NINE) == (
        "<b>Daily digest: at 9:05, Europe/Madrid.</b> Each day I tell you here what the day before"
        " has brought.\n\n<code>/digest 9:00 Europe/Madrid</code> sets the hour and your time"
        " zone, which is also that of your reports; <code>/digest off</code> ends it. Or choose an"
        " hour:"
    )


def test_what_is_off_is_shown_as_off() -> None:
    assert chosen(None).startswith(
        "<b>Daily digest: off.</b> Once a day I can tell you here what the day before has"
        " brought.\n\n"
    )
    off = Digest(900, None, "Asia/Tehran", date(2026, 1, 1))
    assert "brought. Your time zone is Asia/Tehran.\n\n" in chosen(off)


def test_a_strange_word_is_quoted_without_harm() -> None:
    assert "«&lt;b&gt;»" in not_an_hour("<b>")


@pytest.mark.parametrize(("minute", "text"), [(0, "0:00"), (545, "9:05"), (1439, "23:59")])
def test_a_minute_is_written_as_people_do(minute: int, text: str) -> None:
    assert clock(minute) == text


def test_a_minute_is_written_as_the_language_writes_it() -> None:
    with speaking(Language.PERSIAN):
        assert clock(1384) == "۲۳:۰۴"
