"""Sheets that a courier made, written to disk; blocking work for a thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shipdesk.errors import StorageError
from shipdesk.providers.parts import PaperFile


def write_files(files: Sequence[PaperFile], folder: Path) -> tuple[Path, ...]:
    """Write sheets under names of our own; a name that is taken gets a number.

    Raises StorageError where the folder cannot be written to.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in files:
            path = folder / each.name
            number = 2
            while path.exists():
                path = folder / f"{Path(each.name).stem} ({number}).pdf"
                number += 1
            path.write_bytes(each.body)
            written.append(path)
    except OSError as error:
        raise StorageError(reason=f"{folder} cannot be written to ({error.strerror})") from error
    return tuple(written)
