"""The catalogues against the sources: whatever is said is said in every language, and truly."""

import re
from collections import Counter

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.plurals import get_plural

from bot.chat.languages.known import Language
from bot.sandbox.telegram.markup import parse_html
from tests.chat.languages.sources import (
    KEYWORDS,
    ROOT,
    TRANSLATED,
    catalogue,
    forms,
    messages,
    said,
)

TAG = r"</?[a-z][^>]*>"
# What is written with these letters in every language: names, settings, commands, units.
SAME_EVERYWHERE = re.compile(
    rf"<code>.*?</code>|{TAG}|\{{\w+\}}|/export 30d paid|/report 30d|/[a-z]+|python -m bot check"
    r"|\b(?:Telegram|UTC|API|NTP|QR|USDT|PUBLIC_URL|blockatm/webhook|BLOCKATM_\w+|ASSETS"
    r"|MAX_AMOUNT|MIN_AMOUNT|OWNER_IDS|GiB|MiB|MB|CSV|Excel|webhook|until)\b"
)
LETTERS = {
    Language.CHINESE: "[\u4e00-\u9fff]",
    Language.RUSSIAN: "[\u0400-\u04ff]",
    Language.PERSIAN: "[\u0600-\u06ff]",
}
SIGNS = "✅⚠⛔⌛⏳❗🔄🆕💸✖🔗📋🔀"


def every(language: Language) -> list[tuple[str, str]]:
    """Each form of each translation, with the English that it says."""
    return [form for message in messages(language) for form in forms(message)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_there_and_none_that_nobody_says(language: Language) -> None:
    there = {forms(message)[0][0]: message.id for message in messages(language)}
    assert set(said()) - set(there) == set(), "update the catalogue, and translate these"
    assert set(there) - set(said()) == set(), "nobody says these any more"
    for sentence, english in said().items():
        assert there[sentence] == (english if len(english) > 1 else sentence)
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_whole_and_none_is_a_guess(language: Language) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []
    assert [english for english, text in every(language) if not text] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_plurals_are_those_of_the_language(language: Language) -> None:
    plural = get_plural(language)
    assert catalogue(language).num_plurals == plural.num_plurals
    assert catalogue(language).plural_expr == plural.plural_expr.rstrip(";")
    counted = [message for message in messages(language) if isinstance(message.id, tuple)]
    assert counted
    assert {len(forms(message)) for message in counted} == {plural.num_plurals}


def fixed(text: str) -> dict[str, object]:
    """What no translation may change: fields, markup, what is copied, commands, and lines."""
    return {
        "fields": set(re.findall(r"\{[^}]*\}", text)),
        "braces": text.count("{") - text.count("}"),
        "tags": Counter(re.findall(TAG, text)),
        "copied": Counter(re.findall(r"<code>.*?</code>", text)),
        "commands": set(re.findall(r"(?<![\w<])/[a-z]+", text)),
        "edges": (text[: -len(text.lstrip("\n"))], text[len(text.rstrip("\n")) :]),
        "lines": text.count("\n"),
        "signs": Counter(char for char in text if char in SIGNS),
        "settings": set(re.findall(r"[A-Z]+_[A-Z_]+", text)),
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_what_must_not_change(language: Language) -> None:
    for english, text in every(language):
        assert fixed(text) == fixed(english), text
        parse_html(text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_only_fields_stand_in_braces(language: Language) -> None:
    for _, text in every(language):
        assert all(re.fullmatch(r"\{[a-z]+\}", each) for each in re.findall(r"\{[^}]*\}", text))


@pytest.mark.parametrize("language", LETTERS)
def test_a_translation_is_in_the_letters_of_its_language(language: Language) -> None:
    for english, text in every(language):
        assert not re.search("[A-Za-z]", SAME_EVERYWHERE.sub("", text)), text
        if re.search("[A-Za-z]", SAME_EVERYWHERE.sub("", english)):
            assert re.search(LETTERS[language], text), text


def test_spanish_is_no_english() -> None:
    same = {english for english, text in every(Language.SPANISH) if english == text}
    assert not [each for each in same if re.search("[a-z]", SAME_EVERYWHERE.sub("", each))]


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_that_cannot_be_seen_is_written_by_hand(language: Language) -> None:
    # Fences are put in by one function; U+200C is Persian spelling, U+FE0F makes emoji of signs.
    for _, text in every(language):
        unseen = {char for char in text if not char.isprintable()} - {"\n", "\u200c", "\ufe0f"}
        assert not unseen, text
        if language is not Language.PERSIAN:
            assert "\u200c" not in text


def test_the_readme_collects_what_these_tests_collect() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^pybabel extract .*$", readme, re.MULTILINE)
    marked = set(re.findall(r"-k (\w+)", command)) | set(DEFAULT_KEYWORDS)
    assert set(KEYWORDS) <= marked
