"""What the three simulated services share: clock, faults, knobs, books and the request log."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from shipdesk.simulator.clock import SimulatorClock
    from shipdesk.simulator.dash101_book import Dash101Book
    from shipdesk.simulator.dispatch_book import DispatchBook
    from shipdesk.simulator.faults import Faults
    from shipdesk.simulator.requests_log import RecordedRequest
    from shipdesk.simulator.shipx_book import ShipxBook

T = TypeVar("T")

RANDOM_SEED = 7
"""The fixed seed of every reproducible choice in the world."""

LOG_LIMIT = 20_000
"""So many requests are remembered; older ones fall out."""


@dataclass(slots=True)
class World:
    """One shipping world; every dialect reads and writes it from the server's one loop.

    `base_url` is known once the server listens. `knobs` are plain switches by name
    (see `knob`); who reads one gives its default.
    """

    clock: SimulatorClock
    rng: Random
    faults: Faults
    dispatch: DispatchBook
    shipx: ShipxBook
    dash101: Dash101Book
    base_url: str = ""
    knobs: dict[str, object] = field(default_factory=dict)
    log: deque[RecordedRequest] = field(default_factory=lambda: deque(maxlen=LOG_LIMIT))

    def knob(self, name: str, default: T) -> T:
        """The value of a knob, or `default` where it is not set or of another kind."""
        value = self.knobs.get(name, default)
        if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, type(default)):
            return default
        return value

    def switch(self, name: str, *, default: bool = False) -> bool:
        """Whether a knob that is either on or off is on."""
        return bool(self.knobs.get(name, default))

    def empty(self) -> None:
        """Forget everything but clock and address: books, faults, knobs and log."""
        self.rng.seed(RANDOM_SEED)
        self.knobs.clear()
        self.log.clear()
        self.faults.clear()
        for book in (self.dispatch, self.shipx, self.dash101):
            book.reset()
