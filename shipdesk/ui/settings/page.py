"""The Settings screen: sections at the left, the one in sight at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from shipdesk.ui.settings.sections import SectionsList
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

_KEY = "settings"
_NARROW = 900


class SettingsPage(QWidget):
    """Holds the sections; each of them has its own view and presenter."""

    section_shown = Signal(str)
    service_opened = Signal(str)
    """An account whose pages in Services are wanted."""

    reopen_wanted = Signal()
    """The profile is to be closed and opened anew: another one took its place."""

    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self._views: dict[str, QWidget] = {}
        self.sections = SectionsList(say("Settings sections"))
        self.sections.chosen.connect(self.show_section)
        self._stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sections)
        row.addWidget(self._stack, 1)

    def add_section(self, key: str, title: str, icon: str, view: QWidget) -> None:
        """Add a section."""
        self._views[key] = view
        self.sections.add(key, title, icon)
        self._stack.addWidget(view)

    def show_section(self, key: str) -> None:
        """Bring a section into sight and remember it; a key that is not known changes nothing."""
        view = self._views.get(key)
        if view is None:
            return
        self.sections.choose(key)
        focused = QApplication.focusWidget()
        if focused is not None and self.sections.isAncestorOf(focused):
            self._focus_section(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(view)
        self._state.save(_KEY, {"section": key})
        self.section_shown.emit(key)

    def show_last(self) -> None:
        """Bring the section into sight that was open last, else the first."""
        kept = self._state.load(_KEY).get("section")
        first = next(iter(self._views), "")
        self.show_section(kept if isinstance(kept, str) and kept in self._views else first)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the section its room in a narrow window."""
        super().resizeEvent(event)
        self.sections.set_narrow(narrow=event.size().width() < _NARROW)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the section in sight."""
        super().focusInEvent(event)
        self._focus_section(event.reason())

    def _focus_section(self, reason: Qt.FocusReason) -> None:
        stop = self.sections.tab_stop()
        if stop is not None:
            stop.setFocus(reason)

    def section(self) -> str:
        """Return the key of the section in sight."""
        shown = self._stack.currentWidget()
        return next((key for key, view in self._views.items() if view is shown), "")
