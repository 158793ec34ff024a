"""InPost's answers as they come: shipments, offers, charges, dispatch orders, points, tracking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import pick
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import (
    Flag,
    Id,
    Moment,
    Number,
    Text,
    Texts,
    Whole,
    WireModel,
)

ModelT = TypeVar("ModelT", bound=WireModel)


class WireAddress(WireModel):
    """A place; `line1` and `line2` are the old form of street and building."""

    kind: ClassVar[str] = "address"

    street: Text = ""
    building_number: Text = ""
    line1: Text = ""
    line2: Text = ""
    city: Text = ""
    post_code: Text = ""
    country_code: Text = ""


class WirePerson(WireModel):
    """A sender or receiver; a locker's receiver has no address."""

    kind: ClassVar[str] = "person"

    name: Text = ""
    company_name: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""
    phone: Text = ""
    address: WireAddress | None = None


class WireAmount(WireModel):
    """Money; both are null where it is unused (§ 5.10)."""

    kind: ClassVar[str] = "amount"

    amount: Number = None
    currency: Text = ""


class WireNamed(WireModel):
    """A carrier or service of an offer."""

    kind: ClassVar[str] = "named"

    id: Text = ""
    name: Text = ""


class WireReason(WireModel):
    """Why an offer is not available."""

    kind: ClassVar[str] = "reason"

    key: Text = ""
    message: Text = ""


class WireOffer(WireModel):
    """A price for a shipment; `rate` is null for contract customers."""

    kind: ClassVar[str] = "offer"

    id: Text = ""
    status: Text = ""
    expires_at: Moment = None
    rate: Number = None
    currency: Text = ""
    carrier: WireNamed | None = None
    service: WireNamed | None = None
    unavailability_reasons: tuple[WireReason, ...] | None = None


class WireFailure(WireModel):
    """What went wrong with a payment; its details may hold the owner's e-mail and are not read."""

    kind: ClassVar[str] = "failure"

    error: Text = ""
    message: Text = ""


class WireTransaction(WireModel):
    """One try to pay; `details` is empty on success."""

    kind: ClassVar[str] = "transaction"

    id: Text = ""
    status: Text = ""
    details: WireFailure | None = None
    created_at: Moment = None


class WireParcel(WireModel):
    """A box of a shipment."""

    kind: ClassVar[str] = "parcel"

    template: Text = ""
    tracking_number: Text = ""


class WireAttributes(WireModel):
    """The part of `custom_attributes` that we read; its codes for opening are secrets."""

    kind: ClassVar[str] = "attributes"

    target_point: Text = ""
    sending_method: Text = ""
    dispatch_order_id: Text = ""


class WireShipment(WireModel):
    """A shipment as created, listed or read by id."""

    kind: ClassVar[str] = "shipment"

    id: Id
    status: Text = ""
    tracking_number: Text = ""
    return_tracking_number: Text = ""
    service: Text = ""
    reference: Text = ""
    external_customer_id: Text = ""
    sending_method: Text = ""
    custom_attributes: WireAttributes | None = None
    cod: WireAmount | None = None
    receiver: WirePerson | None = None
    selected_offer: WireOffer | None = None
    offers: tuple[WireOffer, ...] | None = None
    transactions: tuple[WireTransaction, ...] | None = None
    parcels: tuple[WireParcel, ...] | None = None
    created_at: Moment = None

    @property
    def target_point(self) -> str:
        """The receiving locker, "" for the door."""
        return self.custom_attributes.target_point if self.custom_attributes else ""

    @property
    def newest_first(self) -> tuple[WireTransaction, ...]:
        """The tries to pay, newest first."""
        rows = list(enumerate(self.transactions or ()))
        rows.sort(key=lambda row: (_stamp(row[1].created_at), row[0]), reverse=True)
        return tuple(item for _, item in rows)


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


class WireCharge(WireModel):
    """One answer of a price calculation; all amounts are null for contract customers (§ 7)."""

    kind: ClassVar[str] = "charge"

    id: Text = ""
    calculated_charge_amount: Number = None
    cod_charge_amount: Number = None
    insurance_charge_amount: Number = None


class WireRemark(WireModel):
    """A comment of a dispatch order."""

    kind: ClassVar[str] = "remark"

    id: Text = ""
    comment: Text = ""
    created_at: Moment = None


class WireLink(WireModel):
    """A shipment as a dispatch order names it."""

    kind: ClassVar[str] = "link"

    id: Text = ""
    tracking_number: Text = ""


class WireDispatchOrder(WireModel):
    """A booked collection; `errors` tells why it was rejected."""

    kind: ClassVar[str] = "dispatch_order"

    id: Id
    status: Text = ""
    price: object = None
    address: WireAddress | None = None
    office_hours: Text = ""
    shipments: tuple[WireLink, ...] | None = None
    comments: tuple[WireRemark, ...] | None = None
    errors: object = None
    external_id: Text = ""
    statuses: object = None
    created_at: Moment = None
    updated_at: Moment = None


class WireStatusLine(WireModel):
    """One line of a collection's history; recorded ones are empty, so that names are guesses."""

    kind: ClassVar[str] = "status_line"

    status: Text = ""
    name: Text = ""
    created_at: Moment = None
    datetime: Moment = None


class WireDispatchPoint(WireModel):
    """A place of collection that InPost keeps; only an activated one can be used (§ 10)."""

    kind: ClassVar[str] = "dispatch_point"

    id: Id
    name: Text = ""
    office_hours: Text = ""
    phone: Text = ""
    status: Text = ""
    address: WireAddress | None = None


class WireCollectionPrice(WireModel):
    """What a collection would cost."""

    kind: ClassVar[str] = "collection_price"

    total_success_count: Whole = None
    invalid_shipments: object = None
    total_price: WireAmount | None = None


class WireScan(WireModel):
    """One event of tracking."""

    kind: ClassVar[str] = "scan"

    status: Text = ""
    origin_status: Text = ""
    agency: Text = ""
    location: Text = ""
    datetime: Moment = None


class WireTracking(WireModel):
    """The history of a parcel, newest first."""

    kind: ClassVar[str] = "tracking"

    status: Text = ""
    tracking_details: tuple[WireScan, ...] | None = None


class WireLocation(WireModel):
    """Street, town and postcode of a point."""

    kind: ClassVar[str] = "location"

    city: Text = ""
    street: Text = ""
    building_number: Text = ""
    flat_number: Text = ""
    post_code: Text = ""


class WirePoint(WireModel):
    """A locker or parcel point."""

    kind: ClassVar[str] = "point"

    name: Id
    type: Texts = ()
    status: Text = ""
    functions: Texts = ()
    address_details: WireLocation | None = None
    location_description: Text = ""
    opening_hours: Text = ""
    distance: Whole = None
    location_247: Flag = None
    payment_available: Flag = None


class WireOrganization(WireModel):
    """An organization, the services that it may use and where its cash is paid out to."""

    kind: ClassVar[str] = "organization"

    id: Id
    name: Text = ""
    carriers: Texts = ()
    services: Texts = ()
    bank_account: Text = ""


def items_of(body: object, where: str, table: Table) -> list[Any]:
    """Return the rows of a list answer, in an envelope or bare (§ 3.1).

    Raises UnexpectedReplyError where there is no list.
    """
    names = table.aliases("page")["items"]
    found = pick(body, names) if isinstance(body, Mapping) else body
    if not isinstance(found, list):
        raise UnexpectedReplyError(f"{where}: no {names[0]}")
    return found


def read_rows(
    model: type[ModelT], body: object, where: str, table: Table
) -> Iterator[ModelT | UnexpectedReplyError]:
    """Yield each row of a list answer, or the reason why one does not fit."""
    for place, row in enumerate(items_of(body, where, table)):
        try:
            yield model.read(row, f"{where}.{place}", table)
        except UnexpectedReplyError as error:
            yield error
