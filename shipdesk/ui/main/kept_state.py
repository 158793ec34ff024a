"""What screens remember, kept in the profile's preferences at once."""

from __future__ import annotations

from shipdesk.services.settings import Settings
from shipdesk.ui.main.early_state import PREFIX
from shipdesk.ui.tasks import TaskScope


class KeptViewState:
    """A ViewState over the profile's settings; loading never waits."""

    def __init__(self, settings: Settings, scope: TaskScope) -> None:
        self._settings = settings
        self._scope = scope

    def load(self, key: str) -> dict[str, object]:
        """Return what was saved under the key."""
        kept = self._settings.get(PREFIX + key, {})
        return dict(kept) if isinstance(kept, dict) else {}

    def save(self, key: str, state: dict[str, object]) -> None:
        """Keep the dictionary without making anybody wait."""
        self._scope.start(
            self._settings.put, PREFIX + key, dict(state), key=f"state:{key}", replace=True
        )
