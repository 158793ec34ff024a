"""What the window's tests share: the theme, a registry of actions, somebody to complain to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Scheme, Theme
from tests.support.complaints import Heard


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Offscreen says so whenever a size is fixed; it is no fault of ours."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The look of the program, light, in a typeface that every machine of ours has."""
    # As the program does: a closed window must not stop the loop that ends its work.
    qapp.setQuitOnLastWindowClosed(False)
    made = Theme(qapp, family="DejaVu Sans")
    made.use(Scheme.LIGHT)
    yield made
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QMainWindow:
    """A bare window on the screen."""
    made = QMainWindow()
    assert not theme.is_dark
    made.resize(900, 600)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    """A registry whose actions belong to the bare window."""
    return Actions(window)


@pytest.fixture
def heard() -> Heard:
    """What a scope complained about."""
    return Heard()


@pytest.fixture
async def scope(theme: Theme, heard: Heard) -> AsyncIterator[TaskScope]:
    """A scope that is closed with the test, on Qt's loop."""
    assert not theme.is_dark
    made = TaskScope("test", heard)
    yield made
    await made.aclose()
