"""What must not be written down: looked at in the transaction that would write it."""

from __future__ import annotations

from shipdesk.clock import from_millis
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import purchases as purchases_flag
from shipdesk.storage.sql import Conn, one

OPEN = "state IN ('queued', 'sent', 'waiting', 'unknown')"
"""SQL: what is not settled yet."""


def refuse(conn: Conn, operation: Operation) -> None:
    """Refuse an intent that must not be written down; writes nothing.

    Raises OperationRefusedError: `already_open` where the same act on the same subject is not
    settled, `already_bought` where a shipment stands or may stand, `operation_refused` for another
    parcel without a reason, `purchases_closed` while nothing may be bought.
    """
    purchases_flag.refuse_if_closed(conn, operation.kind)
    if operation.kind is OperationKind.SHIP:
        _refuse_second_purchase(conn, operation)
    if operation.kind is OperationKind.SHIP_ANOTHER and not operation.intent.get("reason"):
        raise OperationRefusedError(
            reason="Another parcel of an order needs a reason.", hint="Type the reason."
        )
    refuse_open(conn, operation)


def refuse_open(conn: Conn, operation: Operation) -> None:
    """Refuse what another operation is doing to the same subject."""
    found = one(
        conn,
        "SELECT created_ms FROM operation"  # noqa: S608
        f" WHERE subject = ? AND kind = ? AND id <> ? AND {OPEN}",
        (operation.subject, operation.kind.value, operation.id),
    )
    if found is not None:
        raise OperationRefusedError("already_open", since=_local(found[0]))


def _refuse_second_purchase(conn: Conn, operation: Operation) -> None:
    standing = one(
        conn,
        "SELECT json_extract(body, '$.courier'), json_extract(body, '$.tracking_number'), remote_id"
        " FROM shipment WHERE order_key = ? AND order_key <> '' AND live = 1 ORDER BY seq DESC",
        (operation.subject,),
    )
    if standing is not None:
        courier, tracking_number, remote_id = standing
        words = " ".join(str(part) for part in (courier, tracking_number or remote_id) if part)
        raise OperationRefusedError("already_bought", shipment=words)
    unsettled = one(
        conn,
        "SELECT kind, created_ms FROM operation"  # noqa: S608
        f" WHERE subject = ? AND kind IN ('ship', 'ship_another') AND {OPEN} ORDER BY seq DESC",
        (operation.subject,),
    )
    if unsettled is not None:
        # The same act: a double click. Another one: it may have bought what is asked for again.
        if unsettled[0] == operation.kind.value:
            raise OperationRefusedError("already_open", since=_local(unsettled[1]))
        words = f"A purchase is open since {_local(unsettled[1])}."
        raise OperationRefusedError("already_bought", shipment=words)


def _local(millis: int) -> str:
    return from_millis(millis).astimezone().strftime("%Y-%m-%d %H:%M")
