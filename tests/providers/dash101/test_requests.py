"""Tests of what Dash101 is sent, and of what its data file asks first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderLine
from shipdesk.domain.rules import RuleProblem, check
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.providers.dash101 import requests
from shipdesk.providers.tables import Table
from tests.providers.dash101.parcels import ASHA, PLACE, SENDER, cod_order

NOW = datetime(2024, 6, 10, 6, 0, tzinfo=UTC)
DRAFT = {
    "name": "Asha Rao", "phone": "9876543210", "email": "", "address1": "12 Lake View Road",
    "address2": "", "city": "Pune", "postcode": "411001", "total": "1249.50", "weight_kg": "0.3",
    "length_cm": "20", "width_cm": "15", "height_cm": "4.5",
}  # fmt: skip


def found(table: Table, draft: dict[str, str]) -> dict[str, RuleProblem]:
    assert table.rules is not None
    return {problem.field: problem for problem in check(table.rules, draft)}


def test_an_order_without_positions_has_one_of_the_whole_worth(table: Table) -> None:
    (item,) = requests.to_items(cod_order(lines=()), table)
    assert item == {"product_name": "Order ORD-000870", "quantity": 1, "price": Decimal("1249.50")}


def test_more_than_fifty_positions_are_gathered_and_keep_their_worth(table: Table) -> None:
    lines = tuple(OrderLine(f"Cup {place}", 2, Money(1000, "INR")) for place in range(60))
    items = requests.to_items(cod_order(lines=lines), table)
    assert len(items) == 50
    assert items[-1]["product_name"] == "Other items"
    assert items[-1]["price"] == Decimal("220.00")


def test_more_pieces_than_are_taken_become_one_of_the_same_worth(table: Table) -> None:
    many = (OrderLine("Bead", 1001, Money(150, "INR")), OrderLine("Bead", 1000, Money(150, "INR")))
    first, second = requests.to_items(cod_order(lines=many), table)
    assert first == {"product_name": "1001 x Bead", "quantity": 1, "price": Decimal("1501.50")}
    assert (second["product_name"], second["quantity"]) == ("Bead", 1000)


def test_names_of_positions_are_plain_letters(table: Table) -> None:
    (item,) = requests.to_items(cod_order(lines=(OrderLine("Żółty  kubek – duży", 1),)), table)
    assert item["product_name"] == "Zolty kubek - duzy"


def test_with_cod_the_total_is_what_is_collected(table: Table) -> None:
    body = requests.to_order(cod_order(total=Money(99900, "INR")), NOW, table)
    assert body["order_total"] == Decimal("1249.50")


def test_an_order_from_the_future_is_dated_now(table: Table) -> None:
    body = requests.to_order(cod_order(ordered_at=NOW + timedelta(days=1)), NOW, table)
    assert body["order_date"] == "2024-06-10 11:30:00"


def test_a_landline_is_text_and_a_mobile_a_number(table: Table) -> None:
    landline = replace(ASHA, phone="022 2555 1234")
    body = requests.to_order(cod_order(recipient=landline), NOW, table)
    assert body["customer_phone"] == "02225551234"
    assert requests.to_order(cod_order(), NOW, table)["customer_phone"] == 9876543210


def test_weights_have_no_exponent(table: Table) -> None:
    intent = cod_order(parcel=replace(cod_order().parcel, weight_g=10_000, length_mm=1000))
    body = requests.to_shipment(intent, ("order_id", "A"), table)
    assert (body["dead_weight"], body["length"]) == ("10", "100")
    assert body["order_id"] == "A"
    assert "dash101_order_id" not in body


def test_a_place_without_a_second_line_gets_the_state_or_the_town(table: Table) -> None:
    place = requests.place_of(Sender(SenderId("s"), "x", replace(SENDER, street2="", state="MH")))
    assert place["address2"] == "MH"
    place = requests.place_of(Sender(SenderId("s"), "x", replace(SENDER, street2="")))
    assert place["address2"] == "Mumbai"
    assert requests.check_place(requests.place_of(PLACE), table) == ()


def test_the_four_parts_of_a_place_share_255_characters(table: Table) -> None:
    place = {**requests.place_of(PLACE), "address1": "a" * 100, "address2": "b" * 100}
    assert requests.check_place({**place, "city": "c" * 50}, table) == ()
    problems = requests.check_place({**place, "city": "c" * 56}, table)
    assert {problem.field for problem in problems} == {"city", "combined"}
    full = {**place, "city": "c" * 50, "landmark": "d" * 5}
    assert requests.check_place(full, table) == ()
    (problem,) = requests.check_place({**full, "landmark": "d" * 6}, table)
    assert problem.field == "combined"


def test_a_mobile_written_with_a_trunk_zero_is_refused_with_the_one_that_does(
    table: Table,
) -> None:
    place = {**requests.place_of(PLACE), "phone": "09876543210"}
    (problem,) = requests.check_place(place, table)
    assert (problem.field, problem.suggestion) == ("phone", "9876543210")


def test_a_whole_draft_has_no_problem(table: Table) -> None:
    assert found(table, DRAFT) == {}


@pytest.mark.parametrize("field", sorted(set(DRAFT) - {"email", "address2"}))
def test_what_is_required_is_named_when_it_is_missing(table: Table, field: str) -> None:
    problems = found(table, {**DRAFT, field: ""})
    assert list(problems) == [field]
    assert problems[field].missing


@pytest.mark.parametrize(
    ("field", "value", "suggestion"),
    [
        ("name", "Ásha Rao", "Asha Rao"),
        ("city", "Łódź", "Lodz"),
        ("address1", "x" * 101, ""),
        ("phone", "12345", ""),
        ("postcode", "011001", ""),
        ("weight_kg", "0.09", ""),
        ("weight_kg", "10.1", ""),
        ("height_cm", "0.4", ""),
    ],
)
def test_a_wrong_value_is_named_with_a_fix_to_accept(
    table: Table, field: str, value: str, suggestion: str
) -> None:
    problems = found(table, {**DRAFT, field: value})
    assert list(problems) == [field]
    assert problems[field].suggestion == suggestion
    assert problems[field].words.endswith(".")


@pytest.mark.parametrize(
    "change",
    [{"phone": "+91 98765 43210"}, {"phone": "02225551234"}, {"postcode": "411 001"},
     {"weight_kg": "0.1"}, {"weight_kg": "10"}],
)  # fmt: skip
def test_what_dash101_takes_is_no_problem(table: Table, change: dict[str, str]) -> None:
    assert found(table, {**DRAFT, **change}) == {}
