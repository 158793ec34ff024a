"""The Polish courier's batches: many shipments asked for at once, checked together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_json import moment
from shipdesk.simulator.shipx_rules import Findings, text

if TYPE_CHECKING:
    from shipdesk.simulator.shipx_book import ShipxBook

MOST = 100
_FILLED_AFTER = 0.3
"""Of the time until `confirmed`: so much later a batch shows the shipments it has made."""


@dataclass(slots=True)
class Batch:
    """One batch, with the shipments that came of it."""

    id: int
    organization_id: int
    shipment_ids: list[int]
    only_choice: bool
    created_at: datetime


class Batches:
    """The batches of one book."""

    def __init__(self, book: ShipxBook) -> None:
        self._book = book
        self._batches: dict[int, Batch] = {}

    def create(self, organization_id: int, asked: dict[str, Any]) -> Batch:
        """Make all its shipments, or none where one is wrong; Refusal by the caller's ids."""
        given = asked.get("shipments")
        if not isinstance(given, list) or not given:
            raise invalid({"shipments": ["required"]})
        if len(given) > MOST:
            raise invalid({"shipments": ["too_long"]})
        only_choice = asked.get("only_choice_of_offer") is True
        wrong: Findings = {}
        bodies: dict[str, dict[str, Any]] = {}
        for place, item in enumerate(given):
            body = dict(item) if isinstance(item, dict) else {}
            key = text(body.pop("id", None))
            found = self._book.findings(organization_id, body)
            if not key or key in bodies or key in wrong:
                found = {**found, "id": ["required" if not key else "taken"]}
            if found:
                wrong[key or str(place)] = found
            else:
                bodies[key] = {**body, "only_choice_of_offer": only_choice}
        if wrong:
            raise invalid({"shipments": [wrong]})
        for body in bodies.values():
            self._book.allowed(organization_id, body.get("service"))
        made = [self._book.create(organization_id, body).id for body in bodies.values()]
        now = self._book.clock.now()
        batch = Batch(self._book.number("batch"), organization_id, made, only_choice, now)
        self._batches[batch.id] = batch
        return batch

    def get(self, batch_id: int, organization_id: int) -> Batch:
        """One batch; raises Refusal for none and for another organization's."""
        self._book.settle()
        batch = self._batches.get(batch_id)
        if batch is None:
            raise Refusal("resource_not_found")
        if batch.organization_id != organization_id:
            raise Refusal("forbidden")
        return batch

    def resource(self, batch: Batch, base: str) -> dict[str, Any]:
        """The batch as the service shows it: without its shipments for the first moment."""
        book = self._book
        shown = batch.created_at + timedelta(seconds=book.seconds() * _FILLED_AFTER)
        members = [book.shipments[one] for one in batch.shipment_ids]
        filled = book.clock.now() >= shown
        over = filled and not any(one.steps for one in members)
        status = ("generated" if batch.only_choice else "done") if over else "in_progress"
        changed = max((one.updated_at for one in members), default=batch.created_at)
        return {
            "href": f"{base}/v1/batches/{batch.id}",
            "id": batch.id,
            "status": status,
            "shipments": [
                {
                    "href": f"{base}/v1/shipments/{one.id}",
                    "id": one.id,
                    "status": one.status,
                    "tracking_number": one.tracking_number,
                }
                for one in members
            ]
            if filled
            else [],
            "created_at": moment(batch.created_at),
            "updated_at": moment(changed if filled else batch.created_at),
        }
