from datetime import UTC, date, datetime

from telegram import Bot

from bot.chat.telling_digests import DigestTeller
from bot.chat.together import Together
from bot.payments.notice import Kind, Notice
from bot.payments.periods import days
from bot.payments.reporting import Figures
from bot.sandbox.telegram import Person, TelegramServer
from tests.chat.making import NOW

YESTERDAY = Figures(days(date(2026, 1, 1), date(2026, 1, 1), UTC), 0, 0, {}, None, {}, {})


class Others:
    """Whoever tells everything else."""

    together: Together

    def __init__(self) -> None:
        self.told: list[Notice] = []

    async def tell(self, notice: Notice) -> int | None:
        self.told.append(notice)
        return 7


def a_notice(kind: Kind, person: Person) -> Notice:
    return Notice(1, kind, person.id, None, NOW, 0)


async def test_a_digest_is_told_with_the_figures_of_its_moment(
    bot: Bot, telegram: TelegramServer, olga: Person
) -> None:
    asked: list[tuple[int, datetime]] = []

    async def figures(person_id: int, queued_at: datetime) -> Figures:
        asked.append((person_id, queued_at))
        return YESTERDAY

    teller = DigestTeller(bot, Others(), figures)
    number = await teller.tell(a_notice(Kind.DIGEST, olga))
    said = telegram.messages(olga.id)[-1]
    assert (said.message_id, asked) == (number, [(olga.id, NOW)])
    assert (said.text or "").startswith("🗓 Yesterday, 2026-01-01, UTC\nNothing was received.")


async def test_a_digest_that_nobody_wants_any_more_is_not_told(
    bot: Bot, telegram: TelegramServer, olga: Person
) -> None:
    async def nothing(_: int, __: datetime) -> None:
        return None

    teller = DigestTeller(bot, Others(), nothing)
    assert await teller.tell(a_notice(Kind.DIGEST, olga)) is None
    assert telegram.messages(olga.id) == []


async def test_all_else_is_told_as_ever(bot: Bot, olga: Person) -> None:
    async def nothing(_: int, __: datetime) -> None:
        return None

    others = Others()
    notice = a_notice(Kind.CLOCK_OFF, olga)
    assert await DigestTeller(bot, others, nothing).tell(notice) == 7
    assert others.told == [notice]
