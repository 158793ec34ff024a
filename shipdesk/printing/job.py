"""One document from its file to paper: drawn, placed, checked, stopped or handed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from shipdesk.clock import Clock
from shipdesk.domain.label import (
    MM_PER_INCH,
    VOID,
    BarCode,
    Box,
    CheckOutcome,
    CheckResult,
    Fit,
    MediaType,
    Placement,
    PrintOrder,
    PrintReceipt,
    Proof,
)
from shipdesk.errors import LabelMismatchError, LabelMissingError, PrintError
from shipdesk.printing import (
    barcode,
    document,
    layout,
    pdf_file,
    printers,
    raster,
    raw,
    reading,
    spool,
    watermark,
    zpl,
)
from shipdesk.printing.layout import Sheet
from shipdesk.printing.raster import Bits


@dataclass(slots=True)
class Drawn:
    """A page on its stock: the dots that would go out and what lies where."""

    index: int
    bits: Bits
    placed: Placement
    codes: tuple[BarCode, ...] = ()
    stamps: tuple[Box, ...] = ()


@dataclass(slots=True)
class Prepared:
    """A document ready to go out, and what its bar codes say."""

    pages: list[Drawn] = field(default_factory=list)
    check: CheckResult = field(default_factory=lambda: CheckResult(CheckOutcome.NOT_CHECKED))

    @property
    def proof(self) -> Proof:
        """What would come out."""
        return Proof(self.check, tuple(page.placed for page in self.pages))


def decode(path: str) -> tuple[BarCode, ...]:
    """All bar codes of a file, drawn at 600 dpi; those that a ZPL file asks for."""
    body = document.read_body(path)
    media_type = document.media_type_of(body)
    if media_type.raw:
        return _raw_codes(body, media_type)
    with document.open_document(body, media_type) as opened:
        pages = [reading.read_page(opened.page(index), index) for index in range(opened.page_count)]
    return tuple(code for page in pages for code in page)


def check(order: PrintOrder) -> Proof:
    """What would come out, without printing: never stops, only tells.

    Raises LabelMissingError or StrangeCodesError.
    """
    body = document.read_body(order.label)
    media_type = document.media_type_of(body)
    if media_type.raw:
        return Proof(_check_raw(order, body, media_type), ())
    with document.open_document(body, media_type) as opened:
        return prepare(order, opened).proof


def print_label(order: PrintOrder, clock: Clock, on_spooling: Callable[[], None]) -> PrintReceipt:
    """Hand one document over once; `on_spooling` is called before anything may come out.

    Raises LabelMissingError, LabelMismatchError, NoPrinterError, PrintError or StrangeCodesError,
    all of them before anything was handed over unless the printer itself failed.
    """
    body = document.read_body(order.label)
    media_type = document.media_type_of(body)
    if media_type.raw:
        return _print_raw(order, body, media_type, clock, on_spooling)
    with document.open_document(body, media_type) as opened:
        prepared = prepare(order, opened)
        stop(order, prepared.proof)
        on_spooling()
        job = _hand_over(order, opened, prepared)
    return PrintReceipt(
        printer=order.profile.printer,
        job=job,
        pages=len(prepared.pages),
        dpi=order.profile.dpi,
        scale=min(page.placed.scale for page in prepared.pages),
        check=prepared.check,
        at=clock.now(),
    )


def prepare(order: PrintOrder, opened: document.Document) -> Prepared:
    """Draw, place, read and compare every page that has ink."""
    prepared = Prepared()
    seen: list[BarCode] = []
    printed: list[BarCode] = []
    scale = 1.0
    for index in range(opened.page_count):
        page = opened.page(index)
        drawn = _draw(order, page, index)
        if drawn is None:
            continue
        read = _read(order, page, drawn)
        seen.extend(read.seen)
        printed.extend(read.printed)
        scale = min(scale, drawn.placed.scale)
        prepared.pages.append(drawn)
    if not prepared.pages:
        raise LabelMissingError("label_blank")
    prepared.check = barcode.check(
        seen, printed, order.expected, order.others, dpi=order.profile.dpi, scale=scale
    )
    return prepared


def _draw(order: PrintOrder, page: document.Page, index: int) -> Drawn | None:
    """The page's dots on its stock; None for a blank page, which would waste a label."""
    profile = order.profile
    bits = raster.draw_bits(page, profile.dpi)
    ink = layout.ink_box(bits, profile.dpi)
    if ink is None:
        return None
    placed = layout.place(Sheet(page.width_mm, page.height_mm, ink), profile, order.fit)
    if placed.scale != 1.0:
        bits = raster.draw_bits(page, profile.dpi * placed.scale)
    size = (raster.dots(placed.height_mm, profile.dpi), raster.dots(placed.width_mm, profile.dpi))
    canvas: Bits = np.zeros(size, dtype=np.bool_)
    left = round(placed.x_mm * profile.dpi / MM_PER_INCH)
    top = round(placed.y_mm * profile.dpi / MM_PER_INCH)
    raster.paste(canvas, raster.turn(bits, placed.rotation), left, top)
    return Drawn(index, canvas, placed)


def _stamp(order: PrintOrder, drawn: Drawn, clear: Sequence[Box]) -> None:
    placed = drawn.placed
    drawn.stamps = watermark.stamps(order.watermark, placed.width_mm, placed.height_mm, clear)
    watermark.draw(drawn.bits, drawn.stamps, order.profile.dpi)


def _read(order: PrintOrder, page: document.Page, drawn: Drawn) -> reading.Read:
    """Read a page as far as it is asked for, and stamp it beside its codes."""
    dpi, bits, placed = order.profile.dpi, drawn.bits, drawn.placed
    if not order.watermark:
        if not order.expected:
            return reading.Read((), ())
        return reading.read_drawn(page, drawn.index, order.expected, bits, placed, dpi)
    # A stamp keeps clear of every code, so that all of them are wanted, and read under the stamp.
    seen = reading.read_page(page, drawn.index, order.expected)
    whole = Sheet(page.width_mm, page.height_mm, Box(0, 0, 0, 0))
    _stamp(order, drawn, [layout.on_stock(code.box, whole, placed) for code in seen])
    found = barcode.read_codes(raster.to_gray(bits), dpi, drawn.index) if order.expected else ()
    return reading.Read(
        seen,
        found + reading.read_closer(page, bits, placed, dpi, seen if order.expected else (), found),
    )


def stop(order: PrintOrder, proof: Proof) -> None:
    """Raise what must not go out, unless a reason says that it shall."""
    result = proof.check
    if order.reason:
        return
    if result.outcome is CheckOutcome.MISMATCH:
        raise LabelMismatchError(found=result.found, expected=result.expected)
    # Before the bars: a code that is cut off cannot be read either, and this says why.
    if proof.cut and order.fit is not Fit.CUT:
        raise PrintError("label_cut", stock=order.profile.stock.title, millimetres=proof.cut)
    if result.outcome is CheckOutcome.TOO_FINE:
        raise PrintError("label_too_fine", printer=order.profile.title, dpi=order.profile.dpi)


def _hand_over(order: PrintOrder, opened: document.Document, prepared: Prepared) -> str:
    if order.profile.to_file:
        _write_file(order, opened, prepared)
        return order.output
    dots = [page.bits for page in prepared.pages]
    first = prepared.pages[0].placed
    return spool.spool(dots, (first.width_mm, first.height_mm), order.profile, order.title)


def _write_file(order: PrintOrder, opened: document.Document, prepared: Prepared) -> None:
    """A PDF stays what it is, placed; a picture is put in as the dots that were checked."""
    if not order.output:
        raise PrintError("print_file", reason="")
    if isinstance(opened, document.PdfDocument):
        placed = [
            [pdf_file.PlacedPage(opened.pdf, page.index, page.placed, page.stamps)]
            for page in prepared.pages
        ]
        pdf_file.write(placed, order.output)
        return
    pictures = pdf_file.picture_document([page.bits for page in prepared.pages])
    try:
        whole = [
            [pdf_file.PlacedPage(pictures, number, pdf_file.whole(page.placed, order.profile.dpi))]
            for number, page in enumerate(prepared.pages)
        ]
        pdf_file.write(whole, order.output)
    finally:
        pictures.close()


def _raw_codes(body: bytes, media_type: MediaType) -> tuple[BarCode, ...]:
    if media_type is not MediaType.ZPL:
        return ()
    nowhere = Box(0, 0, 0, 0)
    return tuple(BarCode(text, "ZPL", nowhere) for text in zpl.codes(body))


def _check_raw(order: PrintOrder, body: bytes, media_type: MediaType) -> CheckResult:
    codes = _raw_codes(body, media_type)
    return barcode.check(codes, codes, order.expected, order.others, dpi=order.profile.dpi)


def _print_raw(
    order: PrintOrder,
    body: bytes,
    media_type: MediaType,
    clock: Clock,
    on_spooling: Callable[[], None],
) -> PrintReceipt:
    if order.watermark == VOID:
        raise PrintError("label_void_raw")
    if not printers.takes_native(order.profile):
        raise PrintError("label_not_drawn")
    result = _check_raw(order, body, media_type)
    stop(order, Proof(result, ()))
    on_spooling()
    job = raw.send(body, order.profile, order.title)
    pages = zpl.label_count(body) if media_type is MediaType.ZPL else 1
    return PrintReceipt(
        order.profile.printer, job, pages, order.profile.dpi, 1.0, result, clock.now()
    )
