"""Where Tab goes: through a window as it is read, whenever its parts were made.

Qt's own chain is the order in which widgets were created: what comes later (offers, account dots)
stands at its end, and what lies before the focus proxy of a page is never reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)


def stops(root: QWidget) -> list[QWidget]:
    """Return the widgets inside `root` that Tab reaches, in reading order.

    Of exclusive choices it reaches the one that their widget's `tab_stop` names; arrows go between.
    """
    return [one for one in _inside(root) if one is not root]


def step(root: QWidget, *, forward: bool) -> bool:
    """Go to the next stop inside `root`, round and round; False where there is none."""
    found = stops(root)
    if not found:
        return False
    at = _place(found, QApplication.focusWidget(), forward=forward)
    following = found[(at + (1 if forward else -1)) % len(found)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    following.setFocus(reason)
    bring_into_sight(following)
    return True


def _place(found: list[QWidget], current: QWidget | None, *, forward: bool) -> int:
    """Return where the focus stands among the stops, or beside which of them."""
    if current in found:
        return found.index(current)
    if current is None:
        return -1 if forward else 0
    beside = [at for at, one in enumerate(found) if _same_group(one, current)]
    if beside:
        return beside[0]
    inside = [at for at, one in enumerate(found) if current.isAncestorOf(one)]
    if inside:
        return inside[0] - 1 if forward else inside[0]
    return -1 if forward else 0


def _same_group(one: QWidget, other: QWidget) -> bool:
    parent = one.parentWidget()
    return parent is other.parentWidget() and _one_stop(parent) is not None


def _one_stop(widget: QWidget | None) -> Callable[[], QWidget | None] | None:
    named = getattr(widget, "tab_stop", None)
    return named if callable(named) else None


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if not widget.isVisible() or not widget.isEnabled():
        return
    one_stop = _one_stop(widget)
    if one_stop is not None:
        stop = one_stop()
        if stop is not None and _takes(stop):
            yield stop
        return
    if _takes(widget):
        yield widget
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QScrollArea):
        return  # A list or a text is one stop, whatever it is made of.
    for child in _children(widget):
        yield from _inside(child)


def _takes(widget: QWidget) -> bool:
    reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    usable = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return bool(reachable) and usable


def _children(widget: QWidget) -> list[QWidget]:
    """Return the parts of a widget: as its layout has them, the others by their place."""
    if isinstance(widget, QStackedWidget):
        current = widget.currentWidget()
        return [] if current is None else [current]
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        return [] if inner is None else [inner]
    if isinstance(widget, QSplitter):
        parts = (widget.widget(at) for at in range(widget.count()))
        return [part for part in parts if part is not None]
    layout = widget.layout()
    placed = list(_placed(layout)) if layout is not None else []
    direct = [one for one in widget.children() if isinstance(one, QWidget) and not one.isWindow()]
    others = [one for one in direct if one not in placed]
    return placed + sorted(others, key=lambda one: (one.y(), one.x()))


def _placed(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _placed(inner)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever a widget lies in until it shows."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            inner = above.widget()
            if inner is not None and inner.isAncestorOf(widget):
                middle = widget.mapTo(inner, QPoint(widget.width() // 2, widget.height() // 2))
                reach = widget.height() // 2 + 16
                above.ensureVisible(middle.x(), middle.y(), 0, reach)
        above = above.parentWidget()
