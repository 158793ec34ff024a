"""The list of sections at the left of Settings."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from shipdesk.ui.widgets.side_list import NARROW_WIDTH, WIDTH, SideItem, SideList


class SectionsList(SideList):
    """Sections under one another; arrows move between them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 10, 8, 12)
        self._column.setSpacing(2)
        self._column.addStretch(1)

    def add(self, key: str, title: str, icon: str) -> None:
        """Add a section below the others."""
        item = SideItem(key, title, icon=icon)
        self.adopt(item)
        self._column.insertWidget(self._column.count() - 1, item)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons only, their names as tooltips."""
        self.setFixedWidth(NARROW_WIDTH if narrow else WIDTH)
        for item in self.items:
            item.setToolTip(item.text() if narrow else "")

    def titles(self) -> dict[str, str]:
        """Return the sections' names by key."""
        return {item.key: item.text() for item in self.items}
