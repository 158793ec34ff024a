"""What Ctrl+C takes from a list: the current cell, or the chosen rows as lines with tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shipdesk.ui.table.column import CHECKS

if TYPE_CHECKING:
    from shipdesk.ui.table.view import RowsView


def copied_text(view: RowsView) -> str:
    """Return the text for the clipboard; of several rows only those that are loaded."""
    model = view.rows
    chosen = model.selection.ids() if model.checks else []
    if len(chosen) <= 1:
        index = view.currentIndex()
        found = model.cells(index.row()) if index.isValid() else None
        at = index.column()
        return found.copied(at, model.columns[at]) if found is not None else ""
    shown = [at for at in view.columns.visible() if model.columns[at] is not CHECKS]
    lines = []
    for row_id in chosen:
        cells = model.cells_of(row_id)
        if cells is not None:
            lines.append("\t".join(cells.copied(at, model.columns[at]) for at in shown))
    return "\n".join(lines)
