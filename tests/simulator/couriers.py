"""What the tests of the two couriers' dialects share: clients, bodies, and waiting by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.simulator import (
    DASH101_EMAIL,
    DASH101_PASSWORD,
    DASH101_USER,
    SHIPX_ORGANIZATION,
    SHIPX_TOKEN,
    Simulator,
)

ORGANIZATION = f"/v1/organizations/{SHIPX_ORGANIZATION}"
SHIPMENTS = f"{ORGANIZATION}/shipments"
DISPATCH_ORDERS = f"{ORGANIZATION}/dispatch_orders"
MAGAZINE = {
    "street": "Lipowa", "building_number": "4", "city": "Kraków", "post_code": "30-702",
    "country_code": "PL",
}  # fmt: skip


@contextmanager
def shipx_client(simulator: Simulator, token: str = SHIPX_TOKEN) -> Iterator[httpx.Client]:
    """A client of ShipX with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=simulator.shipx_url, headers=headers, trust_env=False) as client:
        yield client


def locker_body(**changes: Any) -> dict[str, Any]:
    """A parcel to a locker, in simplified mode, that a courier collects."""
    return {
        "receiver": {
            "first_name": "Zofia", "last_name": "Wiśniewska", "email": "zofia@example.test",
            "phone": "601455120",
        },
        "parcels": {"template": "small"},
        "custom_attributes": {"sending_method": "dispatch_order", "target_point": "WAW21M"},
        "service": "inpost_locker_standard",
        "reference": "ORD-000868",
        "external_customer_id": "ORD-000868-K7",
        **changes,
    }  # fmt: skip


def courier_body(**changes: Any) -> dict[str, Any]:
    """A parcel to an address."""
    return {
        "receiver": {
            "first_name": "Adam", "last_name": "Wilk", "phone": "511622733",
            "address": {
                "street": "Długa", "building_number": "15/8", "city": "Gdańsk",
                "post_code": "80-831", "country_code": "PL",
            },
        },
        "parcels": [
            {
                "dimensions": {"length": "400", "width": 300, "height": 200, "unit": "mm"},
                "weight": {"amount": "4.5", "unit": "kg"},
            }
        ],
        "custom_attributes": {"sending_method": "dispatch_order"},
        "service": "inpost_courier_standard",
        "reference": "ORD-000869",
        **changes,
    }  # fmt: skip


def confirmed(
    simulator: Simulator, client: httpx.Client, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A shipment that is bought and confirmed."""
    made = client.post(SHIPMENTS, json=body or locker_body())
    assert made.status_code == 201, made.text
    simulator.push(2)
    found: dict[str, Any] = client.get(f"/v1/shipments/{made.json()['id']}").json()
    assert found["status"] == "confirmed", found
    return found


class Dash101:
    """A client of Dash101 that has logged in."""

    def __init__(self, simulator: Simulator, client: httpx.Client, user: int) -> None:
        self.simulator = simulator
        self.client = client
        self.prefix = f"/api/v1/external/{user}"

    def log_in(
        self, email: str = DASH101_EMAIL, password: str = DASH101_PASSWORD
    ) -> httpx.Response:
        """Fetch a token and use it from now on."""
        credentials = {"email": email, "password": password}
        answer = self.client.post(f"{self.prefix}/auth/token", json=credentials)
        if answer.status_code == 200:
            token = answer.json()["authorization_token"]
            self.client.headers["Authorization"] = f"Bearer {token}"
        return answer

    def get(self, path: str, **query: Any) -> httpx.Response:
        """A read."""
        return self.client.get(f"{self.prefix}/{path}", params=query)

    def post(self, path: str, body: Any, *, version: int = 1) -> httpx.Response:
        """A write."""
        prefix = self.prefix.replace("/v1/", f"/v{version}/")
        return self.client.post(f"{prefix}/{path}", json=body)

    def order(self, **changes: Any) -> dict[str, Any]:
        """A new order (V2), as its answer says."""
        answer = self.post("orders", order_body(**changes), version=2)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def ship(self, order_id: str = "SD-10042#1", **changes: Any) -> dict[str, Any]:
        """A booked shipment of an order."""
        answer = self.post("shipments", parcel_body(order_id=order_id, **changes))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def track(self, order_id: str = "SD-10042#1") -> dict[str, Any]:
        """What tracking says of an order."""
        answer = self.get("orders/track", order_id=order_id)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["order_details"]
        return found


@contextmanager
def dash101_client(
    simulator: Simulator, *, user: int = DASH101_USER, logged_in: bool = True
) -> Iterator[Dash101]:
    """A client of Dash101, logged in unless told otherwise."""
    headers = {"Content-Type": "application/json"}
    with httpx.Client(base_url=simulator.dash101_url, headers=headers, trust_env=False) as client:
        dash101 = Dash101(simulator, client, user)
        if logged_in:
            assert dash101.log_in().status_code == 200
        yield dash101


def order_body(**changes: Any) -> dict[str, Any]:
    """An order with cash on delivery."""
    return {
        "order_id": "SD-10042#1",
        "order_date": "2024-06-10 11:05:00",
        "customer_name": "Asha Rao",
        "customer_phone": 9876543210,
        "delivery_address1": "12 Lake View Road",
        "delivery_city": "Pune",
        "delivery_pincode": 411001,
        "order_total": 1249.50,
        "payment_method": "cod",
        "order_items": [
            {"product_name": "Cotton shirt", "sku": "CS-01", "quantity": 1, "price": 1249.50}
        ],
        **changes,
    }


def parcel_body(**changes: Any) -> dict[str, Any]:
    """What is booked for an order: Delhivery, 300 g."""
    return {
        "courier_partner_id": "4",
        "dead_weight": "0.3",
        "length": "20",
        "breadth": "15",
        "height": "4.5",
        "pickup_location_id": "8200000001",
        **changes,
    }
