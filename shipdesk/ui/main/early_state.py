"""What the frame remembers before the profile is open; handed over once it is."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.ui.view_state import ViewState

PREFIX = "view."
"""Before the names under which the state of views stands among the preferences."""


class EarlyViewState:
    """A ViewState over preferences read in advance; what is saved meanwhile is saved later."""

    def __init__(self, preferences: Mapping[str, object]) -> None:
        self._preferences = preferences
        self._saved: dict[str, dict[str, object]] = {}
        self._real: ViewState | None = None

    def load(self, key: str) -> dict[str, object]:
        """Return what was saved under the key."""
        if self._real is not None:
            return self._real.load(key)
        kept = self._saved.get(key, self._preferences.get(PREFIX + key))
        return dict(kept) if isinstance(kept, dict) else {}

    def save(self, key: str, state: dict[str, object]) -> None:
        """Keep the dictionary."""
        if self._real is not None:
            self._real.save(key, state)
        else:
            self._saved[key] = dict(state)

    def hand_over(self, real: ViewState) -> None:
        """Give everything to the profile's own state, now and from now on."""
        self._real = real
        for key, state in self._saved.items():
            real.save(key, state)
        self._saved.clear()
