"""Tests of how InPost's answers become our words."""

from __future__ import annotations

import json
from datetime import UTC

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import Payable, ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.shipx import mapping, wire
from shipdesk.providers.shipx.parsing import ShipxParser
from shipdesk.providers.tables import Table, load_table

TABLE = load_table("shipx")
ACCOUNT = Account(AccountId("inpost"), "shipx", "InPost", Environment.DEMO)


def shipment(**fields: object) -> wire.WireShipment:
    return wire.WireShipment.read({"id": 7100001, **fields}, "shipment", TABLE)


def page(*rows: object, **more: object) -> bytes:
    return json.dumps(
        {"count": len(rows), "page": 1, "per_page": 100, "items": rows, **more}
    ).encode()


def test_every_status_that_inpost_lists_has_a_word_of_ours(table: Table) -> None:
    known = table.statuses()
    assert len(known) == 53
    assert [each.code for each in known if each.shipment is ShipmentStatus.UNKNOWN] == []


def test_a_status_that_nobody_knows_is_shown_in_its_own_words(table: Table) -> None:
    bought = mapping.to_bought(shipment(status="beamed_up", tracking_number="62"), table)
    assert (bought.code, bought.words) == ("beamed_up", "beamed_up")


def test_a_contract_customers_shipment_has_no_price(table: Table) -> None:
    offer = {"id": 1, "status": "bought", "rate": None, "currency": "PLN"}
    bought = mapping.to_bought(
        shipment(status="confirmed", tracking_number="62", selected_offer=offer), table
    )
    assert bought.price is None
    assert bought.payable is Payable.PAID


def test_numbers_as_texts_and_missing_fields_are_understood(table: Table) -> None:
    offer = {"id": "1", "rate": "12.50"}
    bought = mapping.to_bought(shipment(selected_offer=offer, tracking_number=6200), table)
    assert (bought.remote_id, bought.tracking_number) == ("7100001", "6200")
    assert bought.price == Money(1250, "PLN")


def test_the_newest_payment_decides_whatever_the_order_of_the_list() -> None:
    old = {"id": 1, "status": "failure", "created_at": "2026-03-14T09:30:10.001+01:00",
           "details": {"error": "debt_collection"}}  # fmt: skip
    new = {"id": 2, "status": "success", "created_at": "2026-03-14T09:31:10.001+01:00"}
    assert mapping.failure_words(shipment(transactions=[old, new]), frozenset()) is None
    assert mapping.failure_words(shipment(transactions=[new, old]), frozenset()) is None
    assert "funds" in (mapping.failure_words(shipment(transactions=[old]), frozenset()) or "")
    assert mapping.failure_words(shipment(transactions=[old]), frozenset({"1"})) is None


def test_why_nothing_is_offered_is_said_once() -> None:
    gone = {"status": "unavailable", "unavailability_reasons": [{"key": "parcels_size_invalid"}]}
    words = mapping.no_offer_words(shipment(offers=[gone, gone]))
    assert words == "The service does not fit the size of the parcel."
    assert mapping.no_offer_words(shipment(offers=[gone, {"status": "available"}])) is None
    assert mapping.no_offer_words(shipment(offers=[])) is None


def test_refused_parcels_are_read_out_of_the_reason(table: Table) -> None:
    number = "620000715697800100000001"
    row = {
        "id": 3100,
        "status": "rejected",
        "errors": {"details": f"Parcel ({number}) status should be Prepared, but is Delivered."},
        "shipments": [
            {"id": 1, "tracking_number": number},
            {"id": 2, "tracking_number": "62" * 12},
        ],
    }
    order = mapping.to_dispatch_order(
        wire.WireDispatchOrder.read(row, "dispatch_order", table), ACCOUNT, table
    )
    assert order.status is DispatchOrderStatus.REJECTED
    assert order.refused == (number,)
    assert order.reason.startswith("Parcel (")


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (None, None),
        (9.5, Money(950, "PLN")),
        ({"amount": "9.5", "currency": "PLN"}, Money(950, "PLN")),
    ],
)
def test_the_price_of_a_collection_comes_in_three_shapes(
    table: Table, price: object, expected: Money | None
) -> None:
    row = wire.WireDispatchOrder.read({"id": 1, "price": price}, "dispatch_order", table)
    assert mapping.to_dispatch_order(row, ACCOUNT, table).price == expected


def test_a_bad_row_of_a_page_is_skipped_with_its_reason(table: Table) -> None:
    parsed = ShipxParser(table).parse(
        ACCOUNT, "dispatch_orders", "", page({"id": 1}, {"status": "new"}, 7)
    )
    assert [order.remote_id for order in parsed.dispatch_orders] == ["1"]
    assert len(parsed.skipped) == 2
    assert parsed.next_cursor == ""


def test_pages_go_on_until_the_count_is_reached(table: Table) -> None:
    parser = ShipxParser(table)
    rows = [{"id": place + 1} for place in range(2)]
    first = parser.parse(ACCOUNT, "dispatch_orders", "", page(*rows, count=3, per_page=2))
    assert (first.next_cursor, first.total) == ("2", 3)
    last = parser.parse(ACCOUNT, "dispatch_orders", "2", page(rows[0], count=3, per_page=2))
    assert last.next_cursor == ""
    beyond = parser.parse(ACCOUNT, "dispatch_orders", "9", page(count=3, per_page=2))
    assert beyond.next_cursor == ""


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"items": 7}'])
def test_a_page_that_is_none_is_told_as_a_whole(table: Table, body: bytes) -> None:
    with pytest.raises(UnexpectedReplyError):
        ShipxParser(table).parse(ACCOUNT, "dispatch_orders", "", body)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-29T01:59:59.999+01:00", "2026-03-29T00:59:59.999000+00:00"),
        ("2026-03-29T03:00:00.000+02:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30:00.000+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30:00.000+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-12-31T23:30:00.000+01:00", "2026-12-31T22:30:00+00:00"),
    ],
)
def test_moments_keep_their_order_over_the_change_of_the_clock(told: str, moment: str) -> None:
    order = wire.WireDispatchOrder.read(
        {"id": 1, "status": "new", "created_at": told}, "row", TABLE
    )
    assert order.created_at is not None
    assert order.created_at.astimezone(UTC).isoformat() == moment
