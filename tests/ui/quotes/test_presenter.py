"""The Quotes screen at work: a typed lane, and the order in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shipdesk.ui.orders.locker_picker import LockerSheet
from shipdesk.ui.orders.new_order import NewOrderSheet
from tests.support.orders_screen import Screen, named, on_screen

LOCKER_ORDER = "ORD-000871"


async def ask_for(screen: Screen, **texts: str) -> None:
    """Fill the form as a person does and press Enter."""
    screen.stack.setCurrentWidget(screen.quotes)
    form = screen.quotes.form
    await screen.until(form.sender_box.count, "the senders")
    for name, text in texts.items():
        editor = named(screen.quotes, name)
        editor.setFocus()
        QTest.keyClicks(editor, text)
    screen.press(Qt.Key.Key_Return)


async def quoted(screen: Screen, count: int = 1) -> None:
    await screen.until(
        lambda: len(screen.quotes.model.ids) >= count and screen.quotes.picked(), "quotes"
    )


LANE = {
    "Postcode": "00-950",
    "City": "Warszawa",
    "Weight": "4,2",
    "Length": "38",
    "Width": "30",
    "Height": "22",
}


@on_screen
async def test_all_couriers_stand_side_by_side_and_those_that_cannot_say_why(
    screen: Screen,
) -> None:
    await ask_for(screen, **LANE, COD="120", Insurance="300")
    await quoted(screen, 2)
    picked = screen.quotes.picked()
    assert picked is not None
    assert "cheapest" in picked.badges
    assert picked.cod_fee is not None
    reasons = {row.title: row.reason for row in screen.quotes.not_for.rows()}
    assert any("India" in reason for reason in reasons.values())
    assert named(screen.quotes, "For what").accessibleDescription().startswith("Kraków 30-002 to")
    assert not screen.said.errors


@on_screen
async def test_a_guessed_country_is_shown_as_a_guess(screen: Screen) -> None:
    await ask_for(screen, Postcode="411001")
    assert screen.quotes.form.country.code() == "IN"
    assert screen.quotes.form.country.is_guessed()
    assert "guess" in screen.quotes.form.country.currentText()


@on_screen
async def test_a_missing_weight_is_told_beside_the_field_and_nobody_is_asked(
    screen: Screen,
) -> None:
    screen.simulator.clear_requests()
    await ask_for(screen, Postcode="00-950", City="Warszawa")
    assert screen.quotes.form.weight.problem()
    assert not screen.quotes_presenter._scope.is_running("ask")
    assert screen.simulator.requests(operation="shipx.shipments.calculate") == []


@on_screen
async def test_a_digit_picks_a_row(screen: Screen) -> None:
    await ask_for(screen, **LANE)
    await quoted(screen, 2)
    screen.press(Qt.Key.Key_2)
    assert screen.quotes.view.current_row() == 1


@on_screen
async def test_a_missing_locker_is_chosen_from_the_reason(screen: Screen) -> None:
    await ask_for(screen, **LANE)
    await quoted(screen)
    screen.quotes.not_for.fix_wanted.emit("locker")
    await screen.until(lambda: screen.window.findChildren(LockerSheet), "the lockers")
    sheet = screen.window.findChildren(LockerSheet)[0]
    await screen.until(lambda: sheet.count() and sheet.view.current_id(), "lockers nearby")
    screen.press(Qt.Key.Key_Return)
    await screen.until(screen.quotes.form.locker.text, "the code in the form")
    screen.press(Qt.Key.Key_F5)
    await screen.until(
        lambda: (picked := screen.quotes.picked()) is not None and picked.to_locker,
        "a quote to the locker",
    )


@on_screen
async def test_the_order_in_hand_keeps_the_quote_that_is_chosen(screen: Screen) -> None:
    await screen.quoted(LOCKER_ORDER)
    screen.stack.setCurrentWidget(screen.quotes)
    named(screen.quotes, "From order").click()  # type: ignore[attr-defined]
    await quoted(screen, 2)
    screen.quotes.view.setFocus()
    screen.press(Qt.Key.Key_2)
    wanted = screen.quotes.picked()
    assert wanted is not None
    screen.press(Qt.Key.Key_F9)
    await screen.until(lambda: screen.said.toasts, "the toast")
    sheet = await screen.desk.orders.read(await screen.opened.key(LOCKER_ORDER))
    assert sheet.additions.quote_key == wanted.key


@on_screen
async def test_a_typed_lane_begins_a_new_order(screen: Screen) -> None:
    await ask_for(screen, **LANE, COD="120")
    await quoted(screen)
    screen.quotes.view.setFocus()
    screen.press(Qt.Key.Key_F9)
    await screen.until(lambda: screen.window.findChildren(NewOrderSheet), "the form")
    sheet = screen.window.findChildren(NewOrderSheet)[0]
    new = sheet.order()
    assert new.recipient.postcode == "00-950"
    assert new.recipient.name == ""
    assert new.recipient.phone == ""
    assert new.parcel is not None
    assert new.parcel.weight_g == 4200
    assert new.payment.amount is not None
    assert new.payment.amount.minor == 12000
    assert screen.stack.currentWidget() is screen.page
