"""Asks the simulated Dispatch by itself, without the program: what stands in its book."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import httpx

from shipdesk import paths
from tests.support.simulator import DISPATCH_TOKEN, Simulator

Row = dict[str, Any]


def asked(sim: Simulator, op: str, *places: str, body: object = None, **query: str) -> Any:
    """Return the answer's `data` of one request by operation id; raises for a refusal."""
    endpoint = _endpoints()[op]
    path = endpoint["path"]
    for place in places:
        before, _, rest = path.partition("{")
        path = before + place + rest.partition("}")[2]
    with httpx.Client(trust_env=False, timeout=30) as client:
        head = {"Authorization": f"Bearer {DISPATCH_TOKEN}"}
        url = f"{sim.dispatch_url}{path}"
        reply = client.request(endpoint["verb"], url, json=body, params=query, headers=head)
    reply.raise_for_status()
    return reply.json().get("data")


def read(sim: Simulator, op: str, *places: str) -> Row:
    """Return one thing as it stands now."""
    found: Row = asked(sim, op, *places)
    return found


def tell(sim: Simulator, op: str, body: object, *places: str) -> Row:
    """Change something, as somebody else would."""
    found: Row = asked(sim, op, *places, body=body)
    return found


def listed(sim: Simulator, op: str, *places: str, **query: str) -> list[Row]:
    """Return the first page of a list."""
    found: list[Row] = asked(sim, op, *places, **query)
    return found


def first_customer(sim: Simulator) -> str:
    """Return the id of the customer who has contacts and references."""
    rows = listed(sim, "customers.list", PageSize="100", **{"$search": "O'Neil"})
    whole = (read(sim, "customers.get", row["guid"]) for row in rows)
    return next(str(row["guid"]) for row in whole if row["contacts"])


def first_product(sim: Simulator) -> str:
    """Return the id of the product that has variants."""
    rows = listed(sim, "products.list", PageSize="100")
    return next(str(row["guid"]) for row in rows if row["variantCount"])


def first_carrier(sim: Simulator) -> str:
    """Return a carrier's id, from where a person would know it."""
    rows = listed(sim, "shipments.list")
    return next(str(row["carrier"]["guid"]) for row in rows if row["carrier"])


def waiting_orders(sim: Simulator) -> list[str]:
    """Return the ids of orders that wait and have no shipment."""
    rows = listed(sim, "orders.list", PageSize="100", **{"$filter": "status eq 'pending'"})
    return [str(row["guid"]) for row in rows if not row["shipmentIds"]]


def registered_shipment(sim: Simulator) -> str:
    """Return the id of a shipment that is not on its way and in no run."""
    rows = listed(sim, "shipments.unassigned", status="pending")
    return str(rows[0]["guid"])


@cache
def _endpoints() -> dict[str, Any]:
    file = paths.resources() / "providers" / "dispatch.toml"
    found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["endpoints"]
    return found
