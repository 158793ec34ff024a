"""The window around the pages: top bar, sidebar, demo strip, command palette."""

from __future__ import annotations

from shipdesk.ui.main.top_bar import AccountDot
from shipdesk.ui.main.window import MainWindow

__all__ = ["AccountDot", "MainWindow"]
