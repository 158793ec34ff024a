"""Connects the printers of Settings with the desk."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, Stock, stock_of
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.calibration_presenter import CalibrationPresenter
from shipdesk.ui.settings.form import Problem, to_decimal
from shipdesk.ui.settings.printers_view import KINDS, PrinterShown, PrintersView
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

_FARTHEST_MM = 50


class PrintersPresenter:
    """Fills the cards; the printers are looked for when the section is first in sight."""

    def __init__(self, view: PrintersView, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self.view, self.desk, self.scope, self.notices = view, desk, scope, notices
        self._looked = False
        view.save_requested.connect(
            lambda: scope.start(self._save, key="printers.save", busy=view.save)
        )
        view.revert_requested.connect(self._fill)
        view.refresh_requested.connect(self.look)
        self.calibration = CalibrationPresenter(view.rulers, self._held, desk, scope, notices)
        for form in view.forms.values():
            form.printer_changed.connect(self.calibration.fill)
        self._fill()

    def on_shown(self) -> None:
        """Look for printers at the first sight, and show what is bound now."""
        self._fill()
        if not self._looked:
            self.look()

    def look(self) -> None:
        """Ask the system for its printers; it may take long."""
        self.scope.start(self._look, key="printers.look")

    async def _look(self) -> None:
        self._looked = True
        self.view.show_looking()
        try:
            printers = await self.desk.printing.printers()
        except ShipDeskError as error:
            self.view.show_printers((), f"{error.title} {error.detail}".strip())
            return
        self.view.show_printers(printers)

    def _fill(self) -> None:
        for kind, form in self.view.forms.items():
            form.fill(self.desk.printing.profile(kind))
        for kind, box in self.view.beside.items():
            box.setChecked(self.desk.printing.profile(kind).with_label)
        self.calibration.fill()

    def _held(self, kind: DocumentKind) -> PrinterProfile:
        """Return what a card holds now; what is wrong in it is as it was."""
        profile, _ = to_profile(self.view.forms[kind].shown(), self.desk.printing.profile(kind))
        return profile

    async def _save(self) -> None:
        profiles: dict[DocumentKind, PrinterProfile] = {}
        problems: dict[DocumentKind, dict[str, Problem]] = {}
        for kind in KINDS:
            kept = self.desk.printing.profile(kind)
            profile, wrong = to_profile(self.view.forms[kind].shown(), kept)
            box = self.view.beside.get(kind)
            profiles[kind] = replace(profile, with_label=box.isChecked()) if box else profile
            if wrong:
                problems[kind] = wrong
        self.view.show_problems(problems)
        if problems:
            return
        for kind, profile in profiles.items():
            await self.desk.printing.save_profile(kind, profile)
        self._fill()
        self.notices.toast(say("Printers are saved"))


def to_profile(
    shown: PrinterShown, kept: PrinterProfile
) -> tuple[PrinterProfile, dict[str, Problem]]:
    """Return the profile that a card holds, and what is wrong with it by field."""
    problems: dict[str, Problem] = {}
    offsets: list[float] = []
    for field, text in (("offset_x", shown.offset_x), ("offset_y", shown.offset_y)):
        value = to_decimal(text or "0")
        if value is None or abs(value) > _FARTHEST_MM:
            problems[field] = Problem(say("A number up to {n} mm.", n=_FARTHEST_MM))
            value = to_decimal("0")
        offsets.append(float(value or 0))
    stock = stock_of(shown.stock) or kept.stock
    margins = _margins(shown, stock, problems)
    same = shown.printer == kept.printer
    title = kept.title if same else shown.printer_title
    profile = replace(
        kept,
        title="PDF file" if shown.printer == PDF_FILE else title,
        printer=shown.printer,
        stock=stock,
        dpi=shown.dpi,
        rotation=shown.rotation,
        offset_x_mm=offsets[0],
        offset_y_mm=offsets[1],
        margin_x_mm=margins[0],
        margin_y_mm=margins[1],
    )
    return profile, problems


def _margins(
    shown: PrinterShown, stock: Stock, problems: dict[str, Problem]
) -> tuple[float | None, float | None]:
    """Return the margins of a sheet; None for the usual ones, which are not kept as chosen."""
    usual = PrinterProfile("", "", stock).margins
    found: list[float | None] = []
    for field, text, most in (
        ("margin_x", shown.margin_x, stock.width_mm / stock.columns / 4),
        ("margin_y", shown.margin_y, stock.height_mm / stock.rows / 4),
    ):
        value = to_decimal(text) if stock.sheet and text else None
        if stock.sheet and text and (value is None or not 0 <= value <= most):
            problems[field] = Problem(say("A number from 0 to {n} mm.", n=int(most)))
            value = None
        found.append(None if value is None else float(value))
    wide, high = found
    return None if wide == usual[0] else wide, None if high == usual[1] else high
