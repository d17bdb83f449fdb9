"""The log of refused webhooks, which a flood of them must not fill."""

import logging
from dataclasses import dataclass

from bot.clock import Clock

log = logging.getLogger(__name__)

PAUSE = 60.0


@dataclass(slots=True)
class _Kind:
    told_at: float
    untold: int = 0


class Refusals:
    """Writes at most one line a minute for each kind of refusal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kinds: dict[str, _Kind] = {}

    def note(self, kind: str, words: str) -> None:
        """Log a refusal, or count it for the next line."""
        now = self._clock.monotonic()
        known = self._kinds.get(kind)
        if known is not None and now - known.told_at < PAUSE:
            known.untold += 1
            return
        self._kinds[kind] = _Kind(now)
        untold = 0 if known is None else known.untold
        more = f"; so were {untold} more since the last such line" if untold else ""
        log.warning("a webhook in the gateway's name was refused: %s%s", words, more)
