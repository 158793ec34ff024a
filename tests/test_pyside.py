"""The Qt binding keeps Python's own objects alive.

PySide6 6.12.0 on Python 3.10 and 3.11 drops one reference to True with each emit and one to None
with each timer; the interpreter aborts after some thousand. An upgrade must not bring that back.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

# Other code takes and gives single references meanwhile; the fault loses one per call.
NOISE = 10


class Bell(QObject):
    """Something to ring."""

    rung = Signal(bool)


def test_emitting_signals_keeps_true_alive(qapp: QApplication) -> None:
    bell = Bell(qapp)
    heard: list[bool] = []
    bell.rung.connect(heard.append)
    heard.clear()
    before = sys.getrefcount(True)  # noqa: FBT003
    for _ in range(50):
        bell.rung.emit(True)  # noqa: FBT003
    count = len(heard)
    heard.clear()
    after = sys.getrefcount(True)  # noqa: FBT003
    assert count == 50
    assert after > before - NOISE


def test_stopping_timers_keeps_none_alive(qapp: QApplication) -> None:
    owner = QObject(qapp)
    before = sys.getrefcount(None)
    for _ in range(1000):
        owner.killTimer(owner.startTimer(0))
    assert sys.getrefcount(None) > before - NOISE
