"""The worlds to begin with: what the demo promises, what tests lean on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from shipdesk.simulator import seed
from shipdesk.simulator.places import LOCKERS, locker
from shipdesk.simulator.server import make_world
from shipdesk.simulator.world import World

OPEN = {"pending", "on_hold"}


@pytest.fixture
def demo() -> World:
    world = make_world()
    seed.plant(world, "demo")
    return world


def open_orders(world: World, currency: str = "") -> list[dict[str, Any]]:
    orders = world.dispatch.orders.values()
    return [
        order
        for order in orders
        if order["status"] in OPEN and (not currency or order["currency"] == currency)
    ]


def locker_of(order: dict[str, Any]) -> str:
    codes = re.findall(r"\b(?:POP-)?[A-Z]{3}\d{2,3}[A-Z]?\b", order["notes"] or "")
    return codes[0] if codes else ""


def test_the_demo_has_63_open_orders_in_two_countries_and_their_currencies(demo: World) -> None:
    assert len(open_orders(demo)) == 63
    polish, indian = open_orders(demo, "PLN"), open_orders(demo, "INR")
    assert (len(polish), len(indian)) == (40, 23)
    assert {order["deliveryAddress"]["country"] for order in polish} == {"PL"}
    assert {order["deliveryAddress"]["country"] for order in indian} == {"IN"}


def test_half_of_the_polish_orders_go_to_lockers_that_exist(demo: World) -> None:
    codes = [locker_of(order) for order in open_orders(demo, "PLN")]
    named = [code for code in codes if code]
    assert len(named) == 20
    assert all(locker(code) is not None for code in named)


def test_half_of_the_indian_orders_are_paid_on_delivery(demo: World) -> None:
    notes = [order["notes"] or "" for order in open_orders(demo, "INR")]
    assert sum("Payment: COD" in note for note in notes) == 12
    assert not any("Locker" in note for note in notes)


def test_two_payments_are_not_known_and_four_orders_are_on_hold(demo: World) -> None:
    unknown = [row for row in open_orders(demo) if "Payment:" not in (row["notes"] or "")]
    assert {row["orderNumber"] for row in unknown} == {"ORD-000866", "ORD-000856"}
    assert sum(row["status"] == "on_hold" for row in open_orders(demo)) == 4


def test_three_open_orders_hold_a_mistake_with_an_obvious_mending(demo: World) -> None:
    addresses = [row["deliveryAddress"] for row in open_orders(demo)]
    trunk_zero = [address for address in addresses if address["phone"].startswith("0")]
    letters = [address for address in addresses if re.search("[A-Z]", address["postalCode"])]
    not_ascii = [
        address
        for address in addresses
        if address["country"] == "IN" and not address["name"].isascii()
    ]
    assert [len(found) for found in (trunk_zero, letters, not_ascii)] == [1, 1, 1]
    assert re.fullmatch(r"[1-9]\d{5}", letters[0]["postalCode"].replace("O", "0"))


def test_two_open_orders_lack_a_phone_or_a_pincode(demo: World) -> None:
    addresses = [row["deliveryAddress"] for row in open_orders(demo)]
    assert sum(not address["phone"] for address in addresses) == 1
    assert sum(not address["postalCode"] for address in addresses) == 1


def test_the_newest_orders_are_those_of_the_tour(demo: World) -> None:
    newest = sorted(demo.dispatch.orders.values(), key=lambda row: row["createdAt"])[-2:]
    asha, jan = newest
    assert (jan["orderNumber"], jan["deliveryAddress"]["name"]) == ("ORD-000871", "Jan Nowak")
    assert jan["notes"] == "Payment: paid\nLocker: KRA010"
    assert (str(jan["total"]), jan["items"][0]["quantity"]) == ("136.00", 4)
    weight = jan["items"][0]["dimensions"]["weight"] * 4
    assert str(weight) == "0.80"
    assert (asha["orderNumber"], asha["deliveryAddress"]["postalCode"]) == ("ORD-000870", "411001")
    assert (str(asha["total"]), asha["notes"]) == ("1249.50", "Payment: COD")
    assert asha["items"][0]["dimensions"] is None


def test_the_demo_has_a_past_at_dispatch(demo: World) -> None:
    orders = Counter(row["status"] for row in demo.dispatch.orders.values())
    parcels = Counter(row["status"] for row in demo.dispatch.shipments.values())
    assert orders["delivered"] == parcels["delivered"] == 187
    assert parcels["in_transit"] + parcels["out_for_delivery"] == 20
    assert parcels["failed"] == 3
    assert orders["cancelled"] == 2
    assert all(row["trackingNumber"] for row in demo.dispatch.shipments.values())
    assert len({row["trackingNumber"] for row in demo.dispatch.shipments.values()}) == 216


def test_every_parcel_of_the_past_stands_in_its_courier_s_books(demo: World) -> None:
    inpost = {row["tracking_number"] for row in demo.shipx.summary()["shipments"]}
    dash101 = {row["tracking_number"] for row in demo.dash101.summary()["shipments"]}
    for shipment in demo.dispatch.shipments.values():
        book = inpost if shipment["carrier"]["name"] == "InPost" else dash101
        assert shipment["trackingNumber"] in book


def test_one_pickup_is_booked_for_parcels_that_wait(demo: World) -> None:
    pickups = demo.shipx.summary()["dispatch_orders"]
    assert len(pickups) == 1
    assert len(pickups[0]["shipments"]) == 4


def test_nothing_in_the_demo_lies_in_the_future(demo: World) -> None:
    now = demo.clock.now()
    assert all(row["updatedDate"] <= now for row in demo.dispatch.orders.values())
    traces = (trace for rows in demo.dispatch.traces.values() for trace in rows)
    assert all(trace["timestamp"] <= now for trace in traces)


def test_numbers_fall_with_age_and_none_is_given_twice(demo: World) -> None:
    rows = sorted(demo.dispatch.orders.values(), key=lambda row: row["createdAt"])
    numbers = [row["orderNumber"] for row in rows]
    assert numbers == sorted(set(numbers))


def test_the_demo_is_the_same_every_time_but_for_its_dates() -> None:
    def picture() -> list[tuple[str, str, str]]:
        world = make_world()
        seed.plant(world, "demo")
        rows = world.dispatch.orders.values()
        return [(row["guid"], row["deliveryAddress"]["name"], str(row["total"])) for row in rows]

    assert picture() == picture()


def test_the_test_seed_has_what_the_reference_asks_for() -> None:
    world = make_world()
    seed.plant(world, "test")
    book = world.dispatch
    sizes = [len(shelf) for shelf in (book.orders, book.customers, book.products, book.shipments)]
    assert sizes == [260, 40, 60, 120]
    assert [len(book.integrations), len(book.vehicles), len(book.runs)] == [3, 4, 6]
    assert len({row["status"] for row in book.orders.values()}) == 7
    names = {row["name"] for row in book.customers.values()}
    assert {"O'Neil", "Müller & Söhne", "100% Łódź", "A" * 200} <= names
    ages = [world.clock.now() - row["createdAt"] for row in book.orders.values()]
    assert timedelta(days=89) < max(ages) < timedelta(days=91)


def test_every_locker_has_a_code_and_a_place_of_its_own() -> None:
    assert len({point.code for point in LOCKERS}) == len(LOCKERS) == 62
    assert all(re.fullmatch(r"\d\d-\d{3}", point.post_code) for point in LOCKERS)
    assert all(49 < point.latitude < 55 and 14 < point.longitude < 24 for point in LOCKERS)
    assert all(point.province for point in LOCKERS)


def test_a_name_that_no_seed_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no such seed"):
        seed.plant(make_world(), "nothing")
