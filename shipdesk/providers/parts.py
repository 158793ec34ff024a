"""Parts of a provider around shipping: points, sheets of paper, cost centres, cancelling.

All methods run on the UI thread's loop and raise only errors of `shipdesk.errors.ProviderError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shipdesk.domain.address import Address
from shipdesk.domain.delivery_exception import ExceptionRules
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.point import CollectionPoint, Point, PointQuery
from shipdesk.domain.shipment import Shipment
from shipdesk.providers.steps import Bought, Procedure


class Points(Protocol):
    """Lockers that can be chosen as target."""

    async def search(self, query: PointQuery) -> tuple[Point, ...]:
        """Return points by code, town, postcode or position, whichever the text looks like."""
        ...

    async def fetch(self, code: str) -> Point | None:
        """Return one point, None where the code is not known."""
        ...


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A sheet as the courier made it: a file name of ours and its bytes, a PDF."""

    name: str
    body: bytes


class PickupPapers(Protocol):
    """Sheets that a driver signs: of a collection, or of parcels that are in none."""

    async def fetch_printout(self, remote_id: str) -> tuple[PaperFile, ...]:
        """Return the sheets of a collection, one for each service where there are several."""
        ...

    async def fetch_handover(self, remote_shipments: Sequence[str]) -> tuple[PaperFile, ...]:
        """Return the hand-over list of up to 100 bought shipments that are in no collection."""
        ...


class CollectionPoints(Protocol):
    """Places of collection that the courier knows already."""

    async def fetch_all(self) -> tuple[CollectionPoint, ...]:
        """Return all of them, those where nobody can be sent with the reason."""
        ...


class CostCentres(Protocol):
    """Cost centres that a purchase can be booked on, by name."""

    async def fetch_names(self) -> tuple[str, ...]:
        """Return the names as the service keeps them."""
        ...


class CashTerms(Protocol):
    """Whether money collected on delivery can be paid out to whom the account belongs to."""

    def why_not(self) -> str:
        """Return what is missing and what to do, as it is known now.

        "" where nothing is missing or where that is not known: what is not known forbids nothing.
        """
        ...

    async def ask(self) -> str:
        """Return the same after asking for what is not known or was missing before."""
        ...


class Voiding(Procedure[VoidIntent], Protocol):
    """Cancelling a shipment at the courier."""

    def why_not(self, shipment: Shipment) -> str:
        """Return why it cannot be cancelled, with what becomes of it instead; "" where it can."""
        ...


@dataclass(frozen=True, slots=True)
class Recognised:
    """A parcel bought elsewhere as an account of ours knows it: order, recipient, purchase."""

    bought: Bought
    order_number: str
    recipient: Address


class Exceptions(Protocol):
    """What may be done about failed deliveries; the acts are procedures of the bundle."""

    @property
    def rules(self) -> ExceptionRules:
        """In which states, from which date and for which reasons."""
        ...

    async def recognise(self, shipment: Shipment) -> Recognised | None:
        """Return what the courier knows of a parcel that was bought elsewhere; None if nothing."""
        ...
