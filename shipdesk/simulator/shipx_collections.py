"""The Polish courier's dispatch orders: who is collected where, and why a courier refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.shipx_accounts import ORGANIZATIONS
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_intake import address_resource
from shipdesk.simulator.shipx_model import Comment, DispatchOrder, DispatchPoint, Shipment
from shipdesk.simulator.shipx_rules import address_findings, number, text

if TYPE_CHECKING:
    from shipdesk.simulator.shipx_book import ShipxBook

LARGEST_ID = 2**63 - 1
HOLDS_PARCELS = frozenset({"new", "sent", "accepted", "done"})
"""A parcel in an order of one of these states cannot be ordered again."""

PRICES = {"locker": Decimal("9.50"), "courier": Decimal("0.00"), "allegro": Decimal("5.00")}
_SPOT_ON_THE_WAY = {
    "delivered": "Delivered",
    "ready_to_pickup": "CustomerStored",
    "canceled": "Cancelled",
}


class Collections:
    """The dispatch orders and dispatch points of one book."""

    def __init__(self, book: ShipxBook) -> None:
        self._book = book
        self.orders: dict[int, DispatchOrder] = {}
        self.points: dict[int, DispatchPoint] = {}
        organization = ORGANIZATIONS[1001]
        self._add_point(
            1001, organization.address(book.number("address")), "Pracownia", organization.phone,
            organization.email, "PN-PT 09:00-16:00",
        )  # fmt: skip

    def _add_point(
        self,
        organization_id: int,
        address: dict[str, Any],
        name: str,
        phone: str | None,
        email: str | None,
        hours: str,
    ) -> DispatchPoint:
        point = DispatchPoint(
            self._book.number("dispatch_point"), organization_id, name, hours, phone, email, address
        )
        self.points[point.id] = point
        return point

    # What happens by itself

    def settle(self, now: datetime) -> None:
        """Let the courier's own system judge what it has had long enough."""
        for order in self.orders.values():
            if order.due is not None and order.due <= now and order.status == "new":
                self._judge(order, order.due)

    def _judge(self, order: DispatchOrder, at: datetime) -> None:
        order.due = None
        order.updated_at = at
        for shipment_id in order.shipment_ids:
            reason = self._reason_against(self._book.shipments[shipment_id])
            if reason:
                order.status = "rejected"
                order.errors = {"details": reason}
                self._free(order)
                return
        order.status = "sent"
        order.external_id = self._book.number("external")
        if not self._debit():
            order.price = self._price_of(order.shipment_ids)
            self._book.wallet -= order.price

    def _reason_against(self, shipment: Shipment) -> str | None:
        """Why one parcel spoils the whole order; in the courier's own English (§9.3)."""
        named = self._book.knob("shipx_reject_pickup", {})
        if isinstance(named, Mapping) and shipment.tracking_number in named:
            reason = str(named[shipment.tracking_number])
            return reason or f"Parcel ({shipment.tracking_number}) is not ready to be collected."
        should = f"Parcel ({shipment.tracking_number}) status should be Prepared, but is"
        if shipment.status != "confirmed":
            return f"{should} {_SPOT_ON_THE_WAY.get(shipment.status, 'InTransit')}."
        locker = catalogue.service(shipment.service or "").carrier == "inpost_locker"
        method = shipment.sending_method
        if method == "dispatch_order" or (not locker and method is None):
            return None
        return f"{should} CustomerDelivering."

    def _free(self, order: DispatchOrder) -> None:
        for shipment_id in order.shipment_ids:
            shipment = self._book.shipments[shipment_id]
            if shipment.dispatch_order_id == order.id:
                shipment.dispatch_order_id = None

    def collected(self, shipment: Shipment) -> None:
        """A courier has a parcel of an order: the order is done once none is left waiting."""
        order = self.orders.get(shipment.dispatch_order_id or 0)
        if order is None or order.status not in {"sent", "accepted"}:
            return
        waiting = [
            one for one in order.shipment_ids if self._book.shipments[one].status == "confirmed"
        ]
        order.status = "accepted" if waiting else "done"
        order.updated_at = self._book.clock.now()

    # Reading

    def order(self, order_id: int) -> DispatchOrder:
        """One dispatch order as it is now; raises Refusal when there is none."""
        self._book.settle()
        found = self.orders.get(order_id)
        if found is None:
            raise Refusal("resource_not_found")
        return found

    def point(self, point_id: int) -> DispatchPoint:
        """One dispatch point; raises Refusal when there is none."""
        found = self.points.get(point_id)
        if found is None:
            raise Refusal("resource_not_found")
        return found

    # Writing

    def create(self, organization_id: int, asked: Mapping[str, Any]) -> DispatchOrder:
        """Book a collection; whether the courier takes it turns out a moment later."""
        self._book.settle()
        address, point_id = asked.get("address"), asked.get("dispatch_point_id")
        if address and point_id:
            raise Refusal("dispatch_point_and_address_cannot_be_mixed")
        shipments = self._checked(organization_id, asked.get("shipments"))
        if point_id:
            wanted = number(point_id)
            point = self.points.get(int(wanted)) if wanted is not None else None
            if point is None or point.organization_id != organization_id:
                raise invalid({"dispatch_point_id": ["does_not_exist"]})
        elif isinstance(address, dict) and address:
            wrong = address_findings(address)
            if wrong:
                raise invalid({"address": [wrong]})
            point = self._point_for(organization_id, asked, shipments)
        else:
            raise invalid({"address": ["required"]})
        now = self._book.clock.now()
        order = DispatchOrder(
            id=self._book.number("dispatch_order"),
            organization_id=organization_id,
            shipment_ids=[shipment.id for shipment in shipments],
            address=point.address,
            place={
                "name": text(asked.get("name")) or point.name,
                "phone": text(asked.get("phone")) or (point.phone or ""),
                "email": text(asked.get("email")) or (point.email or ""),
                "office_hours": text(asked.get("office_hours")) or point.office_hours,
            },
            status="new",
            created_at=now,
            updated_at=now,
            due=now + timedelta(seconds=float(self._book.knob("shipx_pickup_seconds", 1.0))),
        )
        if text(asked.get("comment")):
            order.comments.append(
                Comment(self._book.number("comment"), text(asked.get("comment")), now)
            )
        self.orders[order.id] = order
        for shipment in shipments:
            shipment.dispatch_order_id = order.id
        return order

    def _checked(self, organization_id: int, given: object) -> list[Shipment]:
        if not isinstance(given, list) or not given:
            raise invalid({"shipments": ["required"]})
        shipments: list[Shipment] = []
        wrong: dict[str, list[str]] = {}
        for one in given:
            wanted = number(one)
            if wanted is None or not 0 < wanted <= LARGEST_ID:
                raise Refusal("invalid_range")
            shipment = self._book.shipments.get(int(wanted))
            reason = _unfit(shipment, organization_id)
            if shipment is None or reason:
                wrong[str(one)] = [reason]
            elif shipment not in shipments:
                shipments.append(shipment)
        if wrong:
            raise invalid({"shipments": [wrong]})
        if len({_carrier(shipment) for shipment in shipments}) > 1:
            raise invalid({"shipments": ["different_carriers"]})
        if len({"allegro" in (shipment.service or "") for shipment in shipments}) > 1:
            raise invalid({"shipments": ["allegro_can_not_be_mixed"]})
        return shipments

    def _point_for(
        self, organization_id: int, asked: Mapping[str, Any], shipments: Sequence[Shipment]
    ) -> DispatchPoint:
        """The point with exactly this address, or a new one; kept for locker parcels only."""
        address = address_resource(asked["address"], self._book.number)
        for point in self.points.values():
            if point.organization_id == organization_id and _same(point.address, address):
                return point
        name, hours = text(asked.get("name")), text(asked.get("office_hours"))
        phone, email = text(asked.get("phone")) or None, text(asked.get("email")) or None
        point = self._add_point(
            organization_id, address, name or "Punkt odbioru", phone, email, hours
        )
        if _carrier(shipments[0]) != "inpost_locker":
            del self.points[point.id]
        return point

    def cancel(self, order: DispatchOrder) -> None:
        """Withdraw an order that no courier has accepted; its parcels are free again."""
        if order.status not in {"new", "sent"}:
            raise Refusal("invalid_status")
        order.status = "canceled"
        order.due = None
        order.updated_at = self._book.clock.now()
        if order.price is not None:
            self._book.wallet += order.price
        self._free(order)

    def add_comment(self, order: DispatchOrder, asked: Mapping[str, Any]) -> Comment:
        """Add a remark."""
        words = text(asked.get("comment"))
        if not words:
            raise invalid({"comment": ["required"]})
        now = self._book.clock.now()
        comment = Comment(self._book.number("comment"), words, now)
        order.comments.insert(0, comment)
        order.updated_at = now
        return comment

    def edit_comment(self, order: DispatchOrder, asked: Mapping[str, Any]) -> Comment:
        """Change a remark."""
        words = text(asked.get("comment"))
        if not words:
            raise invalid({"comment": ["required"]})
        wanted = text(asked.get("id"))
        for comment in order.comments:
            if str(comment.id) == wanted:
                comment.comment = words
                order.updated_at = self._book.clock.now()
                return comment
        raise Refusal("resource_not_found")

    def delete_comments(self, order: DispatchOrder, asked: Mapping[str, Any]) -> None:
        """Remove remarks by id."""
        given = asked.get("comment_ids")
        if not isinstance(given, list) or not given:
            raise invalid({"comment_ids": ["required"]})
        wanted = {text(one) for one in given}
        if not wanted <= {str(comment.id) for comment in order.comments}:
            raise Refusal("resource_not_found")
        order.comments = [one for one in order.comments if str(one.id) not in wanted]
        order.updated_at = self._book.clock.now()

    # Price

    def _debit(self) -> bool:
        return bool(self._book.knob("shipx_debit", default=False))

    def _price_of(self, shipment_ids: Sequence[int]) -> Decimal:
        groups = {group_of(self._book.shipments[one]) for one in shipment_ids}
        return sum((PRICES[group] for group in groups), Decimal(0))

    def calculate(self, organization_id: int, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What a collection would cost, by group; prepaid customers only (§9.9)."""
        self._book.settle()
        if self._debit():
            raise Refusal("forbidden", message="Action available only for prepaid users.")
        given = asked.get("shipments")
        if not isinstance(given, list) or not given:
            raise invalid({"shipments": ["required"]})
        groups: dict[str, list[int]] = {}
        wrong: dict[str, list[str]] = {}
        for one in given:
            wanted = number(one)
            shipment = self._book.shipments.get(int(wanted)) if wanted is not None else None
            if shipment is None or shipment.organization_id != organization_id:
                wrong[str(one)] = ["does_not_exist"]
            elif shipment.dispatch_order_id is not None:
                wrong[str(one)] = ["already_dispatched"]
            else:
                groups.setdefault(group_of(shipment), []).append(shipment.id)
        total = sum((PRICES[group] for group in groups), Decimal(0))
        return {
            "total_success_count": sum(map(len, groups.values())),
            "total_error_count": len(wrong),
            "total_price": {"amount": float(total), "currency": "PLN"},
            "price_list": {
                group: {
                    "count": len(ids),
                    "price": {"amount": str(float(PRICES[group])), "currency": "PLN"},
                    "shipments": ids,
                }
                for group, ids in groups.items()
            }
            or [],
            "invalid_shipments": wrong or [],
        }

    def add_existing(
        self, shipment_ids: list[int], status: str, created_at: datetime, comment: str | None
    ) -> int:
        """Put a collection of the past into the books; gives its id."""
        point = next(iter(self.points.values()))
        order = DispatchOrder(
            id=self._book.number("dispatch_order"),
            organization_id=1001,
            shipment_ids=list(shipment_ids),
            address=point.address,
            place={
                "name": point.name,
                "phone": point.phone or "",
                "email": point.email or "",
                "office_hours": point.office_hours,
            },
            status=status,
            created_at=created_at,
            updated_at=created_at,
            due=None,
            external_id=self._book.number("external"),
            price=self._price_of(shipment_ids),
        )
        if comment:
            order.comments.append(Comment(self._book.number("comment"), comment, created_at))
        self.orders[order.id] = order
        if status in HOLDS_PARCELS:
            for one in shipment_ids:
                self._book.shipments[one].dispatch_order_id = order.id
        return order.id


def _unfit(shipment: Shipment | None, organization_id: int) -> str:
    """Why a parcel cannot be in a new order at all; empty when it can."""
    if shipment is None or shipment.organization_id != organization_id:
        return "does_not_exist"
    if shipment.status != "confirmed":
        return "incorrect_status"
    return "already_dispatched" if shipment.dispatch_order_id is not None else ""


def group_of(shipment: Shipment) -> str:
    """The price group of a parcel: allegro, locker or courier."""
    if "allegro" in (shipment.service or ""):
        return "allegro"
    return "locker" if _carrier(shipment) == "inpost_locker" else "courier"


def _carrier(shipment: Shipment) -> str:
    return catalogue.service(shipment.service or "").carrier


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two addresses are spelt alike, letter by letter."""
    return {**one, "id": 0} == {**other, "id": 0}
