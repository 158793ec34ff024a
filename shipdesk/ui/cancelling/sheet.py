"""The sheet that cancels orders at the courier: a row each, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shipdesk.domain.order_cancel import CancelResult
from shipdesk.services.cancelling import CancelRow
from shipdesk.ui import format as fmt
from shipdesk.ui.cancelling.lines import (
    Line,
    cancel_columns,
    lines_of,
    summary,
    with_going,
    with_results,
)
from shipdesk.ui.table import MemorySource, RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face
from shipdesk.ui.view_state import MemoryViewState
from shipdesk.ui.widgets import KeyHintButton, Kind, Sheet, Text
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class CancelSheet(Sheet):
    """Built for one selection; stays open until its orders have their answers."""

    confirmed = Signal()

    def __init__(self, host: QWidget, rows: Sequence[CancelRow], scope: TaskScope) -> None:
        super().__init__(
            host,
            say("Cancel orders at the courier"),
            say("A cancelled order's number cannot be used again"),
            width=760,
            scroll=False,
        )
        self.lines: tuple[Line, ...] = lines_of(rows)
        self._source = MemorySource(self.lines, id_of=lambda line: line.id)
        self._model = RowsModel(cancel_columns(), self._source, scope)
        self._model.setParent(self)
        self.view = RowsView(
            self._model, state=MemoryViewState(), key="cancelling", name=say("Orders to cancel")
        )
        self.view.setProperty("grows", True)  # noqa: FBT003 - a property's value
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.view, 1)
        # A column has room for the beginning of a reason only.
        self.whole = Text(wrap=True, copyable=True, name=say("What is known of the chosen order"))
        self.whole.setContentsMargins(20, 10, 20, 10)
        self.body.addWidget(self.whole)
        self.view.current_changed.connect(lambda _id: self._show_whole())
        self.told = Text(face=Face.MEDIUM, wrap=True, name=say("What became of them"))
        self.keep = KeyHintButton(say("Keep them"), height=36, key="Esc")
        self.keep.clicked.connect(self.close_sheet)
        self.confirm = KeyHintButton("", kind=Kind.DANGER, height=36, name=say("Cancel them now"))
        self.confirm.clicked.connect(self._on_confirm)
        self.footer.addWidget(self.told, 1)
        self.footer.addWidget(self.keep)
        self.footer.addWidget(self.confirm)
        self._model.set_query(None)
        self._show()

    def rows(self) -> tuple[CancelRow, ...]:
        """Return the orders that are to be cancelled."""
        return tuple(line.row for line in self.lines if not line.row.why_not)

    def show_results(self, results: Sequence[CancelResult]) -> None:
        """Show what became of some of them."""
        self.lines = with_results(self.lines, results)
        self._show()

    def _on_confirm(self) -> None:
        self.lines = with_going(self.lines)
        self._show()
        self.confirmed.emit()

    def _show(self) -> None:
        self._source.replace(self.lines)
        self._model.touch([line.id for line in self.lines])
        going = any(line.going for line in self.lines)
        done = any(line.result is not None for line in self.lines)
        count = len(self.rows())
        left_out = len(self.lines) - count
        words = plural(count, "Cancel {n} order", "Cancel {n} orders")
        self.confirm.setText(words if count else say("Nothing can be cancelled"))
        self.confirm.updateGeometry()
        none = say("Each row says why it cannot be cancelled.")
        self.confirm.set_why_not(say("Asking…") if going or done else "" if count else none)
        self.confirm.setVisible(not done)
        self.keep.setText(say("Close") if done or going else say("Keep them"))
        self.keep.updateGeometry()
        if done:
            self.told.setText(summary(self.lines))
        elif going:
            self.told.setText(say("Asking…"))
        elif left_out:
            self.told.setText(say("{n} left out, see why", n=fmt.count(left_out)))
        else:
            self.told.setText("")
        self._show_whole()

    def _show_whole(self) -> None:
        current = self.view.current_id()
        line = next((each for each in self.lines if each.id == current), None)
        words = line.words if line is not None else ""
        self.whole.setText(f"{line.row.order.shown}: {words}" if line is not None and words else "")
        self.whole.setVisible(bool(words))
