"""Garbage of the window is collected on the window's thread only."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from shipdesk.ui.collecting import Collector


class Node:
    """An object in a cycle that notes the thread on which it was freed."""

    freed_on: threading.Thread | None = None

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Node.freed_on = threading.current_thread()


def test_busy_thread_does_not_free_the_windows_objects(qapp: QApplication) -> None:
    parent = QObject(qapp)
    collector = Collector(parent)
    try:
        Node()
        busy = threading.Thread(target=lambda: [[] for _ in range(200_000)])
        busy.start()
        busy.join()
        assert Node.freed_on is None
        collector.collect()
        assert Node.freed_on is threading.current_thread()
    finally:
        collector.stop()
        gc.disable()
        parent.deleteLater()
