"""The time of the simulated world, which can be pushed, set and frozen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SimulatorClock:
    """Tells the world's time, so that progress is derived when something is read, never by timers.

    It runs with the machine's clock plus an offset; `frozen` makes it stand still until it is
    pushed or set. All times are aware and in UTC.
    """

    def __init__(self, now: datetime | None = None, *, frozen: bool = False) -> None:
        self._offset = timedelta(0)
        self._standing: datetime | None = None
        if now is not None:
            self.set(now)
        if frozen:
            self.freeze()

    def now(self) -> datetime:
        """The present moment of the world, aware, in UTC."""
        if self._standing is not None:
            return self._standing
        return datetime.now(UTC) + self._offset

    def push(self, seconds: float) -> None:
        """Move the world ahead (or back, if negative) by so many seconds."""
        step = timedelta(seconds=seconds)
        if self._standing is not None:
            self._standing += step
        self._offset += step

    def set(self, moment: datetime) -> None:
        """Make `moment` (aware) the present; raises ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("the simulator's clock needs an aware time")
        self._offset = moment - datetime.now(UTC)
        if self._standing is not None:
            self._standing = moment.astimezone(UTC)

    def freeze(self) -> None:
        """Make time stand still at the present moment."""
        if self._standing is None:
            self._standing = self.now()

    def thaw(self) -> None:
        """Let a frozen clock go on from where it stands."""
        if self._standing is not None:
            self._offset = self._standing - datetime.now(UTC)
            self._standing = None

    def reset(self) -> None:
        """Return to the machine's own time, running."""
        self._offset = timedelta(0)
        self._standing = None
