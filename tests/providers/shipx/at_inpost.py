"""Shipments that stand at the simulated InPost already, made as another program would make them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.simulator import SHIPX_ORGANIZATION, SHIPX_TOKEN, Simulator

LOCKER: dict[str, Any] = {
    "service": "inpost_locker_standard",
    "receiver": {
        "first_name": "Ewa",
        "last_name": "Zielińska",
        "email": "ewa@example.com",
        "phone": "500600700",
    },
    "parcels": {"template": "small"},
    "custom_attributes": {"target_point": "KRA010", "sending_method": "any_point"},
}
COURIER: dict[str, Any] = {
    "service": "inpost_courier_standard",
    "receiver": {
        "company_name": "Odbiorca SA",
        "first_name": "Adam",
        "last_name": "Wilk",
        "email": "adam@example.com",
        "phone": "511622733",
        "address": {
            "street": "Długa",
            "building_number": "15/8",
            "city": "Gdańsk",
            "post_code": "80-831",
            "country_code": "PL",
        },
    },
    "parcels": [
        {
            "dimensions": {"length": 400, "width": 300, "height": 200, "unit": "mm"},
            "weight": {"amount": 4.5, "unit": "kg"},
        }
    ],
}
READY_S = 8
"""After so long a new shipment is paid for and in the list."""


def made(sim: Simulator, body: dict[str, Any] | None = None, **changes: Any) -> str:
    """Make a shipment and wait until it has settled; returns its number."""
    path = f"/v1/organizations/{SHIPX_ORGANIZATION}/shipments"
    found = sent(sim, "POST", path, {**(body or LOCKER), **changes})
    sim.push(READY_S)
    return str(found["id"])


def offered(sim: Simulator, **changes: Any) -> str:
    """Make a shipment for which offers are prepared and nothing is chosen; returns its number."""
    body = {name: value for name, value in LOCKER.items() if name != "service"}
    return made(sim, body, **changes)


def chosen(sim: Simulator, **changes: Any) -> str:
    """Make a shipment whose offer is chosen and not paid; returns its number."""
    return made(sim, LOCKER, only_choice_of_offer=True, **changes)


def stands(sim: Simulator, number: str) -> dict[str, Any]:
    """The shipment as the service tells it."""
    return sent(sim, "GET", f"/v1/shipments/{number}")


def sent(sim: Simulator, verb: str, path: str, body: object = None) -> dict[str, Any]:
    """One request of another program."""
    reply = httpx.request(
        verb,
        f"{sim.shipx_url}{path}",
        json=body,
        headers={"Authorization": f"Bearer {SHIPX_TOKEN}"},
        trust_env=False,
    )
    reply.raise_for_status()
    answer: dict[str, Any] = reply.json()
    return answer
