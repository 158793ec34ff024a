"""One bus for facts that others may want: who changes something says so once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from shipdesk.domain.changes import Changes

logger = logging.getLogger(__name__)

Listener = Callable[[Changes], None]


class ChangeBus:
    """Tells every listener what really changed; used on the UI thread's loop only."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every change from now on; returns what ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, changes: Changes) -> None:
        """Tell the listeners; nothing is told where nothing changed.

        A listener that fails harms neither the others nor who published: what is told has happened.
        """
        if changes == Changes():
            return
        for listener in tuple(self._listeners):
            try:
                listener(changes)
            except Exception:
                logger.exception("a listener failed")
