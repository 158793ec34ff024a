"""What a printer or its queue says of itself, and what became of a job after the hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PrinterCondition(StrEnum):
    """Whether a printer can take a document now, and if not, why.

    `SILENT` is a printer that does not tell: it is printed to all the same.
    """

    READY = "ready"
    SILENT = "silent"
    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    HEAD_OPEN = "head_open"
    PAUSED = "paused"
    STOPPED = "stopped"
    REJECTING = "rejecting"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    """The printing system of this computer does not answer."""


@dataclass(frozen=True, slots=True)
class PrinterState:
    """A condition with the queue's or the network's own words, where there are any."""

    condition: PrinterCondition
    words: str = ""

    @property
    def takes_jobs(self) -> bool:
        """Whether a document may be handed over now."""
        return self.condition in {PrinterCondition.READY, PrinterCondition.SILENT}


class JobState(StrEnum):
    """Where a job stands at its queue; `GONE` is one that the queue does not know any more."""

    QUEUED = "queued"
    HELD = "held"
    PRINTING = "printing"
    STOPPED = "stopped"
    PRINTED = "printed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"

    @property
    def open(self) -> bool:
        """Whether something may still become of it."""
        return self in {JobState.QUEUED, JobState.HELD, JobState.PRINTING, JobState.STOPPED}


@dataclass(frozen=True, slots=True)
class JobReport:
    """What a queue tells of one of its jobs, with its own words."""

    job: str
    state: JobState
    words: str = ""
