"""Light and dark: tokens become the palette, the style sheet and the faces of the program."""

from __future__ import annotations

import sys
from enum import Enum, StrEnum
from functools import cache, lru_cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from shipdesk.paths import resources
from shipdesk.ui.tokens import DARK, LIGHT, Tokens, Tone, ToneColours, contrast

__all__ = [
    "STYLED",
    "Face",
    "Scheme",
    "Theme",
    "Tokens",
    "Tone",
    "ToneColours",
    "contrast",
    "font",
    "metrics",
    "set_surface",
    "set_tone",
    "text_width",
    "tokens",
]

STYLED = "shipdesk.styled"
"""Property of an application that was started in Fusion: asking for it later costs 10 ms more."""

_SAMPLE = "Shipment 0123456789 Recipient"
_SAMPLE_INTER_13 = 187.0
"""Width of the sample in Inter at 13 px: faces much wider than it are set a pixel smaller."""
_WIDE = 1.06


class Scheme(StrEnum):
    """What a person chose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Face(Enum):
    """The typographic roles: pixel size and weight; MONO is the fixed-width one."""

    BODY = (13, 400)
    MEDIUM = (13, 500)
    STRONG = (13, 600)
    SECONDARY = (12, 400)
    HEADER = (12, 500)
    LABEL = (12, 600)
    BADGE = (11, 500)
    TITLE = (15, 600)
    TOTAL = (17, 600)
    NUMBER = (20, 600)
    STATE = (22, 600)
    MONO = (12, 401)
    MONO_TITLE = (14, 601)


class _Now:
    """What is in force; a theme belongs to the process, as QApplication's palette does."""

    tokens: Tokens = LIGHT
    family: str = ""
    mono: str = ""
    smaller: int = 0


def tokens() -> Tokens:
    """Return the colours in force; ask at each paint, they change with the scheme."""
    return _Now.tokens


@cache
def font(face: Face) -> QFont:
    """Return the font of a role, with tabular figures; sizes are in device-independent pixels."""
    size, weight = face.value
    mono = face in (Face.MONO, Face.MONO_TITLE)
    made = QFont(_Now.mono if mono else _Now.family)
    made.setPixelSize(max(10, size - (0 if face is Face.BADGE else _Now.smaller)))
    made.setWeight(QFont.Weight(weight - weight % 100))
    if mono:
        made.setStyleHint(QFont.StyleHint.Monospace)
    else:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def metrics(face: Face) -> QFontMetricsF:
    """Return the measures of a role's font; kept until the typeface changes."""
    return QFontMetricsF(font(face))


@lru_cache(maxsize=4096)
def text_width(text: str, face: Face) -> float:
    """Return how wide a text is in a role's font, in device-independent pixels."""
    return metrics(face).horizontalAdvance(text)


def _forget_fonts() -> None:
    for kept in (font, metrics, text_width):
        kept.cache_clear()


def set_tone(label: QLabel, tone: Tone | str) -> None:
    """Colour a label by role: a Tone, "muted", "accent", "disabled" or "" for plain text."""
    label.setProperty("tone", str(tone))
    style = label.style()
    style.unpolish(label)
    style.polish(label)


def set_surface(widget: QWidget, surface: str) -> None:
    """Give a container one of the backgrounds: "window", "surface" or "sunk"."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
    widget.setProperty("surface", surface)


def _family() -> str:
    if sys.platform in {"win32", "darwin"}:
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    known = set(QFontDatabase.families())
    for wanted in ("Inter", "Inter Variable"):
        if wanted in known:
            return wanted
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return chosen if chosen in known else "DejaVu Sans"


def _mono_family() -> str:
    known = set(QFontDatabase.families())
    for wanted in ("Cascadia Mono", "SF Mono", "Menlo", "JetBrains Mono", "DejaVu Sans Mono"):
        if wanted in known:
            return wanted
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


class Theme(QObject):
    """Keeps the application's look; follows the system until a person chooses otherwise."""

    changed = Signal()

    def __init__(self, app: QApplication, *, family: str = "") -> None:
        """Take over `app`'s style, fonts and palette; `family` overrides the face, for tests."""
        super().__init__(app)
        self._app = app
        self._scheme = Scheme.SYSTEM
        self._applied: Tokens | None = None
        if not app.property(STYLED):
            app.setStyle("Fusion")
        self.use_family(family)
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.use(Scheme.SYSTEM)

    @property
    def scheme(self) -> Scheme:
        """What was chosen; SYSTEM may show either."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        """Whether dark is shown now."""
        return _Now.tokens.dark

    def use(self, scheme: Scheme) -> None:
        """Show the scheme at once; `changed` tells those who keep pixmaps."""
        self._scheme = scheme
        wanted = DARK if self._wants_dark() else LIGHT
        if wanted is not self._applied:
            self._apply(wanted)

    def toggle(self) -> Scheme:
        """Go to the other of light and dark and return it."""
        self.use(Scheme.LIGHT if self.is_dark else Scheme.DARK)
        return self._scheme

    def use_family(self, family: str = "") -> None:
        """Set the typeface; empty takes the platform's, on Linux Inter where it is installed."""
        _Now.family = family or _family()
        _Now.mono = _mono_family()
        _Now.smaller = 0
        _forget_fonts()
        width = QFontMetricsF(font(Face.BODY)).horizontalAdvance(_SAMPLE)
        _Now.smaller = 1 if width > _SAMPLE_INTER_13 * _WIDE else 0
        _forget_fonts()
        self._app.setFont(font(Face.BODY))

    def _wants_dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def _on_system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self.use(Scheme.SYSTEM)

    def _apply(self, wanted: Tokens) -> None:
        _Now.tokens = self._applied = wanted
        self._app.setPalette(_palette(wanted))
        self._app.setStyleSheet(_style_sheet(wanted))
        self.changed.emit()


def _style_sheet(shown: Tokens) -> str:
    folder = resources()
    template = Template((folder / "theme" / "shipdesk.qss").read_text(encoding="utf-8"))
    shade = "dark" if shown.dark else "light"
    return template.substitute(
        shown.named(), art=(folder / "theme").as_posix(), shade=shade, mono=_Now.mono
    )


def _palette(shown: Tokens) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    pairs: dict[QPalette.ColorRole, QColor] = {
        role.Window: shown.window,
        role.WindowText: shown.text,
        role.Base: shown.surface,
        role.AlternateBase: shown.sunk,
        role.ToolTipBase: shown.surface,
        role.ToolTipText: shown.text,
        role.Text: shown.text,
        role.PlaceholderText: shown.muted,
        role.Button: shown.surface,
        role.ButtonText: shown.text,
        role.Highlight: shown.primary,
        role.HighlightedText: shown.on_primary,
        role.Accent: shown.accent,
        role.Link: shown.accent,
        role.LinkVisited: shown.accent,
        role.Light: shown.surface,
        role.Midlight: shown.hover,
        role.Mid: shown.line,
        role.Dark: shown.border,
        role.Shadow: shown.border,
        role.BrightText: shown.tone(Tone.RED).text,
    }
    for which, colour in pairs.items():
        made.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, shown.disabled)
    return made
