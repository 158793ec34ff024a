"""Tests of what InPost is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.order import HandingIn
from shipdesk.providers.shipx import requests
from shipdesk.providers.shipx.requests import Bodies
from shipdesk.providers.tables import Table, load_table
from tests.providers.shipx.parcels import EWA, SENDER, to_door, to_locker

BODIES = Bodies(load_table("shipx"))


@pytest.mark.parametrize(
    ("name", "company", "expected"),
    [
        ("Ewa Maria Zielińska", "", {"first_name": "Ewa", "last_name": "Maria Zielińska"}),
        ("Madonna", "", {"company_name": "Madonna"}),
        ("Madonna", "Pop SA", {"first_name": "Madonna", "company_name": "Pop SA"}),
        ("", "Odbiorca SA", {"company_name": "Odbiorca SA"}),
    ],
)
def test_a_name_becomes_first_and_last_or_a_company(
    name: str, company: str, expected: dict[str, str]
) -> None:
    assert BODIES.person(Address(name=name, company=company), with_address=False) == expected


@pytest.mark.parametrize(
    ("street", "street2", "expected"),
    [
        ("Długa 15/8", "", ("Długa", "15/8")),
        ("Długa 15", "8", ("Długa", "15/8")),
        ("Długa 15", "lok. 8", ("Długa", "15 lok. 8")),
        ("3 Maja 7", "", ("3 Maja", "7")),
    ],
)
def test_no_character_of_an_address_is_lost(
    street: str, street2: str, expected: tuple[str, str]
) -> None:
    place = BODIES.place(replace(EWA, street=street, street2=street2))
    assert (place["street"], place["building_number"]) == expected


def test_phone_and_postcode_are_written_as_inpost_wants_them() -> None:
    person = BODIES.person(
        replace(EWA, phone="+48 500-600-700", postcode="00838"), with_address=True
    )
    assert person["phone"] == "500600700"
    assert isinstance(person["address"], dict)
    assert person["address"]["post_code"] == "00-838"


@pytest.mark.parametrize(
    ("service", "handing_in", "method"),
    [
        ("inpost_locker_standard", HandingIn.COLLECT, "dispatch_order"),
        ("inpost_locker_standard", HandingIn.DROP_OFF, "any_point"),
        ("inpost_courier_standard", HandingIn.DROP_OFF, "pop"),
        ("inpost_courier_standard", HandingIn.UNKNOWN, ""),
    ],
)
def test_the_way_of_handing_in_is_the_services_own_word(
    table: Table, service: str, handing_in: HandingIn, method: str
) -> None:
    assert requests.sending_method(handing_in, table.services[service]) == method


def test_a_long_side_makes_a_parcel_non_standard(table: Table) -> None:
    service = table.services["inpost_courier_standard"]
    assert BODIES.parcel(Parcel(1000, 1300, 100, 100), service)["is_non_standard"]
    assert not BODIES.parcel(Parcel(1000, 1200, 500, 500), service)["is_non_standard"]
    assert BODIES.parcel(Parcel(1000, 1100, 600, 600), service)["is_non_standard"]


def test_a_reference_too_short_for_inpost_gives_way_to_ours(table: Table) -> None:
    service = table.services["inpost_locker_standard"]
    body = BODIES.shipment(to_locker("7"), service)
    assert (body["reference"], body["external_customer_id"]) == ("7-A1B", "7-A1B")


def test_a_door_shipment_names_no_locker_even_where_the_order_has_one(table: Table) -> None:
    service = table.services["inpost_courier_standard"]
    body = BODIES.shipment(to_door(locker="KRA010"), service)
    assert body["custom_attributes"] == {"sending_method": "dispatch_order"}


def test_the_same_place_is_sent_byte_for_byte_each_time() -> None:
    assert BODIES.place(SENDER) == BODIES.place(replace(SENDER))
