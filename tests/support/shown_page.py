"""A page of the program in a bare window, with its presenter, for as long as a test looks at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from PySide6.QtWidgets import QMainWindow, QWidget

from shipdesk.ui.tasks import TaskScope
from tests.support.complaints import Heard


class Closing(Protocol):
    """A presenter, of which only the end matters here."""

    async def aclose(self) -> None:
        """Listen no longer."""
        ...


@asynccontextmanager
async def shown_page(
    window: QMainWindow, page: QWidget, presenter: Closing, scope: TaskScope, said: Heard
) -> AsyncIterator[None]:
    """Show a page, then close its presenter and its scope; nothing may have crashed meanwhile."""
    window.resize(1300, 800)
    window.setCentralWidget(page)
    page.show()
    try:
        yield
    finally:
        await presenter.aclose()
        await scope.aclose()
    assert said.crashes == [], said.crashes
