"""The door to the print process for services: awaitable, with deadlines and our own errors.

Imports nothing heavy: drawing, bar codes and Qt's printing live on the other side of the pipe.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TypeVar

from shipdesk.domain.label import (
    BarCode,
    LabelFile,
    PreviewImage,
    Printer,
    PrintOrder,
    PrintReceipt,
    Proof,
)
from shipdesk.errors import LabelMissingError, NoPrinterError, PrintError
from shipdesk.workers import Worker, WorkerError, WorkerFaultError, WorkerTimeoutError

T = TypeVar("T")

TARGET = "shipdesk.printing.process:main"
READ_SECONDS = 20.0
PRINTERS_SECONDS = 15.0
PRINT_SECONDS = 60.0

_SPOOLING = "spooling"
_MEMORY_LIMIT = 768 * 2**20
"""Address space in bytes: an A4 page at 600 dpi takes 515 MB of it, 280 of them real."""


def print_worker() -> Worker:
    """The print process, not started yet; its owner closes it."""
    return Worker("print", TARGET, _MEMORY_LIMIT, errors=(PrintError,))


class Press:
    """Everything that is done with paper; one job at a time, on the loop of its worker."""

    def __init__(
        self,
        worker: Worker,
        *,
        read_seconds: float = READ_SECONDS,
        print_seconds: float = PRINT_SECONDS,
        printers_seconds: float = PRINTERS_SECONDS,
    ) -> None:
        self._worker = worker
        self._read_seconds = read_seconds
        self._print_seconds = print_seconds
        self._printers_seconds = printers_seconds
        self._tickets = itertools.count(1)
        self._begun: set[int] = set()
        worker.on_notice = self._on_notice

    async def inspect(self, path: Path) -> LabelFile:
        """What a file is; raises LabelMissingError that names what it is instead of a label."""
        return await self._read("inspect", LabelFile, str(path))

    async def preview(
        self, path: Path, page: int = 0, dpi: int = 150, watermark: str = ""
    ) -> PreviewImage:
        """A page, from 0, for the screen. Raises LabelMissingError, or PrintError for ZPL."""
        return await self._read("preview", PreviewImage, str(path), page, dpi, watermark)

    async def decode(self, path: Path) -> tuple[BarCode, ...]:
        """The bar codes of a file. Raises LabelMissingError."""
        found = await self._read("decode", tuple, str(path))
        return tuple(code for code in found if isinstance(code, BarCode))

    async def check(self, order: PrintOrder) -> Proof:
        """What would come out, before it does; never refuses a mismatch, only tells."""
        return await self._read("check", Proof, order)

    async def printers(self) -> tuple[Printer, ...]:
        """The printers of this computer. Raises NoPrinterError if the system does not answer."""
        try:
            answer = await self._worker.call("printers", deadline=self._printers_seconds)
        except WorkerError as error:
            if isinstance(error, WorkerFaultError):
                raise
            raise NoPrinterError("printers_silent", printer="") from error
        return tuple(found for found in _as(tuple, answer) if isinstance(found, Printer))

    async def print_label(self, order: PrintOrder) -> PrintReceipt:
        """Hand one document to a printer, once.

        Raises a PrintError when nothing was handed over, and WorkerError when the process died
        or hung after it had begun to: then it may be on paper, and nobody may send it again.
        """
        ticket = next(self._tickets)
        try:
            answer = await self._worker.call(
                "print_label", order, ticket, deadline=self._print_seconds
            )
        except WorkerError as error:
            if ticket in self._begun:
                raise
            raise _unreadable(error) from error
        finally:
            self._begun.discard(ticket)
        return _as(PrintReceipt, answer)

    async def aclose(self) -> None:
        """End the print process."""
        await self._worker.aclose()

    def _on_notice(self, name: str, value: object) -> None:
        if name == _SPOOLING and isinstance(value, int):
            self._begun.add(value)

    async def _read(self, method: str, kind: type[T], *args: object) -> T:
        try:
            answer = await self._worker.call(method, *args, deadline=self._read_seconds)
        except WorkerError as error:
            raise _unreadable(error) from error
        return _as(kind, answer)


def _unreadable(error: WorkerError) -> Exception:
    """A file that hangs or kills its reader is refused like any other that cannot be drawn."""
    if isinstance(error, WorkerFaultError) and error.kind != "MemoryError":
        return error
    slow = isinstance(error, WorkerTimeoutError)
    return LabelMissingError("label_hangs" if slow else "label_kills")


def _as(kind: type[T], answer: object) -> T:
    if not isinstance(answer, kind):
        raise TypeError(f"the print process answered {type(answer).__name__}")
    return answer
