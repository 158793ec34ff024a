"""The print process: opens strangers' files, draws, reads bar codes, spools; knows no secret.

Qt is here without a screen: printing needs fonts and printers, never a window.
"""

from __future__ import annotations

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

from PySide6.QtGui import QGuiApplication, QImageReader

from shipdesk.clock import SystemClock
from shipdesk.domain.label import PrintOrder, PrintReceipt
from shipdesk.domain.sheet import RulerPage, SheetOrder, SheetReceipt
from shipdesk.errors import PrintError
from shipdesk.printing import document, job, preview, printers, ruler, sheets
from shipdesk.worker_child import send_notice, serve

IMAGE_MEGABYTES = 128
SPOOLING = "spooling"
"""The notice after which something may come out of the printer."""


def main(connection: Connection) -> None:
    """Serve the press until the parent closes."""
    application = QGuiApplication(["shipdesk-print"])
    QImageReader.setAllocationLimit(IMAGE_MEGABYTES)
    clock = SystemClock()

    def print_label(order: PrintOrder, ticket: int) -> PrintReceipt:
        return job.print_label(order, clock, lambda: send_notice(connection, SPOOLING, ticket))

    def print_sheets(order: SheetOrder, ticket: int) -> SheetReceipt:
        return sheets.print_sheets(order, clock, lambda: send_notice(connection, SPOOLING, ticket))

    def print_ruler(page: RulerPage, ticket: int) -> str:
        return ruler.print_ruler(page, lambda: send_notice(connection, SPOOLING, ticket))

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
        },
        errors=(PrintError,),
    )
    application.shutdown()
