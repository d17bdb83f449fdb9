import time

import pytest

from bot.chat.languages.catalogue import (
    catalogue,
    gettext,
    gettext_noop,
    in_every_language,
    ngettext,
)
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.texts.asking import FOR_EXAMPLE, HOW_MUCH


def days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count)


def test_english_is_said_as_it_is_written() -> None:
    assert gettext("Order {number} is cancelled.", number="7") == "Order 7 is cancelled."
    assert [days(count) for count in (1, 2)] == ["1 day", "2 days"]


def test_a_sentence_is_said_in_the_language_that_is_spoken() -> None:
    with speaking(Language.RUSSIAN):
        assert gettext("Order {number} is cancelled.", number="7") == "Заказ 7 отменён."


def test_a_sentence_that_has_no_translation_is_said_in_english() -> None:
    with speaking(Language.RUSSIAN):
        assert gettext("Nobody has {what}.", what="this") == "Nobody has this."


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (12, "12 дней"),
        (21, "21 день"),
        (112, "112 дней"),
        (122, "122 дня"),
    ],
)
def test_russian_counts_as_russians_do(count: int, said: str) -> None:
    with speaking(Language.RUSSIAN):
        assert days(count) == said


def test_others_count_as_they_do() -> None:
    with speaking(Language.SPANISH):
        assert [days(count) for count in (1, 2)] == ["1 día", "2 días"]
    with speaking(Language.CHINESE):
        assert [days(count) for count in (1, 2)] == ["1 天", "2 天"]
    with speaking(Language.PERSIAN):
        assert [days(count) for count in (1, 2)] == ["\u2068۱\u2069 روز", "\u2068۲\u2069 روز"]


def test_an_empty_field_leaves_no_fence_behind() -> None:
    with speaking(Language.PERSIAN):
        said = gettext("Arrived: {received}{excess}", received="100 USDT", excess="")
    assert said == "رسیده: \u2068100 USDT\u2069"


def test_a_field_is_filled_in_as_it_is() -> None:
    for language in Language:
        with speaking(language):
            assert "{number} {0} %s" in gettext(
                "Order {number} is cancelled.", number="{number} {0} %s"
            )


def test_what_is_marked_for_later_stays_english() -> None:
    with speaking(Language.RUSSIAN):
        assert gettext_noop("Payments") == "Payments"


def test_how_a_sentence_begins_is_known_in_every_language() -> None:
    said = in_every_language(HOW_MUCH)
    assert len(said) == len(Language)
    for language in Language:
        with speaking(language):
            assert gettext(HOW_MUCH) in said
            example = gettext(FOR_EXAMPLE, example="<code>/pay</code>")
            assert example.startswith(tuple(in_every_language(FOR_EXAMPLE)))


@pytest.mark.parametrize("language", Language)
def test_a_catalogue_is_read_quickly_and_only_once(language: Language) -> None:
    catalogue.cache_clear()
    began = time.process_time()
    first = catalogue(language)
    # Measured 15 ms; a build step would save no one anything. The machine may be busy.
    assert time.process_time() - began < 0.5
    assert catalogue(language) is first
