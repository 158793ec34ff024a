"""Which purchases in the list have waited long enough to say for what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders.shown import SAY_AFTER

_WAITING = "waiting"


class LongWaits:
    """Times waiting rows from when they were first seen; seconds of a monotonic clock."""

    def __init__(
        self, monotonic: Callable[[], float], on_wait: Callable[[], object] = lambda: None
    ) -> None:
        """`on_wait` is told of each new wait, so that the list is drawn anew when it is long."""
        self._monotonic = monotonic
        self._on_wait = on_wait
        self._since: dict[int, float] = {}

    def note(self, rows: Iterable[OrderRow]) -> None:
        """Take rows as they were read."""
        for row in rows:
            if row.state_key != _WAITING:
                self._since.pop(row.id, None)
            elif row.id not in self._since:
                self._since[row.id] = self._monotonic()
                self._on_wait()

    def is_long(self, row: OrderRow) -> bool:
        """Tell whether the row has waited for ten seconds."""
        since = self._since.get(row.id)
        return since is not None and self._monotonic() - since >= SAY_AFTER.total_seconds()
