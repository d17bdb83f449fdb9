"""How much one person may send and press, before anything is done about it."""

import logging
from collections import OrderedDict
from contextlib import suppress
from datetime import timedelta
from functools import partial

from telegram import CallbackQuery, Message, MessageEntity, ReplyParameters, Update
from telegram.error import TelegramError

from bot.chat.answering import answer_press
from bot.chat.askers import Askers, person_of
from bot.chat.reading import is_private
from bot.chat.texts.limits import slow_down
from bot.clock import Clock
from bot.payments.allowance import MOST_PEOPLE, Buckets, Rate
from bot.payments.rights import Asker

log = logging.getLogger(__name__)

# Ten at once, then twenty a minute: more than a hurried person presses.
ORDINARY = Rate(10, timedelta(seconds=3))
# What merchants, and the admins of a group in it, may do on top of that.
GENEROUS = Rate(30, timedelta(seconds=1))
# How long somebody is not heard who went on all the same; half of the ordinary comes back in it.
REST = timedelta(seconds=15)


class Limits:
    """Passes over those who send more than a person can mean, after one warning.

    Args:
        askers: tells who asks.
        clock: what the time is.

    Attributes:
        commands: what counts in a group as said to the bot.
    """

    def __init__(self, askers: Askers, clock: Clock) -> None:
        self.commands: frozenset[str] = frozenset()
        self._askers = askers
        self._clock = clock
        self._ordinary = Buckets(ORDINARY, clock)
        self._generous = Buckets(GENEROUS, clock)
        self._typing = Buckets(GENEROUS, clock)
        self._resting: OrderedDict[int, float] = OrderedDict()

    async def admit(self, update: Update) -> bool:
        """Whether an update is to be handled; who is passed over from now on is told so."""
        if update.inline_query is not None:
            # Each letter asks anew; who types too fast is answered again with a later letter.
            return self._typing.take(update.inline_query.from_user.id) is None
        said = update.callback_query or update.message
        if said is None or (isinstance(said, Message) and not self._is_for_us(said)):
            return True
        person_id = person_of(said) if isinstance(said, Message) else said.from_user.id
        if self._clock.monotonic() < self._resting.get(person_id, 0.0):
            return False
        if await self._may(person_id, said):
            return True
        self._rest(person_id)
        log.info("%s is passed over for a while: too many commands and presses", person_id)
        with suppress(TelegramError):
            await _warn(said)
        return False

    def _is_for_us(self, message: Message) -> bool:
        """Whether a message is one to the bot; in a group most are not."""
        if is_private(message.chat):
            return True
        asked = message.reply_to_message
        if asked is not None and asked.from_user is not None:
            return asked.from_user.id == message.get_bot().id or self._is_command(message)
        return self._is_command(message)

    def _is_command(self, message: Message) -> bool:
        for entity, text in message.parse_entities([MessageEntity.BOT_COMMAND]).items():
            if entity.offset == 0:
                name, _, username = text[1:].casefold().partition("@")
                ours = message.get_bot().username.casefold()
                return name in self.commands and username in {"", ours}
        return False

    async def _may(self, person_id: int, said: Message | CallbackQuery) -> bool:
        if self._ordinary.take(person_id) is None:
            return True
        return await self._is_trusted(said) and self._generous.take(person_id) is None

    async def _is_trusted(self, said: Message | CallbackQuery) -> bool:
        asker = self._asker(said)
        if asker.is_merchant:
            return True
        with suppress(TelegramError):
            return not asker.in_private and await asker.is_admin()
        return False

    def _asker(self, said: Message | CallbackQuery) -> Asker:
        if isinstance(said, Message):
            return self._askers.of_message(said)
        return self._askers.of_press(said)

    def _rest(self, person_id: int) -> None:
        self._resting[person_id] = self._clock.monotonic() + REST.total_seconds()
        self._resting.move_to_end(person_id)
        if len(self._resting) > MOST_PEOPLE:
            self._resting.popitem(last=False)


async def _warn(said: Message | CallbackQuery) -> None:
    if isinstance(said, CallbackQuery):
        await answer_press(said, partial(slow_down, REST), alert=True)
    else:
        quoted = ReplyParameters(said.message_id, allow_sending_without_reply=True)
        await said.reply_text(slow_down(REST), disable_notification=True, reply_parameters=quoted)
