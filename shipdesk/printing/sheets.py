"""Labels on sheets of cells: each is checked by itself, the good ones lie side by side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from shipdesk.clock import Clock
from shipdesk.domain.label import (
    MM_PER_INCH,
    Box,
    Placement,
    PrinterProfile,
    PrintOrder,
    Proof,
    Stock,
    StrangeCodesError,
)
from shipdesk.domain.sheet import SheetOrder, SheetPart, SheetReceipt
from shipdesk.errors import PrintError
from shipdesk.printing import document, job, layout, pdf_file, raster, spool
from shipdesk.printing.job import Drawn, Prepared
from shipdesk.printing.raster import Bits


def check(order: PrintOrder) -> Proof:
    """What would come out at the order's place, without printing: never stops, only tells."""
    body = document.read_body(order.label)
    media_type = document.media_type_of(body)
    if order.profile.stock.places == 1 or media_type.raw:
        return job.check(order)
    with document.open_document(body, media_type) as opened:
        return _proof(_prepare(order, opened), order.profile, order.place)


def print_sheets(order: SheetOrder, clock: Clock, on_spooling: Callable[[], None]) -> SheetReceipt:
    """Hand the labels over as one job; `on_spooling` is called before anything may come out.

    A label that cannot be drawn or is stopped by its check leaves its place to the next one, and
    is told in its part. Raises NoPrinterError or PrintError where the job as a whole fails, and
    StrangeCodesError for all labels at once, before anything was handed over.
    """
    pile = _Pile(order.profile, order.first)
    name = ""
    with ExitStack() as files:
        parts = _lay_all(order, pile, files)
        if pile.canvases:
            on_spooling()
            name = pile.hand_over(order)
    return SheetReceipt(
        printer=order.profile.printer,
        job=name,
        sheets=len(pile.canvases),
        next_place=pile.next % pile.places,
        at=clock.now(),
        parts=tuple(parts),
    )


class _Pile:
    """The sheets of a job as they fill: dots for a printer, lines where a PDF stays lines."""

    def __init__(self, profile: PrinterProfile, first: int) -> None:
        self.profile = profile
        self.places = profile.stock.places
        self.next = first % self.places
        self.canvases: list[Bits] = []
        self._lines: list[list[pdf_file.PlacedPage]] = []

    def add(self, opened: document.Document, page: Drawn) -> None:
        """Put a label's page, drawn for one cell, on the next free place."""
        if self.next % self.places == 0 or not self.canvases:
            self._begin()
        profile, place = self.profile, self.next % self.places
        self.next += 1
        left, top = _corner(profile, place)
        if (
            profile.to_file
            and isinstance(opened, document.PdfDocument)
            and _is_inside(opened.page(page.index), page.placed)
        ):
            lying = _on_sheet(page.placed, profile, place)
            stamps = tuple(box.moved(left, top) for box in page.stamps)
            lines = pdf_file.PlacedPage(opened.pdf, page.index, lying, stamps)
            self._lines[-1].append(lines)
            return
        at = (round(side * profile.dpi / MM_PER_INCH) for side in (left, top))
        raster.paste(self.canvases[-1], page.bits, *at)

    def _begin(self) -> None:
        stock, dpi = self.profile.stock, self.profile.dpi
        size = (raster.dots(stock.height_mm, dpi), raster.dots(stock.width_mm, dpi))
        self.canvases.append(np.zeros(size, dtype=np.bool_))
        self._lines.append([])

    def hand_over(self, order: SheetOrder) -> str:
        """Send the sheets as one job, or write them; returns how the job is called."""
        stock = self.profile.stock
        if self.profile.to_file:
            self._write(order.output)
            return order.output
        size = (stock.width_mm, stock.height_mm)
        return spool.spool(self.canvases, size, self.profile, order.title)

    def _write(self, output: str) -> None:
        if not output:
            raise PrintError("print_file", reason="")
        stock = self.profile.stock
        whole = pdf_file.whole(
            Placement(stock.width_mm, stock.height_mm, 0, 0, 0, 1, self.profile.cell(0)),
            self.profile.dpi,
        )
        pictures = pdf_file.picture_document(self.canvases)
        try:
            below = [
                [pdf_file.PlacedPage(pictures, number, whole)] if bits.any() else []
                for number, bits in enumerate(self.canvases)
            ]
            sheets = [[*dots, *lines] for dots, lines in zip(below, self._lines, strict=True)]
            pdf_file.write(sheets, output)
        finally:
            pictures.close()


def _lay_all(order: SheetOrder, pile: _Pile, files: ExitStack) -> list[SheetPart]:
    parts: list[SheetPart] = []
    strange: list[str] = []
    for part in order.parts:
        try:
            parts.append(_lay(part, pile, files))
        except StrangeCodesError as error:
            strange.extend(error.codes)
    if strange:
        raise StrangeCodesError(tuple(strange))
    return parts


def _lay(order: PrintOrder, pile: _Pile, files: ExitStack) -> SheetPart:
    try:
        body = document.read_body(order.label)
        media_type = document.media_type_of(body)
        opened = files.enter_context(document.open_document(body, media_type))
        prepared = _prepare(order, opened)
        job.stop(order, _proof(prepared, order.profile, pile.next))
    except PrintError as error:
        return SheetPart.of(error)
    for page in prepared.pages:
        pile.add(opened, page)
    return SheetPart(check=prepared.check)


def _prepare(order: PrintOrder, opened: document.Document) -> Prepared:
    """Draw and check a label as if its cell were the stock."""
    profile = order.profile
    cell = profile.cell(0)
    alone = replace(
        profile,
        stock=Stock("", profile.stock.title, cell.width, cell.height),
        offset_x_mm=0.0,
        offset_y_mm=0.0,
        shift_x_mm=0.0,
        shift_y_mm=0.0,
    )
    return job.prepare(replace(order, profile=alone), opened)


def _proof(prepared: Prepared, profile: PrinterProfile, first: int) -> Proof:
    """What would come out with the label's first page at a place; further ones follow it."""
    places = profile.stock.places
    lying = (
        _on_sheet(page.placed, profile, (first + number) % places)
        for number, page in enumerate(prepared.pages)
    )
    return Proof(prepared.check, tuple(lying))


def _corner(profile: PrinterProfile, place: int) -> tuple[float, float]:
    """Where the printer is told that a place begins, right and down in mm."""
    cell, (right, down) = profile.cell(place), profile.moved
    return cell.left + right, cell.top + down


def _is_inside(page: document.Page, placed: Placement) -> bool:
    """Whether a page lies whole in its cell.

    A larger one may have white paper of its own, which would cover its neighbours.
    """
    whole = Box(0, 0, page.width_mm, page.height_mm)
    lying = layout.on_stock(whole, layout.Sheet(page.width_mm, page.height_mm, whole), placed)
    return not layout.lost(lying, placed.width_mm, placed.height_mm)


def _on_sheet(placed: Placement, profile: PrinterProfile, place: int) -> Placement:
    """Where what was placed in a cell lies on the sheet; `cut` also counts what falls off it."""
    stock, (right, down) = profile.stock, _corner(profile, place)
    ink = placed.ink.moved(right, down)
    return replace(
        placed,
        width_mm=stock.width_mm,
        height_mm=stock.height_mm,
        x_mm=placed.x_mm + right,
        y_mm=placed.y_mm + down,
        ink=ink,
        cut=max(placed.cut, layout.lost(ink, stock.width_mm, stock.height_mm)),
    )
