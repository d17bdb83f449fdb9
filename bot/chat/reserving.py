"""Commands that are for some people alone; to everybody else there are no such commands."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer
from bot.chat.askers import Askers
from bot.chat.languages.catalogue import gettext
from bot.chat.suggestions import an_example
from bot.chat.texts.replies import lost
from bot.payments.rights import Asker
from bot.payments.terms import Terms

May = Callable[[Asker], Awaitable[bool]]
Do = Callable[[Message, Asker, Sequence[str]], Awaitable[None]]
Command = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


async def owners(asker: Asker) -> bool:
    """Whose the till is."""
    return asker.is_owner


async def merchants(asker: Asker) -> bool:
    """Who earns with the till."""
    return asker.is_merchant


async def bookkeepers(asker: Asker) -> bool:
    """Merchants, and in a group those who look after it."""
    return asker.is_merchant or (not asker.in_private and await asker.is_admin())


class Reserving:
    """Gives commands only to those whom they are for.

    Args:
        askers: tells who asks.
        terms: what this till takes.
    """

    def __init__(self, askers: Askers, terms: Terms) -> None:
        self._askers = askers
        self._terms = terms

    def to(self, may: May, do: Do, *, only_in_private: str = "") -> Command:
        """A command for those who may.

        Others are answered as to any word that the till does not know, in a group not at all.
        `only_in_private` is what those who may are told in a group, if others must not read along.
        """

        async def command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None:
                return
            asker = self._askers.of_message(message)
            if not await may(asker):
                if asker.in_private:
                    await answer(message, lost(an_example(self._terms)))
            elif only_in_private and not asker.in_private:
                await answer(message, gettext(only_in_private))
            else:
                await do(message, asker, context.args or ())

        return command
