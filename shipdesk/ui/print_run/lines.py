"""The lines of a print run: what became of each label, in words; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shipdesk.domain.operation import OperationId
from shipdesk.domain.print_run import PrintFate, PrintRow, PrintRun
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.ui import format as fmt
from shipdesk.ui.print_run.words import Printers, number_of, print_look, row_words, way_out
from shipdesk.ui.shipments.shown import FORCEABLE
from shipdesk.ui.widgets import Tab
from shipdesk.wording import phrase as say

ALL = ""
_WAITING = frozenset(
    {
        PrintFate.NEXT,
        PrintFate.NO_LABEL,
        PrintFate.AT_PRINTER,
        PrintFate.SENDING,
        PrintFate.HELD,
    }
)
_TABS: tuple[tuple[str, str, frozenset[PrintFate]], ...] = (
    ("sent", "Sent to printer", frozenset({PrintFate.SENT})),
    ("not_printed", "Not printed", frozenset({PrintFate.NOT_PRINTED})),
    ("unknown", "May be on paper", frozenset({PrintFate.UNKNOWN})),
    ("waiting", "Waiting", _WAITING),
    ("left_out", "Left out", frozenset({PrintFate.SKIPPED, PrintFate.TAKEN_BACK})),
)
_FATES = {key: fates for key, _, fates in _TABS}
_TOLD = frozenset({"not_printed", "unknown"})
SKIPPABLE = _WAITING - {PrintFate.SENDING}
"""What was not sent yet, so that a run can go on without it."""


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A label of a run; `id` is its place counted from 1."""

    id: int
    shipment_id: ShipmentId
    operation_id: OperationId | None
    number: str
    recipient: str
    tracking: str
    courier: str
    fate: PrintFate
    words: str
    way_out: str
    can_be_forced: bool

    @property
    def place(self) -> int:
        """Its place in the run."""
        return self.id - 1


def lines_of(
    run: PrintRun, parcels: Mapping[ShipmentId, Shipment], printers: Printers
) -> tuple[PrintLine, ...]:
    """Return the lines in the order of the list; each names its printer where there are several."""
    several = len(set(printers.values())) > 1
    return tuple(
        _line(row, parcels.get(row.shipment_id), printers[row.shipment_id] if several else "")
        for row in run.rows
    )


def _line(row: PrintRow, parcel: Shipment | None, printer: str) -> PrintLine:
    courier = fmt.service(parcel.courier, parcel.service_title) if parcel is not None else ""
    return PrintLine(
        id=row.place + 1,
        shipment_id=row.shipment_id,
        operation_id=row.operation.id if row.operation is not None else None,
        number=number_of(parcel),
        recipient=parcel.recipient.who if parcel is not None else "",
        tracking=parcel.tracking_number if parcel is not None else "",
        courier=courier,
        fate=row.fate,
        words=row_words(row, printer),
        way_out=way_out(row),
        can_be_forced=row.fate is PrintFate.NOT_PRINTED and row.why_key in FORCEABLE,
    )


def chosen(lines: Iterable[PrintLine], tab: str) -> tuple[PrintLine, ...]:
    """Return the lines of a tab."""
    if tab == ALL:
        return tuple(lines)
    return tuple(line for line in lines if line.fate in _FATES[tab])


def tabs(run: PrintRun) -> tuple[Tab, ...]:
    """Return the tabs with how many rows each holds."""
    found = [Tab(ALL, say("All"), len(run.rows))]
    for key, title, fates in _TABS:
        count = sum(run.counts[fate] for fate in fates)
        tone = print_look(next(iter(fates))).tone if key in _TOLD and count else None
        found.append(Tab(key, say(title), count, tone))
    return tuple(found)
