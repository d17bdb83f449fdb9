"""Owners who write down what they are told, whoever tells it and how."""

from bot.checking.counting import NoAnnouncements
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble
from tests.clocks import SetClock


class Noted(Incidents):
    """Incidents that are written down, each time one begins or ends."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(NoAnnouncements(), clock, ())
        self.begun: list[Trouble] = []
        self.ended: list[Trouble] = []

    async def begins(self, trouble: Trouble) -> None:
        """Something is wrong."""
        self.begun.append(trouble)

    async def ends(self, trouble: Trouble) -> None:
        """It is over."""
        self.ended.append(trouble)
