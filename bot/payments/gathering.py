"""When payments are told one by one, and when several of them in one message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.payments.notice import Kind

MINUTE = timedelta(seconds=60)
# So many lines fit into one message of Telegram's, however long their amounts are.
MOST_TOGETHER = 18
# How many messages about payments a chat gets in a minute before further ones are gathered:
# a group is read by many, a merchant lives by them.
ALONE: Mapping[Kind, int] = {Kind.RECEIPT: 1, Kind.SALE: 3}


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is told before a moment, so that more can come together."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Tell:
    """So many are told now, in one message, the oldest first."""

    count: int


def plan(told_at: Collection[datetime], waiting: int, alone: int, now: datetime) -> Wait | Tell:
    """What to do with payments that wait to be told to one chat.

    Args:
        told_at: when messages about payments were told there, each once.
        waiting: how many payments wait, at least one.
        alone: how many messages a minute are told before payments are gathered.
        now: what the time is; what was told after it was told before the clock was put back.
    """
    lately = sorted(at for at in told_at if now - MINUTE < at <= now)
    if waiting >= MOST_TOGETHER:
        return Tell(MOST_TOGETHER)
    if len(lately) >= alone:
        return Wait(lately[-alone] + MINUTE)
    return Tell(waiting if len(lately) + waiting > alone else 1)
