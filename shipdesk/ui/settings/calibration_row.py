"""Below a printer: its ruler page, what was measured on it, and how far everything is moved."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shipdesk.domain.sheet import RULER_FROM_MM, Calibration
from shipdesk.ui import format as fmt
from shipdesk.ui.settings.form import Form, Problem, to_decimal
from shipdesk.ui.widgets import FormField, KeyHintButton, LinkButton, Text
from shipdesk.wording import phrase as say

_FARTHEST_MM = 20
"""By how much a printer may print off: more is another paper, or a wrong reading."""


class CalibrationRow(Form):
    """Prints the ruler page of the printer above it and takes two numbers from a ruler."""

    print_requested = Signal()
    reset_requested = Signal()

    def __init__(self, about: str) -> None:
        words = say(about)
        super().__init__(say("Ruler page {about}", about=words))
        self.body.setContentsMargins(0, 6, 0, 0)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.state = Text(tone="muted", wrap=True, name=f"{say('Calibration')} {words}")
        self.state.setContentsMargins(0, 3, 0, 0)  # level with the words of the links
        self.print = LinkButton(say("Print ruler page"))
        self.print.setAccessibleName(f"{say('Print ruler page')} {words}")
        self.print.clicked.connect(self.print_requested)
        self.reset = LinkButton(say("Reset"))
        self.reset.setAccessibleName(f"{say('Reset calibration')} {words}")
        self.reset.clicked.connect(self.reset_requested)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignTop)
        for link in (self.print, self.reset):
            head.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._measure = QWidget()
        measure = QHBoxLayout(self._measure)
        measure.setContentsMargins(0, 0, 0, 0)
        measure.setSpacing(12)
        for key, label in (
            ("left", "Left edge of the paper to the cross"),
            ("top", "Top edge of the paper to the cross"),
        ):
            field = FormField(say(label), unit="mm")
            field.editor.setAccessibleName(f"{say(label)} {words}")
            self.fields[key] = field
            measure.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        name = f"{say('Take what was measured')} {words}"
        self.apply = KeyHintButton(say("Take these"), name=name)
        self.apply.clicked.connect(self.submitted)
        measure.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self._measure)
        self.show_known(Calibration())

    def show_known(self, known: Calibration) -> None:
        """Show how far the printer's print is moved, and ask for what its page shows."""
        moved = bool(known.x_mm or known.y_mm)
        self.state.setText(state_words(known))
        self.state.updateGeometry()
        self.reset.setVisible(moved or known.measured_at is not None)
        self._measure.setVisible(known.page_at is not None)
        self.show_problems({})

    def clear(self) -> None:
        """Forget what was typed: it was measured on a page that is not the newest any more."""
        for field in self.fields.values():
            field.set_text("")

    def measured(self) -> tuple[float, float] | None:
        """Return what was typed, left and top in mm; None after saying what is wrong with it."""
        problems: dict[str, Problem] = {}
        found: list[float] = []
        for key, field in self.fields.items():
            value = to_decimal(field.text())
            if value is None or abs(float(value) - RULER_FROM_MM) > _FARTHEST_MM:
                least, most = RULER_FROM_MM - _FARTHEST_MM, RULER_FROM_MM + _FARTHEST_MM
                words = "A number from {least} to {most} mm."
                problems[key] = Problem(say(words, least=f"{least:g}", most=f"{most:g}"))
            else:
                found.append(float(value))
        self.show_problems(problems)
        return None if problems else (found[0], found[1])


def state_words(known: Calibration) -> str:
    """Return how far a printer's print is moved, and what to do with a page that was printed."""
    if known.page_at is not None and (known.measured_at or known.page_at) <= known.page_at:
        return say(
            "Lay a ruler on the page printed {at}: the middle of the cross should be {mm} mm from "
            "both edges of the paper. Type what you measure.",
            at=fmt.moment(known.page_at),
            mm=f"{RULER_FROM_MM:g}",
        )
    if known.measured_at is None:
        return say("Prints off the edge or not in the middle? Print a ruler page and measure it.")
    parts = [part for part in (_across(known.x_mm), _down(known.y_mm)) if part]
    if not parts:
        return say("Measured {at}: it prints where it should.", at=fmt.moment(known.measured_at))
    return say(
        "Measured {at}: everything is moved {where}. Print the page again to see it.",
        at=fmt.moment(known.measured_at),
        where=say(" and ").join(parts),
    )


def _across(mm: float) -> str:
    return say("{mm} mm left" if mm < 0 else "{mm} mm right", mm=_mm(mm)) if mm else ""


def _down(mm: float) -> str:
    return say("{mm} mm up" if mm < 0 else "{mm} mm down", mm=_mm(mm)) if mm else ""


def _mm(value: float) -> str:
    return fmt.decimal(Decimal(str(abs(value))), 1)
