"""Labels sent to a printer, and what arrived there judged by a second tool.

The printer is one that speaks ZPL on a port, or the queue of a real CUPS that makes PDFs.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import zxingcpp
from PIL import Image

from shipdesk.clock import SystemClock
from shipdesk.domain.label import (
    CheckOutcome,
    CheckResult,
    PrinterProfile,
    PrintOrder,
    Stock,
    stock_of,
)
from shipdesk.domain.sheet import SheetOrder
from shipdesk.errors import PrintError
from shipdesk.printing import job, sheets
from shipdesk.printing.raster import Bits
from tests.printing.truth import NUMBERS, Truth
from tests.support.cups import PDF_QUEUE, PrivateCups
from tests.support.pdf_tools import size_mm, tool

STOCKS = ("4x6", "a6", "100x150", "a4-2x2")
DPIS = (203, 300, 600)
SIZE_MM = 0.5
"""By how much what comes out may be larger or smaller than it is."""

_BY_ZBAR = ("Code128", "QRCode", "ITF")
_QUIET = 40
_PLAIN_DOTS = 4
"""Narrower bars are doubled for the reader that wants more than two pixels a bar."""

_INK = 128


@dataclass(frozen=True)
class Judged:
    """What came out of the printer; `refused` is the key of why nothing did."""

    refused: str = ""
    matches: bool = False
    size_error: float = 0.0
    decoded: bool = False

    @property
    def right(self) -> bool:
        """Whether it is the label that was meant, at its size, and scans."""
        return self.matches and self.decoded and self.size_error <= SIZE_MM


class Printed(Protocol):
    """Where labels come out."""

    address: str

    def next_label(self, dpi: int, stock: Stock) -> Bits:
        """The dots of the label that came out; an AssertionError where its page is wrong."""
        ...


class Paper:
    """A printer on this computer that takes pictures in ZPL and keeps their dots."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._printed: list[bytes] = []
        self._arrived = threading.Semaphore(0)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Switch the printer off."""
        self._server.close()

    def next_label(self, dpi: int, stock: Stock) -> Bits:
        """The dots of the label that arrived, which has to be as large as its stock."""
        self._arrived.acquire()
        body = self._printed.pop(0)
        head = re.search(rb"\^PW(\d+)\^LL(\d+).*\^GFA,\d+,\d+,(\d+),([0-9A-F]+)\^FS", body)
        assert head is not None
        stride = int(head[3])
        packed = np.frombuffer(bytes.fromhex(head[4].decode()), np.uint8).reshape(-1, stride)
        bits: Bits = np.unpackbits(packed, axis=1)[: int(head[2]), : int(head[1])].astype(np.bool_)
        high = stock.height_mm or bits.shape[0] * 25.4 / dpi  # a roll is cut where the label ends
        wanted = tuple(round(side * dpi / 25.4) for side in (high, stock.width_mm))
        assert bits.shape == wanted, f"{bits.shape} dots instead of {wanted}"
        return bits

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                self._printed.append(connection.makefile("rb").read())
            self._arrived.release()


class QueuePaper:
    """The tray of a CUPS queue that makes a PDF of every job."""

    address = PDF_QUEUE

    def __init__(self, cups: PrivateCups) -> None:
        self._cups = cups

    def next_label(self, dpi: int, stock: Stock) -> Bits:
        """The dots of the one page that came out; `pdfinfo` says how large it is."""
        (path,) = self._cups.wait_for_pdfs(1)
        facts = tool("pdfinfo", path)
        assert "Pages:           1\n" in facts, facts
        wrong = max(
            abs(told - wanted)
            for told, wanted in zip(size_mm(path), (stock.width_mm, stock.height_mm), strict=True)
        )
        assert wrong <= SIZE_MM, f"the page is {wrong:.2f} mm wrong"
        picture = path.with_name("page")
        tool("pdftoppm", "-gray", "-singlefile", "-r", dpi, path, picture)
        drawn = picture.with_suffix(".pgm")
        with Image.open(drawn) as image:
            bits: Bits = np.asarray(image) < _INK
        for done in (path, drawn):
            done.unlink()
        return bits


def judge(truth: Truth, paper: Printed, stock: str, dpi: int, folder: Path) -> Judged:
    """Print a label and look at what arrived."""
    found = stock_of(stock)
    assert found is not None
    label = folder / "label.pdf"
    label.write_bytes(truth.pdf())
    order = PrintOrder(
        str(label),
        PrinterProfile("Bench", paper.address, found, dpi),
        expected=NUMBERS[truth.symbology],
        others=(truth.number,) if truth.number else (),
    )
    try:
        check = _handed_over(order)
    except PrintError as error:
        return Judged(error.key)
    bits = paper.next_label(dpi, found)
    rows, columns = (np.flatnonzero(bits.any(axis=axis)) for axis in (1, 0))
    sides = sorted(float(places[-1] - places[0] + 1) * 25.4 / dpi for places in (rows, columns))
    off = max(abs(side - true) for side, true in zip(sides, sorted(truth.frame), strict=True))
    matches = check.outcome is CheckOutcome.MATCHES
    inked = bits[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Judged("", matches, off, truth.code in _second_reading(truth, inked, dpi, folder))


def _handed_over(order: PrintOrder) -> CheckResult:
    """Print a label alone or on the third place of a sheet, and give what its check said."""
    if order.profile.stock.places == 1:
        return job.print_label(order, SystemClock(), lambda: None).check
    (part,) = sheets.print_sheets(SheetOrder((order,), 2), SystemClock(), lambda: None).parts
    if part.check is None:
        raise PrintError(part.key, **part.params)
    return part.check


def _second_reading(truth: Truth, bits: Bits, dpi: int, folder: Path) -> str:
    """What another reader than ours finds in the dots; ours where it knows the code alone."""
    gray = np.where(np.pad(bits, _QUIET), np.uint8(0), np.uint8(255))
    zbar = shutil.which("zbarimg")
    if truth.symbology not in _BY_ZBAR or zbar is None:
        if truth.dots(dpi) < _PLAIN_DOTS:
            gray = gray.repeat(2, axis=0).repeat(2, axis=1)
        return " ".join(code.text for code in zxingcpp.read_barcodes(gray))
    picture = folder / "dots.png"
    Image.fromarray(gray).save(picture, compress_level=1)
    command = [zbar, "-q", "--raw", str(picture)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
