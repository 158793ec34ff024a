"""The main job in the real window: couriers in Poland and India, once each, collected together."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.conftest import Travel
from tests.journeys.walk import INDIAN, POLISH, SECOND_POLISH, UNKNOWN_PAYMENT, Walk

pytestmark = pytest.mark.journey


async def walk_indian_cod_order(walk: Walk) -> None:
    """Buy the Indian order, then look at its label."""
    number = await walk.buy(INDIAN, "dash101")
    (shipment,) = walk.live("dash101", INDIAN)
    assert shipment["cod"] in {1249.5, "1249.50"}, shipment
    await walk.hands.press("Ctrl+2")
    await walk.hands.click_row("Shipments", number[-4:])
    await walk.sees("Tracking number", number)
    await walk.hands.find("Label preview")
    printed = walk.session.program.paths.printed
    await walk.hands.until(
        lambda: [*printed.glob(f"{number}-label-*.pdf")], "the label was not printed"
    )
    assert len([*printed.glob(f"{number}-label-*.pdf")]) == 1


async def walk_polish_locker_order(walk: Walk) -> None:
    """Buy the Polish order with F9, and press F9 again a second later."""
    await walk.open_order(POLISH)
    await walk.quoted()
    await walk.press_buy(lambda: walk.posts("shipx"), "nothing was bought")
    await asyncio.sleep(1)
    await walk.hands.press("F9")
    await walk.sees("Order stage", "Labelled")
    await asyncio.sleep(1)
    (shipment,) = walk.live("shipx", POLISH)
    assert shipment["target_point"] == "KRA010", shipment
    assert walk.posts("shipx") == 1
    orders = walk.simulator.books()["dispatch"]["shipments"]
    await walk.hands.until(
        lambda: (
            shipment["tracking_number"]
            in {each["trackingNumber"] for each in walk.simulator.books()["dispatch"]["shipments"]}
        ),
        f"the order book was not told: {orders}",
    )


async def walk_courier_for_both_parcels(walk: Walk) -> None:
    """Buy two locker parcels and book one courier for both."""
    await walk.buy(POLISH, "shipx")
    await walk.buy(SECOND_POLISH, "shipx")
    await walk.hands.press("Ctrl+3")
    await walk.hands.find("Dispatch orders")
    await walk.hands.press("Ctrl+B")
    await walk.hands.write("Comment for the courier", "Gate on the left")
    await walk.hands.click("Book")

    def pickup_of(order: str) -> object:
        return walk.live("shipx", order)[0].get("dispatch_order_id")

    await walk.hands.until(
        lambda: pickup_of(POLISH) and pickup_of(SECOND_POLISH), "a parcel waits without a pickup"
    )
    assert pickup_of(POLISH) == pickup_of(SECOND_POLISH)
    (pickup,) = [
        each
        for each in walk.simulator.books()["shipx"]["dispatch_orders"]
        if each["id"] == pickup_of(POLISH)
    ]
    assert "ul. Cicha" in str(pickup["address"]), pickup
    await walk.hands.click_row("Dispatch orders", str(pickup["id"]))
    await walk.sees("Dispatch order number", str(pickup["id"]))


async def walk_unknown_payment(walk: Walk) -> None:
    """Press F9 on an order whose payment nobody knows; then settle it by one click and buy."""
    await walk.open_order(UNKNOWN_PAYMENT, stage="New")
    await walk.press_buy(lambda: _payment_has_focus(walk), "the focus is not on the payment")
    await walk.hands.picture("unknown-payment")
    assert walk.posts("shipx") == 0
    assert walk.live("shipx", UNKNOWN_PAYMENT) == []
    await walk.hands.click("Paid")
    await walk.sees("Order stage", "Ready")
    await walk.quoted()
    await walk.press_buy(
        lambda: walk.live("shipx", UNKNOWN_PAYMENT), "not bought after the payment was settled"
    )


def _payment_has_focus(walk: Walk) -> bool:
    focus = QApplication.focusWidget()
    payment = walk.hands.seen("Payment")
    return bool(focus and payment and (focus is payment or payment.isAncestorOf(focus)))


def test_an_indian_cod_order_is_bought_and_its_label_shown_and_printed(travel: Travel) -> None:
    travel.walk(walk_indian_cod_order)


def test_a_polish_locker_order_is_bought_once_by_two_presses(travel: Travel) -> None:
    travel.walk(walk_polish_locker_order)


def test_one_courier_is_booked_for_both_polish_parcels(travel: Travel) -> None:
    travel.walk(walk_courier_for_both_parcels)


def test_an_order_with_unknown_payment_is_not_bought_before_it_is_settled(travel: Travel) -> None:
    travel.walk(walk_unknown_payment)
