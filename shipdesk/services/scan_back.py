"""Scan-back: whoever scans the label on a finished parcel closes it, or is told why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shipdesk.clock import Clock
from shipdesk.domain.changes import Changes
from shipdesk.domain.shipment import SCANNED, Shipment, ShipmentId
from shipdesk.services.changes import ChangeBus
from shipdesk.services.operations import Runner
from shipdesk.services.settings import Settings
from shipdesk.storage import scan_back as store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.scan_back import Tally

__all__ = ["Scan", "ScanBack", "Scanned", "Tally"]

_SETTING = "scan_back"


class Scanned(StrEnum):
    """What a scanned code is."""

    CLOSED = "closed"
    """The parcel's own: it is closed now."""
    AGAIN = "again"
    """Of a parcel that is closed already."""
    ANOTHER = "another"
    """Of another parcel than those that are worked on; a second scan of it closes it."""
    VOID = "void"
    """Of a cancelled shipment."""
    GONE = "gone"
    """Of a parcel that the courier has already."""
    ELSEWHERE = "elsewhere"
    """Of a parcel that was not bought here."""
    SEVERAL = "several"
    """It holds the numbers of several parcels."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned code; `shipment` is whose label it is, `at` since when it is closed."""

    outcome: Scanned
    code: str
    shipment: Shipment | None = None
    at: datetime | None = None
    number: str = ""


class ScanBack:
    """Closes parcels by their labels; all is written to the journal at once."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        settings: Settings,
        runner: Runner,
        bus: ChangeBus,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._settings = settings
        self._runner = runner
        self._bus = bus
        self._clock = clock
        self._doubted = ""

    @property
    def on(self) -> bool:
        """Whether scans close parcels; off at first."""
        return bool(self._settings.get(_SETTING, False))

    async def use(self, *, on: bool) -> None:
        """Let scans close parcels, or not."""
        await self._settings.put(_SETTING, on)
        self._bus.publish(Changes(accounts=True))

    async def tally(self) -> Tally:
        """Return how many of the printed parcels that still stand here were scanned."""
        return await self._journal.read(store.tally)

    async def scan(self, code: str, expected: Collection[str] = ()) -> Scan:
        """Close the parcel whose label this is, and return what was found.

        `expected` are the ids of the parcels that are worked on; empty expects any. A label of
        another one closes nothing the first time, and that other one when it is scanned again.
        """
        doubted, self._doubted = self._doubted, ""
        now = self._clock.now()

        def look_and_close(conn: Conn) -> Scan:
            scan = _look(conn, code, {*expected, doubted} if expected else ())
            if scan.outcome is Scanned.CLOSED and scan.shipment is not None:
                store.close(conn, scan.shipment.id, code, now)
            return scan

        scan = await self._journal.write(look_and_close)
        if scan.outcome is Scanned.ANOTHER and scan.shipment is not None:
            self._doubted = scan.shipment.id
        elif scan.outcome is Scanned.CLOSED:
            self._runner.told()
        elif scan.outcome is Scanned.UNKNOWN:
            number = await self._cache.read(lambda conn: store.find_fetched(conn, code))
            if number:
                return Scan(Scanned.ELSEWHERE, code, number=number)
        return scan

    async def take_back(self, shipment_id: ShipmentId) -> bool:
        """Open a closed parcel again; False where it was not closed."""
        now = self._clock.now()
        undone = await self._journal.write(lambda conn: store.take_back(conn, shipment_id, now))
        self._runner.told()
        return undone


def _look(conn: Conn, code: str, expected: Collection[str]) -> Scan:
    """Return what a code is; CLOSED where its parcel may be closed."""
    found = store.find(conn, code)
    if len(found) != 1:
        return Scan(Scanned.SEVERAL if found else Scanned.UNKNOWN, code)
    (shipment,) = found
    known = store.scanned(conn, [shipment.id]).get(shipment.id)
    if shipment.void:
        outcome = Scanned.VOID
    elif known is not None:
        outcome = Scanned.AGAIN
    elif shipment.status in SCANNED:
        outcome = Scanned.GONE
    elif expected and shipment.id not in expected:
        outcome = Scanned.ANOTHER
    else:
        outcome = Scanned.CLOSED
    return Scan(outcome, code, shipment, known)
