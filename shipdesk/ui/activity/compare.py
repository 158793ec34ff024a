"""What we sent beside what the courier shows, fact by fact, for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from shipdesk.services.activity import Comparison
from shipdesk.ui.activity.sameness import same
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import rounded
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets import Card, ElidedLabel, Line, LinedRow, Segmented, Text
from shipdesk.wording import phrase as say

_NAMES = {
    "reference": "Reference",
    "recipient": "Recipient",
    "locker": "Locker",
    "phone": "Phone",
    "email": "E-mail",
    "postcode": "Postcode",
    "shipment": "Shipment",
    "status": "Courier status",
}


class Mark(QWidget):
    """A round mark: the same, different, or not received."""

    def __init__(self, icon: str, tone: Tone, words: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(20, 20)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint circle and icon."""
        del event
        painter = QPainter(self)
        colours = tokens().tone(self._tone)
        rounded(painter, QRectF(self.rect()), 10, colours.tint)
        draw_icon(painter, QRectF(4, 4, 12, 12), self._icon, colours.text)


def fits(found: Comparison) -> tuple[int, int]:
    """Return how many facts are the same, of how many."""
    agree = sum(same(*row) for row in found.rows)
    return agree, len(found.rows)


class CompareCard(Card):
    """The table; several matches are chosen by their number at the courier."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("What was found at the courier"))
        self.flush()
        self._found: tuple[Comparison, ...] = ()
        self._heads = ("", "")
        self._bar = LinedRow(44, left=16, right=16)
        self._choice = Segmented([], name=say("Which match"))
        self._choice.chosen.connect(self._show_chosen)
        self._bar.row.addWidget(Text(say("Match"), face=Face.LABEL, tone="muted"))
        self._bar.row.addWidget(self._choice)
        self._bar.row.addStretch(1)
        self.add(self._bar)
        self._table: QWidget | None = None

    def show_found(self, found: Sequence[Comparison], *, sent: bool = True) -> None:
        """Show these matches; the one chosen before stays chosen where it is still there.

        `sent` False: what was wanted never left.
        """
        heads = ("", "") if sent else (say("What was wanted"), "")
        if (tuple(found), heads) == (self._found, self._heads):
            return
        self._heads = heads
        chosen = self.chosen()
        self._found = tuple(found)
        self._bar.setVisible(len(found) > 1)
        self._choice.set_choices([(each.remote_id, each.remote_id) for each in found])
        known = [each.remote_id for each in found]
        self._choice.choose(chosen if chosen in known else known[0] if known else "")
        self._show_chosen()

    def chosen(self) -> str:
        """Return the number of the match in sight; "" without one."""
        return self._choice.choice() if self._found else ""

    def _show_chosen(self) -> None:
        if self._table is not None:
            self.body.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        match = next((each for each in self._found if each.remote_id == self.chosen()), None)
        if match is not None:
            self._table = CompareTable(match, self._heads)
            self.add(self._table)


class CompareTable(QWidget):
    """One comparison, fact by fact; `heads` name both sides."""

    def __init__(self, match: Comparison, heads: tuple[str, str] = ("", "")) -> None:
        super().__init__()
        self.setAccessibleName(say("Comparison"))
        self.setAccessibleDescription(
            "; ".join(f"{name}: {sent} / {shown}" for name, sent, shown in match.rows)
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 1)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        for column, stretch in enumerate((0, 3, 3, 0)):
            grid.setColumnStretch(column, stretch)
        sent_head = heads[0] or say("What we sent")
        titles = ("", sent_head, heads[1] or say("What the courier shows"), say("Same"))
        for column, words in enumerate(titles):
            head = Text(words, face=Face.HEADER, tone="muted")
            head.setContentsMargins(16 if column == 0 else 0, 8, 16 if column == 3 else 0, 8)  # noqa: PLR2004
            grid.addWidget(head, 0, column)
        number = (("number", "", match.remote_id),) if match.remote_id else ()
        rows = [*match.rows, *number]
        for at, (name, sent, shown) in enumerate(rows):
            row = 2 * at + 1
            grid.addWidget(Line(), row, 0, 1, 4)
            words = say(_NAMES.get(name, name.replace("_", " ").capitalize()))
            label = Text(say("Number") if name == "number" else words, tone="muted")
            label.setContentsMargins(16, 0, 0, 0)
            grid.addWidget(label, row + 1, 0)
            face = Face.MONO if name in ("reference", "number") else Face.BODY
            grid.addWidget(ElidedLabel(sent or say("not received"), face=face, muted=not sent),
                           row + 1, 1)  # fmt: skip
            grid.addWidget(ElidedLabel(shown or say("not shown"), face=face, muted=not shown),
                           row + 1, 2)  # fmt: skip
            grid.addWidget(_mark(name, sent, shown), row + 1, 3, Qt.AlignmentFlag.AlignCenter)
            grid.setRowMinimumHeight(row + 1, 32)


def _mark(name: str, sent: str, shown: str) -> Mark:
    if not sent or not shown:
        return Mark("question", Tone.GREY, say("cannot be compared"))
    if same(name, sent, shown):
        return Mark("check", Tone.GREEN, say("the same"))
    return Mark("close", Tone.RED, say("different"))
