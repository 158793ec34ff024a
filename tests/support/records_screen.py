"""A page of records over a real desk and the real simulator, used as a person uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from shipdesk.ui.catalogue import build_catalogue
from shipdesk.ui.records import RecordsPage, RecordsPresenter
from shipdesk.ui.records.answer import AnswerSheet
from shipdesk.ui.records.form import RecordForm
from shipdesk.ui.records.kind_view import KindView
from shipdesk.ui.services import build_services
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, open_desk
from tests.support.pages import until
from tests.support.shown_page import shown_page
from tests.support.simulator import Simulator

_BUILD = {"catalogue": build_catalogue, "services": build_services}


@dataclass
class RecordsScreen:
    """The page with its presenter, the desk under it and the service behind that."""

    page: RecordsPage
    presenter: RecordsPresenter
    opened: OpenDesk
    simulator: Simulator
    actions: Actions
    said: Heard = field(default_factory=Heard)

    @property
    def view(self) -> KindView:
        """The kind in sight."""
        found = self.page.view()
        assert found is not None
        return found

    async def show(self, key: str) -> KindView:
        """Bring a kind into sight and wait until its list, or its problem, is there."""
        await self.presenter.open(key)
        await until(lambda: self.age().startswith("as of") or self.problem(), f"{key} is read")
        if self.view.source.records() and not self.view.place.kind.single:
            await until(lambda: self.view.current() is not None, "a current line")
        return self.view

    def age(self) -> str:
        """Return what the footer says of the list's age."""
        return self.view._age.text()

    def count(self) -> str:
        """Return what the footer says of how many there are."""
        return self.view._count.text()

    def at(self) -> str:
        """Return which page the footer names."""
        return self.view._page.text()

    def problem(self) -> str:
        """Return what stands in place of the list."""
        pane = self.view.pane
        return pane.accessibleDescription() if not pane.isHidden() else ""

    def names(self) -> list[str]:
        """Return the titles of the page's records."""
        return [record.title for record in self.view.source.records()]

    async def choose(self, title: str) -> None:
        """Make the record with this title current, and wait for its details."""
        record = next(one for one in self.view.source.records() if one.title == title)
        assert self.view.select(record.id)
        await until(lambda: self.view.details.title.text() == title, f"{title} in the details")

    async def read_whole(self) -> None:
        """Wait until the current record's single read has come."""
        listed = self.view.source.record(self.view.view.current_id())
        await until(lambda: self.view.current() is not listed, "the whole record")

    def act(self, op: str) -> Any:
        """Return the action of an operation of the kind in sight."""
        return self.actions.get(f"records.{self.view.place.slug}.{op}")

    def why_not(self, op: str) -> str:
        """Return why an act is closed: what its tooltip says."""
        action = self.act(op)
        assert not action.isEnabled()
        return str(action.toolTip())

    async def form(self, op: str) -> RecordForm:
        """Trigger an act and return the form that it opens."""
        self.act(op).trigger()
        await until(lambda: self.sheets(RecordForm), f"the form of {op}")
        (form,) = self.sheets(RecordForm)
        return form

    async def answer(self) -> AnswerSheet:
        """Return the answer that a reading act shows."""
        await until(lambda: self.sheets(AnswerSheet), "the answer")
        (sheet,) = self.sheets(AnswerSheet)
        return sheet

    def sheets(self, kind: type[Any]) -> list[Any]:
        """Return the sheets of a kind in sight."""
        return [one for one in self.page.window().findChildren(kind) if one.isVisible()]

    async def outcome(self, word: str) -> str:
        """Wait until the last act stands so, and return what is said of it."""
        line = self.view.outcome
        await until(lambda: line._state.text() == word and line.isVisible(), f"outcome {word}")
        return line._words.text()

    def sent(self, operation: str) -> list[dict[str, Any]]:
        """Return the requests of an operation that reached the service."""
        return self.simulator.requests(operation=operation)

    def press(self, key: Qt.Key) -> None:
        """Press a key in what has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.page.window(), key)


def dialog_of(kind: type[QDialog]) -> Any:
    """Return the open dialog of a kind, or None."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return next((one for one in found if one.isVisible()), None)


@asynccontextmanager
async def records_screen(
    screen: str, simulator: Simulator, folder: Path, window: QMainWindow, actions: Actions
) -> AsyncIterator[RecordsScreen]:
    """Open the desk and show one of the two pages."""
    async with open_desk(simulator, folder, sync=False) as opened:
        said = Heard()
        scope = TaskScope(screen, said)
        page, presenter = _BUILD[screen](opened.desk, actions, MemoryViewState(), scope, said)
        shown = RecordsScreen(page, presenter, opened, simulator, actions, said)
        async with shown_page(window, page, presenter, scope, said):
            yield shown
        assert opened.faults == [], opened.faults
