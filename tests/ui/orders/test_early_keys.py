"""A key pressed before its order is read, or priced, is not lost and buys nothing unseen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from shipdesk.domain.order import Payment, PaymentKind
from shipdesk.ui.orders.address_sheet import AddressSheet
from tests.support.orders_screen import Screen, on_screen

READY_LOCKER, READY_INDIA = "ORD-000871", "ORD-000870"
UNSETTLED = "ORD-000866"

Key = Qt.Key


async def without_weight(screen: Screen) -> None:
    """Take the weight from the order in hand, and wait until its details say so."""
    key = await screen.opened.key(READY_INDIA)
    view = screen.presenter.view()
    assert view is not None
    bare = replace(view.sheet.parcel, weight_g=0)
    await screen.desk.orders.set_parcel([key], bare)
    screen.presenter.renew()

    def shown() -> bool:
        now = screen.presenter.view()
        return now is not None and not now.sheet.parcel.weight_g

    await screen.until(shown, "the order without a weight")


@on_screen
async def test_f9_while_prices_are_asked_by_themselves_goes_to_the_missing_weight(
    screen: Screen,
) -> None:
    await screen.quoted(READY_INDIA)
    await without_weight(screen)
    screen.page.focus_list()
    view = screen.presenter.view()
    assert view is not None
    screen.presenter.outdate([view.order.key])
    screen.presenter.quotes.consider(view)
    assert screen.presenter.quotes.is_asking()
    screen.press(Key.Key_F9)
    weight = screen.page.details.parcel.weight
    await screen.until(lambda: QApplication.focusWidget() is weight, "the focus on the weight")
    assert screen.page.details.parcel.problem()


@on_screen
async def test_f9_is_answered_also_where_the_asking_begins_anew_meanwhile(screen: Screen) -> None:
    await screen.quoted(READY_INDIA)
    await without_weight(screen)
    screen.page.focus_list()
    view = screen.presenter.view()
    assert view is not None
    screen.presenter.outdate([view.order.key])
    screen.press(Key.Key_F9)
    screen.presenter.outdate([view.order.key])
    screen.presenter.quotes.consider(view)
    weight = screen.page.details.parcel.weight
    await screen.until(lambda: QApplication.focusWidget() is weight, "the focus on the weight")
    assert screen.page.details.parcel.problem()


@on_screen
async def test_a_key_is_answered_once_the_order_that_it_is_for_is_in_sight(screen: Screen) -> None:
    screen.press(Key.Key_Down)
    screen.press(Key.Key_E)
    assert screen.presenter.view() is None
    await screen.until(lambda: screen.window.findChildren(AddressSheet), "the address")
    (sheet,) = screen.window.findChildren(AddressSheet)
    assert screen.in_hand() in sheet.subtitle.text()
    sheet.close_sheet()


@on_screen
async def test_f9_buys_no_order_that_is_not_in_sight_yet_and_says_so(screen: Screen) -> None:
    await screen.quoted(READY_INDIA)
    await screen.quoted(READY_LOCKER)
    before = screen.bought()
    screen.press(Key.Key_Down)
    screen.press(Key.Key_F9)
    assert screen.presenter.view() is None
    assert screen.said.toasts == ["The order is being read. Press again when it is there."]
    await screen.until(screen.in_hand, "the next order")
    await screen.presenter._scope.drain()
    assert screen.bought() == before


@on_screen
async def test_an_order_that_moves_to_another_stage_while_it_is_opened_is_followed(
    screen: Screen,
) -> None:
    key = await screen.opened.key(UNSETTLED)
    await screen.desk.orders.set_payment([key], Payment(PaymentKind.PAID))
    await screen.presenter.open(key)
    await screen.until(lambda: screen.in_hand() == UNSETTLED, "the order")
