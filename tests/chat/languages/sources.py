"""What the sources say, and what the catalogues make of it."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.chat.languages.known import Language

ROOT = Path(__file__).parents[3]
# As the README's command has them.
KEYWORDS = {"_": None, "gettext": None, "later": None, "ngettext": (1, 2), "Sentence": None}
TRANSLATED = [each for each in Language if each is not Language.ENGLISH]


@cache
def said() -> dict[str, tuple[str, ...]]:
    """Every sentence of the sources by its English, each with its plural if it has one."""
    found = extract_from_dir(ROOT / "bot", keywords=KEYWORDS)
    sentences = (each if isinstance(each, tuple) else (each,) for _, _, each, _, _ in found)
    return {each[0]: each for each in sentences}


@cache
def catalogue(language: Language) -> Catalog:
    """The catalogue of a language as it stands in its file."""
    path = files("bot.chat") / "locales" / language / "LC_MESSAGES" / "till.po"
    return read_po(BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def messages(language: Language) -> list[Message]:
    """Every message of a catalogue but its head."""
    return [each for each in catalogue(language) if each.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a translation, with the English that it says."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    one, many = message.id
    texts = message.string if isinstance(message.string, tuple | list) else ()
    return [(one if n == 0 else many, each) for n, each in enumerate(texts)]
