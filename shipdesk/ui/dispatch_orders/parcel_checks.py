"""The list of parcels that wait: a box for each parcel, one for each group, keys for both."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from shipdesk.domain.shipment import ShipmentId
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.waiting import Chosen, GroupLine, ParcelLine
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import (
    LEFT,
    RIGHT,
    draw_check,
    draw_pill,
    elide,
    focus_ring,
    line_below,
    pill_width,
    rounded,
)
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens
from shipdesk.wording import phrase as say

Index = QModelIndex | QPersistentModelIndex
_ROW, _HEAD, _GAP, _WHY = 30, 44, 10, 18
_LINE = int(Qt.ItemDataRole.UserRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
_ON, _OFF, _PART = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked


class ParcelChecks(QTreeWidget):
    """Shows groups and parcels; Space or a click ticks, Left and Right fold a group."""

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Parcels that wait"))
        self.setColumnCount(1)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setStyleSheet("QTreeView { background: transparent; }")
        self.setItemDelegate(_ParcelDelegate(self))

    def show_groups(
        self, groups: Sequence[GroupLine], chosen: Collection[ShipmentId] | None = None
    ) -> None:
        """Show these groups; `chosen` ticks just those, else all that nobody refused before."""
        self.clear()
        for group in groups:
            head = QTreeWidgetItem([_spoken_group(group)])
            head.setData(0, _LINE, group)
            self.addTopLevelItem(head)
            if group.closed:
                head.setToolTip(0, group.closed)
                head.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                continue
            for parcel in group.parcels:
                ticked = not parcel.refused if chosen is None else parcel.shipment.id in chosen
                line = QTreeWidgetItem([_spoken(parcel)])
                line.setData(0, _LINE, parcel)
                line.setCheckState(0, _ON if ticked else _OFF)
                head.addChild(line)
            self._settle(head)
            head.setExpanded(True)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)
        self.chosen_changed.emit()

    def chosen(self) -> list[Chosen]:
        """Return the ticked parcels by group, in the order of the list."""
        found = []
        for head in self._heads():
            group = head.data(0, _LINE)
            ticked = tuple(
                line.data(0, _LINE).shipment
                for line in _children(head)
                if line.checkState(0) == _ON
            )
            if ticked:
                found.append(Chosen(group.account_id, group.title, ticked))
        return found

    def left_out(self) -> int:
        """Return how many parcels that could be booked are not ticked."""
        return sum(line.checkState(0) != _ON for head in self._heads() for line in _children(head))

    def toggle(self, index: Index) -> None:
        """Tick a parcel or no longer; a group's box is for all that were not refused before."""
        item = self.itemFromIndex(index)
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        if isinstance(item.data(0, _LINE), ParcelLine):
            item.setCheckState(0, _OFF if item.checkState(0) == _ON else _ON)
            head = item.parent()
            if head is not None:
                self._settle(head)
        else:
            fit = [one for one in _children(item) if not one.data(0, _LINE).refused]
            on = any(one.checkState(0) != _ON for one in fit)
            for one in _children(item):
                if one in fit or not on:
                    one.setCheckState(0, _ON if on else _OFF)
            self._settle(item)
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space ticks; the rest moves and folds."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle(self.currentIndex())
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click anywhere on a row ticks it; at the right end of a group it folds."""
        item = self.itemAt(event.position().toPoint())
        if item is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setCurrentItem(item)
        group = isinstance(item.data(0, _LINE), GroupLine)
        if group and item.childCount() and event.position().x() > self.viewport().width() - 40:
            item.setExpanded(not item.isExpanded())
        else:
            self.toggle(self.indexFromItem(item))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """As two clicks."""
        self.mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the GIL over the whole paint."""
        super().paintEvent(event)

    def _heads(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [one for one in found if one is not None and not one.data(0, _LINE).closed]

    def _settle(self, head: QTreeWidgetItem) -> None:
        states = [one.checkState(0) for one in _children(head)]
        ticked = sum(state == _ON for state in states)
        whole = _OFF if not ticked else _ON if ticked == len(states) else _PART
        head.setFlags(head.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        head.setCheckState(0, whole)
        head.setData(0, _LINE + 1, f"{ticked}/{len(states)}")


def _children(head: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (head.child(at) for at in range(head.childCount()))
    return [one for one in found if one is not None]


def _spoken(parcel: ParcelLine) -> str:
    shipment = parcel.shipment
    parts = (
        shipment.tracking_number,
        shipment.recipient.who,
        parcel.service,
        fmt.weight(shipment.parcel.weight_g) if shipment.parcel.weight_g else "",
        say("COD {amount}", amount=fmt.money(shipment.cod)) if shipment.cod else "",
        parcel.refused,
    )
    return ", ".join(part for part in parts if part)


def _spoken_group(group: GroupLine) -> str:
    return ", ".join(part for part in (group.title, fmt.parcels(len(group.parcels)), group.closed)
                     if part)  # fmt: skip


class _ParcelDelegate(QStyledItemDelegate):
    """Paints groups as the heads of cards and parcels as their rows."""

    def __init__(self, view: ParcelChecks) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        """A head has a gap above it."""
        del option
        line = index.data(_LINE)
        if not isinstance(line, GroupLine):
            return QSize(200, _ROW)
        return QSize(200, _HEAD + _GAP + (_WHY if line.closed else 0))

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Nothing: the view ticks."""
        del event, model, option, index
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a head or a parcel."""
        line = index.data(_LINE)
        rect = QRectF(option.rect)
        state = option.state
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if isinstance(line, GroupLine):
            self._paint_head(painter, rect, index, line)
            rect = rect.adjusted(0, _GAP, 0, 0)
        elif isinstance(line, ParcelLine):
            self._paint_parcel(painter, rect, index, line, over=over)
        if focused:
            focus_ring(painter, rect.adjusted(1, 1, -1, -1), 6)
        painter.restore()

    def _paint_head(self, painter: QPainter, whole: QRectF, index: Index, group: GroupLine) -> None:
        shown = tokens()
        rect = whole.adjusted(0, _GAP, 0, 0)
        rounded(painter, rect, 8, shown.surface, shown.line)
        line = QRectF(rect.left(), rect.top(), rect.width(), _HEAD)
        middle = line.center().y()
        if group.closed:
            box = QRectF(rect.left() + 13, middle - 8, 16, 16)
            draw_icon(painter, box, "lock", shown.disabled)
        else:
            draw_check(painter, rect.left() + 14, middle, state=_state(index))
        left = rect.left() + 40
        right = rect.right() - 14
        if group.closed:
            word = say("not booked here")
            right -= pill_width(word, "lock")
            draw_pill(painter, right, middle, word, "lock", Tone.GREY)
        else:
            name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
            draw_icon(painter, QRectF(right - 16, middle - 8, 16, 16), name, shown.muted)
            ticked, _, total = str(index.data(_LINE + 1)).partition("/")
            count = say("{chosen} of {total}", chosen=ticked, total=total)
            right -= 28 + text_width(count, Face.STRONG)
            painter.setPen(shown.text)
            painter.setFont(font(Face.STRONG))
            painter.drawText(QRectF(right, line.top(), 200, line.height()), LEFT, count)
        room = right - left - 10
        painter.setPen(shown.text)
        painter.setFont(font(Face.STRONG))
        title = elide(group.title, Face.STRONG, room)
        painter.drawText(QRectF(left, line.top(), room + 2, line.height()), LEFT, title)
        if group.closed:
            below = QRectF(left, middle + 9, rect.right() - 14 - left, _WHY)
            note = f"{fmt.parcels(len(group.parcels))}: {group.closed}"
            painter.setPen(shown.muted)
            painter.setFont(font(Face.SECONDARY))
            words = elide(note, Face.SECONDARY, below.width())
            painter.drawText(below, LEFT, words)

    def _paint_parcel(
        self, painter: QPainter, rect: QRectF, index: Index, line: ParcelLine, *, over: bool
    ) -> None:
        shown = tokens()
        shipment = line.shipment
        painter.fillRect(rect, shown.hover if over else shown.surface)
        line_below(painter, rect, shown.line)
        for edge in (rect.left(), rect.right() - 1):
            painter.fillRect(QRectF(edge, rect.top(), 1, rect.height()), shown.line)
        middle = rect.center().y()
        draw_check(painter, rect.left() + 14, middle, state=_state(index), hover=over)
        faint = bool(line.refused) and _state(index) is not True

        def write(text: str, left: float, width: float, face: Face, *, muted: bool = False) -> None:
            painter.setPen(shown.muted if muted or faint else shown.text)
            painter.setFont(font(face))
            words = elide(text, face, width)
            painter.drawText(QRectF(left, rect.top(), width + 2, rect.height()), LEFT, words)

        left = rect.left() + 40
        right = rect.right() - 14
        write(fmt.tracking_tail(shipment.tracking_number), left, 92, Face.MONO)
        room = rect.width() - 40 - 104 - 76 - 150
        name, service = left + 104, left + 104 + room * 0.58
        write(shipment.recipient.who, name, room * 0.55, Face.BODY)
        write(line.service, service, room * 0.42, Face.BODY, muted=True)
        grams = shipment.parcel.weight_g
        weight = QRectF(service + room * 0.42, rect.top(), 70, rect.height())
        painter.setPen(shown.muted)
        painter.setFont(font(Face.BODY))
        painter.drawText(weight, RIGHT, fmt.weight(grams) if grams else fmt.DASH)
        if line.refused:
            wide = pill_width(line.refused, "alert")
            draw_pill(painter, right - wide, middle, line.refused, "alert", Tone.AMBER)
        elif shipment.cod is not None:
            words = say("COD {amount}", amount=fmt.money(shipment.cod))
            painter.drawText(QRectF(right - 150, rect.top(), 150, rect.height()), RIGHT, words)


def _state(index: Index) -> bool | None:
    """Return whether the box is ticked; None for some of a group."""
    value = index.data(_CHECK)
    if value is None:
        return False
    state = Qt.CheckState(value)
    return None if state == _PART else state == _ON
