"""Our own stroke icons, tinted for the theme and drawn for the screen's pixel ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from shipdesk.paths import resources
from shipdesk.ui.theme import tokens

_RATIOS = (1.0, 1.5, 2.0, 3.0)


@cache
def names() -> frozenset[str]:
    """Return the names of all icons."""
    return frozenset(path.stem for path in (resources() / "icons").glob("*.svg"))


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, colour).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paint an icon into a square, sharp at the painter's own pixel ratio."""
    size = round(rect.width())
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(rect.topLeft(), _pixmap(name, colour.name(), size, ratio))


def icon(name: str, colour: QColor | None = None, size: int = 16) -> QIcon:
    """Return an icon for an action or a menu, in the text's colour of the theme in force."""
    made = QIcon()
    if not name:
        return made
    shown = colour or tokens().text
    for ratio in _RATIOS:
        made.addPixmap(_pixmap(name, shown.name(), size, ratio))
        made.addPixmap(_pixmap(name, tokens().disabled.name(), size, ratio), QIcon.Mode.Disabled)
    return made
