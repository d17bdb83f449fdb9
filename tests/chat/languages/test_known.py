import pytest
from babel import Locale

from bot.chat.languages.known import Language, read_language


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", Language.ENGLISH),
        ("en-GB", Language.ENGLISH),
        ("zh", Language.CHINESE),
        ("zh-hans", Language.CHINESE),
        ("zh-Hans-SG", Language.CHINESE),
        ("zh_CN", Language.CHINESE),
        ("ru", Language.RUSSIAN),
        ("es", Language.SPANISH),
        ("es-419", Language.SPANISH),
        ("fa", Language.PERSIAN),
        ("fa-ir", Language.PERSIAN),
        ("zh-hant", None),
        ("zh-Hant-HK", None),
        ("zh_TW", None),
        ("pt-br", None),
        ("uk", None),
        ("est", None),
        ("", None),
        (None, None),
        ("zh" * 500, None),
    ],
)
def test_a_code_means_a_language_or_none(code: str | None, language: Language | None) -> None:
    assert read_language(code) is language


@pytest.mark.parametrize("language", Language)
def test_a_language_is_read_from_its_own_name_for_the_database(language: Language) -> None:
    assert read_language(language) is language
    assert read_language(language.code) is language


@pytest.mark.parametrize("language", Language)
def test_babel_knows_each_language_by_its_name_and_its_direction(language: Language) -> None:
    locale = Locale.parse(language)
    assert locale.language == language.code
    assert (locale.text_direction == "rtl") is language.is_right_to_left
    assert (locale.get_display_name() or "").casefold()[:4] == language.own_name.casefold()[
        :4
    ] or (language is Language.CHINESE)


def test_each_language_calls_itself_something_else() -> None:
    names = {language: language.own_name for language in Language}
    assert len(set(names.values())) == len(Language)
    for language in set(Language) - {Language.CHINESE}:
        name = Locale.parse(language).get_display_name() or ""
        assert name.casefold() == names[language].casefold()
