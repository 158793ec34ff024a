"""Where data, cache, logs and resources live; one folder per profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

APP_NAME = "ShipDesk"
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class ProfilePaths:
    """The folders of one profile; a profile has exactly one environment."""

    data: Path
    cache: Path
    logs: Path

    @property
    def journal(self) -> Path:
        """The file that must survive: operations, shipments, what a person typed."""
        return self.data / "journal.sqlite"

    @property
    def labels(self) -> Path:
        """Labels and invoices, kept by hash."""
        return self.data / "labels"

    @property
    def printed(self) -> Path:
        """Where the printer “PDF file” writes."""
        return self.data / "printed"

    @property
    def backups(self) -> Path:
        """Copies of the journal."""
        return self.data / "backups"

    @property
    def uploads(self) -> Path:
        """Copies of files that were given to a service."""
        return self.data / "uploads"

    @property
    def overrides(self) -> Path:
        """A user's own corrections of the provider tables."""
        return self.data / "providers"

    def make(self) -> None:
        """Create the folders that are missing."""
        for folder in (self.data, self.cache, self.logs, self.labels, self.printed, self.backups):
            folder.mkdir(parents=True, exist_ok=True)


def profile_paths(name: str, root: Path | None = None) -> ProfilePaths:
    """Return the folders of the profile `name`; all under `root` when it is given.

    Raises ValueError for a name that is not letters, digits, dash or underscore.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
        raise ValueError(name)
    if root is not None:
        base = root / name
        return ProfilePaths(base / "data", base / "cache", base / "logs")
    from platformdirs import PlatformDirs  # noqa: PLC0415 - only where no root is given

    folders = PlatformDirs(APP_NAME, appauthor=False)
    return ProfilePaths(
        Path(folders.user_data_dir) / name,
        Path(folders.user_cache_dir) / name,
        Path(folders.user_log_dir) / name,
    )


def resources() -> Path:
    """Return the folder of icons, theme and provider tables, in a checkout or in a wheel."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"
