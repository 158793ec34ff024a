"""A page of records: kinds at the left, the list of one of them, and its current record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from shipdesk.domain.record import ActRole, Target
from shipdesk.services.records import AccountKinds
from shipdesk.ui.records.acts import ActBook, act_key
from shipdesk.ui.records.kind_list import KindList
from shipdesk.ui.records.kind_view import KindPlace, KindView, PageActions
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import set_surface
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import StatePane
from shipdesk.wording import phrase as say


class RecordsPage(QWidget):
    """Holds a view per kind, made when it is first looked at; asks, shows, decides nothing."""

    kind_chosen = Signal(str)
    """The key of a kind: account and name."""
    act_wanted = Signal(str, str)
    """Slug of the service and operation."""
    page_wanted = Signal(int)
    """On (1) or back (-1)."""
    refresh_wanted = Signal()
    view_made = Signal(object)
    """A KindView that is new, to be connected."""
    shown = Signal()
    """The page came into sight."""
    operation_opened = Signal(str)
    """The id of an operation that is to be shown."""

    def __init__(
        self, key: str, title: str, actions: Actions, state: ViewState, scope: TaskScope
    ) -> None:
        super().__init__()
        self._key, self._title = key, title
        self._state, self._scope = state, scope
        set_surface(self, "surface")
        self.book = ActBook(actions, self, self.act_wanted.emit)
        self.own = self._add_actions(actions)
        self._places: dict[str, KindPlace] = {}
        self._views: dict[str, KindView] = {}
        self.kinds = KindList(say("Kinds of records"))
        self.kinds.chosen.connect(self.kind_chosen)
        self._none = StatePane(name=say("No records"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.kinds)
        row.addWidget(self._stack, 1)
        self.setFocusProxy(self.kinds)
        self.kinds.hide()

    def _add_actions(self, actions: Actions) -> PageActions:
        own = OwnedActions(actions, self._key, self._title, self)
        made = PageActions(
            own.add("previous", say("Previous page"), lambda: self.page_wanted.emit(-1),
                    icon="chevron-left", keys="Alt+PgUp"),
            own.add("next", say("Next page"), lambda: self.page_wanted.emit(1),
                    icon="chevron-right", keys="Alt+PgDown"),
            own.add("refresh", say("Try again"), self.refresh_wanted.emit,
                    icon="refresh", keys="F5"),
        )  # fmt: skip
        own.add("find", say("Search this list"), self._find, icon="search", keys="Ctrl+F")
        return made

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that it is looked at: only then is anything read."""
        super().showEvent(event)
        self.shown.emit()

    def show_none(self, title: str, sentence: str, icon: str) -> None:
        """Say what stands here while no account keeps any of it."""
        self._none.show_state(title, sentence, icon=icon)

    def show_accounts(self, accounts: Sequence[AccountKinds]) -> None:
        """Show which kinds there are; a view of a kind that stayed the same stays."""
        places = {
            place.key: place
            for each in accounts
            for place in (
                KindPlace(each.account_id, each.title, each.slug, kind) for kind in each.kinds
            )
        }
        for key, view in list(self._views.items()):
            if places.get(key) != view.place:
                self._stack.removeWidget(view)
                view.hide()
                view.deleteLater()
                del self._views[key]
        self._places = places
        for place in places.values():
            for act in place.kind.acts:
                self.book.add(place.slug, act, self._title)
        self.kinds.show_kinds(accounts)
        self.kinds.setVisible(bool(places))
        if not places:
            self._stack.setCurrentWidget(self._none)
            self.book.show_only(())

    def places(self) -> list[KindPlace]:
        """Return the kinds from top to bottom."""
        return list(self._places.values())

    def show_kind(self, key: str) -> KindView:
        """Bring a kind into sight; raises KeyError for one that is not there."""
        place = self._places[key]
        view = self._views.get(key)
        if view is None:
            view = self._make(place)
        self.kinds.choose(key)
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(self.kinds if place.kind.single else view)
        self.book.show_only([act_key(place.slug, act.op) for act in place.kind.acts])
        return view

    def view(self) -> KindView | None:
        """Return the kind in sight."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, KindView) else None

    def made_view(self, key: str) -> KindView | None:
        """Return the view of a kind that was looked at."""
        return self._views.get(key)

    def allow_pages(self, *, back: bool, on: bool) -> None:
        """Open the ways to the pages before and after."""
        allow(self.own.previous, "" if back else say("This is the first page."))
        allow(self.own.following, "" if on else say("There is no further page."))

    def _make(self, place: KindPlace) -> KindView:
        view = KindView(place, self.own, self._state, self._scope, self._key)
        kind = place.kind
        acts = [act for act in kind.acts if act.target is Target.NONE]
        made = [self.book.get(place.slug, act.op) for act in acts]
        view.tools.fill([] if kind.single else made)
        first = next(
            (action for act, action in zip(acts, made, strict=True) if act.role is ActRole.WRITE),
            None,
        )
        title = say("Nothing is listed here")
        view.show_empty(title, say(kind.empty) if kind.empty else "", first)
        view.outcome.activity_wanted.connect(self.operation_opened)
        view.tools.left.connect(lambda: view.view.setFocus(Qt.FocusReason.OtherFocusReason))
        view.details.refresh_wanted.connect(self.refresh_wanted)
        self._views[place.key] = view
        self._stack.addWidget(view)
        self.view_made.emit(view)
        return view

    def _find(self) -> None:
        view = self.view()
        if view is not None and view.tools.search.isVisible():
            view.tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            view.tools.search.selectAll()
