"""Sends a printer's own language as it is: to a raw queue, or to a printer's own port."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys

from shipdesk.domain.label import PrinterProfile
from shipdesk.errors import NoPrinterError

CONNECT_SECONDS = 5.0
SEND_SECONDS = 20.0


def send(body: bytes, profile: PrinterProfile, title: str) -> str:
    """Hand the bytes over, unchanged; returns the queue's job or the printer's address.

    Raises NoPrinterError if the printer does not take them.
    """
    if profile.address is not None:
        _send_to_port(body, profile.address, profile.printer)
        return profile.printer
    if sys.platform == "win32":
        from shipdesk.printing.raw_windows import send_to_queue  # noqa: PLC0415

        return send_to_queue(body, profile.printer, title)
    else:  # noqa: RET505  # the type checker knows platforms by their branches
        return _send_to_queue(body, profile.printer, title)


def _send_to_port(body: bytes, address: tuple[str, int], printer: str) -> None:
    try:
        with socket.create_connection(address, timeout=CONNECT_SECONDS) as connection:
            connection.settimeout(SEND_SECONDS)
            connection.sendall(body)
            connection.shutdown(socket.SHUT_WR)
    except OSError as error:
        raise NoPrinterError(printer=printer, reason=error.strerror or str(error)) from error


def _send_to_queue(body: bytes, printer: str, title: str) -> str:
    program = shutil.which("lp")
    if program is None:
        raise NoPrinterError("no_printing_system", printer=printer)
    # The queue's name follows its option in one word: a name that begins with a dash stays a name.
    command = [program, f"-d{printer}", "-oraw", "-n1", f"-t{title}", "-"]
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and every word is ours or one option's
            command, input=body, capture_output=True, timeout=SEND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoPrinterError("printers_silent", printer=printer) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("lp: ")
        raise NoPrinterError(printer=printer, reason=reason)
    answer = re.search(rb"(\S+-\d+) \(", done.stdout)
    return answer[1].decode("utf-8", "replace") if answer else title
