"""The Orders screen at work, by keyboard, against the real simulator."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import Stage
from shipdesk.ui.dialogs import FormDialog
from shipdesk.ui.orders.locker_picker import LockerSheet
from shipdesk.ui.orders.new_order import NewOrderSheet, OrderDraft
from tests.support.desk import eventually
from tests.support.orders_screen import Screen, named, on_screen

READY_LOCKER, READY_INDIA = "ORD-000871", "ORD-000870"
UNSETTLED = "ORD-000866"
MISSPELT = "ORD-000811"

Key = Qt.Key


@on_screen
async def test_the_screen_opens_on_ready_orders_and_asks_for_quotes_of_the_first(
    screen: Screen,
) -> None:
    assert screen.in_hand() == READY_LOCKER
    assert screen.page.tabs.choice() == Stage.READY.value
    await screen.quoted(READY_LOCKER)
    best = screen.page.details.quotes.list.quotes()[0]
    assert best.total is not None
    assert best.to_locker
    assert screen.page.actions_.buy.text().startswith("Buy · ")


@on_screen
async def test_f9_buys_once_and_f9_again_buys_nothing(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    before = screen.bought()
    screen.press(Key.Key_F9)
    screen.press(Key.Key_F9)
    await screen.until(screen.page.details.shipment.isVisible, "the shipment in the details")
    assert screen.in_hand() == READY_LOCKER
    screen.press(Key.Key_F9)
    await screen.until(
        lambda: screen.page.details.state.text() == "Nothing was bought twice", "the sentence"
    )
    assert "already has a shipment" in screen.page.details.state.detail()
    assert screen.bought() == before + 1
    assert not screen.said.errors
    assert screen.said.toasts.count(f"{READY_LOCKER} is bought.") == 1


@on_screen
async def test_a_bought_order_stays_under_the_cursor_until_one_moves_on(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    count = len(screen.page.model.ids)
    screen.press(Key.Key_F9)
    await screen.until(screen.page.details.shipment.isVisible, "the shipment in the details")
    assert len(screen.page.model.ids) == count
    assert screen.page.view.current_row() == 0
    screen.press(Key.Key_Down)
    await screen.until(lambda: len(screen.page.model.ids) == count - 1, "the list without it")
    await screen.until(lambda: screen.in_hand() == READY_INDIA, "the next order")


@on_screen
async def test_a_digit_picks_another_quote_and_enter_takes_the_best(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    shown = screen.page.details.quotes.list
    screen.press(Key.Key_2)
    assert shown.current() == shown.quotes()[1]
    key = await screen.opened.key(READY_LOCKER)

    async def kept() -> str:
        return (await screen.desk.orders.read(key)).additions.quote_key

    wanted = shown.quotes()[1].key
    while await kept() != wanted:
        await screen.desk.clock.sleep(0.01)
    screen.page.focus_list()
    screen.press(Key.Key_Return)
    assert shown.current() == shown.quotes()[0]


@on_screen
async def test_an_unsettled_payment_is_settled_by_p_and_taken_back(screen: Screen) -> None:
    await screen.select(UNSETTLED)
    payment = screen.page.details.payment
    assert payment.choice() == ""
    screen.press(Key.Key_P)
    await screen.until(lambda: payment.choice() == "paid", "paid")
    await screen.until(lambda: screen.page.details.header.stage.text() == "Ready", "ready")
    await screen.until(screen.page.details.quotes.list.count, "quotes by themselves")
    screen.press(Key.Key_P)
    await screen.until(lambda: payment.choice() == "cod", "cash on delivery")
    assert screen.said.undo is not None
    screen.said.undo()
    await screen.until(lambda: payment.choice() == "paid", "paid again")


@on_screen
async def test_buying_with_an_unsettled_payment_is_stopped_beside_the_payment(
    screen: Screen,
) -> None:
    await screen.select(UNSETTLED)
    before = screen.bought()
    screen.press(Key.Key_F9)
    note = named(screen.page, "Amount to collect")
    await screen.until(lambda: note.property("tone") == "red", "the reason beside the payment")
    assert screen.bought() == before
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Paid"


@on_screen
async def test_a_missing_weight_takes_the_focus_and_nothing_is_bought(screen: Screen) -> None:
    await screen.quoted(READY_INDIA)
    before = screen.bought()
    weight = screen.page.details.parcel.weight
    weight.setFocus()
    weight.selectAll()
    screen.press(Key.Key_0)
    screen.press(Key.Key_Return)
    key = await screen.opened.key(READY_INDIA)
    while (await screen.desk.orders.read(key)).parcel.weight_g:
        await screen.desk.clock.sleep(0.01)
    screen.page.focus_list()
    await screen.until(lambda: screen.in_hand() == READY_INDIA, "the order")
    screen.press(Key.Key_F9)
    await screen.until(lambda: QApplication.focusWidget() is weight, "the focus on the weight")
    assert screen.page.details.parcel.problem()
    assert screen.bought() == before


@on_screen
async def test_a_suggestion_is_accepted_by_one_click(screen: Screen) -> None:
    await screen.select(MISSPELT)
    problem = screen.page.details.problems.problems()[0]
    assert problem.suggestion
    named(screen.page, f"Use {problem.suggestion}").click()  # type: ignore[attr-defined]
    await screen.until(lambda: screen.page.details.header.stage.text() == "Ready", "ready")
    assert not screen.page.details.problems.problems()


@pytest.mark.slow
@on_screen
async def test_a_lost_reply_puts_the_parcel_aside_and_is_found_not_bought_again(
    screen: Screen,
) -> None:
    await screen.quoted(READY_LOCKER)
    before = screen.bought()
    screen.simulator.fault("shipx.shipments.create", "drop_after_commit", times=1)
    screen.press(Key.Key_F9)
    state = screen.page.details.state
    await screen.until(lambda: "aside" in state.text(), "the parcel put aside")
    opened: list[str] = []
    screen.page.operation_opened.connect(opened.append)
    named(screen.page, "Show in Activity").click()  # type: ignore[attr-defined]
    assert opened
    await screen.until(lambda: screen.page.details.header.stage.text() == "Needs a check", "violet")
    screen.press(Key.Key_F9)
    await screen.until(lambda: "already under way" in " ".join(screen.said.toasts), "the toast")
    await screen.until(lambda: "not bought again" in state.text(), "the shipment found")
    assert screen.bought() == before + 1


@on_screen
async def test_searching_looks_in_every_stage_and_then_gives_the_stage_back(
    screen: Screen,
) -> None:
    screen.presenter.search(UNSETTLED)
    await screen.until(lambda: screen.in_hand() == UNSETTLED, "the order of another stage")
    assert screen.page.tabs.choice() == ""
    screen.presenter.search("")
    await screen.until(lambda: screen.page.tabs.choice() == Stage.READY.value, "the stage again")
    await screen.until(lambda: len(screen.page.model.ids) > 1, "its orders")


@on_screen
async def test_held_orders_say_so_and_are_taken_off_again(screen: Screen) -> None:
    screen.press(Key.Key_H)
    stage = screen.page.details.header.stage
    await screen.until(lambda: stage.text() == "On hold", "on hold")
    assert screen.page.actions_.hold.text() == "Take off hold"
    screen.press(Key.Key_H)
    await screen.until(lambda: stage.text() == "Ready", "ready again")


@on_screen
async def test_payment_acts_on_every_selected_order(screen: Screen) -> None:
    screen.page.tabs.chosen.emit(Stage.NEW.value)
    await screen.until(
        lambda: screen.page.details.header.stage.text() == "New" and screen.in_hand(), "new orders"
    )
    screen.page.model.selection.everything()
    screen.page.focus_list()
    screen.press(Key.Key_P)
    await screen.until(lambda: screen.said.toasts, "the toast")
    assert "orders are" in screen.said.toasts[0]


@on_screen
async def test_a_typed_order_is_kept_and_shown(screen: Screen) -> None:
    screen.presenter.start_order(OrderDraft())
    await screen.until(lambda: screen.window.findChildren(NewOrderSheet), "the form")
    sheet = screen.window.findChildren(NewOrderSheet)[0]
    await screen.until(
        lambda: sheet.isVisible() and sheet.isAncestorOf(QApplication.focusWidget()), "its focus"
    )
    screen.press(Key.Key_Return)
    assert sheet.number.problem()
    sheet.number.set_text("TEL-1")
    sheet.address.field("name").set_text("Jan Nowak")
    sheet.address.field("postcode").focus_editor()
    QTest.keyClicks(sheet.address.field("postcode").editor, "30-702")
    screen.press(Key.Key_Tab)
    assert sheet.address.country_box.code() == "PL"
    assert sheet.address.field("phone").problem()
    screen.press(Key.Key_Return)
    await screen.until(lambda: screen.in_hand() == "TEL-1", "the new order")
    assert screen.page.tabs.choice() == Stage.NEW.value


@on_screen
async def test_a_locker_is_chosen_from_those_nearby(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    screen.press(Key.Key_L)
    await screen.until(lambda: _lockers(screen) > 1, "the lockers")
    screen.press(Key.Key_Down)
    screen.press(Key.Key_Return)
    locker = screen.page.details.address.locker
    await screen.until(lambda: locker.text() not in {"", "KRA010"}, "another locker")


def _lockers(screen: Screen) -> int:
    sheets = screen.window.findChildren(LockerSheet)
    return sheets[0].count() if sheets else 0


@on_screen
async def test_a_refused_purchase_stays_with_its_reason(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    screen.simulator.fault("shipx.shipments.create", "422", times=1)
    screen.press(Key.Key_F9)
    key = await screen.opened.key(READY_LOCKER)

    async def ended() -> bool:
        sheet = await screen.desk.orders.read(key)
        return bool(sheet.operations) and sheet.operations[0].state in {
            OperationState.REFUSED,
            OperationState.UNKNOWN,
        }

    while not await ended():
        await screen.desk.clock.sleep(0.01)
    await screen.until(screen.page.details.state.text, "what became of it")


@on_screen
async def test_another_parcel_needs_a_reason_and_a_second_copy_too(screen: Screen) -> None:
    await screen.quoted(READY_LOCKER)
    before = screen.bought()
    screen.press(Key.Key_F9)
    details = screen.page.details
    await screen.until(details.shipment.isVisible, "the shipment in the details")
    await eventually(lambda: _on_paper(screen, 1), "the label on paper")
    screen.page.actions_.print.trigger()
    await screen.until(lambda: _dialog("Print the label again?"), "the question")
    screen.press(Key.Key_1)
    await screen.until(lambda: _label(screen) == "Sent to printer × 2", "two copies")
    await eventually(lambda: _on_paper(screen, 2), "the second copy on paper")
    screen.page.actions_.another.trigger()
    title = f"Ship another parcel of {READY_LOCKER}?"
    await screen.until(lambda: _dialog(title), "the question why")
    dialog = _dialog(title)
    assert isinstance(dialog, FormDialog)
    dialog.try_accept()
    assert dialog.isVisible()
    QTest.keyClicks(_focus(), "Forgot the lid")
    dialog.try_accept()
    await screen.until(lambda: _dialog("Buy a second parcel?"), "the price")
    QTest.keyClick(_focus(), Key.Key_Space)
    await screen.until(lambda: screen.bought() == before + 2, "the second parcel")


async def _on_paper(screen: Screen, copies: int) -> bool:
    view = screen.presenter.view()
    shipments = view.sheet.shipments if view is not None else ()
    if not shipments:
        return False
    paper = await screen.desk.printing.paper(shipments[0].id)
    return [one.state for one in paper.prints] == ["handed_over"] * copies


def _label(screen: Screen) -> str:
    labels = [
        each
        for each in screen.page.findChildren(QLabel)
        if each.accessibleName() == "Label state" and each.isVisible()
    ]
    return labels[0].text() if labels else ""


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _dialog(title: str) -> QDialog | None:
    """Return the dialog of this title once keys come to it."""
    shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog))
    return next(
        (each for each in shown if each.isActiveWindow() and each.windowTitle() == title), None
    )


@on_screen
async def test_what_was_shipped_elsewhere_or_is_closed_offers_no_purchase(screen: Screen) -> None:
    for number in ("ORD-000843", "ORD-000775"):
        await screen.select(number)
        assert not screen.page.details.buy.isVisible()
        assert not screen.page.details.quotes.isVisible()
        assert not screen.page.details.problems.isVisible()
    await screen.select("ORD-000843")
    labels = screen.page.details.shipment.findChildren(QLabel)
    assert "Bought elsewhere" in {each.text() for each in labels}
