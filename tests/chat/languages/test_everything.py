"""Every text in every language, as long as it can get, held against Telegram's rules."""

import re
import unicodedata
from gettext import GNUTranslations

import pytest

from bot.chat.languages import catalogue as catalogues
from bot.chat.languages.directions import FIRST_STRONG_ISOLATE, POP_ISOLATE
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.payments.money import NETWORKS
from bot.payments.order import Order
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.languages.everything import all_in, everything
from tests.chat.languages.saying import ALERT, LABEL, MENU, Said
from tests.chat.languages.sources import said

FENCES = {FIRST_STRONG_ISOLATE, POP_ISOLATE}
PERSIAN = re.compile("[\u0600-\u06ff]")
# Words that stay English wherever they stand: names of networks, of programs, of commands.
NAMES = {word.casefold() for each in NETWORKS.values() for word in str(each).split()} | {
    *("pay", "status", "cancel", "notices", "health", "lang", "help", "invoice", "invoices"),
    *("report", "export", "digest", "merchants", "add", "start", "remove", "orders", "settings"),
    *("until", "to", "name", "multi", "today", "month", "off", "xlsx", "excel"),
    *("all", "open", "paid", "late", "short", "usdt"),
    *("python", "bot", "check", "blockatm", "webhook", "telegram", "word"),
    *("europe", "madrid", "america", "argentina", "australia"),
}


def pieces(order: Order) -> list[str]:
    """What a caption names of an order, whatever has become of it."""
    return [order.number, str(order.amount), str(order.network)]


def inside(text: str, entity: dict[str, int]) -> str:
    """The part of a text that an entity covers; Telegram counts in UTF-16."""
    begin, length = 2 * entity["offset"], 2 * entity["length"]
    return text.encode("utf-16-le")[begin : begin + length].decode("utf-16-le")


def lines(language: Language) -> list[str]:
    """Every line that people read in a message."""
    texts = (parse_html(each.html)[0] for each in all_in(language) if each.limit != LABEL)
    return list(dict.fromkeys(line for text in texts for line in text.splitlines()))


@pytest.mark.parametrize("language", Language)
def test_telegram_takes_every_text(language: Language) -> None:
    for each in all_in(language):
        text, _ = parse_html(each.html)
        assert 0 < units(text) <= each.limit, f"{each.where}: {units(text)}\n{text}"


@pytest.mark.parametrize("language", Language)
def test_what_shows_no_markup_has_none(language: Language) -> None:
    for each in all_in(language):
        if each.limit in {ALERT, LABEL, MENU}:
            assert "<" not in each.html
            assert each.limit != ALERT or not set(each.html) & set("&{}")


@pytest.mark.parametrize("language", Language)
def test_nothing_that_cannot_be_seen_gets_into_what_is_copied(language: Language) -> None:
    for each in all_in(language):
        text, entities = parse_html(each.html)
        for entity in entities:
            if entity["type"] in {"code", "text_link"}:
                assert inside(text, entity).isprintable(), text
        if each.limit == LABEL:
            assert text.count(FIRST_STRONG_ISOLATE) == text.count(POP_ISOLATE)
            assert language.is_right_to_left or not FENCES & set(text)


@pytest.mark.parametrize("language", Language)
def test_a_caption_names_number_amount_and_network_as_they_are(language: Language) -> None:
    for each in all_in(language):
        if each.order is not None and each.where == "caption":
            text, _ = parse_html(each.html)
            assert all(piece in text for piece in pieces(each.order)), text


def is_whole(piece: str, line: str) -> bool:
    """Whether a piece stands inside a fence wherever it stands in a line."""
    return all(
        line.count(FIRST_STRONG_ISOLATE, 0, found.start())
        > line.count(POP_ISOLATE, 0, found.start())
        for found in re.finditer(re.escape(piece), line)
    )


def test_from_right_to_left_no_piece_is_torn() -> None:
    orders = [each.order for each in all_in(Language.PERSIAN) if each.order is not None]
    every_piece = {piece for order in orders for piece in pieces(order)}
    for line in filter(PERSIAN.search, lines(Language.PERSIAN)):
        assert all(is_whole(piece, line) for piece in every_piece if piece in line), line


@pytest.mark.parametrize("language", Language)
def test_fences_come_in_pairs_in_each_line(language: Language) -> None:
    for line in lines(language):
        depth = 0
        for char in line:
            depth += (char == FIRST_STRONG_ISOLATE) - (char == POP_ISOLATE)
            assert depth >= 0, line
        assert depth == 0, line
        assert language.is_right_to_left or not FENCES & set(line)


def test_a_persian_line_begins_from_the_right_in_every_app() -> None:
    """Some apps take the direction from the first letter, and look into fences for it."""
    for line in lines(Language.PERSIAN):
        kinds = [unicodedata.bidirectional(char) for char in line]
        strong = [kind for kind in kinds if kind in {"L", "R", "AL"}]
        assert "AL" not in strong or strong[0] == "AL", line


@pytest.mark.parametrize("language", [Language.CHINESE, Language.RUSSIAN, Language.PERSIAN])
def test_nothing_is_left_in_english(language: Language) -> None:
    for line in lines(language):
        text = re.sub(r"https://\S+|@\w+", "", line)
        words = set(re.findall(r"(?<![\w-])[A-Za-z]?[a-z]{2,}(?![\w-])", text))
        assert {word.casefold() for word in words} <= NAMES, line


def test_every_sentence_of_the_sources_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is held against Telegram's rules here is all that is said."""
    asked: set[str] = set()

    class Listening(GNUTranslations):
        def gettext(self, message: str) -> str:
            asked.add(message)
            return super().gettext(message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            asked.add(msgid1)
            return super().ngettext(msgid1, msgid2, n)

    monkeypatch.setattr(catalogues, "GNUTranslations", Listening)
    catalogues.catalogue.cache_clear()
    try:
        with speaking(Language.RUSSIAN):
            texts: list[Said] = list(everything())
    finally:
        catalogues.catalogue.cache_clear()
    assert texts
    assert set(said()) - asked == set()
    assert asked - set(said()) == set(), "the command of the README does not find these"
