"""What a courier gives beside the label, printed with each label where that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import BESIDE_LABEL, DocumentKind, PrinterProfile
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind, PrintIntent
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.services.kinds.label import print_operation
from shipdesk.storage import labels as label_store
from shipdesk.storage import operations as store
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


def with_beside(
    conn: Conn,
    asked: Sequence[Operation],
    profile: Callable[[DocumentKind], PrinterProfile],
    now: datetime,
) -> tuple[Operation, ...]:
    """Return the prints that are asked for, and those that go with the labels among them.

    What goes with a label is what is kept of its parcel, each document only once: another copy of
    the label, as after a jam, prints none of it again.
    """
    wanted = [kind for kind in BESIDE_LABEL if profile(kind).with_label]
    made: list[Operation] = []
    for shipment in _labelled(conn, asked) if wanted else ():
        for kept in label_store.of_shipment(conn, shipment.id):
            if kept.kind in wanted and not _printed(conn, shipment, kept.kind):
                intent = PrintIntent(shipment.id, kept.sha256, kept.kind)
                made.append(print_operation(shipment, intent, now))
    return (*asked, *made)


def _labelled(conn: Conn, asked: Sequence[Operation]) -> tuple[Shipment, ...]:
    """The parcels whose labels are printed, on sheets of several too."""
    prints = (each for each in asked if each.kind is OperationKind.PRINT)
    intents = (from_plain(PrintIntent, each.intent) for each in prints)
    labels = (each for each in intents if each.document == DocumentKind.LABEL.value)
    ids = [ShipmentId(part.shipment_id) for intent in labels for part in intent.parts]
    return tuple(shipment_store.read(conn, each) for each in ids)


def _printed(conn: Conn, shipment: Shipment, kind: str) -> bool:
    """Whether it was handed over, may have been, or waits for its printer."""
    records = ledger.of_shipment(conn, shipment.id)
    if any(each.kind == kind and each.state is not ledger.PrintState.FAILED for each in records):
        return True
    asked = store.of_subject(conn, f"{shipment.id}:{kind}")
    return any(each.state in OPEN_STATES for each in asked)
