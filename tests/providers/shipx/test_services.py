"""Tests of InPost's products and additional services as the table knows them."""

from __future__ import annotations

import pytest

from shipdesk.domain.order import HandingIn
from shipdesk.domain.quote import QuoteRequest
from shipdesk.providers.shipx.requests import Bodies
from shipdesk.providers.tables import load_table
from shipdesk.simulator.shipx_catalogue import EXTRAS, POP_SERVICE, SERVICES
from tests.providers.shipx.parcels import BOX, EWA, SENDER

TABLE = load_table("shipx")
SET_BY_THEIR_OWN_FIELDS = {"insurance", "cod", "end_of_week_collection"}


def test_every_service_of_inpost_has_a_title_and_is_asked_for_or_says_why_not() -> None:
    assert set(TABLE.services) == {*SERVICES, POP_SERVICE}
    for service in TABLE.services.values():
        assert service.title != service.code
        assert service.values.get("offered", True) or service.values["why"]


def test_each_service_has_the_extras_of_the_catalogue() -> None:
    for code, told in SERVICES.items():
        listed = set(TABLE.services[code].values.get("extras", ()))
        assert listed == set(told.extras) - SET_BY_THEIR_OWN_FIELDS, code
    assert set(TABLE.section("extras")) == set(EXTRAS) - SET_BY_THEIR_OWN_FIELDS


def test_a_parcel_passed_on_is_left_where_it_is_collected() -> None:
    request = QuoteRequest(SENDER, EWA, BOX, locker="kra010", handing_in=HandingIn.DROP_OFF)
    body = Bodies(TABLE).price_question(request, TABLE.services["inpost_locker_pass_thru"])
    assert body["custom_attributes"] == {
        "sending_method": "parcel_locker",
        "target_point": "KRA010",
        "dropoff_point": "KRA010",
    }


@pytest.mark.parametrize("code", ["inpost_locker_standard", "inpost_courier_standard"])
def test_no_other_service_names_a_place_where_it_is_left(code: str) -> None:
    request = QuoteRequest(SENDER, EWA, BOX, locker="KRA010", handing_in=HandingIn.DROP_OFF)
    body = Bodies(TABLE).price_question(request, TABLE.services[code])
    assert "dropoff_point" not in str(body)
    assert "commercial_product_identifier" not in body
