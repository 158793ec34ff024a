"""Settings: accounts, senders, printers, parcel, appearance, backup, and what runs here."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.services.label_vault import CHOICES
from shipdesk.services.saving import MOST_KEPT
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings import accounts_view, senders_view
from shipdesk.ui.settings.accounts_presenter import AccountsPresenter
from shipdesk.ui.settings.accounts_view import AccountsView
from shipdesk.ui.settings.backup_presenter import BackupPresenter
from shipdesk.ui.settings.backup_view import BackupView
from shipdesk.ui.settings.buying_view import BuyingPresenter, BuyingView
from shipdesk.ui.settings.labels_presenter import LabelsPresenter
from shipdesk.ui.settings.labels_view import LabelsView
from shipdesk.ui.settings.look_view import AboutView, AppearanceView
from shipdesk.ui.settings.page import SettingsPage
from shipdesk.ui.settings.parcel_view import ParcelView
from shipdesk.ui.settings.presenter import SettingsPresenter
from shipdesk.ui.settings.printers_presenter import PrintersPresenter
from shipdesk.ui.settings.printers_view import PrintersView
from shipdesk.ui.settings.senders_presenter import SendersPresenter
from shipdesk.ui.settings.senders_view import SendersView
from shipdesk.ui.settings.table_presenter import TablePresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

__all__ = ["SettingsPage", "SettingsPresenter", "build_settings"]


def build_settings(
    desk: Desk,
    actions: Actions,
    state: ViewState,
    scope: TaskScope,
    notices: Notifier,
    theme: Theme,
) -> tuple[SettingsPage, SettingsPresenter]:
    """Build the page and its presenters; call on the loop's thread, with the loop running."""
    page = SettingsPage(state)
    account_rows, sender_rows = (MemorySource(id_of=lambda row: row.id) for _ in range(2))
    account_model = RowsModel(accounts_view.COLUMNS, account_rows, scope, parent=page)
    sender_model = RowsModel(senders_view.COLUMNS, sender_rows, scope, parent=page)
    accounts = AccountsView(actions, account_model, state)
    accounts.pages_opened.connect(page.service_opened)
    senders = SendersView(actions, sender_model, state)
    printers = PrintersView(actions)
    parcel, appearance, about = ParcelView(actions), AppearanceView(), AboutView()
    page.add_section("accounts", say("Accounts"), "key", accounts)
    page.add_section("senders", say("Senders"), "home", senders)
    page.add_section("printers", say("Printers"), "printer", printers)
    labels = LabelsView(actions, CHOICES)
    page.add_section("labels", say("Labels"), "tag", labels)
    page.add_section("parcel", say("Parcel"), "box", parcel)
    buying = BuyingView(actions)
    page.add_section("buying", say("Buying"), "coin", buying)
    page.add_section("appearance", say("Appearance"), "contrast", appearance)
    backup = BackupView(actions, MOST_KEPT)
    page.add_section("backup", say("Backup"), "archive", backup)
    page.add_section("about", say("About"), "info", about)
    tables = TablePresenter(accounts, desk, scope, notices)
    return page, SettingsPresenter(
        page,
        AccountsPresenter(accounts, account_model, account_rows, desk, scope, notices),
        SendersPresenter(senders, sender_model, sender_rows, desk, scope, notices),
        PrintersPresenter(printers, desk, scope, notices),
        (parcel, appearance, about),
        desk,
        scope,
        notices,
        theme,
        tables,
        BackupPresenter(page, backup, desk, scope, notices),
        BuyingPresenter(buying, desk, scope, notices),
        LabelsPresenter(labels, desk, scope, notices),
    )
