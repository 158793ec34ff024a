"""What Qt's layouts lack: emptying one, widgets as high as their lines, the ground of sheets."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QMainWindow, QSizePolicy, QWidget


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets are hidden now and deleted by the loop."""
    while (item := layout.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()


def let_grow(widget: QWidget) -> None:
    """Let a widget be as high as its lines need, not only as its first guess of them."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def whole_window(part: QWidget) -> QWidget:
    """Return the widget that sheets cover where a part of a window opens one: all of it."""
    window = part.window()
    inside = window.centralWidget() if isinstance(window, QMainWindow) else None
    return inside or window
