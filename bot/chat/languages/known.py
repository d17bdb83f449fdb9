"""The languages that the bot speaks."""

from enum import StrEnum


class Language(StrEnum):
    """A language, by the name that Babel and the folders of the catalogues have for it."""

    ENGLISH = "en"
    CHINESE = "zh_Hans"  # in simplified characters
    RUSSIAN = "ru"
    SPANISH = "es"
    PERSIAN = "fa"

    @property
    def own_name(self) -> str:
        """What it calls itself."""
        return _OWN_NAMES[self]

    @property
    def code(self) -> str:
        """The two letters of ISO 639-1, which Telegram wants for menus."""
        return self.value[:2]

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self is Language.PERSIAN


_OWN_NAMES = {
    Language.ENGLISH: "English",
    Language.CHINESE: "简体中文",
    Language.RUSSIAN: "Русский",
    Language.SPANISH: "Español",
    Language.PERSIAN: "فارسی",
}
# Who reads these regions' Chinese reads the other characters.
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def read_language(code: str | None) -> Language | None:
    """The language that a code such as Telegram's means: `es-419`, `zh-hans`, `fa`, `zh_Hans`.

    `None` for one that the bot does not speak.
    """
    first, *more = (code or "").casefold().replace("_", "-").split("-")
    if first == "zh" and _TRADITIONAL & set(more):
        return None
    return next((each for each in Language if each.code == first), None)
