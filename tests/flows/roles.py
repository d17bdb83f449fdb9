"""Everybody who may stand before a till, in every kind of chat, and what each is answered."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.sandbox.telegram import Group, Person, SentMessage
from tests.flows.shop import Shop

ROLES = ("customer", "merchant", "admin", "masked", "owner")
CHATS = ("private", "group", "topic")
# `masked` is an anonymous admin, who has no private chat under that mask.
CELLS = [(chat, role) for chat in CHATS for role in ROLES if (chat, role) != ("private", "masked")]
MARKS = {"/lang": "Which language", "/status": "no orders here yet"}
PATIENCE = 15

Cell = tuple[str, str]


@dataclass(frozen=True)
class Company:
    """One person of each role, and the groups that they share."""

    people: Mapping[str, Person]
    group: Group
    forum: Group
    topic: int

    def write(self, cell: Cell, text: str) -> SentMessage:
        """Let the person of a cell write something there."""
        chat, role = cell
        if chat == "private":
            return self.people[role].write(text)
        command, _, rest = text.partition(" ")
        words = f"{command}@till_bot {rest}".strip()
        if chat == "group":
            return self.people[role].write(words, chat=self.group)
        return self.people[role].write(words, chat=self.forum, topic=self.topic)

    def chat_id(self, cell: Cell) -> int:
        """The chat of a cell."""
        chat, role = cell
        private = self.people[role].id
        return {"private": private, "group": self.group.id, "topic": self.forum.id}[chat]


class Hall:
    """Lets people of every role say the same, and tells what each was answered.

    Each command has a company of its own, so that nobody asks for too much.
    """

    def __init__(self, shop: Shop, companies: int) -> None:
        self._shop = shop
        self.companies = [self._gather(number) for number in range(companies)]

    def _gather(self, number: int) -> Company:
        telegram, first = self._shop.telegram, 10_000 + 10 * number
        people = {role: telegram.person(first + place, role) for place, role in enumerate(ROLES)}
        admins = [people["admin"], people["masked"]]
        everybody = people.values()
        group = telegram.group(-50_000 - number, "Shop", everybody, admins)
        forum = telegram.group(-1_000_000 - number, "Forum", everybody, admins, is_forum=True)
        for each in (group, forum):
            each.promote(people["masked"], anonymous=True)
        return Company(people, group, forum, forum.topic("Money"))

    async def open(self) -> None:
        """Open the till, and make the owners and merchants what they are."""
        owners = [str(each.people["owner"].id) for each in self.companies]
        await self._shop.open(OWNER_IDS=",".join(["900", *owners]))
        for company in self.companies:
            people = company.people
            people["owner"].write(f"/merchants add {people['merchant'].id}")
        for company in self.companies:
            await self._shop.saying("is a merchant now", company.people["owner"].id)

    async def ask(
        self, company: Company, command: str, expected: Mapping[Cell, str]
    ) -> dict[Cell, list[str]]:
        """Let everybody write a command everywhere, and give all that each was answered.

        What is expected may come late, as a card does; nothing else may come at all.
        """
        mark = next(mark for mark in MARKS if not command.startswith(mark))
        asked = {cell: company.write(cell, command) for cell in CELLS}
        # What is asked after it in the same chat is answered after it.
        for cell in CELLS:
            if cell[0] == "private" or cell[1] == "customer":
                words = MARKS[mark] if cell[0] == "private" else ""
                heard = partial(self._heard, company, cell, company.write(cell, mark), words)
                await self._shop.telegram.wait_for(heard, PATIENCE)
        for cell, words in expected.items():
            with suppress(TimeoutError):
                await self._shop.telegram.wait_for(
                    partial(self._heard, company, cell, asked[cell], words), PATIENCE
                )
        return {
            cell: [
                words
                for words in self.answers(company, cell, message)
                if cell[0] != "private" or MARKS[mark] not in words
            ]
            for cell, message in asked.items()
        }

    async def answer(self, company: Company, cell: Cell, asked: SentMessage) -> str:
        """Wait for the answer to a message."""
        return await self._shop.telegram.wait_for(
            lambda: next(iter(self.answers(company, cell, asked)), ""), PATIENCE
        )

    def _heard(self, company: Company, cell: Cell, marking: SentMessage, words: str) -> bool:
        return any(words in each for each in self.answers(company, cell, marking))

    def answers(self, company: Company, cell: Cell, asked: SentMessage) -> Sequence[str]:
        """What was said to a message: after it in private, and elsewhere as an answer to it."""
        return [
            each.text or each.caption or ""
            for each in self._shop.said(company.chat_id(cell))
            if each.reply_to == asked.message_id
            or (cell[0] == "private" and each.message_id > asked.message_id)
        ]
