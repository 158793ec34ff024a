"""Settings › Accounts: which there are and how they do, and the form of one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from shipdesk.ui.settings.account_form import AccountForm
from shipdesk.ui.settings.list_and_form import ListAndForm
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import Align, Column, Look, RowsModel
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import StatePane
from shipdesk.wording import phrase as say

_KEY = "settings.accounts"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the list of accounts."""

    id: int
    account_id: str
    title: str
    provider: str
    state: str
    tone: Tone


COLUMNS = (
    Column(
        key="title",
        title=say("Account"),
        text=lambda row: row.title,
        second=lambda row: row.provider,
        look=lambda row: Look.dot(row.tone),
        face=Face.MEDIUM,
        width=150,
        stretch=True,
    ),
    Column(
        key="state",
        title=say("State"),
        text=lambda row: row.state,
        align=Align.RIGHT,
        width=116,
        muted=True,
    ),
)


class AccountsView(ListAndForm):
    """List and form side by side."""

    add_requested = Signal()
    save_requested = Signal()
    test_requested = Signal()
    remove_requested = Signal()
    table_requested = Signal()
    pages_opened = Signal(str)
    """The account whose pages in Services are wanted."""
    account_chosen = Signal(object)
    """A row of the list: its id, or None."""

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__(model, state, _KEY, name=say("Accounts"))
        self._add_actions(actions)
        add = actions.get(f"{_KEY}.add")
        self.view.set_empty(
            say("No accounts yet"), say("Connect the order book first, then a courier."), add
        )
        self.view.current_changed.connect(self.account_chosen)
        self.form = AccountForm(actions)
        self.form.save_requested.connect(self.save_requested)
        self._nothing = StatePane(name=say("No account chosen"))
        self._nothing.show_state(
            say("Choose an account"), say("Or add one: its form opens here."), icon="key"
        )
        self.lay_out(add, self.form, self._nothing, name=say("Account details"))
        self.show_form(shown=False)

    def show_form(self, *, shown: bool) -> None:
        """Show the form, or the words where none is chosen."""
        self.form.setVisible(shown)
        self._nothing.setVisible(not shown)
        for action in self._of_form:
            allow(action, "" if shown else say("Choose an account first, or add one."))

    def set_removable(self, *, removable: bool) -> None:
        """Let an account be removed only once it is kept."""
        self._remove.setVisible(removable)

    def allow_remove(self, why_not: str) -> None:
        """Open and close removing; why it waits is the action's tooltip."""
        allow(self._remove, why_not)

    def offer_pages(self, *, offered: bool) -> None:
        """Lead to what the account keeps besides orders and parcels, where it keeps any."""
        self._pages.setVisible(offered)

    def _on_pages(self) -> None:
        if self.form.shown is not None:
            self.pages_opened.emit(self.form.shown.account_id)

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, _KEY, say("Settings"), self)
        own.add("add", say("Add account…"), self.add_requested.emit, icon="plus", keys="Ctrl+N")
        save = own.add("save", say("Save account"), self.save_requested.emit, keys="Ctrl+S")
        test = own.add(
            "test", say("Test connection"), self.test_requested.emit, icon="link", keys="Ctrl+T"
        )
        self._remove = own.add(
            "remove", say("Remove account"), self.remove_requested.emit, icon="trash"
        )
        self._of_form = (save, test, self._remove)
        self._pages = own.add("pages", say("Open its pages"), self._on_pages, icon="services")
        own.add(
            "table",
            say("Addresses and field names…"),
            self.table_requested.emit,
            icon="edit",
            tip=say("What the service's paths and fields are called"),
        )
