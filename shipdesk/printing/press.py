"""The door to the print process for services: awaitable, with deadlines and our own errors.

Imports nothing heavy: drawing, bar codes and Qt's printing live on the other side of the pipe.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from shipdesk.domain.label import (
    BarCode,
    LabelFile,
    PreviewImage,
    Printer,
    PrinterProfile,
    PrintOrder,
    PrintReceipt,
    Proof,
    Stock,
    StrangeCodesError,
)
from shipdesk.domain.label_book import BookEnd, BookStep
from shipdesk.domain.paper import MadePaper, Paper
from shipdesk.domain.printer_state import JobReport, PrinterCondition, PrinterState
from shipdesk.domain.sheet import RulerPage, SheetOrder, SheetReceipt
from shipdesk.errors import LabelMissingError, NoPrinterError, PrintError
from shipdesk.workers import Worker, WorkerError, WorkerFaultError, WorkerTimeoutError

T = TypeVar("T")
Asked = TypeVar("Asked", PrintOrder, SheetOrder)
Known = Callable[[Sequence[str]], Awaitable[tuple[str, ...]]]
"""The tracking numbers of known parcels that stand in bar codes. Raises PrintError."""

TARGET = "shipdesk.printing.process:main"
READ_SECONDS = 10.0
PRINTERS_SECONDS = 15.0
PRINT_SECONDS = 60.0

_SPOOLING = "spooling"
_MEMORY_LIMIT = 512 * 2**20
"""Bytes of address space, of which Qt, PDFium and their libraries take some 230 before any work."""


def print_worker() -> Worker:
    """The print process, not started yet; its owner closes it."""
    return Worker("print", TARGET, _MEMORY_LIMIT, errors=(PrintError, StrangeCodesError))


class Press:
    """Everything that is done with paper; one job at a time, on the loop of its worker.

    `known` is asked whose a code is that is not the parcel's; without it no other parcel is known.
    """

    def __init__(
        self,
        worker: Worker,
        known: Known | None = None,
        *,
        read_seconds: float = READ_SECONDS,
        print_seconds: float = PRINT_SECONDS,
        printers_seconds: float = PRINTERS_SECONDS,
    ) -> None:
        self._worker = worker
        self._known = known
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
        return await self._asked(lambda each: self._read("check", Proof, each), order)

    async def write_paper(self, paper: Paper, stock: Stock, output: Path) -> MadePaper:
        """Set one of our own sheets as a PDF of the stock's size. Raises PrintError."""
        return await self._read("write_paper", MadePaper, paper, stock, str(output))

    async def printers(self) -> tuple[Printer, ...]:
        """The printers of this computer. Raises NoPrinterError if the system does not answer."""
        try:
            answer = await self._worker.call("printers", deadline=self._printers_seconds)
        except WorkerError as error:
            if isinstance(error, WorkerFaultError):
                raise
            raise NoPrinterError("printers_silent", printer="") from error
        return tuple(found for found in _as(tuple, answer) if isinstance(found, Printer))

    async def condition(self, profile: PrinterProfile) -> PrinterState:
        """Whether the profile's printer takes a document now, and if not, why."""
        try:
            answer = await self._worker.call("condition", profile, deadline=self._printers_seconds)
        except WorkerError as error:
            if isinstance(error, WorkerFaultError):
                raise
            return PrinterState(PrinterCondition.NO_ANSWER)
        return _as(PrinterState, answer)

    async def jobs(self, names: Sequence[str]) -> tuple[JobReport, ...]:
        """What became of jobs of queues. Raises NoPrinterError if the system does not answer."""
        try:
            answer = await self._worker.call("jobs", tuple(names), deadline=self._printers_seconds)
        except WorkerError as error:
            if isinstance(error, WorkerFaultError):
                raise
            raise NoPrinterError("printers_silent", printer="") from error
        return tuple(found for found in _as(tuple, answer) if isinstance(found, JobReport))

    async def add_to_book(self, order: SheetOrder, end: BookEnd) -> BookStep:
        """Append labels to an unfinished file, as they would be printed; a stopped one is told.

        Raises PrintError where the file cannot be written, LabelMissingError where a label hangs
        or kills its reader; the next step overwrites what that left.
        """
        seconds = self._read_seconds * len(order.parts)
        return await self._asked(
            lambda each: self._read("add_to_book", BookStep, each, end, seconds=seconds), order
        )

    async def finish_book(self, file: Path, end: BookEnd) -> None:
        """Make the appended pages one file. Raises PrintError."""
        await self._read("finish_book", type(None), str(file), end)

    async def drop_book(self, folder: Path) -> None:
        """Remove the folder of an unfinished file, after the job in flight. Raises WorkerError."""
        await self._worker.call("drop_book", str(folder), deadline=self._read_seconds)

    async def print_label(self, order: PrintOrder) -> PrintReceipt:
        """Hand one document to a printer, once.

        Raises a PrintError when nothing was handed over, and WorkerError when the process died
        or hung after it had begun to: then it may be on paper, and nobody may send it again.
        """
        answer = await self._asked(lambda each: self._hand_over("print_label", each), order)
        return _as(PrintReceipt, answer)

    async def print_sheets(self, order: SheetOrder) -> SheetReceipt:
        """Hand several labels over on sheets of cells, in one job; a stopped one stops no other.

        Raises as `print_label` does, where nothing at all could be handed over or told.
        """
        count = len(order.parts)
        answer = await self._asked(lambda each: self._hand_over("print_sheets", each, count), order)
        return _as(SheetReceipt, answer)

    async def print_ruler(self, page: RulerPage) -> str:
        """Hand a ruler page over; returns how the job is called. Raises as `print_label` does."""
        return _as(str, await self._hand_over("print_ruler", page))

    async def _asked(self, work: Callable[[Asked], Awaitable[T]], order: Asked) -> T:
        """The work, done anew with the numbers it lacks where the file holds strange codes.

        Nearly every label holds its parcel's number; then no other number is looked up.
        """
        try:
            return await work(order)
        except StrangeCodesError as error:
            others = () if self._known is None else await self._known(error.codes)
        return await work(_knowing(order, others))

    async def _hand_over(self, method: str, order: object, labels: int = 1) -> object:
        ticket = next(self._tickets)
        seconds = self._read_seconds * labels
        try:
            return await self._worker.call(method, order, ticket, deadline=seconds)
        except WorkerError as error:
            if ticket in self._begun:
                raise
            raise _unreadable(error) from error
        finally:
            self._begun.discard(ticket)

    async def aclose(self) -> None:
        """End the print process."""
        await self._worker.aclose()

    def _on_notice(self, name: str, value: object) -> None:
        if name == _SPOOLING and isinstance(value, int):
            self._begun.add(value)
            # Drawn: what is left is a printer, which may be slower than any file.
            self._worker.prolong(self._print_seconds)

    async def _read(
        self, method: str, kind: type[T], *args: object, seconds: float | None = None
    ) -> T:
        try:
            deadline = self._read_seconds if seconds is None else seconds
            answer = await self._worker.call(method, *args, deadline=deadline)
        except WorkerError as error:
            raise _unreadable(error) from error
        return _as(kind, answer)


def _knowing(order: Asked, others: tuple[str, ...]) -> Asked:
    """The order with the numbers of other parcels, where it has none of its own."""
    if isinstance(order, SheetOrder):
        return replace(order, parts=tuple(_knowing(part, others) for part in order.parts))
    return order if order.others is not None else replace(order, others=others)


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
