"""How the printer of a profile is, asked where it tells: its queue, and its own port by `~HS`."""

from __future__ import annotations

import threading

from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.printer_state import PrinterCondition, PrinterState
from shipdesk.errors import NoPrinterError
from shipdesk.printing import host_status, ipp, queues
from shipdesk.printing.queues import Queue

_READY = PrinterCondition.READY
_CONNECTING = "connecting-to-device"
_CONNECTING_SECONDS = 1.0
_REASONS = (
    ("media-empty", PrinterCondition.PAPER_OUT),
    ("media-needed", PrinterCondition.PAPER_OUT),
    ("marker-supply-empty", PrinterCondition.RIBBON_OUT),
    ("cover-open", PrinterCondition.HEAD_OPEN),
    ("door-open", PrinterCondition.HEAD_OPEN),
    ("offline", PrinterCondition.UNREACHABLE),
    (_CONNECTING, PrinterCondition.UNREACHABLE),
)
"""IPP's reasons (RFC 8011 § 5.4.12 and CUPS's own); what they do not name stops nothing."""

_ONLY_A_WARNING = ("-report", "-warning")
_TOLD = {
    "no_printer": PrinterCondition.MISSING,
    "printers_silent": PrinterCondition.NO_ANSWER,
}


def condition(profile: PrinterProfile) -> PrinterState:
    """Whether the profile's printer takes a document now; blocks for some seconds at most."""
    if profile.to_file:
        return PrinterState(PrinterCondition.READY)
    if profile.address is not None:
        return host_status.ask(profile.address)
    if not ipp.available():
        return PrinterState(PrinterCondition.SILENT)
    try:
        return _of_queue(_settled(profile.printer))
    except NoPrinterError as error:
        found = _TOLD.get(error.key, PrinterCondition.NO_ANSWER)
        return PrinterState(found, str(error.params.get("reason", "")))


def _settled(printer: str) -> Queue:
    """The queue once it has had time to reach its printer: each job begins by connecting."""
    queue = queues.look(printer)
    if queue.busy and any(reason.startswith(_CONNECTING) for reason in queue.reasons):
        threading.Event().wait(_CONNECTING_SECONDS)
        return queues.look(printer)
    return queue


def _of_queue(queue: Queue) -> PrinterState:
    if not queue.accepting:
        return PrinterState(PrinterCondition.REJECTING, queue.words)
    if queue.stopped:
        return PrinterState(PrinterCondition.STOPPED, queue.words)
    if queue.busy:
        # Only then: an idle queue repeats what its last job met, and nobody would take it back.
        return _of_reasons(queue)
    if queue.port is not None:
        return host_status.ask(queue.port)
    return PrinterState(_READY)


def _of_reasons(queue: Queue) -> PrinterState:
    for start, found in _REASONS:
        for reason in queue.reasons:
            offline = found is PrinterCondition.UNREACHABLE
            if reason.startswith(start) and (offline or not reason.endswith(_ONLY_A_WARNING)):
                return PrinterState(found, queue.words)
    return PrinterState(_READY)
