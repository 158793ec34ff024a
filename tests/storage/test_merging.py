"""A list row and the details of an order become one, and neither blanks the other."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.address import Address
from shipdesk.domain.order import Payment, PaymentKind, Stage
from shipdesk.storage.merging import with_details, with_list_row
from tests.support.shop import JAN, an_order, as_listed

DETAILS = an_order("1", extra={"items": "2"}, note="Payment: paid")
LISTED = replace(
    as_listed(DETAILS),
    recipient=Address(
        name="Jan Nowak", street="ul. Prosta 5, Łódź", country="PL", country_guessed=True
    ),
    note="",
    payment=Payment(),
    extra={"weight": "9"},
)


def test_details_keep_what_only_the_list_told() -> None:
    bare = replace(DETAILS, recipient=replace(JAN, email=""), source="")
    listed = replace(LISTED, source="Shop", recipient=replace(LISTED.recipient, email="a@b.test"))
    merged = with_details(listed, bare)
    assert (merged.source, merged.recipient.email) == ("Shop", "a@b.test")
    assert (merged.recipient.street, merged.detailed) == ("ul. Prosta 5", True)
    assert merged.extra == {"weight": "9", "items": "2"}


def test_a_told_country_is_never_replaced_by_a_guess() -> None:
    merged = with_details(LISTED, DETAILS)
    assert (merged.recipient.country, merged.recipient.country_guessed) == ("PL", False)
    guessing = replace(DETAILS, recipient=replace(JAN, country="IN", country_guessed=True))
    told = replace(LISTED, recipient=replace(LISTED.recipient, country_guessed=False))
    assert with_details(told, guessing).recipient.country == "PL"
    row = replace(LISTED, recipient=replace(LISTED.recipient, country="IN"))
    assert with_list_row(DETAILS, LISTED, row).recipient.country == "PL"


def test_a_newer_list_row_changes_what_it_changed_and_no_more() -> None:
    row = replace(LISTED, status="Packed", number="ORD-1b", extra={"weight": "8"})
    merged = with_list_row(DETAILS, LISTED, row)
    assert (merged.status, merged.number, merged.detailed) == ("Packed", "ORD-1b", False)
    assert merged.recipient == DETAILS.recipient, "the list's street is as before"
    assert (merged.note, merged.lines) == (DETAILS.note, DETAILS.lines)
    assert merged.payment.kind is PaymentKind.PAID
    assert merged.extra == {"items": "2", "weight": "8"}


def test_a_changed_street_of_the_list_is_taken() -> None:
    moved = replace(LISTED.recipient, street="ul. Krzywa 7, Łódź", name="")
    merged = with_list_row(DETAILS, LISTED, replace(LISTED, recipient=moved))
    assert (merged.recipient.street, merged.recipient.name) == ("ul. Krzywa 7, Łódź", "Jan Nowak")


def test_an_order_that_is_opened_again_is_open() -> None:
    closed = replace(LISTED, closed=Stage.DONE)
    known = replace(DETAILS, closed=Stage.DONE)
    assert with_list_row(known, closed, LISTED).closed is None
    assert with_list_row(DETAILS, LISTED, closed).closed is Stage.DONE
