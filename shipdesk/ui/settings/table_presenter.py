"""Connects the editor of addresses and field names with the desk: checked, kept, taken back."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.layouts import whole_window
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.accounts_view import AccountsView
from shipdesk.ui.settings.table_sheet import TableSheet
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


class TablePresenter:
    """Opens the editor for the service of the account in sight, and says beside it what counts."""

    def __init__(self, view: AccountsView, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self.view, self.desk, self.scope, self.notices = view, desk, scope, notices
        self.sheet: TableSheet | None = None
        self._slug = ""
        view.table_requested.connect(lambda: scope.start(self._open, key="table.open"))
        view.form.service_shown.connect(
            lambda slug: scope.start(self._show_note, slug, key="table.note", replace=True)
        )

    async def _show_note(self, slug: str) -> None:
        table = await self.desk.service_tables.read(slug)
        form = self.view.form
        if form.shown is None or form.shown.provider != slug:
            return
        if table.fault is not None:
            words = say("{fault}. What comes with ShipDesk is used.", fault=table.fault.words)
            form.show_table(words, Tone.RED)
        elif table.own.strip():
            form.show_table(say("With corrections of your own, in {file}.", file=table.file), "")
        else:
            form.show_table(say("As they come with ShipDesk."), "muted")

    async def _open(self) -> None:
        shown = self.view.form.shown
        if shown is not None:
            await self._open_for(shown.provider, shown.provider_title)

    async def open_faulty(self) -> None:
        """Open the editor for the first service whose own table is left out."""
        kinds = self.desk.accounts.kinds()
        for kind in kinds:
            if (await self.desk.service_tables.read(kind.slug)).fault is not None:
                await self._open_for(kind.slug, kind.title)
                return

    async def _open_for(self, slug: str, title: str) -> None:
        table = await self.desk.service_tables.read(slug)
        self._close()
        self._slug = slug
        sheet = TableSheet(whole_window(self.view), title, table)
        self.sheet = sheet
        sheet.check_requested.connect(lambda: self.scope.start(self._check, key="table.check"))
        # Without `busy`: the button is gone with the sheet before the work has ended.
        sheet.save_requested.connect(lambda: self.scope.start(self._save, key="table.save"))
        sheet.reset_requested.connect(lambda: self.scope.start(self._reset, key="table.save"))
        sheet.closed.connect(sheet.deleteLater)
        sheet.closed.connect(self._on_closed)
        sheet.open()

    async def _check(self) -> None:
        sheet = self.sheet
        if sheet is not None:
            sheet.show_verdict(await self.desk.service_tables.check(self._slug, sheet.text()))

    async def _save(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        fault = await self.desk.service_tables.save(self._slug, sheet.text())
        if fault is not None:
            sheet.show_verdict(fault)
            return
        self._close()
        await self._show_note(self._slug)
        self.notices.toast(say("Saved; it counts from the next request on"))

    async def _reset(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sure = await ask_confirm(
            sheet,
            title=say("Back to what comes with ShipDesk?"),
            text=say("Your own corrections for this service are deleted."),
            confirm=say("Back to built-in"),
            danger=True,
        )
        if sure:
            await self.desk.service_tables.save(self._slug, "")
            self._close()
            await self._show_note(self._slug)
            self.notices.toast(say("The addresses are those that come with ShipDesk"))

    def _on_closed(self) -> None:
        self.sheet = None

    def _close(self) -> None:
        if self.sheet is not None:
            self.sheet.finish()
