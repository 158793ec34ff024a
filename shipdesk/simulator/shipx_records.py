"""The Polish courier's card boxes: cost centres, addresses, templates and import mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shipdesk.simulator.shipx_accounts import ORGANIZATIONS
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_intake import address_resource
from shipdesk.simulator.shipx_json import moment
from shipdesk.simulator.shipx_rules import Findings, address_findings, contact_findings, text

if TYPE_CHECKING:
    from shipdesk.simulator.shipx_book import ShipxBook

MPK, ADDRESS, TEMPLATE, MAPPING = "mpks", "address_books", "shipment_templates", "file_mappings"
_LONGEST = 255
_NAMES = ("name", "first_name", "last_name", "company_name", "phone", "email")
_USES = ("sender_parcel", "sender_courier", "sender_letter")
_ADDRESSES = ("main_address", "delivery_address")
_TEMPLATE_FIELDS = (
    "service", "sender", "receiver", "parcels", "custom_attributes", "cod", "insurance",
    "reference", "comments", "mpk", "additional_services", "is_return", "end_of_week_collection",
    "only_choice_of_offer",
)  # fmt: skip


@dataclass(slots=True)
class Record:
    """One card: whose it is, what stands on it, when it was written and changed."""

    id: int
    organization_id: int
    fields: dict[str, Any]
    created_at: datetime
    updated_at: datetime

    def resource(self, kind: str, base: str) -> dict[str, Any]:
        """The card as the service shows it."""
        return {
            "href": f"{base}/v1/{kind}/{self.id}",
            "id": self.id,
            **self.fields,
            "created_at": moment(self.created_at),
            "updated_at": moment(self.updated_at),
        }


class Records:
    """The cards of all organizations, by kind."""

    def __init__(self, book: ShipxBook) -> None:
        self._book = book
        self._cards: dict[str, dict[int, Record]] = {
            kind: {} for kind in (MPK, ADDRESS, TEMPLATE, MAPPING)
        }
        self._check = {MPK: self._mpk, ADDRESS: _address, TEMPLATE: _template}
        self._plant()

    def _plant(self) -> None:
        organization = ORGANIZATIONS[1001]
        for name, words in (("Sklep", "Sprzedaż w internecie"), ("Hurt", "Odbiorcy hurtowi")):
            self.create(MPK, 1001, {"name": name, "description": words})
        self.create(
            ADDRESS,
            1001,
            {
                "name": "Pracownia", "company_name": organization.name,
                "phone": organization.phone, "email": organization.email, "kind": "sender",
                "sender_parcel": True, "sender_courier": True,
                "main_address": organization.address(0), "preferred_dropoff_point": "KRA010",
            },
        )  # fmt: skip
        parcel = {"template": "small"}
        self.create(
            TEMPLATE,
            1001,
            {"name": "Mały paczkomat", "service": "inpost_locker_standard", "parcels": parcel},
        )
        mapping = {"name": "Sklep CSV", "separator": ";", "columns": ["reference", "receiver_name"]}
        self._store(MAPPING, 1001, mapping)

    def of(self, kind: str, organization_id: int) -> list[Record]:
        """The cards of one organization, oldest first."""
        cards = self._cards[kind].values()
        return [card for card in cards if card.organization_id == organization_id]

    def get(self, kind: str, card_id: int, organization_id: int) -> Record:
        """One card; raises Refusal for none and for another organization's."""
        card = self._cards[kind].get(card_id)
        if card is None:
            raise Refusal("resource_not_found")
        if card.organization_id != organization_id:
            raise Refusal("forbidden")
        return card

    def create(self, kind: str, organization_id: int, asked: Mapping[str, Any]) -> Record:
        """A new card; raises Refusal with what is wrong."""
        fields, found = self._check[kind](asked)
        if kind == MPK and self.mpk(organization_id, str(fields["name"])) is not None:
            found["name"] = ["taken"]
        if found:
            raise invalid(found)
        return self._store(kind, organization_id, self._with_ids(fields))

    def update(self, kind: str, card: Record, changes: Mapping[str, Any]) -> None:
        """Change what is sent of a card; raises Refusal with what is wrong."""
        fields, found = self._check[kind]({**card.fields, **changes})
        other = self.mpk(card.organization_id, str(fields["name"])) if kind == MPK else None
        if other is not None and other.id != card.id:
            found["name"] = ["taken"]
        if found:
            raise invalid(found)
        card.fields = self._with_ids(fields)
        card.updated_at = self._book.clock.now()

    def delete(self, kind: str, card: Record) -> None:
        """Throw a card away."""
        del self._cards[kind][card.id]

    def mpk(self, organization_id: int, name: str) -> Record | None:
        """The cost centre of that name, to the letter."""
        cards = self.of(MPK, organization_id)
        return next((card for card in cards if card.fields["name"] == name), None)

    def _store(self, kind: str, organization_id: int, fields: dict[str, Any]) -> Record:
        now = self._book.clock.now()
        card = Record(self._book.number(kind), organization_id, fields, now, now)
        self._cards[kind][card.id] = card
        return card

    def _with_ids(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields with addresses as resources of their own."""
        return {
            name: address_resource(value, self._book.number)
            if name in _ADDRESSES and value
            else value
            for name, value in fields.items()
        }

    def _mpk(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], Findings]:
        name = text(asked.get("name"))
        return {"name": name, "description": text(asked.get("description")) or None}, _named(name)


def _named(name: str) -> Findings:
    if not name:
        return {"name": ["required"]}
    return {"name": ["too_long"]} if len(name) > _LONGEST else {}


def _address(asked: Mapping[str, Any]) -> tuple[dict[str, Any], Findings]:
    fields: dict[str, Any] = {name: text(asked.get(name)) or None for name in _NAMES}
    found = _named(fields["name"] or "") | contact_findings(asked)
    for name in _ADDRESSES:
        given = asked.get(name)
        fields[name] = given if isinstance(given, dict) and given else None
        wrong = address_findings(given) if isinstance(given, dict) and given else {}
        if wrong:
            found[name] = [wrong]
    if fields["main_address"] is None:
        found["main_address"] = ["required"]
    fields |= {name: asked.get(name) is True for name in _USES}
    fields["kind"] = text(asked.get("kind")) or "receiver"
    fields["preferred_dropoff_point"] = text(asked.get("preferred_dropoff_point")) or None
    return fields, found


def _template(asked: Mapping[str, Any]) -> tuple[dict[str, Any], Findings]:
    name = text(asked.get("name"))
    known = {key: asked[key] for key in _TEMPLATE_FIELDS if asked.get(key) is not None}
    return {"name": name, **known}, _named(name)
