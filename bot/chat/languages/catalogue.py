"""Every sentence in every language: looked up by its English, and filled in.

The names are those of GNU gettext: `gettext` (imported as `_`) looks a sentence up when it is
said, `ngettext` one with a count, `pgettext` one that other languages say in several ways.
`gettext_noop` (imported as `later`) only marks a sentence that stands in a table, for the tools
that collect what is to be translated.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO, StringIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.chat.languages.directions import isolate, isolating
from bot.chat.languages.formats import number
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking, spoken

DOMAIN = "till"


def gettext(message: str, /, **fields: object) -> str:
    """A sentence in the language that is spoken; `{name}` in it stands for a field."""
    return _filled(catalogue(spoken()).gettext(message), fields)


def pgettext(context: str, message: str, /, **fields: object) -> str:
    """The same for words that are not the same everywhere: `context` says where they stand."""
    return _filled(catalogue(spoken()).pgettext(context, message), fields)


def ngettext(one: str, many: str, count: int, /, **fields: object) -> str:
    """The same for a sentence about `count` things, which is the field `{count}`."""
    text = catalogue(spoken()).ngettext(one, many, count)
    return _filled(text, {"count": number(count), **fields})


def gettext_noop(message: str, /) -> str:
    """The sentence as it is: it is looked up later."""
    return message


def in_every_language(message: str) -> set[str]:
    """How a sentence may have begun, whatever language it was said in: up to its first field."""
    said = set()
    for language in Language:
        with speaking(language):
            said.add(gettext(message).partition("{")[0])
    return said


@cache
def catalogue(language: Language) -> NullTranslations:
    """The catalogue of a language; English needs none. It is read when it is first needed."""
    if language is Language.ENGLISH:
        return NullTranslations()
    path = files("bot.chat") / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = BytesIO()
    write_mo(compiled, read_po(StringIO(path.read_text(encoding="utf-8")), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _filled(text: str, fields: dict[str, object]) -> str:
    if not spoken().is_right_to_left:
        return text.format_map(fields) if fields else text
    fenced = isolating(text)
    # A field may be empty, and then needs no fence.
    return fenced.format_map(fields).replace(isolate(""), "") if fields else fenced
