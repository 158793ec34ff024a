"""What can be done now with a parcel that was bought here, and why not; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind
from shipdesk.domain.shipment import SCANNED, Payable, Shipment, ShipmentStatus
from shipdesk.errors import OperationRefusedError
from shipdesk.providers.base import Provider
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn

_ELSEWHERE = "It was bought elsewhere: do it where it was bought."
_NOT_CONNECTED = "Its account is not connected."
_UNDER_WAY: Mapping[OperationKind, str] = {
    OperationKind.VOID: "It is being cancelled; see what comes of it.",
    OperationKind.CORRECT: "Its data is being sent anew; see what comes of it.",
    OperationKind.PAY: "It is being paid; see what comes of it.",
}


@dataclass(frozen=True, slots=True)
class ParcelActs:
    """Why an act on a parcel is not possible now, "" where it is.

    `zpl`: for which dots an inch its label can be fetched in ZPL.
    """

    pay: str = ""
    fetch_label: str = ""
    track: str = ""
    void: str = ""
    correct: str = ""
    leave: str = ""
    zpl: tuple[int, ...] = ()


BOUGHT_ELSEWHERE = ParcelActs(
    pay=_ELSEWHERE,
    fetch_label="It was bought elsewhere: ShipDesk keeps the labels of what it bought.",
    track="It was bought elsewhere: what is told of it comes with its service's list.",
    void=_ELSEWHERE,
    correct=_ELSEWHERE,
    leave=_ELSEWHERE,
)
"""What may be done with a parcel that was only read from a service's list."""


def acts_of(shipment: Shipment, provider: Provider | None, done: Sequence[Operation]) -> ParcelActs:
    """Return what may be done with a parcel bought here; no provider: its account is gone."""
    leave = why_not_leave(shipment)
    if provider is None:
        gone = _NOT_CONNECTED
        return ParcelActs(gone, gone, gone, void=gone, correct=gone, leave=leave)
    busy = busy_words(done)
    track = provider.tracking is not None
    return ParcelActs(
        pay=_why_not_pay(shipment, provider) or busy,
        fetch_label=_why_no_label(shipment, provider, done),
        track="" if track else f"{provider.title} cannot be asked where it is.",
        void=_why_not_void(shipment, provider) or busy,
        correct=_why_not_correct(shipment, provider) or busy,
        leave=leave,
        zpl=provider.labels.zpl(shipment) if provider.labels is not None else (),
    )


def why_not_leave(shipment: Shipment) -> str:
    """Return why a label cannot be left unused, "" where it can."""
    if shipment.status in SCANNED:
        return "The courier has it already."
    return "" if shipment.live else "It is cancelled: there is nothing to leave."


def _why_not_void(shipment: Shipment, provider: Provider) -> str:
    if provider.voiding is None and provider.order_cancel is not None:
        return f"{provider.title} cancels the whole order: Cancel orders at the courier."
    if provider.voiding is None:
        return f"{provider.title} cancels no single shipment here."
    return provider.voiding.why_not(shipment)


def _why_not_correct(shipment: Shipment, provider: Provider) -> str:
    if shipment.payable is Payable.PAID:
        return "It is paid: the courier takes no changes after the purchase."
    if not shipment.order_key:
        return "Its order is not known here."
    if provider.correcting is None:
        return f"{provider.title} takes no changes."
    return "" if shipment.live else "It is cancelled."


def _why_not_pay(shipment: Shipment, provider: Provider) -> str:
    if shipment.payable is Payable.PAID:
        return "It is paid."
    if shipment.status is ShipmentStatus.CANCELLED:
        return "It is cancelled: there is nothing to pay for."
    return "" if provider.payment is not None else f"{provider.title} is not paid here."


def _why_no_label(shipment: Shipment, provider: Provider, done: Sequence[Operation]) -> str:
    if shipment.payable is not Payable.PAID:
        return "It is not paid yet: its label comes after that."
    if shipment.status is ShipmentStatus.CANCELLED:
        return "It is cancelled: the courier gives no label for it any more."
    if provider.labels is None:
        return f"{provider.title} gives no labels here."
    fetching = (each for each in done if each.kind is OperationKind.FETCH_LABEL)
    return "It is being fetched." if any(each.state in OPEN_STATES for each in fetching) else ""


def busy_words(done: Sequence[Operation]) -> str:
    """Return which act that changes the parcel at its courier is under way, "" for none."""
    open_ = (each for each in done if each.kind in _UNDER_WAY and each.state in OPEN_STATES)
    return next((_UNDER_WAY[each.kind] for each in open_), "")


def refuse_busy(conn: Conn, shipment_id: str) -> None:
    """Refuse an act on a parcel while another one changes it: neither would find what it knew."""
    words = busy_words(store.of_subject(conn, shipment_id))
    if words:
        raise OperationRefusedError(reason=words, hint="See Activity.")
