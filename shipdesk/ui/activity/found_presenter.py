"""Connects the tab Found with the desk: runs, progress, adopting and leaving."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from shipdesk.domain.found import Found
from shipdesk.services.desk import Desk
from shipdesk.ui.activity import found_words as words
from shipdesk.ui.activity.found_words import FoundRow
from shipdesk.ui.activity.page import ActivityPage
from shipdesk.ui.notices import Notifier
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_GATHER_MS = 250
"""A run tells of every page that it reads; the list follows four times a second."""


class FoundPresenter:
    """Shows what the finder keeps; lives as long as the window."""

    def __init__(
        self,
        page: ActivityPage,
        model: RowsModel,
        source: MemorySource,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self._model, self._source = model, source
        self._rows: dict[int, FoundRow] = {}
        self._numbers: dict[str, int] = {}
        self._text = ""
        self._timer = QTimer(page)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self.refresh)
        part, details = page.found, page.found_details
        part.look_requested.connect(desk.finder.look_now)
        part.stop_requested.connect(desk.finder.stop)
        part.found_chosen.connect(self._on_chosen)
        details.adopt_requested.connect(
            lambda key: scope.start(self._adopt, key, key="activity.found.adopt")
        )
        details.leave_requested.connect(
            lambda: scope.start(self._leave, key="activity.found.leave")
        )
        details.back_requested.connect(lambda: scope.start(self._back, key="activity.found.leave"))
        model.counted.connect(self._on_counted)
        self._end = desk.finder.listen(self._on_told)
        self.refresh()

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text."""
        self._text = text.casefold()
        self.refresh()

    def refresh(self) -> None:
        """Read what was found anew."""
        self.scope.start(self._refresh, key="activity.found", replace=True)

    def aclose(self) -> None:
        """Listen no longer."""
        self._timer.stop()
        self._end()

    def _on_told(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    async def _refresh(self) -> None:
        found = await self.desk.finder.found()
        lines = await self.desk.finder.lines()
        titles = {each.account.id: each.account.title for each in lines}
        rows = [
            FoundRow(self._number(each), each, titles.get(each.account_id, ""))
            for each in sorted(found, key=words.rank)
        ]
        rows = [each for each in rows if self._fits(each)]
        waiting = sum(each.waits for each in found)
        before, self._rows = self._rows, {each.number: each for each in rows}
        self._source.replace(rows)
        self._model.set_query((self._text,))
        self._model.refresh()
        self._model.touch([one for one, row in self._rows.items() if before.get(one) != row])
        asked = all(each.look is not None for each in lines)
        failed = any(not words.asked(each)[1] for each in lines)
        self.page.found.show_empty(asked=asked, failed=failed)
        self.page.found.show_progress(self.desk.finder.progress, waiting)
        self.page.found_details.show_accounts(lines)
        self.page.show_found_count(waiting)
        shown = self.page.found_details.shown
        if shown is not None and shown not in found:
            self._on_chosen(self.page.found.view.current_id())

    def _number(self, found: Found) -> int:
        return self._numbers.setdefault(found.id, len(self._numbers) + 1)

    def _fits(self, row: FoundRow) -> bool:
        told = f"{words.first(row)} {words.second(row)} {words.number(row.found)}"
        return self._text in told.casefold()

    def _on_counted(self, count: int) -> None:
        view = self.page.found.view
        if count and view.current_id() is None:
            view.go_to(0)
        elif not count:
            self._on_chosen(None)

    def _on_chosen(self, number: object) -> None:
        row = self._rows.get(number) if isinstance(number, int) else None
        if row is None:
            self.page.found_details.show_found(None, "", (), "")
        elif row.found != self.page.found_details.shown:
            self.scope.start(self._show, row, key="activity.found.show", replace=True)

    async def _show(self, row: FoundRow) -> None:
        likely = await self.desk.finder.likely(row.found)
        why_not = self.desk.finder.why_not_adopt(row.found)
        self.page.found_details.show_found(row.found, row.account, likely, why_not)

    async def _adopt(self, order_key: str) -> None:
        found = self.page.found_details.shown
        if found is None:
            return
        order = self.page.found_details.order() if order_key else None
        await self.desk.finder.adopt(found, order)
        self.notices.toast(say("Adopted: {what}", what=words.heading(found)))

    async def _leave(self) -> None:
        found = self.page.found_details.shown
        if found is None:
            return
        undo = await self.desk.finder.leave(found)
        self.notices.toast(
            say("Counted no more: {what}", what=words.heading(found)),
            tone=Tone.BLUE,
            undo=lambda: self.scope.start(undo, key="activity.found.undo"),
        )

    async def _back(self) -> None:
        found = self.page.found_details.shown
        if found is not None:
            await self.desk.finder.take_back(found)
