"""Puts finished dots on paper through the system's printing, once and at their true size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from shipdesk.domain.label import PrinterProfile
from shipdesk.errors import NoPrinterError, PrintError
from shipdesk.printing import cups_queue, dots_pdf, ipp, queues, raw, zpl
from shipdesk.printing.raster import Bits, pack, to_image

_SIZE_ERROR_MM = 0.5


def spool(
    pages: Sequence[Bits], size_mm: tuple[float, float], profile: PrinterProfile, title: str
) -> str:
    """Hand the pages to the profile's printer; returns its job, else the title given.

    As graphics in ZPL to a printer's own port or raw queue, which understands nothing else.
    Raises NoPrinterError when nothing was handed over since the queue is not there or refuses,
    PrintError when it cannot take this size of paper or broke off.
    """
    if profile.address is not None:
        return raw.send(_pictures(pages, profile), profile, title)
    if not ipp.available():
        return spool_by_qt(pages, size_mm, profile, title)
    queue = queues.look(profile.printer)
    if queue.raw:
        return raw.send(_pictures(pages, profile), profile, title)
    body = dots_pdf.document(pages, profile.dpi, size_mm)
    return queues.print_pdf(body, size_mm, profile, title, queue)


def _pictures(pages: Sequence[Bits], profile: PrinterProfile) -> bytes:
    return b"".join(
        zpl.picture(pack(bits), bits.shape[1], bits.shape[0], profile.darkness) for bits in pages
    )


def spool_by_qt(
    pages: Sequence[Bits], size_mm: tuple[float, float], profile: PrinterProfile, title: str
) -> str:
    """The same where CUPS cannot be asked: through Qt, which tells nothing of the job.

    Belongs to the main thread of the print process.
    """
    printer = _printer(profile)
    _set_page(printer, size_mm, profile)
    printer.setDocName(title)
    before = cups_queue.newest_job(profile.printer)
    painter = QPainter()
    if not painter.begin(printer):
        raise NoPrinterError("queue_refuses", printer=profile.printer, reason="")
    # Without it Qt sends labels as JPEG, which blurs every bar.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    turned = True
    for number, bits in enumerate(pages):
        turned = turned and (not number or printer.newPage())
        painter.drawImage(QPoint(0, 0), to_image(bits))
    ended = painter.end()
    job = cups_queue.require_job(profile.printer, before)
    if not (turned and ended) or printer.printerState() == QPrinter.PrinterState.Error:
        raise PrintError("print_broken", printer=profile.printer)
    return job or title


def _printer(profile: PrinterProfile) -> QPrinter:
    found = QPrinterInfo.printerInfo(profile.printer)
    # For a name that it does not know Qt would print to the default printer or to a file.
    if found.isNull() or found.printerName() != profile.printer:
        raise NoPrinterError(printer=profile.printer, reason="")
    printer = QPrinter(found, QPrinter.PrinterMode.HighResolution)
    if (
        printer.outputFormat() != QPrinter.OutputFormat.NativeFormat
        or printer.printerName() != profile.printer
    ):
        raise NoPrinterError(printer=profile.printer, reason="")
    printer.setResolution(profile.dpi)
    printer.setFullPage(True)
    # A queue's default of two copies would print a label twice.
    printer.setCopyCount(1)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    return printer


def _set_page(printer: QPrinter, size_mm: tuple[float, float], profile: PrinterProfile) -> None:
    size = QPageSize(
        QSizeF(*size_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageSize(size)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    taken = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    wrong = max(abs(taken.width() - size_mm[0]), abs(taken.height() - size_mm[1]))
    if wrong > _SIZE_ERROR_MM:
        raise PrintError(
            "paper_refused",
            printer=profile.printer,
            width=round(size_mm[0], 1),
            height=round(size_mm[1], 1),
        )
