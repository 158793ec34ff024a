"""A double click presses only the button that it began on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget

from shipdesk.ui.widgets.buttons import KeyHintButton


class Pair:
    """Two buttons; the second comes to stand where the first was pressed."""

    def __init__(self, window: QMainWindow) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        self.pressed: list[str] = []
        self.first, self.second = KeyHintButton("Cancel orders…"), KeyHintButton("Cancel 2 orders")
        for button in (self.first, self.second):
            button.clicked.connect(lambda _on=False, one=button: self.pressed.append(one.words()))
            row.addWidget(button)
        window.setCentralWidget(inside)


def click(button: QWidget, at: int, place: QPointF, *, double: bool = False) -> None:
    """Press and release at a moment in milliseconds and a place on the screen."""
    pressed = QEvent.Type.MouseButtonDblClick if double else QEvent.Type.MouseButtonPress
    for kind, moment in ((pressed, at), (QEvent.Type.MouseButtonRelease, at + 40)):
        held = Qt.MouseButton.LeftButton if kind is pressed else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, QPointF(5, 5), place, Qt.MouseButton.LeftButton, held,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        event.setTimestamp(moment)
        QApplication.sendEvent(button, event)


def test_second_press_is_left_out_where_another_button_came(window: QMainWindow) -> None:
    pair, here = Pair(window), QPointF(300, 300)
    click(pair.first, 10_000, here)
    click(pair.second, 10_150, here)
    assert pair.pressed == ["Cancel orders…"]
    click(pair.second, 12_000, here)
    assert pair.pressed == ["Cancel orders…", "Cancel 2 orders"]


def test_quick_presses_elsewhere_and_on_the_same_button_count(window: QMainWindow) -> None:
    pair = Pair(window)
    click(pair.first, 20_000, QPointF(300, 300))
    click(pair.second, 20_150, QPointF(420, 300))
    click(pair.second, 20_300, QPointF(420, 300), double=True)
    assert pair.pressed == ["Cancel orders…", "Cancel 2 orders", "Cancel 2 orders"]
