import asyncio

import pytest

from bot.chat.languages.known import Language
from bot.chat.languages.speaking import (
    Voices,
    as_before,
    aside,
    speaking,
    spoken,
    spoken_before,
)


def test_english_is_spoken_until_something_else_is_said() -> None:
    assert spoken() is Language.ENGLISH


def test_a_language_is_spoken_inside_and_the_one_before_afterwards() -> None:
    with speaking(Language.RUSSIAN):
        with speaking(Language.PERSIAN):
            assert spoken() is Language.PERSIAN
        assert spoken() is Language.RUSSIAN
    assert spoken() is Language.ENGLISH


def test_a_failure_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="broken"), speaking(Language.RUSSIAN):
        raise ValueError("broken")
    assert spoken() is Language.ENGLISH


def test_aside_something_else_can_be_spoken() -> None:
    with speaking(Language.SPANISH, Language.CHINESE):
        with aside():
            assert spoken() is Language.CHINESE
        assert spoken() is Language.SPANISH


def test_aside_the_same_is_spoken_if_nothing_else_is_said() -> None:
    with speaking(Language.SPANISH), aside():
        assert spoken() is Language.SPANISH


async def test_two_tasks_do_not_hear_each_other() -> None:
    async def speak(language: Language) -> list[Language]:
        heard = []
        with speaking(language):
            for _ in range(3):
                await asyncio.sleep(0)
                heard.append(spoken())
        return heard

    said = await asyncio.gather(*(speak(language) for language in Language))
    assert said == [[language] * 3 for language in Language]


async def test_who_need_not_ask_goes_on_as_before() -> None:
    with speaking(Language.RUSSIAN, Language.SPANISH):
        assert await as_before(None) == Voices(Language.RUSSIAN, Language.SPANISH)
        assert await spoken_before(None) is Language.RUSSIAN
