"""Where printers really print: ruler pages, what is measured on them, and what follows of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.sheet import Calibration, RulerPage
from shipdesk.errors import PrintError, StorageError, UnreachableError
from shipdesk.printing.press import Press
from shipdesk.services.file_names import plain_name
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import sheet_places
from shipdesk.storage.database import Database
from shipdesk.workers import WorkerError

_KIND = "ruler"
_PERHAPS_ON_PAPER = "print_broken"


class Calibrating:
    """Knows of each printer how far its print is moved; applied to all that it prints."""

    def __init__(self, journal: Database, press: Press, printed: Path, clock: Clock) -> None:
        self._journal = journal
        self._press = press
        self._printed = printed
        self._clock = clock
        self._known: dict[str, Calibration] = {}

    async def load(self) -> None:
        """Read what is known; called once before the runner starts."""
        self._known = await self._journal.read(sheet_places.calibrations)

    def of(self, printer: str) -> Calibration:
        """Return what is known of a printer; nothing is moved where it was never measured."""
        return self._known.get(printer, Calibration())

    def shifted(self, profile: PrinterProfile) -> PrinterProfile:
        """Return the profile with its printer's own shift."""
        known = self.of(profile.printer)
        return replace(profile, shift_x_mm=known.x_mm, shift_y_mm=known.y_mm)

    async def print_page(self, profile: PrinterProfile) -> str:
        """Print a ruler page as everything is printed now; returns the job, or the file's path.

        It is in the ledger like every hand-over, and no operation: it names no parcel, and a
        second one does no harm. Raises PrintError where nothing was handed over, UnreachableError
        where it may be on paper.
        """
        now = self._clock.now()
        begun = await self._journal.write(
            lambda conn: ledger.begin(
                conn,
                "",
                kind=_KIND,
                sha256="",
                printer=profile.printer,
                profile=profile.title,
                copy=1,
                now=now,
            )
        )
        name = plain_name(profile.printer, 40)
        output = self._printed / f"ruler-{name}-{profile.stock.key}.pdf"
        try:
            job = await self._press.print_ruler(RulerPage(self.shifted(profile), str(output)))
        except (PrintError, WorkerError) as error:
            if isinstance(error, PrintError) and error.key != _PERHAPS_ON_PAPER:
                await self._settle(begun, "failed", "", str(error))
                raise
            with suppress(StorageError):
                await self._settle(begun, "unknown", "", "")
            raise UnreachableError(
                sent=True, reason="It may be on paper: look at the printer.", account=profile.title
            ) from error
        await self._settle(begun, "handed_over", job, "")
        await self._keep(profile.printer, self.of(profile.printer).printed(now))
        return job

    async def correct(self, printer: str, left_mm: float, top_mm: float) -> Calibration:
        """Take what was measured on the newest ruler page; said twice it changes nothing more.

        `left_mm` and `top_mm` are how far the cross is from the left and the top edge.
        """
        measured = self.of(printer).corrected(left_mm, top_mm, self._clock.now())
        await self._keep(printer, measured)
        return measured

    async def reset(self, printer: str) -> Calibration:
        """Print where the printer prints by itself again; returns what was known before."""
        before = self.of(printer)
        await self._keep(printer, Calibration())
        return before

    async def restore(self, printer: str, before: Calibration) -> None:
        """Take a reset or a correction back."""
        await self._keep(printer, before)

    async def _keep(self, printer: str, known: Calibration) -> None:
        await self._journal.write(lambda conn: sheet_places.put_calibration(conn, printer, known))
        self._known[printer] = known

    async def _settle(self, begun: str, state: str, job: str, words: str) -> None:
        now = self._clock.now()
        await self._journal.write(
            lambda conn: ledger.settle(conn, begun, state=state, job=job, words=words, now=now)
        )
