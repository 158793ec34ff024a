"""The printers of this computer, and the one that is always there.

Asking can block for a minute when a print server does not answer: only in the print process.
"""

from __future__ import annotations

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinterInfo

from shipdesk.domain.label import PDF_FILE, Printer, PrinterProfile
from shipdesk.printing import ipp, queues

LABEL_DPI = 203
FILE_DPI = 300
_LABEL_MAKERS = (
    "zebra", "zdesigner", "zpl", "epl", "label", "dymo", "tsc", "godex", "citizen cl", "sato",
)  # fmt: skip
_NOT_ZPL = ("dymo", "epl")


def list_printers() -> tuple[Printer, ...]:
    """The PDF file first, then every queue of the system by its name."""
    queues = sorted(
        (_printer(found) for found in QPrinterInfo.availablePrinters()),
        key=lambda printer: printer.title.casefold(),
    )
    return (Printer(PDF_FILE, "PDF", default_dpi=FILE_DPI), *queues)


def _printer(found: QPrinterInfo) -> Printer:
    resolutions = tuple(sorted({dpi for dpi in found.supportedResolutions() if dpi > 0}))
    sizes = tuple(
        (round(size.width(), 1), round(size.height(), 1))
        for size in (page.size(QPageSize.Unit.Millimeter) for page in found.supportedPageSizes())
    )
    model = found.makeAndModel()
    return Printer(
        name=found.printerName(),
        title=found.description() or found.printerName(),
        default_dpi=default_dpi(model, resolutions),
        resolutions=resolutions,
        sizes=sizes,
        custom_sizes=found.supportsCustomPageSizes(),
        is_default=found.isDefault(),
        raw=speaks_zpl(model),
    )


def speaks_zpl(model: str) -> bool:
    """Whether ZPL may be sent there: a raw queue, or a label printer that speaks it by its name."""
    words = model.casefold()
    known = any(maker in words for maker in _LABEL_MAKERS)
    return "raw" in words.split() or (known and not any(other in words for other in _NOT_ZPL))


def takes_native(profile: PrinterProfile) -> bool:
    """Whether a printer's own language is printed by the profile's printer, and not spelt out.

    A printer that tells nothing of itself is taken at its word. Raises NoPrinterError where its
    queue is not there; blocks as a printing system does.
    """
    if profile.to_file:
        return False
    if profile.address is not None:
        return True
    if ipp.available():
        model = queues.look(profile.printer).model
    else:
        model = QPrinterInfo.printerInfo(profile.printer).makeAndModel()
    words = model.casefold()
    return speaks_zpl(model) or not words or any(maker in words for maker in _LABEL_MAKERS)


def default_dpi(model: str, resolutions: tuple[int, ...]) -> int:
    """The resolution to begin a profile with: a label printer's own, else 300 or above."""
    for dpi in (LABEL_DPI, 300):
        if dpi in resolutions:
            return dpi
    if any(maker in model.casefold() for maker in _LABEL_MAKERS):
        return LABEL_DPI
    return min((dpi for dpi in resolutions if dpi >= FILE_DPI), default=FILE_DPI)
