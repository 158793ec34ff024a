"""A CUPS queue: whether it is there and takes jobs, what it is given, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shipdesk.domain.label import MM_PER_INCH, PrinterProfile
from shipdesk.domain.printer_state import JobReport, JobState
from shipdesk.errors import NoPrinterError, PrintError
from shipdesk.printing import ipp
from shipdesk.printing.ipp import CupsError, Question, Values

PDF = "application/pdf"
RAW = "application/vnd.cups-raw"
"""What no filter touches on its way to the printer."""

RAW_PORT = 9100
_SIZE_ERROR_MM = 0.5
_STOPPED, _PROCESSING = 5, 4
_FACTS = (
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "device-uri",
    "media-supported",
)
_JOB_FACTS = ("job-id", "job-state", "job-state-reasons", "job-printer-state-message")
_JOB_STATES = {
    3: JobState.QUEUED,
    4: JobState.HELD,
    5: JobState.PRINTING,
    6: JobState.STOPPED,
    7: JobState.CANCELLED,
    8: JobState.FAILED,
    9: JobState.PRINTED,
}
_ONCE = {"copies": "1", "job-sheets": "none", "number-up": "1"}
"""What a queue's own defaults would make of a label: two, with a cover, four on a page."""

_PLACED = {"sides": "one-sided", "print-scaling": "none", "print-color-mode": "monochrome"}
_SIZE = re.compile(r"_([\d.]+)x([\d.]+)(in|mm)$")


@dataclass(frozen=True, slots=True)
class Queue:
    """What a queue says of itself; `port` is where its printer listens, for raw queues only.

    `model` is make and model, "" where none is told.
    """

    stopped: bool
    busy: bool
    accepting: bool
    words: str
    reasons: tuple[str, ...]
    raw: bool
    port: tuple[str, int] | None
    media: tuple[str, ...]
    model: str = ""


def look(name: str) -> Queue:
    """The queue of that name. Raises NoPrinterError where it, or CUPS itself, is not there."""
    try:
        (facts,) = ipp.ask(Question(ipp.GET_PRINTER_ATTRIBUTES, ipp.printer_uri(name), _FACTS))
    except CupsError as error:
        raise _refusal(error, name) from error
    model = _text(facts, "printer-make-and-model")
    raw = "raw" in model.casefold().split()
    state = _number(facts, "printer-state")
    return Queue(
        stopped=state == _STOPPED,
        busy=state == _PROCESSING,
        accepting=bool(_number(facts, "printer-is-accepting-jobs")),
        words=_text(facts, "printer-state-message"),
        reasons=_texts(facts, "printer-state-reasons"),
        raw=raw,
        port=_port(_text(facts, "device-uri")) if raw else None,
        media=_texts(facts, "media-supported"),
        model=model,
    )


def print_pdf(
    body: bytes, size_mm: tuple[float, float], profile: PrinterProfile, title: str, queue: Queue
) -> str:
    """Hand a PDF over at its true size; returns the queue's job. Raises as `_send` does.

    Raises PrintError where the queue cannot print on paper of this size.
    """
    media = media_name(size_mm, queue.media)
    if not media:
        raise PrintError(
            "paper_refused",
            printer=profile.printer,
            width=round(size_mm[0], 1),
            height=round(size_mm[1], 1),
        )
    return _send(body, PDF, profile.printer, title, {**_ONCE, **_PLACED, "media": media})


def print_raw(body: bytes, printer: str, title: str) -> str:
    """Hand a printer's own language over byte for byte; returns the queue's job."""
    return _send(body, RAW, printer, title, _ONCE)


def media_name(size_mm: tuple[float, float], known: Sequence[str]) -> str:
    """How a queue calls paper of this size; "" where it cannot print on it."""
    exact = f"Custom.{size_mm[0]:.5g}x{size_mm[1]:.5g}mm"
    if not known:
        return exact
    sizes = {name: size for name in known if (size := _size_of(name)) is not None}
    for name, size in sizes.items():
        wrong = max(abs(told - wanted) for told, wanted in zip(size, size_mm, strict=True))
        if wrong <= _SIZE_ERROR_MM and not name.startswith(("custom_min", "custom_max")):
            return name
    least = next((size for name, size in sizes.items() if name.startswith("custom_min")), None)
    most = next((size for name, size in sizes.items() if name.startswith("custom_max")), None)
    if least is None or most is None:
        return ""
    fits = all(low <= side <= high for low, side, high in zip(least, size_mm, most, strict=True))
    return exact if fits else ""


def jobs(names: Sequence[str]) -> tuple[JobReport, ...]:
    """What became of jobs, named as they were when they were handed over.

    Nothing where no queue can be asked. Raises NoPrinterError where CUPS does not answer.
    """
    if not ipp.available():
        return ()
    under_way: dict[str, dict[int, Values]] = {}
    reports = []
    for name in names:
        queue, _, number = name.rpartition("-")
        if queue not in under_way:
            under_way[queue] = _under_way(queue)
        facts = under_way[queue].get(int(number)) or _job(queue, int(number))
        state = _JOB_STATES.get(_number(facts, "job-state"), JobState.GONE)
        words = _text(facts, "job-printer-state-message")
        reports.append(JobReport(name, state, words))
    return tuple(reports)


def _under_way(queue: str) -> dict[int, Values]:
    """What is not through of a queue, by number, asked at one go."""
    asked = {"which-jobs": "not-completed"}
    question = Question(ipp.GET_JOBS, ipp.printer_uri(queue), _JOB_FACTS, asked)
    return {_number(facts, "job-id"): facts for facts in _ask(question, queue)}


def _job(queue: str, number: int) -> Values:
    """What is known of a job that is through, or was dropped."""
    question = Question(ipp.GET_JOB_ATTRIBUTES, ipp.job_uri(number), _JOB_FACTS)
    return next(iter(_ask(question, queue)), {})


def _ask(question: Question, queue: str) -> tuple[Values, ...]:
    try:
        return ipp.ask(question)
    except CupsError as error:
        if error.status == ipp.NOT_FOUND:
            return ()
        raise _refusal(error, queue) from error


def _send(
    body: bytes, media_type: str, printer: str, title: str, options: Mapping[str, str]
) -> str:
    """Raises NoPrinterError where nothing was handed over, PrintError where something may be."""
    try:
        number = ipp.send(printer, title, body, media_type, options)
    except CupsError as error:
        raise _refusal(error, printer) from error
    return f"{printer}-{number}"


def _refusal(error: CupsError, printer: str) -> PrintError:
    if error.job:
        return PrintError("print_broken", printer=printer)
    if error.status == ipp.NOT_FOUND:
        return NoPrinterError(printer=printer, reason="")
    if error.status == ipp.NOT_ACCEPTING:
        return NoPrinterError("queue_refuses", printer=printer, reason=_own_words(printer))
    if error.status in ipp.NO_ANSWER:
        return NoPrinterError("printers_silent", printer=printer)
    return NoPrinterError("queue_refuses", printer=printer, reason=error.words)


def _own_words(printer: str) -> str:
    try:
        return look(printer).words
    except NoPrinterError:
        return ""


def _port(device: str) -> tuple[str, int] | None:
    parts = urlsplit(device)
    if parts.scheme != "socket" or not parts.hostname:
        return None
    return parts.hostname, parts.port or RAW_PORT


def _size_of(name: str) -> tuple[float, float] | None:
    found = _SIZE.search(name)
    if found is None:
        return None
    unit = MM_PER_INCH if found[3] == "in" else 1.0
    return float(found[1]) * unit, float(found[2]) * unit


def _number(facts: Values, name: str) -> int:
    value = facts.get(name, (0,))[0]
    return value if isinstance(value, int) else 0


def _texts(facts: Values, name: str) -> tuple[str, ...]:
    return tuple(value for value in facts.get(name, ()) if isinstance(value, str))


def _text(facts: Values, name: str) -> str:
    return next(iter(_texts(facts, name)), "")
