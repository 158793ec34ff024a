"""Who may speak to the Polish courier: organizations, their tokens and what they may buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TOKENS = {"simulator-shipx-token": 1001, "simulator-shipx-small": 1002}
"""Token to organization; `simulator-shipx-revoked` is deliberately none of them."""

_BOUGHT_BY_ALL = (
    "inpost_locker_standard", "inpost_locker_economy", "inpost_courier_c2c",
    "inpost_courier_standard", "inpost_courier_express_1000", "inpost_courier_express_1200",
    "inpost_courier_express_1700", "inpost_courier_palette",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organization:
    """One customer of the courier, with its own address as the default sender."""

    id: int
    owner_id: int
    name: str
    tax_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    building_number: str
    city: str
    post_code: str
    carriers: tuple[str, ...]
    services: tuple[str, ...]
    bank_account_number: str | None

    def sender(self) -> dict[str, Any]:
        """The sender of a shipment that names none: ids are 0 (reference §5.3)."""
        return {
            "id": 0,
            "name": None,
            "company_name": self.name,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "address": self.address(0),
        }

    def address(self, address_id: int) -> dict[str, Any]:
        """Its address as an Address resource."""
        return {
            "id": address_id,
            "street": self.street,
            "building_number": self.building_number,
            "line1": None,
            "line2": None,
            "city": self.city,
            "post_code": self.post_code,
            "country_code": "PL",
        }

    def users(self, base: str) -> list[dict[str, Any]]:
        """The people of the organization, its owner first; an owner's token sees them all."""
        people = [(self.owner_id, self.email, self.first_name, self.last_name)]
        if self.id == 1001:  # noqa: PLR2004 - the larger one of the two
            people.append((self.owner_id + 100, "pakowanie@example.test", "Ewa", "Kos"))
        return [
            {
                "href": f"{base}/v1/users/{number}",
                "id": number,
                "email": email,
                "first_name": first,
                "last_name": last,
                "status": "active",
                "created_at": "2019-05-06T10:00:00.000+02:00",
                "updated_at": "2025-11-02T08:15:30.120+01:00",
            }
            for number, email, first, last in people
        ]

    def resource(self, base: str) -> dict[str, Any]:
        """The organization as `GET /v1/organizations/:id` gives it."""
        return {
            "href": f"{base}/v1/organizations/{self.id}",
            "id": self.id,
            "owner_id": self.owner_id,
            "name": self.name,
            "tax_id": self.tax_id,
            "bank_account_number": self.bank_account_number,
            "carriers": list(self.carriers),
            "services": list(self.services),
            "address": self.address(self.id % 100 + 30),
            "invoice_address": None,
            "contact_person": {
                "id": self.id % 100 + 40,
                "email": self.email,
                "phone": self.phone,
                "first_name": self.first_name,
                "last_name": self.last_name,
            },
            "created_at": "2019-05-06T10:00:00.000+02:00",
            "updated_at": "2025-11-02T08:15:30.120+01:00",
        }


ORGANIZATIONS = {
    1001: Organization(
        1001, 2002, "Glinka Ceramika", "PL9999999999", "Jan", "Lis", "biuro@example.test",
        "600222333", "Cicha", "8", "Kraków", "30-002", ("inpost_locker", "inpost_courier"),
        _BOUGHT_BY_ALL, "61109010140000071219812874",
    ),
    1002: Organization(
        1002, 2003, "Mały Sklep", "PL8888888888", "Ola", "Wrona", "sklep@example.test",
        "600222444", "Krótka", "2", "Łódź", "90-135", ("inpost_locker",),
        ("inpost_locker_standard",), None,
    ),
}  # fmt: skip
"""1001 may buy everything a shop needs; 1002 has no courier services and no bank account."""
