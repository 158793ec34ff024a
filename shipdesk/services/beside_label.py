"""What a courier gives beside the label, printed with each label where that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from shipdesk.domain.label import BESIDE_LABEL, DocumentKind, PrinterProfile
from shipdesk.domain.operation import OPEN_STATES, Operation, PrintIntent
from shipdesk.domain.shipment import Shipment
from shipdesk.services.kinds.label import print_operation
from shipdesk.storage import labels as label_store
from shipdesk.storage import operations as store
from shipdesk.storage import print_ledger as ledger
from shipdesk.storage.database import Conn


def operations(
    conn: Conn,
    shipments: Sequence[Shipment],
    profile: Callable[[DocumentKind], PrinterProfile],
    now: datetime,
) -> tuple[Operation, ...]:
    """Return the prints that go with the labels of shipments: of what is kept, each only once.

    Another copy of the label, as after a jam, prints none of it again.
    """
    wanted = [kind for kind in BESIDE_LABEL if profile(kind).with_label]
    made: list[Operation] = []
    for shipment in shipments if wanted else ():
        for kept in label_store.of_shipment(conn, shipment.id):
            if kept.kind in wanted and not _printed(conn, shipment, kept.kind):
                intent = PrintIntent(shipment.id, kept.sha256, kept.kind)
                made.append(print_operation(shipment, intent, now))
    return tuple(made)


def _printed(conn: Conn, shipment: Shipment, kind: str) -> bool:
    """Whether it was handed over, may have been, or waits for its printer."""
    records = ledger.of_shipment(conn, shipment.id)
    if any(each.kind == kind and each.state is not ledger.PrintState.FAILED for each in records):
        return True
    asked = store.of_subject(conn, f"{shipment.id}:{kind}")
    return any(each.state in OPEN_STATES for each in asked)
