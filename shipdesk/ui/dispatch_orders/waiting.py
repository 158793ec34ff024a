"""The parcels that wait for a courier as the booking sheet shows them; no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import PickupGroup
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.services.pickups import PickupSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.statuses import part_words
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """One parcel that waits; `refused` says why it is left out until a person adds it."""

    shipment: Shipment
    refused: str = ""

    @property
    def service(self) -> str:
        """The courier's product, with the locker's size."""
        shipment = self.shipment
        size = shipment.parcel.size if shipment.locker else ""
        return f"{shipment.service_title or shipment.service or shipment.courier} {size}".strip()


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Parcels that one collection may hold, or `closed`: why none of them can be booked."""

    key: str
    account_id: AccountId
    title: str
    parcels: tuple[ParcelLine, ...]
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one booking would hold."""

    account_id: AccountId
    title: str
    shipments: tuple[Shipment, ...]

    @property
    def ids(self) -> tuple[ShipmentId, ...]:
        """The shipments' ids, in the order of the list."""
        return tuple(each.id for each in self.shipments)


def to_lines(sheet: PickupSheet) -> tuple[GroupLine, ...]:
    """Return the groups in the order in which they are shown: what can be booked comes first."""
    lines = [_group(at, group, sheet) for at, group in enumerate(sheet.groups)]
    return tuple(sorted(lines, key=lambda line: bool(line.closed)))


def _group(at: int, group: PickupGroup, sheet: PickupSheet) -> GroupLine:
    known = sheet.shipments
    parcels = [ParcelLine(known[each]) for each in group.shipments if each in known]
    parcels += [ParcelLine(known[each], why) for each, why in group.left_out if each in known]
    title = group.title if group.closed else f"{group.title}, {part_words(group.part)}"
    closed = say(group.closed) if group.closed else ""
    return GroupLine(f"{at}", group.account_id, title, tuple(parcels), closed)


def waiting_count(sheet: PickupSheet) -> int:
    """Return how many parcels could be booked now, refused ones included."""
    return sum(
        len(group.shipments) + len(group.left_out) for group in sheet.groups if not group.closed
    )


def totals(chosen: Sequence[Chosen], left_out: int) -> list[tuple[str, str]]:
    """Return the sums of what would be collected."""
    parcels = [each for group in chosen for each in group.shipments]
    weight = sum(each.parcel.weight_g for each in parcels)
    rows = [
        (say("Parcels"), fmt.count(len(parcels))),
        (say("Weight together"), fmt.weight(weight) if weight else fmt.DASH),
        (say("Left out"), fmt.count(left_out)),
    ]
    cod = _sum(each.cod for each in parcels)
    rows.append((say("COD on board"), ", ".join(fmt.money(each) for each in cod) or fmt.DASH))
    return rows


def _sum(amounts: Iterable[Money | None]) -> list[Money]:
    """Return one sum for each currency: amounts of two are never added."""
    sums: dict[str, int] = {}
    for amount in amounts:
        if amount is not None:
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return [Money(minor, currency) for currency, minor in sums.items()]


def price_words(prices: Sequence[Money | None]) -> str:
    """Return the price of all bookings; by contract where a courier tells none."""
    if not prices:
        return ""
    known = [fmt.money(each) for each in _sum(prices)]
    if any(each is None for each in prices):
        known.append(say("by contract"))
    return " + ".join(known)
