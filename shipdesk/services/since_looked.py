"""What is not as it was when a person looked at a purchase; pure."""

from __future__ import annotations

from dataclasses import replace

from shipdesk import wording
from shipdesk.domain.operation import ShipIntent
from shipdesk.errors import OperationRefusedError
from shipdesk.services.shipping import ShipPlan, to_intent

_SUBJECTS = {
    "recipient": ("recipient", "locker"),
    "payment": ("cod", "insurance"),
    "parcel": ("parcel", "options"),
    "service": ("courier_id", "service", "service_title", "handing_in"),
    "sender": ("sender", "pickup_id"),
    "goods": ("order_number", "ordered_at", "lines", "total"),
}
"""What the fields of a purchase are to a person, in the order in which they are told."""


def refuse_changed(then: ShipPlan, now: ShipPlan) -> None:
    """Refuse a purchase that would not be the one that was shown, or cost more.

    Raises OperationRefusedError `changed_since`, which says what changed, or what a plan lacks.
    """
    before, after = _told(then), _told(now)
    found = [
        subject
        for subject, names in _SUBJECTS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    ]
    if _dearer(before, after):
        found.append("price")
    if found:
        what = ", ".join(wording.phrase(f"changed.{subject}") for subject in found)
        raise OperationRefusedError("changed_since", what=what)


def _told(plan: ShipPlan) -> ShipIntent:
    """Return what is bought; whether the country was guessed says nothing of where it is."""
    intent = to_intent(plan)
    return replace(intent, recipient=replace(intent.recipient, country_guessed=False))


def _dearer(before: ShipIntent, after: ShipIntent) -> bool:
    """Whether it costs more, or it can no longer be said that it does not."""
    if before.quoted is None or after.quoted is None:
        return before.quoted != after.quoted
    if before.quoted.currency != after.quoted.currency:
        return True
    return after.quoted.minor > before.quoted.minor
