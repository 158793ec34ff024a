"""Sheets of several labels: what is asked for at one go, what became of it, what is free now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shipdesk.domain.label import CheckResult, PrinterProfile, PrintOrder
from shipdesk.errors import PrintError

RULER_FROM_MM = 20.0
"""How far from the left and the top edge the cross of a ruler page lies on a true printer."""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """Labels for one job on sheets of cells, each checked by itself.

    The first good one goes to place `first`, each further one to the next: no place between them
    stays free. `output` and `title` are those of the whole job.
    """

    parts: tuple[PrintOrder, ...]
    first: int = 0
    output: str = ""
    title: str = "ShipDesk"

    @property
    def profile(self) -> PrinterProfile:
        """The printer and the sheet that all of them go to."""
        return self.parts[0].profile


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What became of one label: `key` and `params` of the PrintError why it is not on the sheet."""

    check: CheckResult | None = None
    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, error: PrintError) -> SheetPart:
        """Return the part of a label that was stopped."""
        return cls(key=error.key, params=error.params)


@dataclass(frozen=True, slots=True)
class SheetReceipt:
    """A hand-over of sheets; without sheets all labels were stopped, and nothing was handed over.

    `next_place` is the first free place of the last sheet, 0 where that is full.
    """

    printer: str
    job: str
    sheets: int
    next_place: int
    at: datetime
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, slots=True)
class RulerPage:
    """A page with rulers for one printer and its stock; `output` is the file of `PDF_FILE`."""

    profile: PrinterProfile
    output: str = ""
    title: str = "ShipDesk ruler"


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where the next label goes: `place` from 0 of `places`.

    `unsure`: nobody knows whether the places before it, from `unsure_from` on, were printed.
    """

    place: int = 0
    places: int = 1
    unsure_from: int | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far one printer's print is moved right and down, in mm, to lie where it should.

    `page_x_mm` and `page_y_mm` are how far its newest ruler page was moved: what is measured on
    that page adds to them, however often it is measured. `measured` tells that it was.
    """

    x_mm: float = 0.0
    y_mm: float = 0.0
    page_x_mm: float = 0.0
    page_y_mm: float = 0.0
    page_at: datetime | None = None
    measured_at: datetime | None = None

    def printed(self, at: datetime) -> Calibration:
        """Return it after a ruler page was printed as it stands."""
        return Calibration(self.x_mm, self.y_mm, self.x_mm, self.y_mm, at, self.measured_at)

    def corrected(self, left_mm: float, top_mm: float, at: datetime) -> Calibration:
        """Return it after the cross was found so far from the edges of the newest ruler page.

        A cross that lies too far right or down is moved left or up.
        """
        return Calibration(
            round(self.page_x_mm + RULER_FROM_MM - left_mm, 2),
            round(self.page_y_mm + RULER_FROM_MM - top_mm, 2),
            self.page_x_mm,
            self.page_y_mm,
            self.page_at,
            at,
        )
