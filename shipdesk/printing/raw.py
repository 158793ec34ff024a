"""Sends a printer's own language as it is: to a raw queue, or to a printer's own port."""

from __future__ import annotations

import socket
import sys

from shipdesk.domain.label import PrinterProfile
from shipdesk.errors import NoPrinterError, PrintError
from shipdesk.printing import ipp, queues

CONNECT_SECONDS = 5.0
SEND_SECONDS = 20.0


def send(body: bytes, profile: PrinterProfile, title: str) -> str:
    """Hand the bytes over, unchanged; returns the queue's job or the printer's address.

    Raises NoPrinterError if the printer took none of them, PrintError if it may have taken some.
    """
    if profile.address is not None:
        _send_to_port(body, profile.address, profile.printer)
        return profile.printer
    if sys.platform == "win32":
        from shipdesk.printing.raw_windows import send_to_queue  # noqa: PLC0415

        return send_to_queue(body, profile.printer, title)
    else:  # noqa: RET505  # the type checker knows platforms by their branches
        if not ipp.available():
            raise NoPrinterError("no_printing_system", printer=profile.printer)
        return queues.print_raw(body, profile.printer, title)


def _send_to_port(body: bytes, address: tuple[str, int], printer: str) -> None:
    try:
        connection = socket.create_connection(address, timeout=CONNECT_SECONDS)
    except OSError as error:
        raise NoPrinterError(printer=printer, reason=error.strerror or str(error)) from error
    with connection:
        try:
            connection.settimeout(SEND_SECONDS)
            connection.sendall(body)
            connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrintError("print_broken", printer=printer) from error
