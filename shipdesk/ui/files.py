"""Which file is meant: asked with the system's dialog, opened and awaited, never executed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from shipdesk.ui.dialogs import finished

_LONGEST_NAME = 80


def safe_name(proposed: str, otherwise: str) -> str:
    """Return a file name of letters, digits, points and dashes: a service's text is no path."""
    last = proposed.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one if one.isalnum() or one in "._-" else "-" for one in last)
    return kept[:_LONGEST_NAME].strip(".-") or otherwise


async def ask_save_file(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask where a file is to be saved; None where the dialog was closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    return await _chosen(dialog, name)


async def ask_open_file(parent: QWidget, title: str) -> Path | None:
    """Ask for a file that is there; None where the dialog was closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog, "")


async def ask_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """Ask for a folder, beginning in `start`; None where the dialog was closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog, "", start)


async def _chosen(dialog: QFileDialog, name: str, start: str = "") -> Path | None:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    dialog.setDirectory(start or QStandardPaths.writableLocation(place))
    if name:
        dialog.selectFile(name)
    chosen: list[str] = []
    on_chosen: Callable[[str], None] = chosen.append
    dialog.fileSelected.connect(on_chosen)
    if await finished(dialog) != QDialog.DialogCode.Accepted or not chosen:
        return None
    return Path(chosen[0])
