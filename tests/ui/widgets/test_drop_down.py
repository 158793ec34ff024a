"""A page that is scrolled changes nothing under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from shipdesk.ui.widgets.drop_down import DropDown


def test_the_wheel_scrolls_the_page_and_keeps_the_choice(window: QMainWindow) -> None:
    box, inside, area = DropDown(), QWidget(), QScrollArea()
    box.addItems(["A4", "A5", "A6"])
    column = QVBoxLayout(inside)
    column.addWidget(box)
    inside.setMinimumHeight(4000)
    area.setWidget(inside)
    window.setCentralWidget(area)
    box.setFocus()
    at = QPointF(box.rect().center())
    wheel = QWheelEvent(
        at, QPointF(box.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == "A4"
    assert not wheel.isAccepted()
