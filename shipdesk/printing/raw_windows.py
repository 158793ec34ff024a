"""Raw printing on Windows: the spooler takes bytes of type RAW and passes them on unchanged."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from shipdesk.errors import NoPrinterError

if sys.platform == "win32":

    class _Document(ctypes.Structure):
        """DOC_INFO_1W of winspool.h."""

        _fields_ = (
            ("name", wintypes.LPWSTR),
            ("output", wintypes.LPWSTR),
            ("kind", wintypes.LPWSTR),
        )

    def send_to_queue(body: bytes, printer: str, title: str) -> str:
        """Hand the bytes to the queue; returns its job number. Raises NoPrinterError."""
        spooler = ctypes.WinDLL("winspool.drv", use_last_error=True)
        queue = wintypes.HANDLE()
        if not spooler.OpenPrinterW(printer, ctypes.byref(queue), None):
            raise _refused(printer)
        try:
            document = _Document(title, None, "RAW")
            job = spooler.StartDocPrinterW(queue, 1, ctypes.byref(document))
            if not job:
                raise _refused(printer)
            written = wintypes.DWORD()
            sent = (
                spooler.StartPagePrinter(queue)
                and spooler.WritePrinter(queue, body, len(body), ctypes.byref(written))
                and written.value == len(body)
                and spooler.EndPagePrinter(queue)
            )
            reason = _refused(printer)
            if not spooler.EndDocPrinter(queue) or not sent:
                raise reason
        finally:
            spooler.ClosePrinter(queue)
        return str(job)

    def _refused(printer: str) -> NoPrinterError:
        code = ctypes.get_last_error()
        return NoPrinterError(printer=printer, reason=ctypes.FormatError(code).strip())
