"""What owners are told about who earns with the till."""

from collections.abc import Sequence

from bot.chat.texts.words import quote
from bot.payments.merchants import Merchant

HOW_TO = (
    "To add a merchant, send their contact here or forward a message of theirs, and answer it with"
    " <code>/merchants add</code>. In a group, answer a message of theirs. By id it is"
    " <code>/merchants add 123456789</code>. <code>/merchants remove</code> works the same way;"
    " <code>/merchants</code> alone lists them."
)
HIDDEN = (
    "Telegram does not say who wrote that message. Please answer a contact of theirs, or a message"
    " that they have written themselves, or name their id."
)
NO_ACCOUNT = "This contact has no Telegram account, or Telegram does not say which."
IS_BOT = "That is a bot, and a bot cannot be a merchant."
WELCOME = (
    "You are a merchant of this till now: I tell you here of every payment, and you may look after"
    " its orders. /help tells what you can do."
)


def merchants(added: Sequence[Merchant]) -> str:
    """Whom owners have added."""
    if not added:
        return f"Beside the owners there is no merchant.\n\n{HOW_TO}"
    lines = "\n".join(
        f"{_person(each.person_id, each.name)}, since {each.added_at:%Y-%m-%d}" for each in added
    )
    return (
        f"<b>Merchants</b>\n{lines}\n\n<code>/merchants remove {added[-1].person_id}</code> takes"
        " one off; owners are merchants too, and are named by the setting OWNER_IDS."
    )


def added(person_id: int, name: str, *, was_told: bool) -> str:
    """Somebody is a merchant from now on."""
    told = (
        "I have told them."
        if was_told
        else ("I could not tell them: they must open a chat with me and press Start first.")
    )
    return f"{_person(person_id, name)} is a merchant now. {told}"


def removed(person_id: int, name: str) -> str:
    """Somebody is no merchant any more."""
    return f"{_person(person_id, name)} is no merchant any more."


def is_merchant(person_id: int, name: str) -> str:
    """Somebody was a merchant before."""
    return f"{_person(person_id, name)} is a merchant already."


def is_none(person_id: int, name: str) -> str:
    """Somebody is no merchant, so cannot be removed."""
    return f"{_person(person_id, name)} is no merchant."


def is_owner(person_id: int, name: str) -> str:
    """Owners are named by the settings."""
    return f"{_person(person_id, name)} is an owner, and so a merchant, by the setting OWNER_IDS."


def no_id(word: str) -> str:
    """A word that is no id of a person."""
    return (
        f"«{quote(word)}» is no id of a person: an id is a number, such as 123456789. Names with @"
        " cannot be looked up by bots."
    )


def _person(person_id: int, name: str) -> str:
    shown = quote(name) or str(person_id)
    return f'<a href="tg://user?id={person_id}">{shown}</a> (<code>{person_id}</code>)'
