"""What narrows the search for a locker: its kind, hours, payment, abilities, and only open ones."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.services.points import PointQuery
from shipdesk.ui.widgets import Segmented
from shipdesk.wording import phrase as say

_OPERATING = "Operating"
_MOST = 50


class LockerFilters(QWidget):
    """Two rows of choices; every one of them works by Tab, arrows and the space bar."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Which lockers"))
        self.kind = Segmented(
            [("", say("All")), ("locker", say("Lockers")), ("point", say("Parcel points"))],
            name=say("Kind of point"),
        )
        self.kind.choose("")
        self.reach = Segmented(
            [("near", say("Nearest")), ("there", say("Only there"))], name=say("How far")
        )
        self.reach.choose("near")
        self.open_only = QCheckBox(say("Working now"))
        self.receives = QCheckBox(say("Parcels can be collected"))
        self.sends = QCheckBox(say("Takes parcels in"))
        self.always = QCheckBox(say("24/7"))
        self.pays = QCheckBox(say("Payment"))
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(self.kind)
        above.addWidget(self.reach)
        above.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(16)
        for box in self._boxes():
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _on: self.changed.emit())
            below.addWidget(box)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addLayout(below)
        self.kind.chosen.connect(self._on_segment)
        self.reach.chosen.connect(self._on_segment)

    def query(self, text: str) -> PointQuery:
        """Return what is looked for, with a text."""
        return PointQuery(
            text=text,
            limit=_MOST,
            kind=self.kind.choice(),
            status=_OPERATING if self.open_only.isChecked() else "",
            receives=self.receives.isChecked(),
            sends=self.sends.isChecked(),
            always_open=self.always.isChecked(),
            pays=self.pays.isChecked(),
            near=self.reach.choice() != "there",
        )

    def _boxes(self) -> tuple[QCheckBox, ...]:
        return self.open_only, self.receives, self.sends, self.always, self.pays

    def _on_segment(self, _key: str) -> None:
        self.changed.emit()
