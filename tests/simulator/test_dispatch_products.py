"""Dispatch's products in the simulator: single reads, variants and the settings of all."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PRODUCTS = "/api/v1/Products"


def product(dispatch: httpx.Client) -> dict[str, Any]:
    """The product that has variants, whole."""
    row = dispatch.get(PRODUCTS, params={"$filter": "variantCount gt 0"}).json()["data"][0]
    found: dict[str, Any] = dispatch.get(f"{PRODUCTS}/{row['guid']}").json()["data"]
    return found


def test_a_list_counts_variants_and_a_single_read_shows_them(dispatch: httpx.Client) -> None:
    listed = dispatch.get(PRODUCTS, params={"$filter": "variantCount gt 0"}).json()["data"]
    assert [row["variantCount"] for row in listed] == [2]
    assert "variants" not in listed[0]
    single = product(dispatch)
    assert "variantCount" not in single
    assert [one["attributes"] for one in single["variants"]] == [
        {"colour": "sand"}, {"colour": "moss"}
    ]  # fmt: skip
    assert "weight" not in single["dimensions"]
    assert single["weight"] > 0


def test_variants_are_made_changed_and_removed(dispatch: httpx.Client) -> None:
    path = f"{PRODUCTS}/{product(dispatch)['guid']}/variants"
    made = dispatch.post(path, json={"name": "Red", "sku": "MUG-RED", "price": 35.5})
    assert made.status_code == 201
    one = f"{path}/{made.json()['data']['guid']}"
    changed = dispatch.patch(one, json={"price": 36, "attributes": {"colour": "red"}})
    assert changed.json()["data"]["sku"] == "MUG-RED"
    assert dispatch.get(one).json()["data"]["price"] == 36
    assert len(product(dispatch)["variants"]) == 3
    assert dispatch.delete(one).json() == {"success": True}
    assert dispatch.get(one).status_code == 404
    assert len(product(dispatch)["variants"]) == 2


def test_a_sku_is_unique_over_products_and_variants(dispatch: httpx.Client) -> None:
    path = f"{PRODUCTS}/{product(dispatch)['guid']}/variants"
    taken = dispatch.post(path, json={"name": "Red", "sku": "MUG-MOSS"})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "DUPLICATE_SKU")
    other = dispatch.post(PRODUCTS, json={"name": "X", "sku": "MUG-SAND-1", "price": 1})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "DUPLICATE_SKU")


@pytest.mark.parametrize(
    "body",
    [
        {"sku": "A"},
        {"name": "Red"},
        {"name": "Red", "sku": "A", "price": "1"},
        {"name": "Red", "sku": "A", "weight": 0},
        {"name": "Red", "sku": "A" * 65},
        {"name": "Red", "sku": "A", "attributes": {"colour": 7}},
    ],
)
def test_a_variant_that_breaks_a_limit_is_refused(
    dispatch: httpx.Client, body: dict[str, object]
) -> None:
    path = f"{PRODUCTS}/{product(dispatch)['guid']}/variants"
    assert dispatch.post(path, json=body).status_code == 400


def test_a_bar_code_keeps_its_leading_zeros(dispatch: httpx.Client) -> None:
    body = {"name": "Mug", "sku": "ZERO", "price": 1, "barcode": "0001234567890"}
    made = dispatch.post(PRODUCTS, json=body).json()["data"]
    assert made["barcode"] == "0001234567890"


def test_settings_change_only_in_what_is_sent(dispatch: httpx.Client) -> None:
    path = f"{PRODUCTS}/settings"
    first = dispatch.patch(path, json={"weightUnit": "lb"}).json()["data"]
    assert first == {"weightUnit": "lb", "dimensionUnit": "cm", "autoCreateFromOrders": False}
    then = dispatch.patch(path, json={"autoCreateFromOrders": True}).json()["data"]
    assert then == {"weightUnit": "lb", "dimensionUnit": "cm", "autoCreateFromOrders": True}
    assert dispatch.patch(path, json={"weightUnit": "stone"}).status_code == 400
