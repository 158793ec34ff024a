"""Tests of how Dash101's answers become our words, in every shape that its page leaves open."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.dash101 import mapping, parser, problems, wire
from shipdesk.providers.tables import Table, load_table

ACCOUNT = Account(AccountId("dash"), "dash101", "Dash101", Environment.DEMO)


def test_every_status_of_the_vendor_has_a_word_of_ours_and_there_is_no_eight(
    table: Table,
) -> None:
    known = table.statuses()
    assert len(known) == 15
    assert all(each.shipment is not ShipmentStatus.UNKNOWN for each in known)
    assert not wire.status_of("8", "Odd", table).known


@pytest.mark.parametrize("code", ["2.5", "2.50", "02.5"])
def test_decimal_codes_are_one_code(table: Table, code: str) -> None:
    assert wire.status_of(code, "", table).code == "2.5"


def test_where_code_and_words_disagree_the_code_is_right_and_the_log_says_so(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert wire.status_of("4", "delivered", table).title == "Delivered"
    assert caplog.messages == []
    assert wire.status_of("4", "Dispatched", table).title == "Delivered"
    assert caplog.messages == ["status 4 is Delivered, but its words are 'Dispatched'"]
    assert wire.status_of("", "failed delivery", table).code == "12"
    odd = wire.status_of("99", "Held by customs", table)
    assert (odd.title, odd.shipment) == ("Held by customs", ShipmentStatus.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2020-2-2", "2020-02-02"), ("2024-06-11", "2024-06-11"), ("soon", "soon"),
     ("2024-13-40", "2024-13-40")],
)  # fmt: skip
def test_dates_without_zeros_are_read(text: str, expected: str) -> None:
    assert mapping.to_date(text) == expected


def test_times_are_indian(table: Table) -> None:
    order = wire.read_order(
        {"scans": [{"order_status_code": "3", "timestamp": "2024-06-11 18:20:00"}, {"x": 1}]}, table
    )
    (event,) = mapping.to_events(order, table)
    assert event.at == datetime(2024, 6, 11, 12, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        {"available_courier_companies": [{"courier_partner_id": "4", "rate": "58.5"}]},
        {"data": {"available_courier_companies": [{"courier_company_id": 4, "rate": 58.5}]}},
        {"result": [{"id": "4", "freight_charge": "58.50"}]},
        {"available_courier_companies": {"courier_id": "4", "price": "58.50"}},
        [{"courier_partner_id": "4", "shipping_charges": "58,50"}, "nonsense"],
    ],
)
def test_couriers_are_read_from_every_shape(table: Table, content: object) -> None:
    (courier,) = wire.read_couriers(content, table)
    quote = mapping.to_quote(courier, ACCOUNT, datetime(2024, 6, 10, tzinfo=UTC), "", table)
    assert (quote.courier_id, quote.total) == ("4", Money(5850, "INR"))


@pytest.mark.parametrize("content", [{"available_courier_companies": None}, {}, [], None])
def test_no_couriers_is_an_empty_answer(table: Table, content: object) -> None:
    assert wire.read_couriers(content, table) == ()


@pytest.mark.parametrize(("text", "days"), [("3", 3), ("2-4 days", 4), ("soon", None), ("", None)])
def test_days_are_the_longest_that_is_named(table: Table, text: str, days: int | None) -> None:
    courier = wire.WireCourier(id="4", days=text)
    at = datetime(2024, 6, 10, tzinfo=UTC)
    assert mapping.to_quote(courier, ACCOUNT, at, "", table).days == days


def test_of_several_orders_the_one_that_was_asked_for_is_taken(table: Table) -> None:
    rows = [{"order_id": "A"}, {"order_id": "B"}]
    assert wire.details_of({"order_details": rows}, table, "B") == {"order_id": "B"}
    assert wire.details_of({"order_details": rows}, table, "C") == {"order_id": "A"}
    assert wire.details_of({"order_id": "A"}, table) == {"order_id": "A"}
    with pytest.raises(UnexpectedReplyError):
        wire.details_of([], table)


def test_numbers_stay_text_and_money_is_exact(table: Table) -> None:
    row = {
        "tracking_number": 4400000000000017,
        "shipping_charges": "58.5",
        "cod_charges": Decimal("30.00"),
        "tracking_url": "http://plain.example",
        "shipping_label": "https://files.example/1.pdf",
        "order_status_code": 2.5,
    }
    bought = mapping.to_bought(wire.read_shipment(row, table), wire.WireOrder(), "73", table)
    assert bought.tracking_number == "4400000000000017"
    assert bought.price == Money(8850, "INR")
    assert bought.tracking_url == ""
    assert bought.files == {"label": "https://files.example/1.pdf"}
    assert bought.status is ShipmentStatus.BOUGHT


def test_every_position_must_be_approved(table: Table) -> None:
    def order(*codes: str) -> wire.WireOrder:
        items = [{"suborder_status_code": code} for code in codes]
        return wire.read_order({"order_status_code": "2", "order_items": items}, table)

    assert not mapping.waits_for_approval(order("2", "2.0"), table)
    assert mapping.waits_for_approval(order("2", "1"), table)
    assert not mapping.waits_for_approval(order(), table)


@pytest.mark.parametrize(
    ("reference", "following"),
    [("A-1", "A-2"), ("ORD#1", "ORD#1-1"), ("X" * 20, "X" * 18 + "-1"), ("A-9", "A-10")],
)
def test_another_number_stays_within_twenty_characters(reference: str, following: str) -> None:
    assert mapping.next_reference(reference) == following
    assert len(following) <= 20


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b'{"message":"No","error_code":"X"}', "X", "No"),
        (b'{"error":{"message":"Deep"}}', "HTTP_422", "Deep"),
        (b'{"errors":[{"field":"delivery_city","message":"Bad city"}]}', "HTTP_422", "Bad city"),
        (b'{"detail":"Told"}', "HTTP_422", "Told"),
        (b"<html><b>Bad</b> gateway</html>", "HTTP_422", "Bad gateway"),
        (b"", "HTTP_422", "HTTP 422"),
        (b"[]", "HTTP_422", "HTTP 422"),
    ],
)
def test_words_are_taken_wherever_they_stand(body: bytes, code: str, words: str) -> None:
    told = problems.Refusals(load_table("dash101")).explain(422, body)
    assert (told.code, told.words) == (code, words)


def test_a_field_is_named_as_the_form_names_it() -> None:
    told = problems.Refusals(load_table("dash101")).explain(
        422, b'{"errors":[{"field":"delivery_pincode","message":"Bad"}]}'
    )
    assert told.fields == {"postcode": ("Bad",)}


def test_a_no_inside_a_good_answer_is_seen() -> None:
    refusals = problems.Refusals(load_table("dash101"))
    assert refusals.refused_status({"status_code": 422}) == 422
    assert refusals.refused_status({"status_code": 200}) == 0
    assert refusals.refused_status([1]) == 0


def test_dash101_has_no_pages(table: Table) -> None:
    with pytest.raises(UnexpectedReplyError):
        parser(table).parse(ACCOUNT, "orders", "", b"{}")
