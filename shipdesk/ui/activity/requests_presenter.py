"""Connects the tab Requests with the desk: newest first, by account, one of them whole."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from shipdesk.services.desk import Desk
from shipdesk.services.requests import Exchange
from shipdesk.ui.activity.page import ActivityPage
from shipdesk.ui.activity.request_words import said_in_short, title
from shipdesk.ui.notices import Notifier
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.wording import phrase as say

_GATHER_MS = 250
"""Requests of a sync come many at once; the list follows four times a second."""


class RequestsPresenter:
    """Fills the list only while it is in sight; lives as long as the window."""

    def __init__(
        self,
        page: ActivityPage,
        model: RowsModel,
        source: MemorySource,
        desk: Desk,
        notices: Notifier,
    ) -> None:
        self.page, self.desk, self.notices = page, desk, notices
        self._model, self._source = model, source
        self._account = self._text = ""
        self._rows: dict[int, Exchange] = {}
        self._active = False
        self._timer = QTimer(page)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self.refresh)
        page.requests.account_chosen.connect(self._on_account)
        page.requests.request_chosen.connect(self._on_request)
        page.copy_request_requested.connect(self._on_copy)
        model.counted.connect(self._on_counted)
        self._end = desk.requests.listen(self._on_request_made)

    def show(self, *, shown: bool) -> None:
        """Follow the requests while the tab is in sight."""
        self._active = shown
        if shown:
            self.refresh()

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text."""
        self._text = text.casefold()
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        accounts = [(each.id, each.title) for each in self.desk.accounts.accounts]
        self.page.requests.show_accounts(accounts)
        found = self.desk.requests.latest(self._account)
        self._rows = {each.number: each for each in found if self._fits(each)}
        self._source.replace(self._rows.values())
        self._model.set_query((self._account, self._text))
        self._model.refresh()

    def aclose(self) -> None:
        """Listen no longer."""
        self._timer.stop()
        self._end()

    def _fits(self, exchange: Exchange) -> bool:
        shown = f"{title(exchange)} {exchange.operation} {exchange.status} {exchange.account_title}"
        return self._text in f"{shown} {said_in_short(exchange)}".casefold()

    def _on_request_made(self) -> None:
        if self._active and not self._timer.isActive():
            self._timer.start()

    def _on_account(self, account_id: str) -> None:
        self._account = account_id
        self.refresh()

    def _on_counted(self, count: int) -> None:
        view = self.page.requests.view
        if count and view.current_id() is None:
            view.go_to(0)
        elif not count:
            self.page.request.show_request(None)

    def _on_request(self, number: object) -> None:
        found = self._rows.get(number) if isinstance(number, int) else None
        if found is not None and found != self.page.request.shown:
            self.page.request.show_request(found)

    def _on_copy(self) -> None:
        shown = self.page.request.shown
        if shown is not None:
            self.page.copy_text(self.desk.requests.support_text(shown))
            words = say("Copied for the support of {account}, without names, phones and secrets",
                        account=shown.account_title)  # fmt: skip
            self.notices.toast(words)
