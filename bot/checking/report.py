"""Makes the checks one after another, and tells what they find."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.checking.line import Line, Mark, bad
from bot.logs import Redactor

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[Sequence[Line]]]

PATIENCE = 10.0


class Report:
    """Tells line by line; no check can stop the others, or hold them up for long.

    Args:
        say: takes each line.
        secrets: what no line may show.
        patience: how many seconds one check may take.
    """

    def __init__(
        self, say: Callable[[str], None], secrets: Iterable[str], patience: float = PATIENCE
    ) -> None:
        self._say = say
        self._redact = Redactor(secrets)
        self._patience = patience
        self._found: Counter[Mark] = Counter()

    async def ask(self, about: str, check: Check) -> None:
        """Make a check and tell what it finds."""
        for line in await self._ask(about, check):
            self._found[line.mark] += 1
            self._say(line.shown(self._redact))

    async def _ask(self, about: str, check: Check) -> Sequence[Line]:
        try:
            async with asyncio.timeout(self._patience):
                return await check()
        except TimeoutError:
            text = f"there was no end of it within {self._patience:g} s"
            return [bad(about, text, "check the network of this machine, and try again")]
        except Exception as error:
            log.exception("the check of %s broke", about)
            text = f"the check itself broke ({type(error).__name__}: {error})"
            return [bad(about, text, "try again with LOG_LEVEL=debug, and report what it says")]

    def conclude(self) -> bool:
        """Say how it is on the whole; true if nothing is bad."""
        bads, warnings = self._found[Mark.BAD], self._found[Mark.WARN]
        if bads:
            self._say(f"The till is not ready: {_counted(bads, 'point is', 'points are')} bad.")
        elif warnings:
            self._say(f"The till is ready, with {_counted(warnings, 'warning', 'warnings')}.")
        else:
            self._say("The till is ready.")
        return not bads


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
