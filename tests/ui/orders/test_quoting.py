"""Quotes that no longer fit the order are asked again by themselves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel

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


def told(screen: Screen) -> str:
    """Return all that stands in the section of the quotes."""
    section = screen.page.details.quotes
    return "\n".join(one.text() for one in section.findChildren(QLabel) if one.isVisible())


@on_screen
async def test_where_no_courier_could_be_asked_each_says_why_and_what_to_do(
    screen: Screen,
) -> None:
    screen.simulator.fault("shipx.*", "401", times=-1)
    await screen.select(LOCKER)
    await screen.until(lambda: "Settings › Accounts" in told(screen), "what to do")
    assert "No courier could be asked: why stands below." in told(screen)
    assert "InPost does not accept the token or password." in told(screen)
    assert "Dash101: Delivers in India only." in told(screen)
    assert "Not asked yet." not in told(screen)

    await screen.select(NEXT)
    await screen.until(screen.page.details.quotes.list.count, "Indian prices")
    assert "No courier could be asked" not in told(screen)
    await screen.select(LOCKER)
    assert "InPost does not accept the token or password." in told(screen)
    screen.quotes_presenter.page.mode_chosen.emit("order")
    rows = screen.quotes.not_for.rows()
    assert {row.title for row in rows} == {"InPost", "Dash101"}

    screen.simulator.clear_faults()
    await screen.desk.providers.reopen(screen.desk.providers.accounts[1].id)
    screen.page.actions_.ask.trigger()
    await screen.until(screen.page.details.quotes.list.count, "the prices")
    assert "InPost does not accept" not in told(screen)


@on_screen
async def test_prices_from_before_stay_with_the_reason_why_there_are_no_newer_ones(
    screen: Screen,
) -> None:
    await screen.quoted(LOCKER)
    screen.simulator.fault("shipx.*", "401", times=-1)
    screen.page.actions_.ask.trigger()
    await screen.until(lambda: "these are the prices from before" in told(screen), "the reason")
    assert screen.page.details.quotes.list.count() > 0
