"""The one window: bar, sidebar, pages; it never closes by itself but says that one wants to."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.ui.main.demo import FRAME, DemoButton, TryStrip, mark_width
from shipdesk.ui.main.shortcut_list import show_shortcuts
from shipdesk.ui.main.sidebar import Sidebar
from shipdesk.ui.main.top_bar import AccountDot, TopBar
from shipdesk.ui.notices import Notices
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tab_order import step
from shipdesk.ui.theme import Scheme, Theme, Tone, set_surface, tokens
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets.sheet import SHEET_HOST
from shipdesk.wording import phrase as say

_SIZE = (1440, 900)
_LEAST = (960, 600)
_NARROW = 1120
_STATE = "window"
_SAVE_MS = 300


def try_steps() -> list[str]:
    """Return the six sentences of the demo's strip."""
    return [
        say("F9 buys this"),
        say("F9 again: nothing is bought twice"),
        say("Book the courier"),
        say("Now lose a reply"),
        say("See it found, not bought again"),
        say("Connect my shop"),
    ]


class _Frame(QWidget):
    """The central widget; in a demo its 3 px margins show the amber ground."""

    def __init__(self, *, marked: bool) -> None:
        super().__init__()
        self._marked = marked

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the frame."""
        del event
        painter = QPainter(self)
        shown = tokens()
        painter.fillRect(QRectF(self.rect()), shown.demo if self._marked else shown.window)


class MainWindow(QMainWindow):
    """Pages are registered with `add_page`; only those are in the sidebar."""

    close_requested = Signal()
    page_changed = Signal(str)
    account_clicked = Signal(str)
    sync_requested = Signal()
    reopen_requested = Signal()
    """The profile is to be closed and opened anew."""
    scheme_chosen = Signal(str)
    """The theme was toggled: the scheme to remember."""

    def __init__(
        self,
        actions: Actions,
        theme: Theme,
        *,
        state: ViewState,
        demo: bool = False,
        mark: str = "",
    ) -> None:
        """`demo` shows frame, DEMO button and strip; `mark` replaces the word (SANDBOX)."""
        super().__init__()
        self.actions_registry = actions
        self._theme = theme
        self._state = state
        self._order: list[str] = []
        self._widgets: dict[str, QWidget] = {}
        self._covers: dict[str, QWidget] = {}
        self.setWindowTitle("ShipDesk")
        self.setAccessibleName("ShipDesk")
        self.setMinimumSize(*_LEAST)
        actions.set_window(self)
        self._add_actions()
        self._build(demo=demo, mark=mark)
        theme.changed.connect(actions.refresh_icons)
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(_SAVE_MS)
        self._save_soon.timeout.connect(self._save)
        self._restore()

    def add_page(
        self, key: str, title: str, icon: str, widget: QWidget, *, second: bool = False
    ) -> QAction:
        """Register a page; the first nine get Ctrl+1 to Ctrl+9. `second`: below the line.

        The first page registered is shown until another is asked for.
        """
        if key in self._order:
            return self._fill(key, widget)
        return self._register(key, title, icon, widget, second=second)

    def expect_page(self, key: str, title: str, icon: str, *, second: bool = False) -> None:
        """Show a page's name before it is built; `add_page` with the same key fills it."""
        empty = QWidget()
        set_surface(empty, "surface")
        self._register(key, title, icon, empty, second=second)

    def _fill(self, key: str, widget: QWidget) -> QAction:
        empty = self._widgets[key]
        shown = self.stack.currentWidget() is empty
        self._widgets[key] = widget
        self.stack.insertWidget(self.stack.indexOf(empty), widget)
        if shown:
            self.stack.setCurrentWidget(widget)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stack.removeWidget(empty)
        empty.deleteLater()
        return self.actions_registry.get(f"page.{key}")

    def _register(
        self, key: str, title: str, icon: str, widget: QWidget, *, second: bool
    ) -> QAction:
        self._order.append(key)
        self._widgets[key] = widget
        self.stack.addWidget(widget)
        item = self.sidebar.add(key, title, icon, second=second)
        number = len(self._order)
        action = self.actions_registry.add(
            f"page.{key}",
            title,
            icon=icon,
            shortcut=f"Ctrl+{number}" if number <= 9 else "",  # noqa: PLR2004 - digits
            group=say("Pages"),
            on=lambda: self.show_page(key),
        )
        item.setToolTip(action.toolTip())
        if number == 1:
            self.show_page(key)
        return action

    def show_page(self, key: str) -> None:
        """Bring a page to the front, and the focus to its focus proxy.

        Raises KeyError for a page that is not registered.
        """
        widget = self._front(key)
        self.sidebar.show_current(key)
        if self.stack.currentWidget() is not widget or self.property("page") != key:
            self.setProperty("page", key)
            self.stack.setCurrentWidget(widget)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self.notices.clear_passing()
            self.page_changed.emit(key)

    def cover_page(self, key: str, cover: QWidget | None) -> None:
        """Show something else in a page's place, with the keys of the page asleep; None ends it."""
        if self._covers.get(key) is cover:
            return
        before = self._front(key)
        if cover is None:
            del self._covers[key]
        else:
            self._covers[key] = cover
            if self.stack.indexOf(cover) < 0:
                self.stack.addWidget(cover)
        if self.stack.currentWidget() is before:
            self.stack.setCurrentWidget(self._front(key))
            self._front(key).setFocus(Qt.FocusReason.OtherFocusReason)

    def _front(self, key: str) -> QWidget:
        return self._covers.get(key) or self._widgets[key]

    def current_page(self) -> str:
        """Return the key of the page in sight."""
        return str(self.property("page") or "")

    def page(self, key: str) -> QWidget:
        """Return a page's widget."""
        return self._widgets[key]

    def set_count(self, key: str, count: int | None, tone: Tone | None = None) -> None:
        """Show a page's count in the sidebar; a tone makes it a badge."""
        self.sidebar.set_count(key, count, tone)

    def set_synced(self, words: str) -> None:
        """Say when the lists were last read."""
        self.top.set_synced(words)

    def set_accounts(self, accounts: list[AccountDot]) -> None:
        """Show the accounts in the top bar."""
        self.top.set_accounts(accounts)

    def set_footer(self, profile: str, clock: str) -> None:
        """Say whose desk this is and what time it has."""
        self.sidebar.set_footer(profile, clock)

    def refuse(self, refusal: QWidget) -> None:
        """Show nothing but why the profile cannot be opened, with every key of a page asleep."""
        self._below.hide()
        self.top.setEnabled(False)
        self._rows.addWidget(refusal, 1)
        refusal.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, refusal: QWidget) -> None:
        """Show the pages again: the profile can be opened now."""
        self._rows.removeWidget(refusal)
        refusal.hide()
        refusal.deleteLater()
        self.top.setEnabled(True)
        self._below.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Never close by itself: the program ends its work first."""
        event.ignore()
        self.close_requested.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's name and shape
        """Let Tab go through the window as it is read."""
        return step(self.centralWidget() or self, forward=forward)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the size at once; leave pages their room where the window is narrow."""
        super().resizeEvent(event)
        self.sidebar.set_narrow(narrow=event.size().width() < _NARROW)
        self._save_soon.start()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the place at once."""
        super().moveEvent(event)
        self._save_soon.start()

    def _build(self, *, demo: bool, mark: str) -> None:
        word = mark or (say("DEMO") if demo else "")
        marked = bool(word)
        actions = self.actions_registry
        root = _Frame(marked=marked)
        rows = QVBoxLayout(root)
        edge = FRAME if marked else 0
        rows.setContentsMargins(edge, edge, edge, edge)
        rows.setSpacing(0)
        self.top = TopBar(
            sync=actions.get("sync"),
            theme=actions.get("theme"),
            shortcuts=actions.get("shortcuts"),
            find=actions.get("find"),
            mark=mark_width(word) if marked else 0,
        )
        self.search = self.top.search
        self.top.account_clicked.connect(self.account_clicked)
        self.sidebar = Sidebar()
        self.sidebar.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        set_surface(self.stack, "surface")
        self.notices = Notices(root)
        self.strip = TryStrip(try_steps())
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, self.notices.banners):
            column.addWidget(part)
        # Shown without a parent, it would be a window of its own for a moment.
        self.strip.setVisible(demo)
        column.addWidget(self.stack, 1)
        below = QWidget()
        below.setObjectName(SHEET_HOST)
        across = QHBoxLayout(below)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addWidget(side, 1)
        rows.addWidget(self.top)
        rows.addWidget(below, 1)
        self._rows, self._below = rows, below
        self.setCentralWidget(root)
        self.what_if = QMenu(say("What if…"), self)
        self.demo_button: DemoButton | None = None
        if marked:
            self.demo_button = DemoButton(word, self.what_if, root)

    def _add_actions(self) -> None:
        add = self.actions_registry.add
        group = say("Window")
        add("find", say("Find anything"), icon="search", shortcut="Ctrl+K", group=group,
            on=self._find)  # fmt: skip
        add("sync", say("Sync now"), icon="refresh", shortcut="Ctrl+R", group=group,
            on=self.sync_requested.emit)  # fmt: skip
        add("theme", say("Light or dark"), icon="contrast", group=group, on=self._toggle_theme)
        add("shortcuts", say("Keyboard shortcuts"), icon="help", shortcut=("F1", "?"), group=group,
            on=self._show_shortcuts)  # fmt: skip

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_shortcuts(self) -> None:
        show_shortcuts(self.centralWidget() or self, self.actions_registry)

    def _toggle_theme(self) -> None:
        self.scheme_chosen.emit(str(Scheme(self._theme.toggle())))

    def _restore(self) -> None:
        kept = self._state.load(_STATE).get("geometry")
        self.resize(*_SIZE)
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode())))

    def _save(self) -> None:
        if self.isVisible():
            geometry = self.saveGeometry().toBase64().toStdString()
            self._state.save(_STATE, {"geometry": geometry})
