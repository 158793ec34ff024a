"""Buttons that paint the key which does the same, taken from their QAction."""

from __future__ import annotations

from enum import Enum
from math import ceil

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import CENTER, LEFT, cap_width, draw_cap, elide, focus_ring, rounded
from shipdesk.ui.shortcuts import icon_name, key_hint, plain_text
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens
from shipdesk.ui.widgets.slips import is_slip

_SIDE = 12.0
_ICON = 16.0
_GAP = 7.0
_LARGE = 34


class Kind(Enum):
    """How loud a button is: one primary a page, danger only where it is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"


class EnterPresses(QAbstractButton):
    """A button that Enter presses as the space bar does: Qt leaves that to the platform.

    The second press of a double click does nothing where the first was on another button.
    """

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what was meant for the button that stood here a moment ago."""
        if is_slip(self, event):
            event.accept()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class SteppedButton(EnterPresses):
    """An entry of a list of buttons: the list moves where an arrow wants to go."""

    stepped = Signal(int)
    """An arrow wants to go down (1) or up (-1)."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of arrows: Qt's own way would go to any neighbour in the window."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


class ActionButton(EnterPresses):
    """A button that follows a QAction in text, state and tooltip, and triggers it when clicked."""

    fixed_name = ""
    """The accessible name where it is not to follow the words, as those of `Buy · 12,50 zł`."""

    def __init__(self, action: QAction | str) -> None:
        super().__init__()
        self._action: QAction | None = None
        self._busy = False
        self._why_not = ""
        self._hidden_by_action = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if isinstance(action, QAction):
            self.follow(action)
        else:
            self.setText(action)
            self.setAccessibleName(action)

    def follow(self, action: QAction) -> None:
        """Take another action."""
        if self._action is not None:
            self._action.changed.disconnect(self._sync)
            self.clicked.disconnect(self._on_clicked)
        self._action = action
        action.changed.connect(self._sync)
        self.clicked.connect(self._on_clicked)
        self._sync()

    def action(self) -> QAction | None:
        """Return the action that is followed."""
        return self._action

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Refuse clicks and say so while the work runs."""
        self._busy = busy
        self._sync()

    def set_why_not(self, why_not: str) -> None:
        """Close a button that follows no action, the reason as its tooltip; "" opens it."""
        self._why_not = why_not
        self.setToolTip(why_not)
        self._sync()

    def is_busy(self) -> bool:
        """Tell whether the work of the button runs."""
        return self._busy

    def _on_clicked(self) -> None:
        if self._action is not None:
            self._action.trigger()

    def _sync(self) -> None:
        action = self._action
        if action is not None:
            words = plain_text(action)
            self.setText(words.replace("&", "&&"))
            self.setAccessibleName(self.fixed_name or words)
            self.setToolTip(action.toolTip())
            self.setEnabled(action.isEnabled() and not self._busy)
            self._follow_visibility(action.isVisible())
            self.setCheckable(action.isCheckable())
            self.setChecked(action.isChecked())
        else:
            self.setEnabled(not self._busy and not self._why_not)
        self.updateGeometry()
        self.update()

    def _follow_visibility(self, visible: bool) -> None:  # noqa: FBT001 - as QAction's own
        """Hide with the action, and come back only if it was the action that hid."""
        if visible and self._hidden_by_action:
            self.show()
        elif not visible:
            self.hide()
        self._hidden_by_action = not visible

    def words(self) -> str:
        """Return the text as it is painted."""
        return self.text().replace("&&", "&")

    def hint(self) -> str:
        """Return the key that does the same."""
        return key_hint(self._action) if self._action is not None else ""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be clipped."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave up and down to what scrolls: Qt would go to any button above or below."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew when font or style changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


class KeyHintButton(ActionButton):
    """The button of the program: icon, words, and the key cap inside."""

    def __init__(
        self,
        action: QAction | str,
        *,
        kind: Kind = Kind.SECONDARY,
        height: int = 28,
        icon: str = "",
        key: str = "",
        name: str = "",
    ) -> None:
        """`icon` and `key` are for a button without an action; `name` for the accessible name."""
        self._kind = kind
        self._icon = icon
        self._key = key
        self._short = 0
        self.fixed_name = name
        super().__init__(action)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if name:
            self.setAccessibleName(name)

    def set_kind(self, kind: Kind) -> None:
        """Change how loud it is."""
        self._kind = kind
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Icon, words and key."""
        return QSize(ceil(self._content_width() + 2 * self._side()), self.height())

    def width_at(self, level: int) -> int:
        """Return how wide it would be at a level of `set_short`."""
        now, self._short = self._short, level
        width = self.sizeHint().width()
        self._short = now
        return width

    def set_short(self, level: int) -> None:
        """Show less where room is scarce: 1 leaves the key out, 2 the words beside an icon too."""
        if level != self._short:
            self._short = level
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint box, icon, words, key cap and the ring of the focus."""
        del event
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink, edge = self._paint_box(painter, rect)
        left = max(self._side() - 0.5, (rect.width() - self._content_width()) / 2)
        middle = rect.center().y()
        name = self._icon_name()
        if name:
            draw_icon(painter, QRectF(round(left), round(middle - 8), _ICON, _ICON), name, ink)
            left += _ICON + _GAP
        face = self._face()
        painter.setFont(font(face))
        painter.setPen(ink)
        hint = self.hint()
        room = rect.width() - left - self._side() + 1 - (cap_width(hint) + _GAP if hint else 0)
        words = elide(self._shown_words(), face, room)
        painter.drawText(QRectF(left, 0, room + 2, rect.height()), LEFT, words)
        if hint:
            left += text_width(words, face) + _GAP
            faint = None if self._kind is Kind.SECONDARY and self.isEnabled() else ink
            draw_cap(painter, round(left), middle, hint, ink=faint, edge=edge)
        if self.hasFocus():
            primary = self._kind is Kind.PRIMARY
            inner = rect.adjusted(2, 2, -2, -2) if primary else rect
            focus_ring(painter, inner, 6, tokens().on_primary if primary else None)

    def hint(self) -> str:
        """Return the key that is painted."""
        return "" if self._short else self._key or super().hint()

    def _shown_words(self) -> str:
        return "" if self._short > 1 and self._icon_name() else self.words()

    def _side(self) -> float:
        return _SIDE + (4 if self.height() >= _LARGE else 0)

    def _face(self) -> Face:
        strong = self._kind is Kind.PRIMARY
        return Face.STRONG if strong else Face.MEDIUM

    def _icon_name(self) -> str:
        return self._icon or (icon_name(self._action) if self._action is not None else "")

    def _content_width(self) -> float:
        width = text_width(self._shown_words(), self._face())
        if self._icon_name():
            width += _ICON + (_GAP if self._shown_words() else 0)
        if self.hint():
            width += _GAP + cap_width(self.hint())
        return width

    def _paint_box(self, painter: QPainter, rect: QRectF) -> tuple[QColor, QColor]:
        """Paint the ground and return the colours of the words and of the key's edge."""
        shown = tokens()
        over = self.underMouse() and self.isEnabled()
        down = self.isDown() or self.isChecked()
        if not self.isEnabled():
            quiet = self._kind is Kind.QUIET
            rounded(painter, rect, 6, None if quiet else shown.sunk, None if quiet else shown.line)
            return shown.disabled, shown.line
        if self._kind is Kind.PRIMARY:
            ground = shown.primary
            if down:
                ground = ground.darker(118)
            elif over:
                ground = ground.lighter(108) if shown.dark else ground.darker(108)
            rounded(painter, rect, 6, ground)
            edge = QColor(shown.on_primary)
            edge.setAlphaF(0.6)
            return shown.on_primary, edge
        if self._kind is Kind.QUIET:
            if over or down:
                rounded(painter, rect, 6, shown.selected if down else shown.hover)
            return shown.text if over or down else shown.muted, shown.border
        ground = shown.selected if down else shown.hover if over else shown.surface
        if self._kind is Kind.DANGER:
            red = shown.tone(Tone.RED)
            rounded(painter, rect, 6, red.tint if over else ground, red.dot)
            return red.text, red.text
        rounded(painter, rect, 6, ground, shown.border)
        return shown.text, shown.border


class IconButton(ActionButton):
    """A square button with an icon only; its words are the tooltip and the accessible name."""

    def __init__(
        self, action: QAction | str, icon: str = "", *, size: int = 28, tip: str = ""
    ) -> None:
        """`action` may be the accessible name of a button without an action."""
        self._icon = icon
        self._side_length = size
        super().__init__(action)
        if tip or isinstance(action, str):
            self.setToolTip(tip or str(action))
        self.setFixedSize(size, size)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square."""
        return QSize(self._side_length, self._side_length)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint hover ground, icon and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked()):
            rounded(painter, rect, 6, shown.selected if self.isChecked() else shown.hover)
        ink = shown.muted if self.isEnabled() else shown.disabled
        if self.underMouse() and self.isEnabled():
            ink = shown.text
        name = self._icon or (icon_name(self._action) if self._action is not None else "")
        if name:
            at = round((self._side_length - _ICON) / 2)
            draw_icon(painter, QRectF(at, at, _ICON, _ICON), name, ink)
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class LinkButton(ActionButton):
    """Words in the accent colour that act like a button."""

    def __init__(self, action: QAction | str, *, face: Face = Face.SECONDARY) -> None:
        self._face = face
        super().__init__(action)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The words."""
        return QSize(ceil(text_width(self.words(), self._face)) + 2, 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the words, underlined under the mouse."""
        del event
        painter = QPainter(self)
        face = QFont(font(self._face))
        if self.underMouse() and self.isEnabled():
            face.setUnderline(True)
        painter.setFont(face)
        painter.setPen(tokens().accent if self.isEnabled() else tokens().disabled)
        painter.drawText(QRectF(self.rect()), CENTER, self.words())
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4)
