"""Many labels saved as one PDF, from the list of shipments or from a print run."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QWidget

from shipdesk.domain.label_book import SavedBook
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.desk import Desk
from shipdesk.services.label_book import Wanted
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import finished
from shipdesk.ui.files import ask_save_file
from shipdesk.ui.layouts import whole_window
from shipdesk.ui.notices import Notifier
from shipdesk.ui.print_run.book_dialog import BookDialog, saved_words
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.table import acts_on_chosen
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_SEVERAL = 2


class OnePdf:
    """Asks for the file, shows how far it is, and tells what is in it and what is not."""

    def __init__(
        self,
        page: ShipmentsPage,
        desk: Desk,
        actions: Actions,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self._page, self._desk, self._scope, self._notices = page, desk, scope, notices
        self.action = actions.add(
            "shipments.save_all", say("Save one PDF of all…"), icon="export",
            group=say("Shipments"), on=self._on_chosen,
            tip=say("The labels of the chosen parcels in one file; it is not counted as a print"),
        )  # fmt: skip
        page.more_actions.append(self.action)
        acts_on_chosen(page.view.rows, self.action)
        page.selection_changed.connect(self._allow)
        self._allow()

    def save(self, parent: QWidget, wanted: Wanted) -> None:
        """Save the labels of these parcels, in this order."""
        self._scope.start(self._save, parent, wanted, key="one_pdf")

    def _allow(self) -> None:
        several = len(self._page.acting_ids()) >= _SEVERAL
        allow(self.action, "" if several else say("Choose several shipments first."))

    def _on_chosen(self) -> None:
        self._scope.start(self._save_chosen, key="one_pdf")

    async def _save_chosen(self) -> None:
        ids = self._page.acting_ids()
        found = await self._desk.shipment_list.rows(ids)
        rows = [found[one] for one in ids if one in found]
        wanted = [
            (ShipmentId(row.shipment_id), row.order_number or fmt.tracking(row.tracking_number))
            for row in rows
        ]
        await self._save(whole_window(self._page), wanted)

    async def _save(self, parent: QWidget, wanted: Wanted) -> None:
        day = self._desk.clock.now().astimezone().date().isoformat()
        target = await ask_save_file(parent, say("Save one PDF of all"), f"labels-{day}.pdf")
        if target is None:
            return
        stop = asyncio.Event()
        dialog = BookDialog(parent, len(wanted), stop.set)
        dialog.show()
        try:
            saved = await self._desk.label_book.save(wanted, target, dialog.show_far, stop)
            if saved.left_out and not saved.stopped:
                dialog.show_end(saved, target.name)
                await finished(dialog)
            else:
                self._tell(saved, target.name)
        finally:
            dialog.hide()
            dialog.deleteLater()

    def _tell(self, saved: SavedBook, name: str) -> None:
        if saved.stopped:
            self._notices.toast(say("Cancelled: no file was written."), tone=Tone.GREY)
        else:
            self._notices.toast(saved_words(saved, name))
