from typing import Any

import pytest
from telegram import Update, User

from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import Voices
from bot.errors import StorageError
from storage.languages import LanguageTable
from storage.sqlite import Database

EN, RU, ES, FA, ZH = (
    Language.ENGLISH,
    Language.RUSSIAN,
    Language.SPANISH,
    Language.PERSIAN,
    Language.CHINESE,
)
GROUP = -1001234


@pytest.fixture
def kept(database: Database) -> LanguageTable:
    return LanguageTable(database)


@pytest.fixture
def languages(kept: LanguageTable) -> Languages:
    return Languages(kept, EN)


def somebody(code: str | None) -> dict[str, Any]:
    person = {"id": 101, "is_bot": False, "first_name": "A", "language_code": code}
    return {name: value for name, value in person.items() if value is not None}


def written(code: str | None, chat_id: int = 101) -> Update:
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": somebody(code), "text": "x"}
    return Update.de_json({"update_id": 1, "message": message}, None)


def pressed(code: str | None, chat_id: int = 101) -> Update:
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    message = {"message_id": 1, "date": 1, "chat": chat}
    query = {"id": "1", "from": somebody(code), "message": message, "chat_instance": "1"}
    return Update.de_json({"update_id": 1, "callback_query": query}, None)


async def test_a_person_is_answered_as_telegram_says(languages: Languages) -> None:
    for code, language in (("ru", RU), ("es-419", ES), ("zh-hans", ZH), ("fa", FA)):
        assert await languages.of_update(written(code)) == Voices(language, language)


@pytest.mark.parametrize("code", ["ja", "pt-br", None])
async def test_who_speaks_none_of_ours_is_answered_in_the_usual_one(
    kept: LanguageTable, code: str | None
) -> None:
    assert await Languages(kept, ES).of_update(written(code)) == Voices(ES, ES)
    assert await Languages(kept, ES).of_chat(101) is ES


async def test_what_telegram_says_is_kept_for_what_is_told_later(languages: Languages) -> None:
    await languages.of_update(written("ru"))
    assert await languages.of_chat(101) is RU
    await languages.of_update(pressed("fa"))
    assert await languages.of_chat(101) is FA


async def test_an_app_that_says_nothing_changes_nothing(languages: Languages) -> None:
    await languages.of_update(written("ru"))
    assert await languages.of_update(written(None)) == Voices(RU, RU)


async def test_who_turns_to_another_language_is_not_spoken_to_in_the_old_one(
    languages: Languages,
) -> None:
    await languages.of_update(written("ru"))
    assert await languages.of_update(written("ja")) == Voices(EN, EN)
    assert await languages.of_chat(101) is EN


async def test_a_choice_outweighs_telegram_until_it_is_given_up(languages: Languages) -> None:
    await languages.choose(101, ES)
    assert await languages.of_update(written("ru")) == Voices(ES, ES)
    assert await languages.chosen(101) is ES
    assert await languages.follow(User(101, "A", is_bot=False, language_code="ru")) is RU
    assert await languages.chosen(101) is None
    assert await languages.of_chat(101) is RU


async def test_a_group_is_answered_in_its_own_language_whoever_writes(
    languages: Languages,
) -> None:
    assert await languages.of_update(written("ru", GROUP)) == Voices(EN, EN)
    await languages.choose(GROUP, FA)
    assert await languages.of_update(written("ru", GROUP)) == Voices(FA, FA)
    assert await languages.of_chat(GROUP) is FA


async def test_who_presses_in_a_group_hears_aside_what_they_speak(languages: Languages) -> None:
    await languages.choose(GROUP, FA)
    assert await languages.of_update(pressed("ru", GROUP)) == Voices(FA, RU)
    assert await languages.of_update(pressed("ja", GROUP)) == Voices(FA, FA)
    await languages.choose(101, ES)
    assert await languages.of_update(pressed("ru", GROUP)) == Voices(FA, ES)


async def test_what_is_said_in_a_group_is_not_noted_about_a_person(
    languages: Languages, kept: LanguageTable
) -> None:
    await languages.of_update(written("ru", GROUP))
    await languages.of_update(pressed("ru", GROUP))
    assert await kept.of(101) is None


async def test_a_language_of_another_version_is_as_good_as_none(
    languages: Languages, kept: LanguageTable
) -> None:
    await kept.choose(101, "tlh")
    assert await languages.of_chat(101) is EN
    assert await languages.of_update(written("ru")) == Voices(EN, EN)


async def test_a_choice_follows_its_group(languages: Languages) -> None:
    await languages.choose(-500, FA)
    await languages.chat_moved(-500, GROUP)
    assert await languages.of_chat(GROUP) is FA


async def test_an_update_of_nobody_is_answered_in_the_usual_language(languages: Languages) -> None:
    assert await languages.of_update(Update(1)) == Voices(EN, EN)


class Locked(LanguageTable):
    async def of(self, chat_id: int) -> tuple[str, bool] | None:
        raise StorageError(f"the database is locked, {chat_id}")


async def test_a_database_that_cannot_be_asked_silences_nobody(database: Database) -> None:
    languages = Languages(Locked(database), ES)
    assert await languages.of_update(written("ru")) == Voices(RU, RU)
    assert await languages.of_update(written("ja")) == Voices(ES, ES)
    assert await languages.of_update(pressed("ru", GROUP)) == Voices(ES, RU)
    with pytest.raises(StorageError):
        await languages.of_chat(101)
