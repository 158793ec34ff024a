"""What may be asked of a courier about a failed delivery, and why not; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shipdesk.domain.delivery_exception import ExceptionRules, Place, place_of
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind
from shipdesk.domain.shipment import Shipment

EXCEPTION_ACTS = (OperationKind.REATTEMPT, OperationKind.RETURN_TO_ORIGIN)
_UNDER_WAY = {
    OperationKind.REATTEMPT: "A re-attempt is being asked for; see what comes of it.",
    OperationKind.RETURN_TO_ORIGIN: "It is being called back; see what comes of it.",
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """Why an act is not possible now, "" where it is."""

    reattempt: str = ""
    return_to_origin: str = ""
    call: str = ""
    note: str = ""
    track: str = ""


def busy_words(done: Sequence[Operation]) -> str:
    """Return which act on the parcel is under way, "" for none."""
    open_ = (each for each in done if each.kind in EXCEPTION_ACTS and each.state in OPEN_STATES)
    return next((_UNDER_WAY[each.kind] for each in open_), "")


def why_not(shipment: Shipment, rules: ExceptionRules | None, done: Sequence[Operation]) -> str:
    """Return why nothing can be asked of the courier, "" where it can or has no rules."""
    place = place_of(shipment)
    if place is Place.CUSTOMER_RETURNS:
        return "The buyer sends it back: that is arranged between the buyer and the platform."
    if place is Place.GOING_BACK:
        return "It is on its way back already."
    if rules is not None and not rules.allows(shipment):
        now = shipment.words or shipment.status.value
        return f"{rules.title} allows it in {rules.state} only; this one is {now}."
    if rules is not None and not shipment.tracking_number:
        return "Its tracking number is not known yet."
    return busy_words(done)
