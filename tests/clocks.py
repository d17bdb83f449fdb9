"""A clock that stands still until it is set."""

from datetime import UTC, datetime, timedelta


class SetClock:
    """Tells the same time, on the wall and in seconds, until it is put forward."""

    def __init__(self, now: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) -> None:
        self._began_at = now
        self._passed = timedelta()

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return self._began_at + self._passed

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._passed.total_seconds()

    def forward(self, **units: float) -> None:
        """Let time pass, in the units of `timedelta`."""
        self._passed += timedelta(**units)

    def put_back(self, **units: float) -> None:
        """Set the wall clock back, as somebody does who corrects it; no time passes."""
        self._began_at -= timedelta(**units)
