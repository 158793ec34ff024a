"""Whether printers take documents: asked before a print, so that none is sent into nowhere.

A printer that is out of paper makes its documents wait in sight; one of them asks it again every
few seconds, the others wait for that one. A printer that does not tell is printed to.
"""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.clock import Clock
from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.printer_state import PrinterCondition, PrinterState
from shipdesk.errors import NoPrinterError, PrintError
from shipdesk.printing.press import Press
from shipdesk.providers.steps import Waiting
from shipdesk.storage import waiting_prints
from shipdesk.storage.database import Database

FRESH = 3.0
"""Seconds for which a printer that took documents is not asked again."""

AGAIN = 4.0
"""Seconds after which the first document that waits asks again."""

BEHIND = 20.0
"""Seconds after which the others look whether that one still waits."""

_KEYS = {
    PrinterCondition.MISSING: "no_printer",
    PrinterCondition.UNREACHABLE: "printer_unreachable",
    PrinterCondition.NO_ANSWER: "printers_silent",
    PrinterCondition.REJECTING: "queue_rejects",
    PrinterCondition.STOPPED: "queue_stopped",
    PrinterCondition.PAUSED: "printer_paused",
    PrinterCondition.HEAD_OPEN: "printer_open",
    PrinterCondition.PAPER_OUT: "printer_paper",
    PrinterCondition.RIBBON_OUT: "printer_ribbon",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a printer said, when, and which document asked it."""

    at: float
    state: PrinterState
    asked_by: str


class PrinterWatch:
    """Asks printers how they are, and wakes what waits for them; used on the loop only."""

    def __init__(self, press: Press, journal: Database, clock: Clock) -> None:
        self._press = press
        self._journal = journal
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def hindrance(self, profile: PrinterProfile, asked_by: str) -> Waiting | None:
        """Return why a document has to wait for the profile's printer; None lets it go.

        `asked_by` is the id of the operation that would print it.
        """
        now, known = self._clock.monotonic(), self._known.get(profile.printer)
        if known is not None:
            if known.state.takes_jobs and now - known.at < FRESH:
                return None
            if not known.state.takes_jobs and await self._asks(known, asked_by):
                return _waiting(known.state, profile, BEHIND)
        state = await self._press.condition(profile)
        self._known[profile.printer] = _Known(self._clock.monotonic(), state, asked_by)
        if not state.takes_jobs:
            return _waiting(state, profile, AGAIN)
        if known is not None and not known.state.takes_jobs:
            moment = self._clock.now()
            await self._journal.write(lambda conn: waiting_prints.hurry(conn, moment))
        return None

    async def _asks(self, known: _Known, asked_by: str) -> bool:
        """Return whether another document asks the printer again and again."""
        if known.asked_by == asked_by:
            return False
        waits = await self._journal.read(
            lambda conn: waiting_prints.is_waiting(conn, known.asked_by)
        )
        return waits and self._clock.monotonic() - known.at < BEHIND

    def forget(self, profile: PrinterProfile) -> None:
        """Ask the printer before the next document, whatever it said before: something failed."""
        self._known.pop(profile.printer, None)

    async def words(self, profile: PrinterProfile) -> str:
        """Return what the printer says is wrong with it; "" where it tells nothing."""
        self.forget(profile)
        state = await self._press.condition(profile)
        return "" if state.takes_jobs else _error(state, profile).title


def _error(state: PrinterState, profile: PrinterProfile) -> PrintError:
    key = _KEYS[state.condition]
    return NoPrinterError(key, printer=profile.title or profile.printer, reason=state.words)


def _waiting(state: PrinterState, profile: PrinterProfile, seconds: float) -> Waiting:
    error = _error(state, profile)
    words = " ".join(part for part in (str(error), error.hint) if part)
    return Waiting(error.key, seconds, words, at_once=True)
