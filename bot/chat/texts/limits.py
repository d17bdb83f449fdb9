"""What is said to somebody who asks for more than one person may."""

import math
from datetime import timedelta

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import ngettext
from bot.payments.allowance import TooOften

SECONDS = timedelta(seconds=90)  # what is shorter is told in seconds


def slow_down(wait: timedelta) -> str:
    """The one warning before silence; short enough for an alert."""
    return _(
        "Please slow down; I go on in {span}. What you send or press until then is not done;"
        " please repeat it after that.",
        span=span(wait),
    )


def too_often(refused: TooOften) -> str:
    """Why no order is made; short enough for an alert."""
    return _(
        "You have asked for very much in a short time, so no order was made. Please try again in"
        " {span}.",
        span=span(refused.wait),
    )


def looked_often(refused: TooOften) -> str:
    """Why the gateway is not asked at once; short enough for an alert."""
    return _(
        "I go on looking, and you will be told as soon as the payment has arrived. You can have me"
        " look at once again in {span}.",
        span=span(refused.wait),
    )


def span(wait: timedelta) -> str:
    """How long it takes, rounded up; as it stands behind *in*."""
    if wait <= SECONDS:
        seconds = max(1, math.ceil(wait.total_seconds()))
        return ngettext("{count} second", "{count} seconds", seconds)
    minutes = math.ceil(wait / timedelta(minutes=1))
    return ngettext("{count} minute", "{count} minutes", minutes)
