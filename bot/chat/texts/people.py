"""What owners are told about who earns with the till."""

from collections.abc import Sequence

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.texts.words import moment, quote
from bot.payments.merchants import Merchant

LISTED = 30
HOW_TO = later(
    "To add a merchant, send their contact here or forward a message of theirs, and answer it with"
    " <code>/merchants add</code>. In a group, answer a message of theirs. By id it is"
    " <code>/merchants add 123456789</code>. <code>/merchants remove</code> works the same way;"
    " <code>/merchants</code> alone lists them."
)
HIDDEN = later(
    "Telegram does not say who wrote that message. Please answer a contact of theirs, or a message"
    " that they have written themselves, or name their id."
)
NO_ACCOUNT = later("This contact has no Telegram account, or Telegram does not say which.")
IS_BOT = later("That is a bot, and a bot cannot be a merchant.")
WELCOME = later(
    "You are a merchant of this till now: I tell you here of every payment, and you may look after"
    " its orders. /help tells what you can do."
)


def merchants(added: Sequence[Merchant]) -> str:
    """Whom owners have added."""
    if not added:
        none = _("Beside the owners there is no merchant.")
        return f"{none}\n\n{_(HOW_TO)}"
    lines = "\n".join(
        _(
            "{person}, since {moment}",
            person=_person(each.person_id, each.name),
            moment=moment(each.added_at),
        )
        for each in added[-LISTED:]
    )
    if (rest := len(added) - LISTED) > 0:
        lines = f"{ngettext('…and {count} before', '…and {count} before', rest)}\n{lines}"
    how = _(
        "{command} takes one off; owners are merchants too, and are named by the setting"
        " OWNER_IDS.",
        command=f"<code>/merchants remove {added[-1].person_id}</code>",
    )
    title = _("<b>Merchants</b>")
    return f"{title}\n{lines}\n\n{how}"


def added(person_id: int, name: str, *, was_told: bool) -> str:
    """Somebody is a merchant from now on."""
    person = _person(person_id, name)
    if was_told:
        return _("{person} is a merchant now. I have told them.", person=person)
    return _(
        "{person} is a merchant now. I could not tell them: they must open a chat with me and"
        " press Start first.",
        person=person,
    )


def removed(person_id: int, name: str) -> str:
    """Somebody is no merchant any more."""
    return _("{person} is no merchant any more.", person=_person(person_id, name))


def is_merchant(person_id: int, name: str) -> str:
    """Somebody was a merchant before."""
    return _("{person} is a merchant already.", person=_person(person_id, name))


def is_none(person_id: int, name: str) -> str:
    """Somebody is no merchant, so cannot be removed."""
    return _("{person} is no merchant.", person=_person(person_id, name))


def is_owner(person_id: int, name: str) -> str:
    """Owners are named by the settings."""
    return _(
        "{person} is an owner, and so a merchant, by the setting OWNER_IDS.",
        person=_person(person_id, name),
    )


def no_id(word: str) -> str:
    """A word that is no id of a person."""
    return _(
        "«{word}» is no id of a person: an id is a number, such as 123456789. Names with @ cannot"
        " be looked up by bots.",
        word=quote(word),
    )


def _person(person_id: int, name: str) -> str:
    shown = quote(name) or str(person_id)
    return f'<a href="tg://user?id={person_id}">{shown}</a> (<code>{person_id}</code>)'
