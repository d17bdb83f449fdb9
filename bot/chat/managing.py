"""Handlers of owners who say who earns with the till."""

from collections.abc import Sequence
from contextlib import suppress

from telegram import Bot, Message, MessageOriginUser, User
from telegram.error import BadRequest, Forbidden

from bot.chat.answering import answer
from bot.chat.languages.catalogue import gettext
from bot.chat.menus import forget_menu, set_merchants_menu
from bot.chat.reading import answered_by
from bot.chat.texts import people
from bot.payments.merchants import Merchants
from bot.payments.rights import Asker

LARGEST_ID = 2**52  # Telegram's own bound


class Managing:
    """`/merchants`; owners only."""

    def __init__(self, merchants: Merchants) -> None:
        self._merchants = merchants

    async def command(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/merchants [list]`, `/merchants add` and `/merchants remove`."""
        match [word.casefold() for word in words or ["list"]]:
            case ["list"]:
                await answer(message, people.merchants(await self._merchants.added()))
            case ["add", *who] if len(who) <= 1:
                await self._add(message, who, asker.person_id)
            case ["remove", *who] if len(who) <= 1:
                await self._remove(message, who, asker.person_id)
            case _:
                await answer(message, gettext(people.HOW_TO))

    async def _add(self, message: Message, who: list[str], owner_id: int) -> None:
        found = await _find(message, who)
        if isinstance(found, str):
            await answer(message, found)
            return
        person_id, name = found
        if person_id in self._merchants.owner_ids:
            await answer(message, people.is_owner(person_id, name))
        elif await self._merchants.add(person_id, name, owner_id):
            was_told = await _tell(message.get_bot(), person_id)
            await answer(message, people.added(person_id, name, was_told=was_told))
        else:
            await answer(message, people.is_merchant(person_id, name))

    async def _remove(self, message: Message, who: list[str], owner_id: int) -> None:
        found = await _find(message, who)
        if isinstance(found, str):
            await answer(message, found)
            return
        person_id, name = found
        if person_id in self._merchants.owner_ids:
            await answer(message, people.is_owner(person_id, name))
        elif await self._merchants.remove(person_id, owner_id):
            await forget_menu(message.get_bot(), person_id)
            await answer(message, people.removed(person_id, name))
        else:
            await answer(message, people.is_none(person_id, name))


async def _tell(bot: Bot, person_id: int) -> bool:
    """Tell somebody that they are a merchant now, if the bot may write to them."""
    try:
        await bot.send_message(person_id, gettext(people.WELCOME))
    except (BadRequest, Forbidden):
        return False
    await set_merchants_menu(bot, person_id)
    return True


async def _find(message: Message, who: list[str]) -> tuple[int, str] | str:
    """Who is meant: by id and name; or a sentence that says why nobody is."""
    if who:
        return await _by_id(message.get_bot(), who[0])
    answered = answered_by(message)
    if answered is None:
        return gettext(people.HOW_TO)
    if answered.contact is not None:
        contact = answered.contact
        name = f"{contact.first_name} {contact.last_name or ''}".strip()
        return (contact.user_id, name) if contact.user_id else gettext(people.NO_ACCOUNT)
    person = _author(answered)
    if person is None:
        return gettext(people.HIDDEN)
    return gettext(people.IS_BOT) if person.is_bot else (person.id, person.full_name)


def _author(message: Message) -> User | None:
    """Who wrote a message, at first if it was forwarded; `None` if Telegram does not say."""
    if message.forward_origin is not None:
        origin = message.forward_origin
        return origin.sender_user if isinstance(origin, MessageOriginUser) else None
    return None if message.sender_chat is not None else message.from_user


async def _by_id(bot: Bot, text: str) -> tuple[int, str] | str:
    is_id = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    if not is_id or not 0 < int(text) < LARGEST_ID:
        return people.no_id(text)
    person_id = int(text)
    with suppress(BadRequest, Forbidden):  # Telegram names only those whom the bot has met
        chat = await bot.get_chat(person_id)
        return person_id, chat.full_name or text
    return person_id, text
