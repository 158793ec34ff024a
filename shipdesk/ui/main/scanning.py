"""What a scanned label does where scan-back is on: closes its parcel, or says clearly why not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.desk import Desk
from shipdesk.services.scan_back import Scan, Scanned
from shipdesk.ui import format as fmt
from shipdesk.ui.notices import Notifier
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_SUBJECT = "scan"
_ANOTHER = (
    "This is the label of {parcel}, not of what you chose. Nothing was closed; scan it again to "
    "close it all the same."
)
_SEVERAL = (
    "The code {code} holds the numbers of several parcels. Nothing was closed; scan the bar code "
    "of the tracking number."
)
_WORDS = {
    Scanned.AGAIN: (Tone.AMBER, "{parcel} was scanned already, {at}. It is counted once."),
    Scanned.ANOTHER: (Tone.RED, _ANOTHER),
    Scanned.VOID: (Tone.RED, "{parcel} is cancelled: its label is void. Take it off the parcel."),
    Scanned.GONE: (Tone.RED, "The courier has {parcel} already: this is an old label."),
    Scanned.ELSEWHERE: (Tone.AMBER, "{number} was not bought here, so that it is not counted."),
    Scanned.SEVERAL: (Tone.RED, _SEVERAL),
    Scanned.UNKNOWN: (Tone.RED, "No parcel here has the code {code}. Nothing was closed."),
}


class Bench(Protocol):
    """What Shipments tells of the parcels that are worked on."""

    async def awaited(self) -> Collection[str]:
        """Return the ids of the chosen parcels whose label is still to be scanned."""
        ...

    def show_scanned(self, shipment_id: str) -> None:
        """Go to a parcel that was closed, where it is listed."""
        ...


class Scanning:
    """Takes scans from any page; `bench` is None while Shipments is not in sight."""

    def __init__(
        self, desk: Desk, scope: TaskScope, notices: Notifier, bench: Callable[[], Bench | None]
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._notices = notices
        self._bench = bench

    @property
    def on(self) -> bool:
        """Whether scans close parcels."""
        return self._desk.scan_back.on

    async def take(self, code: str) -> Scan:
        """Close what a code names and say what came of it; of an unknown one nothing is said."""
        bench = self._bench()
        awaited = await bench.awaited() if bench is not None else ()
        scan = await self._desk.scan_back.scan(code.strip(), awaited)
        if scan.outcome is Scanned.CLOSED:
            await self._closed(scan)
        elif scan.outcome is not Scanned.UNKNOWN:
            self.tell(scan)
        return scan

    def tell(self, scan: Scan) -> None:
        """Say why nothing was closed."""
        tone, words = _WORDS[scan.outcome]
        at = fmt.moment(scan.at) if scan.at is not None else ""
        self._notices.toast(
            say(words, parcel=_name(scan), number=fmt.tracking(scan.number), code=scan.code, at=at),
            tone=tone,
            subject=_SUBJECT,
        )

    async def _closed(self, scan: Scan) -> None:
        if scan.shipment is None:
            return
        shipment_id = scan.shipment.id
        tally = await self._desk.scan_back.tally()
        self._notices.toast(
            say(
                "{parcel} is closed: {scanned} of {printed} scanned.",
                parcel=_name(scan),
                scanned=fmt.count(tally.scanned),
                printed=fmt.count(tally.printed),
            ),
            undo=lambda: self._scope.start(self._take_back, shipment_id),
            subject=_SUBJECT,
        )
        bench = self._bench()
        if bench is not None:
            bench.show_scanned(shipment_id)

    async def _take_back(self, shipment_id: ShipmentId) -> None:
        await self._desk.scan_back.take_back(shipment_id)


def _name(scan: Scan) -> str:
    if scan.shipment is None:
        return ""
    number = fmt.tracking_tail(scan.shipment.tracking_number)
    order = scan.shipment.order_number
    return say("{order} ({number})", order=order, number=number) if order else number
