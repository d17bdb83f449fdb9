import pytest

from bot.chat.languages.catalogue import gettext
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.texts.lang import ONLY_ADMINS, WHICH_LANGUAGE, from_now_on

CALLED = {
    Language.ENGLISH: "English",
    Language.CHINESE: "中文",
    Language.RUSSIAN: "по-русски",
    Language.SPANISH: "español",
    Language.PERSIAN: "فارسی",
}


@pytest.mark.parametrize("language", Language)
def test_each_language_names_itself_and_the_way_back(language: Language) -> None:
    with speaking(language):
        assert CALLED[language] in from_now_on()
        assert "/lang" in from_now_on()


def test_the_question_and_the_refusal_are_said_in_every_language() -> None:
    for sentence in (WHICH_LANGUAGE, ONLY_ADMINS):
        said = set()
        for language in Language:
            with speaking(language):
                said.add(gettext(sentence))
        assert len(said) == len(Language)
