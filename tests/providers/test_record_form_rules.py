"""Tests of what the shipped tables refuse in a form before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date

import pytest

from shipdesk.domain.record_rules import check_act
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.tables import load_table

TODAY = date(2026, 3, 14)
ENTRY = {"name": "X", "phone": "500600700", "postcode": "30-702"}
PLACE = {
    "name": "Asha", "phone": "9876543210", "address1": "12 Long Street", "address2": "Fort",
    "city": "Kochi", "pincode": "682001",
}  # fmt: skip
PRODUCT = {"name": "X", "sku": "1", "price": "1.99"}


def broken(slug: str, op: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the fields that are refused and what is suggested instead."""
    kinds = record_tables(load_table(slug)).values()
    found = next(kind.acts[op].act for kind in kinds if op in kind.acts)
    return [(each.field, each.suggestion) for each in check_act(found, values, TODAY)]


@pytest.mark.parametrize(
    ("slug", "op", "values", "expected"),
    [
        ("dispatch", "customers.create", {"name": "X"}, [("email", "")]),
        ("dispatch", "customers.create", {"name": "X", "phone": "1"}, []),
        (
            "dispatch", "customers.create", {"name": "X", "phone": "1", "country": "Polska"},
            [("country", "PL")],
        ),
        ("dispatch", "customers.contact_add", {"name": "X", "email": "abc"}, [("email", "")]),
        ("dispatch", "products.create", PRODUCT, []),
        ("dispatch", "products.create", {**PRODUCT, "price": "1.999"}, [("price", "")]),
        ("dispatch", "products.variant_create", {**PRODUCT, "cost": "0.001"}, [("cost", "")]),
        ("dispatch", "shipments.dates", {}, [("collection_date", "")]),
        ("dispatch", "shipments.dates", {"delivery_date": "2026-03-15"}, []),
        (
            "dispatch", "shipments.dates",
            {"collection_date": "2026-03-16", "delivery_date": "2026-03-15"},
            [("delivery_date", "")],
        ),
        (
            "dispatch", "orders.collection_date", {"collection_date": "2026-03-13"},
            [("collection_date", "")],
        ),
        ("dispatch", "orders.collection_date", {"collection_date": "2026-03-14"}, []),
        (
            "dispatch", "vehicles.location",
            {"from": "2026-02-02T00:00", "to": "2026-01-01T00:00"}, [("to", "")],
        ),
        (
            "shipx", "reports.cod", {"first_day": "2026-02-02", "last_day": "2026-01-01"},
            [("last_day", "")],
        ),
        ("shipx", "address_books.create", ENTRY, []),
        (
            "shipx", "address_books.create",
            {**ENTRY, "phone": "+48 500 600 700", "postcode": "30702"},
            [("phone", "500600700"), ("postcode", "30-702")],
        ),
        ("dash101", "pickup_create", PLACE, []),
        (
            "dash101", "pickup_create", {**PLACE, "city": "Łódź", "pincode": "68 2001"},
            [("city", "Lodz"), ("pincode", "682001")],
        ),
    ],
)  # fmt: skip
def test_a_form_refuses_what_the_service_would(
    slug: str, op: str, values: Mapping[str, object], expected: list[tuple[str, str]]
) -> None:
    assert broken(slug, op, values) == expected


def test_questions_of_a_list_have_an_order_too() -> None:
    kinds = record_tables(load_table("dispatch"))
    assert kinds["shipments"].kind.order == kinds["unassigned"].kind.order == (("from", "to"),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fix": "magic"}, "fix: must be one of"),
        ({"least": "soon"}, "least: must be a number"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_place(
    change: Mapping[str, str], words: str
) -> None:
    table = deepcopy(load_table("dispatch"))
    field = table.section("records")["customers"]["fields"]["country"]
    field.update(change)
    with pytest.raises(ValueError, match=words):
        record_tables(table)
