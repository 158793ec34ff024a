"""Dispatch's rows in our words, row by row and word by word."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, PaymentKind, Stage
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.dispatch.mapping import DispatchParser, to_locker, to_payment
from shipdesk.providers.tables import load_table

ACCOUNT = Account(AccountId("shop"), "dispatch", "Shop", Environment.DEMO)
PLN = Money(12000, "PLN")
GUID = "3f0c1d52-7c1e-4a53-9a57-0a5f0d1b2c01"
ROW: dict[str, Any] = {
    "guid": GUID,
    "orderNumber": "ORD-000871",
    "status": "pending",
    "customer": {"guid": "9b7e7a10", "name": "Jan Nowak", "email": "jan@example.test"},
    "items": [
        {
            "description": "Ceramic mug",
            "quantity": 4,
            "price": 8.50,
            "sku": "MUG-1",
            "dimensions": {"length": 10, "width": 10.25, "height": 11, "weight": 0.35},
        }
    ],
    "deliveryAddress": {
        "street": "ul. Prosta 5",
        "city": "Warszawa",
        "state": "",
        "postalCode": "00-838",
    },
    "currency": "PLN",
    "total": 34.00,
    "notes": None,
    "createdAt": "2024-03-01T09:12:00Z",
}


def _parser() -> DispatchParser:
    return DispatchParser(load_table("dispatch"))


def _order(**changes: object) -> Order:
    body = json.dumps({"data": {**ROW, **changes}, "success": True}).encode()
    return _parser().parse(ACCOUNT, "order", "", body).orders[0]


def _page(rows: list[object], **envelope: object) -> bytes:
    told = {"page": 1, "pageSize": 100, "totalCount": len(rows), "success": True}
    return json.dumps({"data": rows, **told, **envelope}).encode()


def test_an_order_is_read_whole() -> None:
    order = _order()
    assert (order.key, order.remote_id, order.number) == (f"shop:{GUID}", GUID, "ORD-000871")
    assert order.created_at == datetime(2024, 3, 1, 9, 12, tzinfo=UTC)
    assert order.total == Money(3400, "PLN")
    assert order.recipient == Address(
        name="Jan Nowak",
        street="ul. Prosta 5",
        city="Warszawa",
        postcode="00-838",
        country="PL",
        country_guessed=True,
        email="jan@example.test",
    )
    (line,) = order.lines
    assert (line.quantity, line.price, line.sku) == (4, Money(850, "PLN"), "MUG-1")
    assert (line.weight_g, line.length_mm, line.width_mm, line.height_mm) == (350, 100, 103, 110)
    assert order.detailed
    assert order.closed is None


def test_the_name_on_the_parcel_is_that_of_the_address() -> None:
    address = {**ROW["deliveryAddress"], "name": "Anna Lis", "phone": "+48 1", "country": "Poland"}
    to = _order(deliveryAddress=address).recipient
    assert (to.name, to.phone, to.country, to.country_guessed) == ("Anna Lis", "+48 1", "PL", False)


@pytest.mark.parametrize(
    ("postcode", "country", "guessed"),
    [("00-838", "PL", True), ("560001", "IN", True), ("SW1A 1AA", "", False)],
)
def test_a_missing_country_is_guessed_and_says_so(
    postcode: str, country: str, *, guessed: bool
) -> None:
    to = _order(deliveryAddress={"postalCode": postcode}).recipient
    assert (to.country, to.country_guessed) == (country, guessed)


def test_nothing_but_the_identifier_and_a_date_is_needed() -> None:
    row = {"guid": GUID, "createdDate": "2024-03-01T09:12:00Z"}
    page = _parser().parse(ACCOUNT, "orders", "", _page([row]))
    (order,) = page.orders
    assert page.skipped == ()
    assert (order.number, order.total, order.lines, order.detailed) == (GUID, None, (), False)
    assert order.payment.kind is PaymentKind.UNKNOWN


def test_money_without_a_currency_is_not_known_unless_the_account_tells_one() -> None:
    assert _order(currency=None).total is None
    account = Account(AccountId("s"), "dispatch", "S", Environment.DEMO, {"currency": "eur"})
    body = json.dumps({"data": {**ROW, "currency": None}, "success": True}).encode()
    assert _parser().parse(account, "order", "", body).orders[0].total == Money(3400, "EUR")


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        ("pending", None),
        ("processing", None),
        ("on_hold", Stage.ON_HOLD),
        ("On Hold", Stage.ON_HOLD),
        ("shipped", Stage.HANDED_OVER),
        ("delivered", Stage.DONE),
        ("returned", Stage.DONE),
        ("cancelled", Stage.CANCELLED),
        ("awaiting-wizard", None),
    ],
)
def test_a_status_closes_the_order_where_it_says_so(status: str, closed: Stage | None) -> None:
    order = _order(status=status)
    assert (order.status, order.closed) == (status, closed)


@pytest.mark.parametrize(
    ("notes", "payment"),
    [
        ("Payment: paid", "paid"),
        ("payment : PAID ", "paid"),
        ("Please ring.\nPayment: COD", "cod 12000 PLN"),
        ("Payment: COD 120.00", "cod 12000 PLN"),
        ("Payment: cod 99,5\nRing twice", "cod 9950 PLN"),
        ("Payment: COD 10 EUR", "cod 1000 EUR"),
        ("Payment: COD 0", "unknown"),
        ("Payment: COD soon", "unknown"),
        ("Payment: paid\nPayment: COD", "unknown"),
        ("Payment: paid\nPayment: paid", "paid"),
        ("Payment: later", "unknown"),
        ("Payment:", "unknown"),
        ("My payment: paid", "unknown"),
        ("", "unknown"),
    ],
)
def test_payment_is_what_one_line_of_the_notes_says_and_never_silently_paid(
    notes: str, payment: str
) -> None:
    found = to_payment(notes, PLN, "PLN")
    amount = f" {found.amount.minor} {found.amount.currency}" if found.amount else ""
    assert f"{found.kind.value}{amount}" == payment


def test_cod_without_a_known_amount_is_not_known() -> None:
    assert to_payment("Payment: COD", None, "PLN").kind is PaymentKind.UNKNOWN
    assert to_payment("Payment: COD 5", PLN, "").kind is PaymentKind.UNKNOWN


@pytest.mark.parametrize(
    ("notes", "street", "locker"),
    [
        ("Locker: KRA010", "ul. Prosta 5", "KRA010"),
        ("locker kra010", "", "KRA010"),
        ("Paczkomat KRA01M, please", "", "KRA01M"),
        ("to WAW118M if possible", "", "WAW118M"),
        ("", "Paczkomat POP-KRA59", "POP-KRA59"),
        ("", "POP-KRA59", "POP-KRA59"),
        ("XPOP-KRA59 -WAW118 KRA010-", "", ""),
        ("PACZKOMAT: kra010", "", "KRA010"),
        ("KRA010", "KRA010 ul. Prosta 5", "KRA010"),
        ("Locker: KRA010, not WAW118", "", "KRA010"),
        ("KRA010 or WAW118", "", ""),
        ("Locker: KRA010 or locker: WAW118", "", ""),
        ("SKU-ABC123-X", "", ""),
        ("ring 123", "ul. Prosta 5", ""),
    ],
)
def test_a_locker_is_taken_where_exactly_one_code_stands(
    notes: str, street: str, locker: str
) -> None:
    assert to_locker(notes, Address(street=street, country="PL")) == locker
    assert to_locker(notes, Address(street=street, country="IN")) == ""


def test_one_bad_row_is_skipped_with_its_reason_and_the_rest_is_kept() -> None:
    rows: list[object] = [ROW, {**ROW, "guid": None}, "text", {**ROW, "items": "none"}, ROW]
    page = _parser().parse(ACCOUNT, "orders", "", _page(rows))
    assert len(page.orders) == 2
    assert [reason.partition(":")[0] for reason in page.skipped] == [
        "data[1].guid",
        "data[2]",
        "data[3].items",
    ]
    assert "Nowak" not in "".join(page.skipped)


@pytest.mark.parametrize(
    ("cursor", "envelope", "rows", "following"),
    [
        ("", {"totalCount": 260}, 1, "2"),
        ("2", {"totalCount": 260}, 1, "3"),
        ("3", {"totalCount": 260}, 1, ""),
        ("", {"totalCount": 260, "pageSize": 50}, 1, "2"),
        ("5", {"totalCount": 260, "pageSize": 50}, 1, "6"),
        ("", {"totalCount": 900, "totalPages": 1}, 1, ""),
        ("", {"totalCount": 900}, 0, ""),
        ("", {"totalCount": None}, 1, "2"),
        ("10000", {"totalCount": None}, 1, ""),
    ],
)
def test_the_next_page_is_worked_out_where_it_is_not_told(
    cursor: str, envelope: dict[str, object], rows: int, following: str
) -> None:
    page = _parser().parse(ACCOUNT, "orders", cursor, _page([ROW] * rows, **envelope))
    assert page.next_cursor == following
    assert page.total == envelope["totalCount"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"data":[{', b"[]", b'{"success":true}', b'{"data":{},"success":true}'],
)
def test_a_page_that_does_not_fit_as_a_whole_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedReplyError):
        _parser().parse(ACCOUNT, "orders", "", body)


def test_a_refusal_in_disguise_is_a_refusal() -> None:
    body = b'{"success":false,"error":{"code":"FORBIDDEN","message":"Not today"}}'
    with pytest.raises(RejectedError) as caught:
        _parser().parse(ACCOUNT, "orders", "", body)
    assert (caught.value.code, caught.value.words) == ("FORBIDDEN", "Not today")


@pytest.mark.parametrize(
    ("status", "number", "ours", "linked"),
    [
        ("pending", "TRK1", ShipmentStatus.BOUGHT, True),
        ("pending", None, ShipmentStatus.DRAFT, False),
        ("in_transit", "TRK1", ShipmentStatus.IN_TRANSIT, True),
        ("out_for_delivery", "TRK1", ShipmentStatus.OUT_FOR_DELIVERY, True),
        ("delivered", "TRK1", ShipmentStatus.DELIVERED, True),
        ("failed", "TRK1", ShipmentStatus.EXCEPTION, True),
        ("returned", "TRK1", ShipmentStatus.RETURNED, True),
        ("cancelled", "TRK1", ShipmentStatus.CANCELLED, True),
        ("teleported", "TRK1", ShipmentStatus.UNKNOWN, True),
    ],
)
def test_a_shipment_has_our_word_and_blocks_its_order_only_where_a_courier_knows_it(
    status: str, number: str | None, ours: ShipmentStatus, *, linked: bool
) -> None:
    row = {
        "guid": "c0ffee00-0000-4000-8000-000000000001",
        "trackingNumber": number,
        "status": status,
        "orderId": GUID,
        "carrier": {"guid": "x", "name": "Simulator Parcel"},
        "recipient": {"name": "Jan Nowak", "address": "ul. Prosta 5, Warszawa"},
        "labelUrl": "file:///etc/passwd",
        "createdAt": "2024-03-02T07:00:00Z",
    }
    (shipment,) = _parser().parse(ACCOUNT, "shipments", "", _page([row])).shipments
    assert (shipment.status, shipment.code) == (ours, status)
    assert shipment.order_key == (f"shop:{GUID}" if linked else "")
    assert shipment.id == "shop:c0ffee00-0000-4000-8000-000000000001"
    assert (shipment.courier, shipment.recipient.street) == (
        "Simulator Parcel",
        "ul. Prosta 5, Warszawa",
    )
    assert shipment.files == {}
