"""The print process: opens strangers' files, draws, reads bar codes, spools; knows no secret.

Qt is here without a screen: printing needs fonts and printers, never a window.
"""

from __future__ import annotations

import ctypes
import os
import sys
from multiprocessing.connection import Connection

# Before numpy and Qt look at them. Threads of a mathematics library would reserve the memory
# that the process is limited to, and this process must never open the screen.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
if sys.platform.startswith("linux"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
# An icon in the Dock for a moment would tell of a second program.
os.environ.setdefault("QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM", "1")

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QGuiApplication, QImageReader

from shipdesk.clock import SystemClock
from shipdesk.domain.label import PrintOrder, PrintReceipt, StrangeCodesError
from shipdesk.domain.label_book import BookEnd, BookStep
from shipdesk.domain.sheet import RulerPage, SheetOrder, SheetReceipt
from shipdesk.errors import PrintError
from shipdesk.printing import (
    condition,
    document,
    job,
    label_book,
    preview,
    printers,
    queues,
    ruler,
    sheets,
)
from shipdesk.printing.papers import typeset
from shipdesk.worker_child import send_notice, serve

IMAGE_MEGABYTES = 144
"""What Qt may take for one picture: an A4 page at 600 dpi in colour is 133."""

SPOOLING = "spooling"
"""The notice after which something may come out of the printer."""


_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def main(connection: Connection) -> None:
    """Serve the press until the parent closes."""
    _use_one_arena()
    application = QGuiApplication(["shipdesk-print"])
    QImageReader.setAllocationLimit(IMAGE_MEGABYTES)
    # Qt complains of every typeface that lacks a script; which signs are lost is told by us.
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    clock = SystemClock()

    def print_label(order: PrintOrder, ticket: int) -> PrintReceipt:
        return job.print_label(order, clock, lambda: send_notice(connection, SPOOLING, ticket))

    def print_sheets(order: SheetOrder, ticket: int) -> SheetReceipt:
        return sheets.print_sheets(order, clock, lambda: send_notice(connection, SPOOLING, ticket))

    def print_ruler(page: RulerPage, ticket: int) -> str:
        return ruler.print_ruler(page, lambda: send_notice(connection, SPOOLING, ticket))

    def add_to_book(order: SheetOrder, end: BookEnd) -> BookStep:
        return label_book.add(order, end, clock)

    serve(
        connection,
        {
            "inspect": document.inspect,
            "preview": preview.preview,
            "decode": job.decode,
            "check": sheets.check,
            "print_label": print_label,
            "print_sheets": print_sheets,
            "print_ruler": print_ruler,
            "printers": printers.list_printers,
            "condition": condition.condition,
            "jobs": queues.jobs,
            "write_paper": typeset.write_paper,
            "add_to_book": add_to_book,
            "finish_book": label_book.finish,
            "drop_book": label_book.drop,
        },
        errors=(PrintError, StrangeCodesError),
    )
    application.shutdown()


def _use_one_arena() -> None:
    """Keep glibc from reserving 64 MB of the limited address space for each further thread."""
    if sys.platform.startswith("linux"):
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)
