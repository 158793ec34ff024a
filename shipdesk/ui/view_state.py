"""What a screen remembers between starts: columns, widths, sort, splitters, sizes."""

from __future__ import annotations

from typing import Protocol


class ViewState(Protocol):
    """Where small dictionaries of a view are kept; saved at once, not on exit."""

    def load(self, key: str) -> dict[str, object]:
        """Return what was saved under the key; empty when nothing was."""
        ...

    def save(self, key: str, state: dict[str, object]) -> None:
        """Keep the dictionary; only plain JSON values."""
        ...


class MemoryViewState:
    """A state that lives as long as the object, for tests and for a window without a profile."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._kept: dict[str, dict[str, object]] = {}

    def load(self, key: str) -> dict[str, object]:
        """Return a copy of what was saved."""
        return dict(self._kept.get(key, {}))

    def save(self, key: str, state: dict[str, object]) -> None:
        """Keep a copy."""
        self._kept[key] = dict(state)


def whole(state: dict[str, object], key: str, default: int = 0) -> int:
    """Return a whole number of a remembered state, `default` where it is absent or another type."""
    value = state.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def wholes(state: dict[str, object], key: str) -> list[int]:
    """Return a remembered list of whole numbers; empty where it is anything else."""
    value = state.get(key)
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []
