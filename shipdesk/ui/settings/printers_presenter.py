"""Connects the printers of Settings with the desk."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from shipdesk.domain.label import (
    PDF_FILE,
    DocumentKind,
    PrinterProfile,
    Stock,
    address_of,
    stock_of,
)
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui import dialogs
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.calibration_presenter import CalibrationPresenter
from shipdesk.ui.settings.calibration_row import CalibrationRow
from shipdesk.ui.settings.couriers_card import CourierRow
from shipdesk.ui.settings.form import Problem, to_decimal
from shipdesk.ui.settings.printer_form import PrinterForm, PrinterShown
from shipdesk.ui.settings.printers_view import KINDS, PrintersView
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

_FARTHEST_MM = 50
_PORT = 9100
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


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
        view.address_requested.connect(
            lambda: scope.start(self._ask_address, key="printers.address")
        )
        self.calibration = CalibrationPresenter(desk, scope, notices)
        for kind, form in view.forms.items():
            form.printer_changed.connect(self.calibration.fill)
            self.calibration.add(view.rulers[kind], partial(self._held, form, kind))
        view.couriers.added.connect(self._on_courier)
        self._fill()

    def on_shown(self) -> None:
        """Look for printers at the first sight, and show what is bound now."""
        self._fill()
        self.scope.start(self._find_couriers, key="printers.couriers")
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

    async def _ask_address(self) -> None:
        """Take the address of a label printer that has no queue on this computer."""
        typed = await dialogs.ask_text(
            self.view.window(),
            title=say("Label printer on the network"),
            label=say("Address, with its port where that is not 9100"),
            confirm=say("Choose it for labels"),
            check=lambda text: (
                None if with_port(text) else say("Such as 192.168.1.40, or zebra:9100.")
            ),
        )
        if typed is not None:
            self.view.offer_address(with_port(typed))

    async def _find_couriers(self) -> None:
        self.view.couriers.show_couriers(await self.desk.label_couriers.names())

    def _on_courier(self, row: CourierRow) -> None:
        row.submitted.connect(self.view.save_requested)
        row.reverted.connect(self._fill)
        row.made.connect(partial(self._on_made, row.courier))
        self._fill_courier(row)

    def _on_made(self, courier: str, form: PrinterForm, ruler: CalibrationRow) -> None:
        form.fill(self.desk.printing.profile(DocumentKind.LABEL, courier))
        self.view.couriers.offer(form)
        form.printer_changed.connect(self.calibration.fill)
        self.calibration.add(ruler, partial(self._held, form, DocumentKind.LABEL, courier))
        self.calibration.fill()

    def _fill_courier(self, row: CourierRow) -> None:
        printing, courier = self.desk.printing, row.courier
        if row.form is not None:
            row.form.fill(printing.profile(DocumentKind.LABEL, courier))
        row.show_own(own=printing.has_own(DocumentKind.LABEL, courier))

    def _fill(self) -> None:
        printing = self.desk.printing
        for kind, form in self.view.forms.items():
            form.fill(printing.profile(kind))
        for kind, box in self.view.beside.items():
            box.setChecked(printing.profile(kind).with_label)
        for row in self.view.couriers.rows.values():
            self._fill_courier(row)
        self.calibration.fill()

    def _held(self, form: PrinterForm, kind: DocumentKind, courier: str = "") -> PrinterProfile:
        """Return what a card holds now; what is wrong in it is as it was."""
        profile, _ = to_profile(form.shown(), self.desk.printing.profile(kind, courier))
        return profile

    async def _save(self) -> None:
        printing = self.desk.printing
        profiles: dict[DocumentKind, PrinterProfile] = {}
        problems: dict[DocumentKind, dict[str, Problem]] = {}
        for kind in KINDS:
            profile, wrong = to_profile(self.view.forms[kind].shown(), printing.profile(kind))
            box = self.view.beside.get(kind)
            profiles[kind] = replace(profile, with_label=box.isChecked()) if box else profile
            if wrong:
                problems[kind] = wrong
        own: dict[str, PrinterProfile] = {}
        of_couriers: dict[str, dict[str, Problem]] = {}
        for courier, row in self.view.couriers.rows.items():
            if row.own and row.form is not None:
                kept = printing.profile(DocumentKind.LABEL, courier)
                own[courier], wrong = to_profile(row.form.shown(), kept)
                if wrong:
                    of_couriers[courier] = wrong
        self.view.show_problems(problems, of_couriers)
        if problems or of_couriers:
            return
        for kind, profile in profiles.items():
            await printing.save_profile(kind, profile)
        for courier in self.view.couriers.rows:
            if courier in own:
                await printing.save_profile(DocumentKind.LABEL, own[courier], courier)
            else:
                await printing.forget_profile(DocumentKind.LABEL, courier)
        self._fill()
        self.notices.toast(say("Printers are saved"))


def with_port(typed: str) -> str:
    """Return `host:port` for an address as it is typed, with the usual port; "" for none."""
    text = typed.strip()
    printer = text if address_of(text) is not None else f"{text}:{_PORT}"
    return printer if _HOST.fullmatch(printer.rpartition(":")[0]) else ""


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
        native=shown.native,
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
