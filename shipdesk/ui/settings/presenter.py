"""Connects Settings with the desk; each section has a presenter, held here."""

from __future__ import annotations

import asyncio

from shipdesk.domain.account import Environment
from shipdesk.domain.changes import Changes
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.accounts_presenter import AccountsPresenter
from shipdesk.ui.settings.backup_presenter import BackupPresenter
from shipdesk.ui.settings.buying_view import BuyingPresenter
from shipdesk.ui.settings.labels_presenter import LabelsPresenter
from shipdesk.ui.settings.look_view import AboutView, AppearanceView
from shipdesk.ui.settings.page import SettingsPage
from shipdesk.ui.settings.parcel_view import ParcelView
from shipdesk.ui.settings.printers_presenter import PrintersPresenter
from shipdesk.ui.settings.senders_presenter import SendersPresenter
from shipdesk.ui.settings.table_presenter import TablePresenter
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Scheme, Theme
from shipdesk.ui.versions import library_versions, program_version
from shipdesk.wording import phrase as say

_ENVIRONMENTS = {
    Environment.PRODUCTION: "Production",
    Environment.SANDBOX: "Sandbox, nothing is real",
    Environment.DEMO: "Demo, nothing is real",
}


class SettingsPresenter:
    """Holds the presenters of the sections and does the two that need none of their own."""

    def __init__(
        self,
        page: SettingsPage,
        accounts: AccountsPresenter,
        senders: SendersPresenter,
        printers: PrintersPresenter,
        views: tuple[ParcelView, AppearanceView, AboutView],
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        theme: Theme,
        tables: TablePresenter,
        backup: BackupPresenter,
        buying: BuyingPresenter,
        labels: LabelsPresenter,
    ) -> None:
        self.tables, self.backup, self.buying = tables, backup, buying
        self.labels = labels
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self.accounts, self.senders, self.printers = accounts, senders, printers
        self.parcel, self.appearance, self.about = views
        self._theme = theme
        page.section_shown.connect(self._on_section)
        self.parcel.save_requested.connect(
            lambda: scope.start(self._save_parcel, key="parcel.save", busy=self.parcel.save)
        )
        self.parcel.revert_requested.connect(self._load_parcel)
        self.appearance.scheme_chosen.connect(self._on_scheme)
        theme.changed.connect(self._show_scheme)
        self._unsubscribe = desk.bus.subscribe(self._on_changes)
        page.show_last()

    def search(self, text: str) -> None:
        """Show the section whose name has the text."""
        wanted = text.strip().casefold()
        titles = self.page.sections.titles()
        found = next((key for key, title in titles.items() if wanted in title.casefold()), "")
        if wanted and found:
            self.page.show_section(found)

    async def open(self, key: str) -> None:
        """Show a section by its key, own tables that are left out, or an account to be repaired."""
        if key == "tables":
            self.page.show_section("accounts")
            await self.tables.open_faulty()
            return
        if key in self.page.sections.titles():
            self.page.show_section(key)
            return
        self.page.show_section("accounts")
        await self.accounts.repair(key)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()
        self._theme.changed.disconnect(self._show_scheme)

    def _on_changes(self, changes: Changes) -> None:
        if changes.accounts:
            self.accounts.refresh()
            if self.page.section() == "backup":
                self.backup.refresh()
        elif changes.operations:
            self.accounts.look_at_work()
        self.senders.on_changes(changes)

    def _on_section(self, key: str) -> None:
        if key == "printers":
            self.printers.on_shown()
        elif key == "labels":
            self.labels.refresh()
        elif key == "parcel":
            self._load_parcel()
        elif key == "buying":
            self.buying.load()
        elif key == "appearance":
            self._show_scheme()
        elif key == "backup":
            self.backup.refresh()
        elif key == "about":
            self.scope.start(self._show_about, key="settings.about")

    # Parcel

    def _load_parcel(self) -> None:
        self.scope.start(self._show_parcel, key="parcel.load", replace=True)

    async def _show_parcel(self) -> None:
        self.parcel.show_parcel(await self.desk.orders.preset())

    async def _save_parcel(self) -> None:
        parcel, problems = self.parcel.parcel()
        self.parcel.form.show_problems(problems)
        if problems:
            return
        await self.desk.orders.save_preset(parcel)
        await self._show_parcel()
        self.notices.toast(say("The assumed parcel is saved"))

    # Appearance

    def _show_scheme(self) -> None:
        self.appearance.show_scheme(self._theme.scheme.value)

    def _on_scheme(self, scheme: str) -> None:
        self._theme.use(Scheme(scheme))
        self.scope.start(self.desk.settings.put, "scheme", scheme, key="settings.scheme")

    # About

    async def _show_about(self) -> None:
        paths = self.desk.paths
        self.about.show_program(
            [
                (say("Version"), program_version()),
                (say("Profile"), say(_ENVIRONMENTS[self.desk.environment])),
            ]
        )
        self.about.show_folders(
            [
                (say("Data"), str(paths.data)),
                (say("Cache"), str(paths.cache)),
                (say("Logs"), str(paths.logs)),
            ]
        )
        self.about.show_libraries(await asyncio.to_thread(library_versions))
