"""One act of each kind, as the journal has it: for screens that show operations of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from shipdesk.domain.account import LOCAL, AccountId
from shipdesk.domain.delivery_exception import ReattemptIntent, ReturnIntent
from shipdesk.domain.offer import CompareIntent, VoidIntent
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    CorrectIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    LabelIntent,
    Operation,
    OperationKind,
    PayIntent,
    PickupIntent,
    PrintIntent,
    WriteBackIntent,
)
from shipdesk.domain.order import OrderKey
from shipdesk.domain.order_cancel import CancelOrdersIntent, OrderNumber
from shipdesk.domain.record import RecordIntent
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.services.kinds.base import new_operation
from shipdesk.storage import shipments as shipment_store
from tests.providers.shipx.parcels import BOX, EWA, SENDER, to_locker
from tests.support.desk import OpenDesk

ORDERBOOK, INPOST, DASH101 = (AccountId(name) for name in ("orderbook", "inpost", "dash101"))
KNOWN_NOWHERE = "99000111"
"""A number that no service has: whatever is asked for it is refused."""

_ACCOUNTS = {
    OperationKind.PRINT: LOCAL,
    OperationKind.WRITE_BACK: ORDERBOOK,
    OperationKind.RECORD: ORDERBOOK,
    OperationKind.REATTEMPT: DASH101,
    OperationKind.RETURN_TO_ORIGIN: DASH101,
    OperationKind.CANCEL_ORDERS: DASH101,
}

_REFERENCED = {OperationKind.SHIP, OperationKind.SHIP_ANOTHER, OperationKind.COMPARE}


class Acts:
    """Makes acts, each about a parcel, an order or a record of its own."""

    def __init__(self, opened: OpenDesk) -> None:
        self._opened = opened
        self._numbers = count(1)

    async def make(self, kind: OperationKind) -> Operation:
        """Return a queued act of the kind; the parcel that it is about is in the journal."""
        number = f"ORD-{next(self._numbers):05}"
        desk = self._opened.desk
        account = _ACCOUNTS.get(kind, INPOST)
        shipment = Shipment(
            ShipmentId(f"kept-{number}"),
            INPOST if account == LOCAL else account,
            f"{KNOWN_NOWHERE}{number[-3:]}",
            number,
            desk.runner._clock.now(),
            order_number=number,
            tracking_number=f"62{number[-5:]:0>22}",
            recipient=EWA,
        )
        await self._opened.program.journal.write(lambda conn: shipment_store.save(conn, shipment))
        subject = to_locker(number).order_key if kind in _REFERENCED else shipment.id
        return new_operation(
            kind,
            subject,
            account,
            number,
            _INTENTS[kind](shipment),
            desk.runner._clock.now(),
            reference=number if kind in _REFERENCED else "",
        )


def _pickup(shipment: Shipment) -> object:
    return PickupIntent(
        (shipment.id,),
        (shipment.remote_id,),
        (shipment.tracking_number,),
        SENDER,
        "Glinka Ceramika",
        "08:00-16:00",
    )


def _numbers(shipment: Shipment) -> tuple[str, str, str, str]:
    return shipment.id, shipment.tracking_number, shipment.reference, shipment.remote_id


_DISPATCH_ORDER = ("dispatch-order", KNOWN_NOWHERE)
_INTENTS: dict[OperationKind, Callable[[Shipment], object]] = {
    OperationKind.SHIP: lambda at: to_locker(at.order_number),
    OperationKind.SHIP_ANOTHER: lambda at: to_locker(at.order_number, reason="two boxes"),
    OperationKind.PAY: lambda at: PayIntent(at.id, at.remote_id),
    OperationKind.VOID: lambda at: VoidIntent(at.id, at.remote_id),
    OperationKind.CORRECT: lambda at: CorrectIntent(
        at.id, at.remote_id, to_locker(at.order_number)
    ),
    OperationKind.FETCH_LABEL: lambda at: LabelIntent(at.id),
    OperationKind.PRINT: lambda at: PrintIntent(at.id, "0" * 64),
    OperationKind.BOOK_DISPATCH_ORDER: _pickup,
    OperationKind.COMMENT: lambda _: CommentIntent(*_DISPATCH_ORDER, "Ring twice"),
    OperationKind.EDIT_COMMENT: lambda _: EditCommentIntent(
        *_DISPATCH_ORDER, "5", "Ring once", "Ring twice"
    ),
    OperationKind.DELETE_COMMENT: lambda _: DeleteCommentIntent(
        *_DISPATCH_ORDER, "5", "Ring twice"
    ),
    OperationKind.CANCEL_DISPATCH_ORDER: lambda _: CancelPickupIntent(*_DISPATCH_ORDER),
    OperationKind.WRITE_BACK: lambda at: WriteBackIntent(
        OrderKey(f"orderbook:{KNOWN_NOWHERE}"),
        KNOWN_NOWHERE,
        at.id,
        at.tracking_number,
        "InPost",
        shipped=True,
    ),
    OperationKind.COMPARE: lambda at: CompareIntent(at.reference, SENDER, EWA, BOX),
    OperationKind.REATTEMPT: lambda at: ReattemptIntent(*_numbers(at), day="2024-06-11"),
    OperationKind.RETURN_TO_ORIGIN: lambda at: ReturnIntent(*_numbers(at), "Refused by the buyer"),
    OperationKind.CANCEL_ORDERS: lambda at: CancelOrdersIntent((OrderNumber(at.order_number),)),
    OperationKind.RECORD: lambda _: RecordIntent(
        "customers",
        "customers.delete",
        "Delete the customer",
        (KNOWN_NOWHERE,),
        places={"customerId": KNOWN_NOWHERE},
    ),
}
