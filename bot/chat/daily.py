"""Handlers of merchants who choose when they are told of the day before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import DIGEST, OFF
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import in_ascii
from bot.chat.texts.digests import chosen, clock, not_an_hour
from bot.chat.texts.replies import OLD_BUTTON
from bot.clock import Clock
from bot.payments.digesting import HOUR, Digest, Digests
from bot.payments.digesting import chosen as choose
from bot.payments.rights import Asker
from bot.payments.zones import read_zone

COMMON = ((7, 8, 9), (12, 18, 21))
DAY = 24 * HOUR
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen: an hour, or none; and a zone, if that is to change."""

    minute: int | None
    zone: str | None = None


class Daily:
    """`/digest` and its buttons; merchants only, in their private chat."""

    def __init__(self, digests: Digests, askers: Askers, clock: Clock) -> None:
        self._digests = digests
        self._askers = askers
        self._clock = clock

    async def command(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/digest`, `/digest 9:00 Europe/Madrid` and `/digest off`."""
        digest = await self._digests.of(asker.person_id)
        if words:
            choice = _read(in_ascii(words), digest)
            if choice is None:
                await answer(message, not_an_hour(" ".join(words)))
                return
            digest = await self._keep(asker.person_id, choice, digest)
        await answer(message, chosen(digest), _buttons())

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A common hour, or none."""
        query = update.callback_query
        if query is None:
            return
        choice = _choice_in(query)
        asker = self._askers.of_press(query)
        if choice is None or not asker.is_merchant or not asker.in_private:
            await answer_press(query, OLD_BUTTON, alert=True)
            return
        digest = await self._digests.of(asker.person_id)
        digest = await self._keep(asker.person_id, choice, digest)
        await answer_press(query)
        await replace_text(query, chosen(digest), _buttons())

    async def _keep(self, person_id: int, choice: _Choice, before: Digest | None) -> Digest:
        zone = choice.zone or (before.zone if before else "UTC")
        digest = choose(person_id, choice.minute, zone, self._clock.now())
        await self._digests.keep(digest)
        return digest


def _read(words: Sequence[str], before: Digest | None) -> _Choice | None:
    """Read an hour, a zone, or both; without an hour that of before stays."""
    if [word.casefold() for word in words] == [OFF]:
        return _Choice(None)
    minute = _minute(words[0])
    rest = " ".join(words if minute is None else words[1:])
    if not rest:
        return _Choice(minute)
    zone = read_zone(rest)
    if zone is None:
        return None
    stays = before.minute if before else None
    return _Choice(stays if minute is None else minute, zone)


def _minute(word: str) -> int | None:
    match = _TIME.fullmatch(word)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return hour * HOUR + minute if hour < DAY // HOUR and minute < HOUR else None


def _choice_in(query: CallbackQuery) -> _Choice | None:
    match (query.data or "").split(":"):
        case [_, word] if word == OFF:
            return _Choice(None)
        case [_, word] if re.fullmatch(r"[0-9]{1,4}", word, re.ASCII) and int(word) < DAY:
            return _Choice(int(word))
        case _:
            return None


def _buttons() -> InlineKeyboardMarkup:
    hours = [[_button(clock(hour * HOUR), str(hour * HOUR)) for hour in row] for row in COMMON]
    return InlineKeyboardMarkup([*hours, [_button(gettext("Off"), OFF)]])


def _button(face: str, wish: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(face, callback_data=f"{DIGEST}:{wish}")
