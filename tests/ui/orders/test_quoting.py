"""Quotes that no longer fit the order are asked again by themselves."""

from __future__ import annotations

from dataclasses import replace

from tests.support.orders_screen import Screen, on_screen

LOCKER, NEXT = "ORD-000871", "ORD-000870"


@on_screen
async def test_prices_are_asked_again_when_the_order_changed_elsewhere(screen: Screen) -> None:
    await screen.quoted(LOCKER)
    key = await screen.opened.key(LOCKER)
    recipient = (await screen.desk.orders.read(key)).order.recipient
    asked = len(screen.simulator.requests(operation="shipx.shipments.calculate"))
    await screen.desk.orders.set_address(key, replace(recipient, phone=""))
    await screen.until(
        lambda: not screen.page.details.quotes.list.count(), "prices without a phone"
    )
    await screen.desk.orders.set_address(key, recipient)
    await screen.until(screen.page.details.quotes.list.count, "prices with the phone")
    assert len(screen.simulator.requests(operation="shipx.shipments.calculate")) > asked


@on_screen
async def test_prices_are_asked_for_whoever_leaves_an_order_at_once_and_comes_back(
    screen: Screen,
) -> None:
    await screen.select(LOCKER)
    await screen.select(NEXT)
    await screen.quoted(LOCKER)
    assert screen.page.details.quotes.list.quotes()
