"""The time of the simulated world, which can be pushed, set, frozen and made to run faster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class SimulatorClock:
    """Tells the world's time, so that progress is derived when something is read, never by timers.

    It runs with the machine's clock from where it was last set, `rate` times as fast; `frozen`
    makes it stand still until it is pushed or set. All times are aware and in UTC.
    """

    def __init__(self, now: datetime | None = None, *, frozen: bool = False) -> None:
        self._machine = self._world = datetime.now(UTC)
        self._rate = 1.0
        self._frozen = frozen
        self._then: datetime | None = None
        if now is not None:
            self.set(now)

    def now(self) -> datetime:
        """The present moment of the world, aware, in UTC."""
        if self._then is not None:
            return self._then
        if self._frozen:
            return self._world
        return self._world + (datetime.now(UTC) - self._machine) * self._rate

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Tell `moment` instead: for what is carried out now and happened then."""
        self._then = moment
        try:
            yield
        finally:
            self._then = None

    @property
    def rate(self) -> float:
        """How many seconds of the world pass in one of the machine's."""
        return self._rate

    def push(self, seconds: float) -> None:
        """Move the world ahead (or back, if negative) by so many seconds."""
        self._stand_at(self.now() + timedelta(seconds=seconds))

    def set(self, moment: datetime) -> None:
        """Make `moment` (aware) the present; raises ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("the simulator's clock needs an aware time")
        self._stand_at(moment.astimezone(UTC))

    def run_at(self, rate: float) -> None:
        """From now on let so many seconds pass in one of the machine's; raises ValueError for 0."""
        if rate <= 0:
            raise ValueError("the simulator's clock runs forwards; freeze it to make it stand")
        self._stand_at(self.now())
        self._rate = rate

    def freeze(self) -> None:
        """Make time stand still at the present moment."""
        self._stand_at(self.now())
        self._frozen = True

    def thaw(self) -> None:
        """Let a frozen clock go on from where it stands."""
        self._stand_at(self.now())
        self._frozen = False

    def reset(self) -> None:
        """Return to the machine's own time, running."""
        self._rate, self._frozen = 1.0, False
        self._stand_at(datetime.now(UTC))

    def _stand_at(self, moment: datetime) -> None:
        self._world, self._machine = moment, datetime.now(UTC)
