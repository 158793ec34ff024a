"""The strokes all painted widgets share: boxes, lines, pills, badges and key caps."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
PILL_HEIGHT = 20.0
BADGE_HEIGHT = 16.0
CAP_HEIGHT = 16.0
_PILL_SIDE = 8.0
_PILL_SIDE_ICON = 6.0
_PILL_ICON = 12.0
_BADGE_SIDE = 5.0


def hairline(painter: QPainter) -> float:
    """Return the width of a thin line: whole device pixels at any scale, in logical units."""
    ratio = painter.device().devicePixelRatioF()
    return max(1, floor(ratio)) / ratio


def snap(painter: QPainter, value: float) -> float:
    """Return the coordinate moved to a whole device pixel, so that edges stay sharp."""
    ratio = painter.device().devicePixelRatioF()
    return round(value * ratio) / ratio


def line_below(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """Paint a thin line along the bottom edge, inside the rectangle."""
    thin = hairline(painter)
    bottom = snap(painter, rect.bottom())
    painter.fillRect(QRectF(rect.left(), bottom - thin, rect.width(), thin), colour)


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 0.0,
) -> None:
    """Paint a rounded box; the border lies wholly inside, `width` 0 is a thin line."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        pen = QPen(border, width or hairline(painter))
        painter.setPen(pen)
        half = pen.widthF() / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def focus_ring(
    painter: QPainter, rect: QRectF, radius: float, colour: QColor | None = None
) -> None:
    """Paint the ring of the keyboard focus: 2 px inwards, so that nothing moves."""
    rounded(painter, rect, radius, None, colour or tokens().accent, 2.0)


def side_ground(painter: QPainter, rect: QRectF, *, on: bool, hover: QColor | None) -> None:
    """Paint the ground of an entry at the side: selected, under the mouse (`hover`), or none."""
    if on:
        rounded(painter, rect, 6, tokens().selected)
    elif hover is not None:
        rounded(painter, rect, 6, hover)


def pill_width(text: str, icon: str) -> float:
    """Return how wide a pill is."""
    if not icon:
        return text_width(text, Face.HEADER) + 2 * _PILL_SIDE
    return text_width(text, Face.HEADER) + _PILL_SIDE_ICON + _PILL_ICON + 4 + _PILL_SIDE


def draw_pill(
    painter: QPainter,
    left: float,
    middle: float,
    text: str,
    icon: str,
    tone: Tone,
    *,
    selected: bool = False,
    room: float = 1e6,
) -> float:
    """Paint icon and word on the tone's tint and return the width; elided where there is no room.

    On a selected row a blue pill takes the surface as tint, or it would melt into the row.
    """
    shown = tokens()
    colours = shown.tone(tone)
    width = min(pill_width(text, icon), room)
    box = QRectF(left, round(middle - PILL_HEIGHT / 2), width, PILL_HEIGHT)
    tint = shown.surface if selected and tone in (Tone.BLUE, Tone.GREY) else colours.tint
    rounded(painter, box, PILL_HEIGHT / 2, tint)
    at = left + _PILL_SIDE
    if icon:
        mark = QRectF(left + _PILL_SIDE_ICON, box.center().y() - 6, _PILL_ICON, _PILL_ICON)
        draw_icon(painter, mark, icon, colours.text)
        at = left + _PILL_SIDE_ICON + _PILL_ICON + 4
    painter.setFont(font(Face.HEADER))
    painter.setPen(colours.text)
    words = QRectF(at, box.top(), box.right() - _PILL_SIDE - at + 1, box.height())
    painter.drawText(words, LEFT, elide(text, Face.HEADER, words.width()))
    return width


def badge_width(text: str) -> float:
    """Return how wide a badge is; never narrower than high."""
    return max(BADGE_HEIGHT, text_width(text, Face.BADGE) + 2 * _BADGE_SIDE)


def draw_badge(
    painter: QPainter,
    left: float,
    middle: float,
    text: str,
    tone: Tone,
    *,
    selected: bool = False,
    height: float = BADGE_HEIGHT,
    radius: float = 4.0,
) -> float:
    """Paint a word or a number on the tone's tint, without icon, and return the width."""
    shown = tokens()
    colours = shown.tone(tone)
    width = badge_width(text) + (height - BADGE_HEIGHT)
    box = QRectF(left, round(middle - height / 2), width, height)
    rounded(painter, box, radius, shown.surface if selected else colours.tint)
    painter.setFont(font(Face.BADGE))
    painter.setPen(colours.text)
    painter.drawText(box, CENTER, text)
    return width


def cap_width(text: str) -> float:
    """Return how wide a key cap is."""
    return max(CAP_HEIGHT, text_width(text, Face.BADGE) + 9)


def draw_cap(
    painter: QPainter,
    left: float,
    middle: float,
    text: str,
    *,
    ink: QColor | None = None,
    edge: QColor | None = None,
) -> float:
    """Paint a key of the keyboard, as in a hint, and return the width."""
    shown = tokens()
    width = cap_width(text)
    box = QRectF(left, round(middle - CAP_HEIGHT / 2), width, CAP_HEIGHT)
    rounded(painter, box, 4, None, edge or shown.border)
    painter.setFont(font(Face.BADGE))
    painter.setPen(ink or shown.muted)
    painter.drawText(box, CENTER, text)
    return width


def draw_check(
    painter: QPainter, left: float, middle: float, *, state: bool | None, hover: bool = False
) -> None:
    """Paint a 14 px check box: True checked, None partly, False empty."""
    shown = tokens()
    box = QRectF(left, round(middle - 7), 14, 14)
    if state is False:
        rounded(painter, box, 4, shown.surface, shown.accent if hover else shown.border)
        return
    rounded(painter, box, 4, shown.primary)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(shown.on_primary, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if state is None:
        painter.drawLine(
            QPointF(box.left() + 4, box.center().y()), QPointF(box.right() - 4, box.center().y())
        )
    else:
        tick = QPainterPath(QPointF(box.left() + 3.6, box.top() + 7.4))
        tick.lineTo(box.left() + 6, box.top() + 9.8)
        tick.lineTo(box.left() + 10.4, box.top() + 4.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(tick)
    painter.restore()


def elide(text: str, face: Face, width: float) -> str:
    """Return the text, shortened with an ellipsis where it is wider than `width`."""
    if text_width(text, face) <= width + 0.5:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", face) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else "…"
