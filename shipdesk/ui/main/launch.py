"""Opens the other ShipDesk beside this one: the demo from the real one, the real one from it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

import shipdesk

COMMAND = "py dev.py" if sys.platform == "win32" else "python3 dev.py"
"""How the README starts the program by hand."""


def start_program(*words: str) -> bool:
    """Start the program anew, with these words on its command line; False where it cannot be.

    It is a process of its own with a profile of its own: closing this one does not end it.
    """
    if getattr(sys, "frozen", False):
        started = QProcess.startDetached(sys.executable, list(words))
    else:
        home = str(Path(shipdesk.__file__).parent.parent)
        started = QProcess.startDetached(sys.executable, ["-m", "shipdesk", *words], home)
    return bool(started[0] if isinstance(started, tuple) else started)
