"""Notices parts of pages that flash up as windows of their own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget


class Strays(QObject):
    """Notes each widget that was shown before it had a parent: a window that takes the keys."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.seen: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything through."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and _strays(watched):
            words = f"{type(watched).__name__} “{watched.accessibleName()}” was a window"
            self.seen += [words] if words not in self.seen else []
        return False


def _strays(widget: QWidget) -> bool:
    meant = isinstance(widget, QMainWindow | QDialog)
    return widget.windowType() is Qt.WindowType.Window and not meant
