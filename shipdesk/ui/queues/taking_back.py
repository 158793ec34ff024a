"""Taking back purchases that were not sent, one or many, from the list of orders."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.table import RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_LOOKED_AT = 200
"""Chosen rows that are looked at to tell whether anything can be taken back."""


class TakingBack:
    """The action of the orders' list; it acts on all that is selected, at once."""

    def __init__(
        self,
        desk: Desk,
        actions: Actions,
        scope: TaskScope,
        notices: Notifier,
        page: QWidget,
        view: RowsView,
    ) -> None:
        self._desk, self._scope, self._notices, self._view = desk, scope, notices, view
        self.action: QAction = actions.add(
            "orders.take_back", say("Take back what was not sent"), icon="close",
            group=say("Orders"), owner=page, on=lambda: scope.start(self._take, key="take_back"),
        )  # fmt: skip
        for signal in (view.current_changed, view.rows.selection_changed):
            signal.connect(lambda *_given: self.look())
        self._unsubscribe = desk.bus.subscribe(
            lambda changes: self.look() if changes.operations else None
        )
        self.look()

    def look(self) -> None:
        """Tell anew whether anything of what is chosen can be taken back."""
        self._scope.start(self._allow, key="take_back.look", replace=True)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    async def _allow(self) -> None:
        await self._desk.clock.sleep(0.2)  # arrows pass many rows
        rows = await self._desk.order_list.rows(self._view.acting_ids()[:_LOOKED_AT])
        queued = any(row.state_key == "queued" for row in rows.values())
        allow(self.action, "" if queued else say("Nothing of it waits to be sent."))

    async def _take(self) -> None:
        rows = await self._desk.order_list.rows(self._view.acting_ids())
        gone = await self._desk.queues.cancel_of([row.key for row in rows.values()])
        if gone:
            words = plural(len(gone), "1 purchase taken back", "{n} purchases taken back")
            self._notices.toast(words, tone=Tone.GREY)
