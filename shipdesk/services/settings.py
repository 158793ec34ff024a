"""What the window remembers: columns, sizes, appearance; kept at once, not on exit."""

from __future__ import annotations

from typing import Any

from shipdesk.storage import preferences
from shipdesk.storage.database import Conn, Database


class Settings:
    """Preferences in memory, written through to the journal."""

    def __init__(self, journal: Database, values: dict[str, Any]) -> None:
        self._journal = journal
        self._values = values

    @classmethod
    def open_now(cls, journal: Database) -> Settings:
        """Read all preferences on the calling thread, for the first paint."""
        return cls(journal, dict(journal.read_now(preferences.all)))

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON values
        """Return a preference without waiting."""
        return self._values.get(name, default)

    async def put(self, name: str, value: Any) -> None:  # noqa: ANN401
        """Keep a preference at once."""
        self._values[name] = value

        def write(conn: Conn) -> None:
            preferences.put(conn, name, value)

        await self._journal.write(write)
