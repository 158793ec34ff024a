"""InPost's answers to our words: bought shipments, dispatch orders, events, points (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from shipdesk.domain.account import Account
from shipdesk.domain.address import Address
from shipdesk.domain.dispatch_order import (
    Comment,
    DispatchOrder,
    DispatchOrderId,
    DispatchOrderStatus,
    StatusChange,
)
from shipdesk.domain.money import Money
from shipdesk.domain.operation import PickupIntent, ShipIntent
from shipdesk.domain.point import Point
from shipdesk.domain.rules import to_polish_phone, to_polish_postcode
from shipdesk.domain.shipment import Payable, ShipmentStatus, TrackingEvent
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.raws import keep
from shipdesk.providers.shipx import problems, wire
from shipdesk.providers.steps import Bought
from shipdesk.providers.tables import KnownStatus, Table
from shipdesk.providers.wire import to_decimal, to_text

COURIER = "InPost"
CURRENCY = "PLN"
CANCELLED = "canceled"
FAILURE = "failure"
PAGE_SIZE = 100

OPERATING = "Operating"
RECEIVES = "parcel_collect"
SENDS = "parcel_send"
_POP = "pop"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRACKING_NUMBER = re.compile(r"(?<!\d)\d{20,26}(?!\d)")


def told(status: KnownStatus) -> str:
    """Return a status in the courier's words, English where it has them."""
    title = str(status.values.get("title_en", ""))
    return status.title if not title or title.startswith("translation missing") else title


def to_bought(shipment: wire.WireShipment, table: Table, page: str = "") -> Bought:
    """Return what the courier told of a shipment; unpaid while it has no tracking number.

    `page` is the address of the courier's tracking page with {tracking_number}.
    """
    status = table.status(shipment.status)
    paid = bool(shipment.tracking_number)
    offer = shipment.selected_offer
    service = table.services.get(shipment.service)
    extra = {
        "sending_method": shipment.sending_method,
        "return_tracking_number": shipment.return_tracking_number,
        "pickup_group": str(service.values.get("pickup_group", "")) if service else "",
    }
    attributes = shipment.custom_attributes
    if attributes:
        extra["collection"] = attributes.dispatch_order_id
    return Bought(
        remote_id=shipment.id,
        tracking_number=shipment.tracking_number,
        status=ShipmentStatus.BOUGHT if not status.known and paid else status.shipment,
        code=shipment.status,
        words=told(status),
        payable=Payable.PAID if paid else Payable.NO_FUNDS,
        price=to_money(offer.rate, offer.currency) if offer else None,
        tracking_url=page.replace("{tracking_number}", shipment.tracking_number) if paid else "",
        courier=COURIER,
        service=shipment.service,
        service_title=service.title if service else shipment.service,
        extra={name: text for name, text in extra.items() if text},
        raw=keep(shipment.told, table, "shipment"),
    )


def to_money(amount: Decimal | None, currency: str) -> Money | None:
    """Return money, None where the service tells no amount."""
    return None if amount is None else Money.from_decimal(amount, currency or CURRENCY)


def failure_words(shipment: wire.WireShipment, before: frozenset[str]) -> str | None:
    """Return why the newest payment failed, None where it did not; `before` are older tries."""
    newest = next(iter(shipment.newest_first), None)
    if newest is None or newest.status != FAILURE or newest.id in before:
        return None
    details = newest.details or wire.WireFailure()
    return problems.words_of(details.error or "transaction_failed", details.message)


def no_offer_words(shipment: wire.WireShipment) -> str | None:
    """Return why no offer can be bought, None while one may be."""
    offers = shipment.offers or ()
    if not offers or any(offer.status != "unavailable" for offer in offers):
        return None
    reasons = [reason for offer in offers for reason in offer.unavailability_reasons or ()]
    said = dict.fromkeys(
        f"The service {words}."
        if (words := problems.leaf_words(reason.key)) != reason.key
        else reason.message or reason.key
        for reason in reasons
    )
    return " ".join(said) or "InPost does not offer the service for this parcel."


def compare(
    shipment: wire.WireShipment, intent: ShipIntent
) -> tuple[tuple[tuple[str, str, str], ...], bool]:
    """Return what was sent and shown of a shipment, and whether it is provably the one we sent.

    To the door the postcode must agree; a locker shipment has no address, so there it is the
    locker and the phone or e-mail.
    """
    receiver = shipment.receiver or wire.WirePerson()
    sent, shown = intent.recipient, to_address(receiver)
    rows = [
        ("reference", intent.reference, shipment.external_customer_id),
        ("recipient", sent.who, shown.who),
    ]
    if shipment.target_point:
        rows.append(("locker", intent.locker.strip().upper(), shipment.target_point.upper()))
        sent_phone, shown_phone = to_polish_phone(sent.phone), to_polish_phone(shown.phone)
        if shown_phone or not shown.email:
            rows.append(("phone", sent_phone, shown_phone))
        else:
            rows.append(("email", sent.email.casefold(), shown.email.casefold()))
    else:
        rows.append(("postcode", to_polish_postcode(sent.postcode), shown.postcode))
    ours = all(_same(mine, theirs) for _, mine, theirs in rows)
    return tuple(rows), ours


def _same(sent: str, shown: str) -> bool:
    return bool(sent) and " ".join(sent.casefold().split()) == " ".join(shown.casefold().split())


def to_address(person: wire.WirePerson) -> Address:
    """Return a receiver as an address."""
    place = person.address or wire.WireAddress()
    name = f"{person.first_name} {person.last_name}".strip() or person.name
    return Address(
        name=name,
        company=person.company_name,
        street=f"{place.street} {place.building_number}".strip() or place.line1,
        street2=place.line2,
        city=place.city,
        postcode=place.post_code,
        country=place.country_code,
        phone=person.phone,
        email=person.email,
    )


def to_dispatch_order(
    given: wire.WireDispatchOrder, account: Account, table: Table
) -> DispatchOrder:
    """Return a collection; its id is made of account and remote id."""
    status = table.status(given.status, "dispatch_order")
    links = given.shipments or ()
    numbers = tuple(link.tracking_number for link in links if link.tracking_number)
    reason = _reason(given.errors)
    place = to_address(wire.WirePerson(address=given.address))
    return DispatchOrder(
        id=DispatchOrderId(f"{account.id}:{given.id}"),
        account_id=account.id,
        remote_id=given.id,
        status=_dispatch_status(status.means),
        created_at=given.created_at or _EPOCH,
        words=status.title,
        reason=reason,
        place=place,
        office_hours=given.office_hours,
        tracking_numbers=numbers,
        remote_shipments=tuple(link.id for link in links if link.id),
        refused=refused_numbers(reason, numbers),
        comments=tuple(
            Comment(row.id, row.comment, row.created_at or _EPOCH) for row in given.comments or ()
        ),
        price=_price(given.price, table),
        history=_history(given.statuses, table),
        courier_number=given.external_id,
        updated_at=given.updated_at,
        raw=keep(given.told, table, "dispatch_order"),
    )


def _history(statuses: object, table: Table) -> tuple[StatusChange, ...]:
    """Return the states that a collection went through; its shape is not documented (§ 9.3)."""
    found: list[StatusChange] = []
    for row in statuses if isinstance(statuses, list) else ():
        try:
            if isinstance(row, Mapping):
                line = wire.WireStatusLine.read(row, "statuses", table)
            else:
                line = wire.WireStatusLine(status=to_text(row))
        except (UnexpectedReplyError, ValueError):
            continue
        code = line.status or line.name
        if code:
            words = table.status(code, "dispatch_order").title or code
            found.append(StatusChange(line.created_at or line.datetime, words))
    return tuple(found)


def _dispatch_status(means: str) -> DispatchOrderStatus:
    try:
        return DispatchOrderStatus(means)
    except ValueError:
        return DispatchOrderStatus.UNKNOWN


def _reason(errors: object) -> str:
    if not errors:
        return ""
    flat = problems.flatten(errors if isinstance(errors, Mapping | list) else {"": errors})
    return " ".join(problems.leaf_words(leaf) for leaves in flat.values() for leaf in leaves)


def refused_numbers(reason: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tracking numbers that a rejection names, those of the order where it names any."""
    named = tuple(dict.fromkeys(_TRACKING_NUMBER.findall(reason)))
    known = tuple(number for number in named if number in numbers)
    return known or named


def _price(price: object, table: Table) -> Money | None:
    try:
        if isinstance(price, Mapping):
            told = wire.WireAmount.read(price, "price", table)
            return to_money(told.amount, told.currency)
        return to_money(to_decimal(price), CURRENCY)
    except (UnexpectedReplyError, ValueError):
        return None


def same_shipments(given: wire.WireDispatchOrder, intent: PickupIntent) -> bool:
    """Return whether a collection holds exactly the shipments of the intent."""
    return {link.id for link in given.shipments or ()} == set(intent.remote_ids)


def to_events(tracking: wire.WireTracking, table: Table) -> tuple[TrackingEvent, ...]:
    """Return a parcel's history, oldest first; rows without a time are left out."""
    events = [
        TrackingEvent(
            scan.datetime,
            (status := table.status(scan.status)).shipment,
            scan.status,
            told(status),
            scan.location or scan.agency,
        )
        for scan in tracking.tracking_details or ()
        if scan.datetime is not None
    ]
    # The list comes newest first: turned round, scans of the same moment keep their order.
    events.reverse()
    return tuple(sorted(events, key=lambda event: event.at))


def to_point(given: wire.WirePoint, table: Table) -> Point:
    """Return a locker or parcel point."""
    place = given.address_details or wire.WireLocation()
    building = "/".join(part for part in (place.building_number, place.flat_number) if part)
    return Point(
        code=given.name,
        street=f"{place.street} {building}".strip(),
        city=place.city,
        postcode=place.post_code,
        description=given.location_description,
        operating=given.status == OPERATING,
        receives=RECEIVES in given.functions,
        distance_m=given.distance,
        kind=_point_kind(given.type),
        status=given.status,
        hours=given.opening_hours,
        always_open=bool(given.location_247),
        pays=bool(given.payment_available),
        abilities=given.functions,
        raw=keep(given.told, table, "point"),
    )


def _point_kind(types: tuple[str, ...]) -> str:
    """Return locker or point: a parcel point carries the type of a locker as well (§ 12.1)."""
    if not types:
        return ""
    return "point" if _POP in types else "locker"
