"""What is said to somebody who asks for more than one person may."""

import math
from datetime import timedelta

from bot.payments.allowance import TooOften

SECONDS = timedelta(seconds=90)  # what is shorter is told in seconds


def slow_down(wait: timedelta) -> str:
    """The one warning before silence; short enough for an alert."""
    return (
        f"Please slow down; I go on in {span(wait)}. What you send or press until then is not"
        " done; please repeat it after that."
    )


def too_often(refused: TooOften) -> str:
    """Why no order is made; short enough for an alert."""
    return (
        "You have asked for very much in a short time, so no order was made. Please try again in"
        f" {span(refused.wait)}."
    )


def looked_often(refused: TooOften) -> str:
    """Why the gateway is not asked at once; short enough for an alert."""
    return (
        "I go on looking, and you will be told as soon as the payment has arrived. You can have me"
        f" look at once again in {span(refused.wait)}."
    )


def span(wait: timedelta) -> str:
    """How long it takes, rounded up."""
    if wait <= SECONDS:
        seconds = max(1, math.ceil(wait.total_seconds()))
        return f"{seconds} second{'s' * (seconds > 1)}"
    return f"{math.ceil(wait / timedelta(minutes=1))} minutes"
