"""The kinds of record at the left, under the account that keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from shipdesk.services.records import AccountKinds
from shipdesk.ui.layouts import empty
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.widgets.side_list import SideItem, SideList
from shipdesk.ui.widgets.text import ElidedLabel
from shipdesk.wording import phrase as say

_HEIGHT = 30


class KindList(SideList):
    """Kinds under their accounts; arrows move between them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._inside = QWidget()
        set_surface(self._inside, "surface")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(8, 8, 10, 12)
        self._column.setSpacing(2)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(area)

    def show_kinds(self, accounts: Sequence[AccountKinds]) -> None:
        """Show these accounts with their kinds."""
        empty(self._column)
        self.items = []
        for account in accounts:
            heading = ElidedLabel(
                account.title, face=Face.LABEL, muted=True, name=say("Account of these")
            )
            heading.setContentsMargins(0, 0, 0, 0)
            heading.setFixedHeight(28)
            self._column.addWidget(_Indented(heading))
            for kind in account.kinds:
                key, title = f"{account.account_id}/{kind.name}", say(kind.title)
                entry = SideItem(key, title, detail=account.title, height=_HEIGHT)
                self.adopt(entry)
                self._column.addWidget(entry)
            self._column.addSpacing(6)
        self._column.addStretch(1)

    def choose(self, key: str) -> None:
        """Mark a kind without telling anybody, and bring it into sight."""
        super().choose(key)
        for item in self.items:
            if item.isChecked():
                self.setFocusProxy(item)
                self._area.ensureWidgetVisible(item)
            # One stop of Tab, as a list has; the arrows do the rest.
            item.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if item.isChecked() else Qt.FocusPolicy.ClickFocus
            )

    def keys(self) -> list[str]:
        """Return the kinds from top to bottom."""
        return [item.key for item in self.items]


class _Indented(QWidget):
    """A heading that begins where the names below it do."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 4, 0)
        column.addWidget(inner)
