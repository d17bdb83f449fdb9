"""Inline mode: asking the bot from any chat, and sending what it offers there."""

from typing import TYPE_CHECKING

from bot.sandbox.telegram.accounts import Account
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.messages import Content, SentMessage
from bot.sandbox.telegram.queries import Choice, InlineAnswer, InlineQuery, InlineResult

if TYPE_CHECKING:
    from bot.sandbox.telegram.people import Person
    from bot.sandbox.telegram.world import World

LONGEST_QUERY = 256
_CacheKey = tuple[str, str, str, int]
EVERYBODY = 0


class InlineMode:
    """What @BotFather and Telegram's own store know of the bot's inline mode.

    Attributes:
        is_on: whether people can ask the bot at all.
        has_feedback: whether the bot is told what was chosen.
        queries: everything that was asked, by id.
        messages: the messages that can be edited, by `inline_message_id`.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.is_on = True
        self.has_feedback = True
        self.queries: dict[str, InlineQuery] = {}
        self.messages: dict[str, SentMessage] = {}
        self._cache: dict[_CacheKey, tuple[InlineAnswer, float]] = {}

    def ask(self, person: "Person", chat: Chat, text: str, offset: str) -> InlineQuery:
        """Ask the bot, unless Telegram remembers what it answered to the same."""
        if not self.is_on:
            raise ValueError("the bot's inline mode is off")
        if units(text) > LONGEST_QUERY:
            raise ValueError(f"a query has at most {LONGEST_QUERY} characters")
        world, number = self._world, str(5_400_000_000_000_000 + len(self.queries))
        now = world.clock()
        query = InlineQuery(number, person, text, offset, chat, now, world.events.wait_for)
        self.queries[number] = query
        query.answer = self._remembered(query)
        if query.answer is None:
            world.events.tell("asked", query)
        return query

    def offer(self, query: InlineQuery, answer: InlineAnswer) -> None:
        """Take the bot's answer to a query."""
        query.answer = answer
        whose = query.person.id if answer.is_personal else EVERYBODY
        until = self._world.clock() + answer.cache_time
        self._cache[_key(query, whose)] = (answer, until)
        self._world.events.tell("offered", query)

    def send(
        self, query: InlineQuery, result: InlineResult, sender: Account, place: Content
    ) -> SentMessage:
        """Put a result into the chat of its query."""
        content = result.content | place | Content(via=self._world.bot)
        message = self._world.add_message(query.chat, sender, **content)
        if message.reply_markup:
            message.inline_id = f"AgAAA{len(self.messages):07}"
            self.messages[message.inline_id] = message
        self._world.events.tell("message", message)
        self._world.events.tell("chosen", Choice(query, result, message))
        return message

    def _remembered(self, query: InlineQuery) -> InlineAnswer | None:
        for whose in (query.person.id, EVERYBODY):
            answer, until = self._cache.get(_key(query, whose), (None, 0.0))
            if answer is not None and self._world.clock() < until:
                return answer
        return None


def _key(query: InlineQuery, whose: int) -> _CacheKey:
    return query.text, query.offset, query.chat_type, whose
