"""Labels printed at one go, in the order of a list: how far it is, and what became of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NewType

from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.shipment import ShipmentId

PrintRunId = NewType("PrintRunId", str)


class RunState(StrEnum):
    """Whether the next label of a run is asked for by itself."""

    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


class Why(StrEnum):
    """Why a run stands still."""

    NONE = ""
    PERSON = "person"
    """A person stopped it."""
    UNKNOWN = "unknown"
    """A label may be on paper or not: a person looks at the printer first."""
    PRINTER = "printer"
    """The printer took nothing; the label keeps its place."""
    LATE = "late"
    """Nothing of it could be printed for so long that another parcel may lie there now."""


class RowState(StrEnum):
    """Where a row stands in its run; what came of the print, its operation says."""

    OPEN = "open"
    ASKED = "asked"
    ENDED = "ended"
    REFUSED = "refused"
    """Nothing was asked for: no label is kept, it was printed before, or a print of it is open."""
    SKIPPED = "skipped"


class PrintFate(StrEnum):
    """What became of one label of a run, in the words of a person who waits for it."""

    NEXT = "next"
    NO_LABEL = "no_label"
    """Its label is not kept here yet; its place is kept for it."""
    AT_PRINTER = "at_printer"
    """It was asked for and is not sent: the printer is not there."""
    SENDING = "sending"
    HELD = "held"
    SENT = "sent"
    NOT_PRINTED = "not_printed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    TAKEN_BACK = "taken_back"


_FATES = {
    OperationState.QUEUED: PrintFate.AT_PRINTER,
    OperationState.SENT: PrintFate.SENDING,
    OperationState.WAITING: PrintFate.AT_PRINTER,
    OperationState.UNKNOWN: PrintFate.UNKNOWN,
    OperationState.DONE: PrintFate.SENT,
    OperationState.REFUSED: PrintFate.NOT_PRINTED,
    OperationState.FAILED_AFTER_ACCEPTANCE: PrintFate.NOT_PRINTED,
    OperationState.CANCELLED: PrintFate.TAKEN_BACK,
}
_AGAIN = frozenset({PrintFate.NOT_PRINTED, PrintFate.SKIPPED, PrintFate.TAKEN_BACK})
_SETTLED = _AGAIN | {PrintFate.SENT, PrintFate.UNKNOWN}


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One label of a run; `copies` is how often it was handed to a printer before, or in the run.

    `kept` says that its label is here, `held` that it waits for a person's word, `reason_key` and
    `reason` why nothing was asked for. `printer` is the title of the one that it was handed to.
    """

    place: int
    shipment_id: ShipmentId
    state: RowState
    operation: Operation | None = None
    copies: int = 0
    kept: bool = True
    held: bool = False
    reason_key: str = ""
    reason: str = ""
    printer: str = ""

    @property
    def fate(self) -> PrintFate:
        """What became of it."""
        if self.state is RowState.OPEN:
            return PrintFate.NEXT if self.kept else PrintFate.NO_LABEL
        if self.state is RowState.SKIPPED:
            return PrintFate.SKIPPED
        if self.state is RowState.REFUSED or self.operation is None:
            return PrintFate.NOT_PRINTED
        held = self.held and self.operation.state is OperationState.QUEUED
        return PrintFate.HELD if held else _FATES[self.operation.state]

    @property
    def why_key(self) -> str:
        """The key of why it was not printed, or is not printed yet."""
        known = self.operation is not None and self.state in {RowState.ASKED, RowState.ENDED}
        return self.operation.reason_key if known and self.operation else self.reason_key

    @property
    def why(self) -> str:
        """Why it was not printed, or is not printed yet, in words."""
        known = self.operation is not None and self.state in {RowState.ASKED, RowState.ENDED}
        return self.operation.reason if known and self.operation else self.reason

    @property
    def can_be_asked_again(self) -> bool:
        """Whether it may be printed by a retry: never what is or may be on paper."""
        return self.fate in _AGAIN


@dataclass(frozen=True)
class PrintRun:
    """Labels that were asked for at one go; `waits` tells why the label at `waits_at` is not here.

    `behind`: another run is before it, since two at once would mix their labels on the printer.
    """

    id: PrintRunId
    state: RunState
    why: Why
    words: str
    created_at: datetime
    rows: tuple[PrintRow, ...]
    waits: str = ""
    waits_at: int | None = None
    behind: bool = False

    @cached_property
    def counts(self) -> Counter[PrintFate]:
        """How many rows came to which fate."""
        return Counter(row.fate for row in self.rows)

    @property
    def settled(self) -> int:
        """How many rows have nothing left to happen by themselves."""
        return sum(row.fate in _SETTLED for row in self.rows)

    @property
    def next_row(self) -> PrintRow | None:
        """The row whose turn it is, None where all are settled."""
        return next((row for row in self.rows if row.fate not in _SETTLED), None)
