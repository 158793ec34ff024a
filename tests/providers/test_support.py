"""A request as each vendor's support asks for it, and nothing in it about a person or a secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shipdesk.domain.exchange import Exchange
from shipdesk.providers.redact import redact_people
from shipdesk.providers.support import support_text
from shipdesk.providers.tables import Table, load_table

ASKED = '{"receiver":{"first_name":"Jan","address":{"street":"Polna"}},"weight":2}'
EXCHANGE = Exchange(
    number=7,
    at=datetime(2024, 3, 1, 9, 15, tzinfo=UTC),
    account_id="a1",
    account_title="Shop",
    provider="any",
    operation="orders.create",
    method="POST",
    origin="https://api.test",
    path="/v1/organizations/7/shipments",
    template="/v1/organizations/{id}/shipments",
    status=400,
    ms=41,
    request_id="req-9",
    query=(("Page", "2"),),
    asked_head=(("Authorization", "Bearer •••"), ("Accept", "application/json")),
    asked=ASKED,
    answered_head=(("date", "Fri, 01 Mar 2024 09:15:00 GMT"),),
    answered='{"error":"validation_failed","message":"Not so"}',
    error="rejected",
    code="validation_failed",
    words="Not so",
)


def _titles(slug: str) -> list[str]:
    lines = support_text(load_table(slug), EXCHANGE).splitlines()
    return [line.partition(":")[0] for line in lines if not line.startswith("  ")]


def test_each_vendor_gets_what_it_asks_for_in_its_order() -> None:
    assert _titles("dispatch") == [
        "Method", "URL", "Request headers", "Request body", "Status", "Response headers",
        "Response", "Expected", "Time of the call",
    ]  # fmt: skip
    assert _titles("shipx") == ["X-Request-ID", "Method", "Path", "Status", "Error key"]
    assert _titles("dash101") == ["Method", "Path", "Status", "Message"]


def test_the_values_stand_beside_their_names() -> None:
    text = support_text(load_table("dispatch"), EXCHANGE)
    assert "URL: https://api.test/v1/organizations/7/shipments?Page=2\n" in text
    assert "  Authorization: Bearer •••\n  Accept: application/json\n" in text
    assert "Time of the call: 2024-03-01 09:15:00 UTC\n" in text
    assert '"weight":2' in text
    assert "Jan" not in text
    assert "Polna" not in text
    short = support_text(load_table("shipx"), EXCHANGE)
    assert "Error key: validation_failed\n" in short
    assert "X-Request-ID: req-9\n" in short


@pytest.mark.parametrize(
    ("literal", "kept"),
    [
        ("status eq 'on_hold'", "status eq 'on_hold'"),
        ("customer/name eq 'O''Neil'", "customer/name eq '•••'"),
        ("contains(name,'Nowak')", "contains(name,'•••')"),
        ("phone eq '600100200'", "phone eq '•••'"),
        ("updatedDate ge '2024-01-15T10:00:00Z'", "updatedDate ge '2024-01-15T10:00:00Z'"),
        ("guid eq '0f0a3c1e-1111-4222-8333-123456789abc' and total gt 5",
         "guid eq '0f0a3c1e-1111-4222-8333-123456789abc' and total gt 5"),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_tells_of_nobody(literal: str, kept: str) -> None:
    asked = replace(EXCHANGE, query=(("$filter", literal),))
    assert f"?$filter={kept}\n" in support_text(load_table("shipx"), asked)


def test_a_request_without_an_answer_says_so() -> None:
    lost = replace(EXCHANGE, status=0, answered="", code="", error="no_answer")
    assert "Status: no answer came\n" in support_text(load_table("dash101"), lost)


def test_parts_that_are_not_known_are_left_out() -> None:
    table = Table("any", {"support": {"parts": ["method", "colour"]}})
    assert support_text(table, EXCHANGE) == "Method: POST\n"
    assert "URL" in support_text(Table("any", {}), EXCHANGE)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"first_name":"Jan","last_name":"Łoś"}', '{"first_name":"•••","last_name":"•••"}'),
        ('{"name":"Jan","carrierName":"InPost"}', '{"name":"•••","carrierName":"InPost"}'),
        ('{"customer_name":"Ravi","delivery_address1":"12 MG"}',
         '{"customer_name":"•••","delivery_address1":"•••"}'),
        ('{"delivery_pincode":560001,"order_total":10}',
         '{"delivery_pincode":"•••","order_total":10}'),
        ('{"postalCode":"00-001","country":"PL","phone":"600100200"}',
         '{"postalCode":"•••","country":"PL","phone":"•••"}'),
        ('{"service":"inpost_locker_standard","notes":"for Jan"}',
         '{"service":"inpost_locker_standard","notes":"•••"}'),
    ],
)  # fmt: skip
def test_people_and_places_are_masked_and_what_support_needs_is_kept(text: str, kept: str) -> None:
    assert redact_people(text) == kept
