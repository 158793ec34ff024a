"""Many labels at once, from the list of orders to what became of each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from shipdesk.domain.account import AccountId
from shipdesk.domain.batch import Fate
from shipdesk.domain.order import PaymentKind
from shipdesk.errors import AuthError
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.lines import Group
from shipdesk.ui.batch.review_sheet import ReviewSheet
from shipdesk.ui.orders.address_sheet import AddressSheet
from shipdesk.ui.shortcuts import why_not
from tests.support.batch_room import BatchRoom, in_room
from tests.support.desk import eventually
from tests.support.pages import until

FIRST, SECOND, THIRD = "ORD-000871", "ORD-000868", "ORD-000867"
INDIAN, UNPAID, ODD_NAME = "ORD-000870", "ORD-000856", "ORD-000811"
INPOST = AccountId("inpost")
UNPAID_TOO, NO_PINCODE = "ORD-000866", "ORD-000815"


def live(room: BatchRoom, *numbers: str) -> dict[str, int]:
    """Return how many live shipments the couriers have of each order."""
    books = room.simulator.books()
    found = [each for who in ("shipx", "dash101") for each in books[who]["shipments"]]
    return {
        number: sum(
            bool(each["live"]) and str(each.get("reference") or "").startswith(number)
            for each in found
        )
        for number in numbers
    }


def words(room: BatchRoom) -> str:
    """Return what the one button says, with plain spaces."""
    return room.review.buy.text().replace(fmt.NBSP, " ")


async def bought(room: BatchRoom) -> None:
    """Press the one button and wait for the sheet that follows."""
    room.press(Qt.Key.Key_F9)
    await until(lambda: not room.review.isVisible() and room.outcome.isVisible(), "the outcome")


@in_room
async def test_what_stops_stands_first_and_one_key_settles_it(room: BatchRoom) -> None:
    await room.reviewed(FIRST, UNPAID, INDIAN)
    sheet = room.review
    assert sheet.title.text() == "Review 3 labels before anything is paid"
    assert [x.number for x in sheet.lines if x.row and x.group is Group.STOP] == [UNPAID]
    assert sheet.lines[1].number == UNPAID
    assert sheet.current() == sheet.lines[1]
    assert words(room).startswith("Buy 2 labels, ")
    assert " zł + " in words(room)
    assert words(room).endswith(" ₹")
    assert sheet.told.text() == "1 not bought now"
    room.press(Qt.Key.Key_P)
    await until(lambda: words(room).startswith("Buy 3 labels, "), "it is settled")
    await room.read()
    assert room.line(UNPAID).group is Group.FIXED
    assert room.line(UNPAID).told.matter == "paid"
    assert sheet.told.text() == ""
    room.go_to(UNPAID)
    room.press(Qt.Key.Key_U)
    await until(lambda: words(room).startswith("Buy 2 labels, "), "it is taken back")
    key = await room.opened.key(UNPAID)
    read = await room.desk.orders.read(key)
    assert read.order.payment.kind is PaymentKind.UNKNOWN
    assert live(room, FIRST, UNPAID, INDIAN) == {FIRST: 0, UNPAID: 0, INDIAN: 0}


@in_room
async def test_only_the_row_in_hand_is_settled_though_others_are_selected(room: BatchRoom) -> None:
    await room.reviewed(FIRST, UNPAID, SECOND)
    room.press(Qt.Key.Key_C)
    await until(lambda: room.line(UNPAID).group is Group.FIXED, "it is settled")
    for number, kind in ((FIRST, "paid"), (UNPAID, "cod"), (SECOND, "cod")):
        read = await room.desk.orders.read(await room.opened.key(number))
        assert read.order.payment.kind == kind, number


@in_room
async def test_space_leaves_out_and_a_digit_takes_another_offer(room: BatchRoom) -> None:
    await room.reviewed(FIRST, THIRD)
    both = words(room)
    room.go_to(THIRD)
    room.press(Qt.Key.Key_Space)
    await until(lambda: room.line(THIRD).group is Group.LEFT_OUT, "it is left out")
    assert words(room).startswith("Buy 1 label, ")
    assert room.review.told.text() == "1 not bought now"
    await room.read()
    room.go_to(THIRD)
    room.press(Qt.Key.Key_Space)
    await until(lambda: words(room) == both, "it is taken in again")
    await room.read()
    room.go_to(FIRST)
    before = room.line(FIRST).courier
    room.press(Qt.Key.Key_2)
    await until(lambda: room.line(FIRST).courier != before, "another offer")
    assert words(room) != both
    sheet = await room.desk.orders.read(await room.opened.key(FIRST))
    assert sheet.quotes is not None
    assert sheet.additions.quote_key == sheet.quotes.quotes[1].key


@in_room
async def test_a_suggestion_is_accepted_by_its_key(room: BatchRoom) -> None:
    await room.reviewed(FIRST, ODD_NAME)
    line = room.line(ODD_NAME)
    assert line.group is Group.STOP
    assert line.told.note.startswith("→ ")
    wanted = line.told.note.removeprefix("→ ")
    room.go_to(ODD_NAME)
    room.press(Qt.Key.Key_F)
    await until(lambda: room.line(ODD_NAME).group is not Group.STOP, "it is accepted")
    read = await room.desk.orders.read(await room.opened.key(ODD_NAME))
    assert read.order.recipient.name == wanted
    assert room.line(ODD_NAME).recipient == wanted


@in_room
async def test_each_is_bought_once_in_the_order_of_the_list_by_two_presses(
    room: BatchRoom,
) -> None:
    await room.reviewed(THIRD, FIRST, UNPAID, INDIAN)
    room.press(Qt.Key.Key_F9)
    await bought(room)
    batch = await room.settled()
    assert [line.number for line in room.outcome.lines] == [FIRST, INDIAN, THIRD]
    assert batch.counts == {Fate.DONE: 3}
    assert live(room, FIRST, INDIAN, THIRD, UNPAID) == {FIRST: 1, INDIAN: 1, THIRD: 1, UNPAID: 0}
    assert room.outcome.far.text() == "3 of 3"
    assert room.outcome.spent.text().startswith("Bought for ")
    assert why_not(room.outcome.stop)
    assert why_not(room.outcome.retry)
    read = await room.desk.orders.read(await room.opened.key(FIRST))
    tracking = fmt.tracking(read.shipments[0].tracking_number)
    await until(lambda: room.fate(FIRST).words == tracking, "its number")


@in_room
async def test_a_refused_one_is_told_and_retried_alone_and_a_lost_one_never(
    room: BatchRoom,
) -> None:
    await room.reviewed(FIRST, THIRD, INDIAN)
    room.simulator.fault("dash101.shipment_create", "422", times=1, message="The bag is torn.")
    room.simulator.fault("shipx.shipments.create", "drop_before", times=1)
    await bought(room)
    batch = await room.settled(Fate.UNKNOWN)
    assert batch.counts == {Fate.DONE: 1, Fate.REFUSED: 1, Fate.UNKNOWN: 1}
    sheet = room.outcome
    assert sheet.far.text() == "2 of 3 · 1 refused · 1 unknown"
    assert "The bag is torn." in room.fate(INDIAN).words
    (lost,) = [line for line in sheet.lines if line.fate is Fate.UNKNOWN]
    assert "Put this parcel aside, checking until" in lost.words
    sheet.tabs.choose("refused")
    sheet.tabs.chosen.emit("refused")
    await until(lambda: len(sheet.model.ids) == 1, "only what was refused")
    sheet.view.go_to(0)
    sheet.model.selection.everything()
    assert INDIAN in sheet.view.copy_cells()
    assert sheet.retry.text() == "Retry only this one…"
    sheet.view.setFocus()
    room.press(Qt.Key.Key_R)
    await until(room.review.isVisible, "the review")
    await room.read()
    assert [line.number for line in room.review.lines if line.row] == [INDIAN]
    assert "The bag is torn." in room.line(INDIAN).told.note
    await bought(room)
    again = await room.settled(Fate.UNKNOWN)
    assert (again.id, len(again.rows)) == (batch.id, 3)
    assert room.fate(INDIAN).fate is Fate.DONE
    assert live(room, INDIAN, lost.number) == {INDIAN: 1, lost.number: 0}
    assert len(room.simulator.requests(operation="shipx.shipments.create")) == 2


@in_room
async def test_what_changed_since_it_was_looked_at_is_not_bought(room: BatchRoom) -> None:
    await room.reviewed(FIRST, THIRD)
    key = await room.opened.key(THIRD)
    await room.desk.orders.set_hold([key], hold=True)
    await bought(room)
    await room.settled()
    assert live(room, FIRST, THIRD) == {FIRST: 1, THIRD: 0}


@in_room
async def test_all_that_is_ready_is_offered_and_a_shut_action_says_why(room: BatchRoom) -> None:
    await until(lambda: len(room.page.model.ids) > 1, "the ready ones")
    ready = len(room.page.model.ids)
    ship = room.actions.get("orders.ship_many")
    await until(lambda: ship.text() == f"Ship all {ready} ready…", "all of them are offered")
    room.orders.search("ORD-00087")
    await until(lambda: not ship.isEnabled(), "no stage, nothing chosen")
    assert why_not(ship) == "Select several orders, or go to Ready."
    await room.choose(FIRST, SECOND)
    assert ship.text() == "Ship 2…"
    assert ship.isEnabled()


@in_room
async def test_while_rows_are_read_the_button_is_closed_and_the_sheet_may_be_closed(
    room: BatchRoom,
) -> None:
    room.simulator.fault("*", "slow", times=-1, ms=300)
    await room.choose(FIRST, SECOND, THIRD, INDIAN)
    room.actions.get("orders.ship_many").trigger()
    await until(lambda: room.window.findChildren(ReviewSheet), "the sheet")
    sheet = room.review
    assert why_not(sheet.buy).startswith("Reading 0 of 4…")
    room.press(Qt.Key.Key_F9)
    room.press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    room.simulator.clear_faults()
    await room.reviewed(FIRST, SECOND)
    assert words(room).startswith("Buy 2 labels, ")
    assert live(room, FIRST, SECOND, THIRD, INDIAN) == dict.fromkeys(
        (FIRST, SECOND, THIRD, INDIAN), 0
    )
    focus = QApplication.focusWidget()
    assert focus is not None
    assert sheet.isAncestorOf(focus)


@in_room
async def test_stopped_after_the_current_one_the_rest_is_taken_back(room: BatchRoom) -> None:
    await room.reviewed(FIRST, SECOND, THIRD, INDIAN)
    room.simulator.fault("*", "slow", times=-1, ms=400)
    await bought(room)
    room.outcome.view.setFocus()
    room.press(Qt.Key.Key_S)
    batch = await room.settled()
    gone = batch.counts[Fate.TAKEN_BACK]
    assert gone >= 1
    assert batch.counts[Fate.DONE] == 4 - gone
    assert room.outcome.retry.text() == (f"Retry only these {gone}…" if gone > 1 else
                                         "Retry only this one…")  # fmt: skip
    assert sum(live(room, FIRST, SECOND, THIRD, INDIAN).values()) == 4 - gone


@in_room
async def test_the_last_batch_is_reached_again_from_the_list(room: BatchRoom) -> None:
    show = room.actions.get("batches.show")
    assert why_not(show) == "No labels were bought at one go yet."
    await room.reviewed(FIRST, SECOND)
    room.simulator.fault("shipx.shipments.create", "drop_before", times=1)
    await bought(room)
    await room.settled(Fate.UNKNOWN)
    room.press(Qt.Key.Key_Escape)
    assert not room.outcome.isVisible()
    await until(room.presenter.running.isVisible, "the batch below the list")
    told = room.presenter.running.words
    await until(lambda: told() == "Batch 1 of 2 · 1 unknown", "how far it is")
    room.presenter.running.click()
    await until(room.outcome.isVisible, "the sheet again")
    assert [line.number for line in room.outcome.lines] == [FIRST, SECOND]
    room.press(Qt.Key.Key_O)
    assert room.led == [("order", await room.opened.key(FIRST))]
    assert not room.outcome.isVisible()


@in_room
async def test_one_after_the_other_is_settled_without_moving_the_cursor(room: BatchRoom) -> None:
    await room.reviewed(FIRST, UNPAID, UNPAID_TOO, ODD_NAME)
    assert [x.number for x in room.review.lines if x.row and x.group is Group.STOP] == [
        UNPAID_TOO,
        UNPAID,
        ODD_NAME,
    ]

    def in_hand() -> str:
        line = room.review.current()
        return line.number if line is not None else ""

    assert in_hand() == UNPAID_TOO
    room.press(Qt.Key.Key_P)
    await until(lambda: in_hand() == UNPAID, "the next one that stops")
    room.press(Qt.Key.Key_C)
    await until(lambda: in_hand() == ODD_NAME, "the last one that stops")
    room.press(Qt.Key.Key_H)
    await until(lambda: "on hold" in room.line(ODD_NAME).told.matter, "it is held instead")
    assert in_hand() == ODD_NAME
    assert words(room).startswith("Buy 3 labels, ")
    assert room.line(UNPAID).told.matter.startswith("COD ")
    room.press(Qt.Key.Key_O)
    assert room.led == [("order", await room.opened.key(ODD_NAME))]
    assert not room.review.isVisible()


@in_room
async def test_a_click_on_its_box_leaves_a_row_out_and_a_stopped_one_stays_as_it_is(
    room: BatchRoom,
) -> None:
    await room.reviewed(FIRST, UNPAID)
    view = room.review.view
    for number in (FIRST, UNPAID):
        place = room.review.model.place_of(room.line(number).id)
        box = view.visualRect(room.review.model.index(place, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    await until(lambda: room.line(FIRST).group is Group.LEFT_OUT, "it is left out")
    assert room.line(UNPAID).group is Group.STOP
    assert why_not(room.review.buy) == "Settle what stops at least one row first."


@in_room
async def test_an_address_is_corrected_over_the_review(room: BatchRoom) -> None:
    await room.reviewed(FIRST, NO_PINCODE)
    room.go_to(NO_PINCODE)
    assert room.review.fixes.correct.text() == "Edit the address…"
    room.press(Qt.Key.Key_E)
    await until(lambda: room.window.findChildren(AddressSheet), "the address")
    form = room.window.findChildren(AddressSheet)[0]
    await until(form.isVisible, "the form")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert form.isAncestorOf(focus)
    focus.setText("122001")
    form.submit()
    await until(lambda: words(room).startswith("Buy 2 labels, "), "it can be bought")
    assert room.line(NO_PINCODE).told.matter == "address corrected"
    assert room.review.isVisible()


@in_room
async def test_a_price_that_changed_meanwhile_is_shown_before_it_is_paid(room: BatchRoom) -> None:
    await room.reviewed(FIRST, THIRD)
    before, whole = room.line(THIRD).price, words(room)
    room.simulator.knobs(shipx_price_factor=2.0)
    await room.desk.quoting.ask(await room.opened.key(THIRD))
    room.simulator.knobs(shipx_price_factor=None)
    await until(lambda: room.line(THIRD).price != before, "the price of now")
    assert words(room) != whole
    now = room.line(THIRD).price
    await bought(room)
    await room.settled()
    assert room.fate(THIRD).price == now


@in_room
async def test_what_waited_too_long_goes_on_by_a_person_s_word_alone(room: BatchRoom) -> None:
    desk = room.desk
    await room.reviewed(FIRST, THIRD)
    desk.providers.trouble(INPOST, AuthError(account="InPost"))
    await bought(room)
    assert not room.outcome.go_on.isVisible()
    room.clock.push(16 * 60)
    await desk.providers.reopen(INPOST)
    (batch,) = await desk.batches.recent(1)

    async def read_again() -> bool:
        held = [await desk.queues.find(row.operation.id) for row in batch.rows]
        if not all(one is not None and one.ready for one in held):
            await desk.sync.sync_all()
            return False
        return True

    await eventually(read_again, "both are read again")
    await until(lambda: room.outcome.go_on.text() == "Go on (2)", "they wait for a word")
    assert {line.fate for line in room.outcome.lines} == {Fate.HELD}
    assert live(room, FIRST, THIRD) == {FIRST: 0, THIRD: 0}
    room.press(Qt.Key.Key_G)
    await room.settled()
    assert live(room, FIRST, THIRD) == {FIRST: 1, THIRD: 1}
    assert not room.outcome.go_on.isVisible()


@in_room
async def test_the_labels_of_what_is_bought_are_printed_in_the_order_of_the_list(
    room: BatchRoom,
) -> None:
    asked: list[list[str]] = []
    room.presenter.print_labels = lambda ids: asked.append(list(ids))
    await room.reviewed(FIRST, SECOND)
    await bought(room)
    batch = await room.settled()
    await until(room.outcome.printing.isEnabled, "they can be printed")
    assert room.outcome.printing.text() == "Print 2 labels"
    room.outcome.printing.trigger()
    assert asked == [list(await room.desk.batches.parcels(batch))]
    assert not room.outcome.isVisible()
