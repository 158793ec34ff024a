"""The colours of the window by role, once for light and once for dark."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtGui import QColor


class Tone(StrEnum):
    """What a status means; a tone never stands without its icon or word."""

    GREEN = "green"
    """Ready, done, scanned."""
    AMBER = "amber"
    """Waits, not known, fixed."""
    RED = "red"
    """Refused, failed, under an hour left."""
    BLUE = "blue"
    """Bought, in a pickup, cash on delivery."""
    GREY = "grey"
    """Neutral, or the carrier's own words."""
    VIOLET = "violet"
    """Unknown only, so that it reads as neither an error nor a warning."""


@dataclass(frozen=True, slots=True)
class ToneColours:
    """The three colours of one tone: text on its tint, the tint, and the dot."""

    text: QColor
    tint: QColor
    dot: QColor


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one scheme; widgets ask for a role, never for a number."""

    dark: bool
    window: QColor
    surface: QColor
    sunk: QColor
    hover: QColor
    line: QColor
    border: QColor
    accent: QColor
    primary: QColor
    on_primary: QColor
    selected: QColor
    text: QColor
    muted: QColor
    disabled: QColor
    demo: QColor
    demo_text: QColor
    scrim: QColor
    tones: dict[Tone, ToneColours]

    def tone(self, tone: Tone) -> ToneColours:
        """Return the colours of a status."""
        return self.tones[tone]

    def named(self) -> dict[str, str]:
        """Return every colour as `#rrggbb` by name, tones as `green_text`, for the QSS template."""
        found: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, QColor):
                found[field.name] = value.name()
        for tone, colours in self.tones.items():
            for part in fields(colours):
                found[f"{tone}_{part.name}"] = getattr(colours, part.name).name()
        return found


def _make(*, dark: bool, roles: dict[str, str], tones: dict[Tone, str]) -> Tokens:
    scrim = QColor("#18212D")
    scrim.setAlphaF(0.46 if dark else 0.34)
    return Tokens(
        dark=dark,
        scrim=scrim,
        tones={
            tone: ToneColours(*(QColor(one) for one in three.split()))
            for tone, three in tones.items()
        },
        **{name: QColor(value) for name, value in roles.items()},
    )


LIGHT = _make(
    dark=False,
    roles={
        "window": "#F3F5F8",
        "surface": "#FFFFFF",
        "sunk": "#F8F9FB",
        "hover": "#F1F4F9",
        "line": "#E2E6EC",
        "border": "#C9D0DA",
        "accent": "#2459C9",
        "primary": "#2459C9",
        "on_primary": "#FFFFFF",
        "selected": "#E3ECFC",
        "text": "#18212D",
        "muted": "#566274",
        "disabled": "#8792A2",
        "demo": "#E39A1B",
        "demo_text": "#1F1603",
    },
    tones={
        Tone.GREEN: "#14653A #E2F4E9 #1E9A58",
        Tone.AMBER: "#8A4F00 #FDF0D8 #D88A0A",
        Tone.RED: "#B0241B #FCE9E7 #D8392E",
        Tone.BLUE: "#1F4FB3 #E6EEFC #2F6BE0",
        Tone.GREY: "#4C586A #ECEFF3 #8792A2",
        Tone.VIOLET: "#6236A6 #F0EAFB #8250CF",
    },
)

DARK = _make(
    dark=True,
    roles={
        "window": "#12161C",
        "surface": "#191F27",
        "sunk": "#151A21",
        "hover": "#202732",
        "line": "#29313D",
        "border": "#3D4959",
        "accent": "#7AA5FF",
        "primary": "#3566D8",
        "on_primary": "#FFFFFF",
        "selected": "#203457",
        "text": "#E6EAF0",
        "muted": "#9AA7B8",
        "disabled": "#6E7B8D",
        "demo": "#E8A83A",
        "demo_text": "#1F1603",
    },
    tones={
        Tone.GREEN: "#6FD39B #14301F #34B36F",
        Tone.AMBER: "#F2BC5C #35270D #E0A030",
        Tone.RED: "#FF958C #3B1B1A #EF5B50",
        Tone.BLUE: "#8FB4FF #1A2A4A #5A8DF5",
        Tone.GREY: "#AAB6C5 #252D38 #7C899A",
        Tone.VIOLET: "#C3A4F5 #2A1F42 #9F78E6",
    },
)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = (_linear(v) for v in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2 between two opaque colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
