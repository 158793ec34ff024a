"""Activity over a real desk: what an unknown shows, and each way out of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from shipdesk.domain.account import LOCAL
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.query import ListQuery
from shipdesk.services.kinds.base import new_operation
from shipdesk.storage import operations as store
from shipdesk.tour.hands import texts
from shipdesk.ui.main.beneath import Beneath
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsView
from shipdesk.ui.widgets import ElidedLabel, KeyHintButton, Timeline
from tests.support.activity_room import Room
from tests.support.pages import answer, click, named, until

Opening = Callable[[], AbstractAsyncContextManager[Room]]
ORDER = "ORD-000871"
UNKNOWN = OperationState.UNKNOWN


def state(room: Room) -> str:
    """Return the big sentence; "" while none is in sight."""
    sentence = room.page.details.state.sentence
    assert sentence.accessibleName() == "State"
    return sentence.text() if sentence.isVisible() else ""


def live(room: Room) -> list[dict[str, object]]:
    """Return what stands at the courier for the order."""
    shipments = room.simulator.books()["shipx"]["shipments"]
    return [each for each in shipments if str(each["reference"] or "").startswith(ORDER)]


async def lost(room: Room, fault: str) -> object:
    """Buy with a reply that is lost, and look at the operation."""
    room.simulator.freeze()
    room.simulator.fault("shipx.shipments.create", fault, times=1)
    operation = await room.request(ORDER)
    await room.until(operation, UNKNOWN)
    await until(lambda: state(room).startswith("Put this parcel aside"), "the state of an unknown")
    return operation


async def test_lost_reply_counts_down_and_is_adopted_when_it_is_seen(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        operation = await lost(room, "drop_after_commit")
        assert named(room.page, ElidedLabel, "Operation").text().endswith(f"for {ORDER}")
        assert room.page.details.state.is_counting()
        for name in ("Adopt", "Leave unused", "Do it again"):
            assert not named(room.page, KeyHintButton, name).isEnabled()
        told = named(room.page, Timeline, "Attempts").accessibleDescription()
        assert "No answer" in told
        assert "then it is yours to decide" in told
        room.simulator.freeze(frozen=False)
        room.simulator.push(60)
        await room.push(11)
        await until(lambda: state(room).startswith("Bought"), "the shipment that was found")
        assert "Nothing more is paid" in room.page.details.state.explanation.text()
        assert not room.page.details.state.is_counting()
        assert len(live(room)) == 1
        assert (await room.read(operation)).operation.reason_key == "adopted"


async def test_looking_up_by_hand_asks_the_courier_now(activity_room: Opening) -> None:
    async with activity_room() as room:
        await lost(room, "drop_after_commit")
        room.simulator.freeze(frozen=False)
        room.simulator.push(60)
        room.page.view.setFocus()
        QTest.keyClick(room.page.view, Qt.Key.Key_F5)
        await until(lambda: state(room).startswith("Bought"), "the shipment that was found")


async def test_nothing_found_is_left_unused_with_a_reason(activity_room: Opening) -> None:
    async with activity_room() as room:
        operation = await lost(room, "drop_before")
        await room.decided(operation)
        await until(lambda: state(room) == "Yours to decide", "the decision")
        room.page.view.setFocus()
        QTest.keyClick(room.page.view, Qt.Key.Key_L)
        await answer(room.page, "Leave unused", "seen in the seller panel: not there")
        sheet = await room.until(operation, OperationState.CANCELLED)
        assert sheet.operation.reason == "seen in the seller panel: not there"
        await until(lambda: state(room) == "Left unused", "the end")
        assert live(room) == []


async def test_doing_it_again_wants_a_reason_and_takes_a_new_reference(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        operation = await lost(room, "drop_before")
        first = (await room.read(operation)).operation.reference
        await room.decided(operation)
        await until(lambda: state(room) == "Yours to decide", "the decision")
        click(room.page, "Do it again")
        price = next(value for label, value in room.page.details.told().facts if "quote" in label)
        await answer(room.page, f"Buy again, {price}", "nothing stands at the courier")
        room.simulator.freeze(frozen=False)
        await until(lambda: state(room).startswith("Bought"), "the second purchase")
        assert [each["external_customer_id"] for each in live(room)] == [f"{first}-2"]


async def test_a_match_that_differs_is_compared_and_adopted_by_a_person(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        operation = await lost(room, "drop_after_commit")
        await room.decided(operation)
        (shipment,) = live(room)
        differs = "reference\tA-1\tA-1\nlocker\tKRA010\tKRA012"
        await room.found(operation, str(shipment["id"]), differs)
        await until(room.page.details.compare.isVisible, "the comparison")
        told = named(room.page, QWidget, "Comparison").accessibleDescription()
        assert "locker: KRA010 / KRA012" in told
        assert room.page.details.adopt.badge.text() == "1 of 2 fit"
        assert "compare before you adopt it" in texts(room.page.details.adopt)
        room.simulator.freeze(frozen=False)
        room.simulator.push(60)
        room.page.view.setFocus()
        QTest.keyClick(room.page.view, Qt.Key.Key_A)
        await until(lambda: state(room).startswith("Bought"), "what was adopted")
        assert len(live(room)) == 1


async def test_refused_purchase_tells_the_courier_s_words_and_opens_the_order(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        room.simulator.fault("shipx.shipments.create", "422", times=1, message="The bag is torn.")
        operation = await room.request(ORDER)
        await room.until(operation, OperationState.REFUSED)
        await until(lambda: state(room) == "Refused, not bought", "the refusal")
        assert "The bag is torn." in room.page.details.state.explanation.text()
        opened: list[str] = []
        room.page.order_opened.connect(opened.append)
        click(room.page, "Open the order")
        assert opened == [operation.subject]


async def test_queued_work_is_taken_back_and_the_tabs_count(activity_room: Opening) -> None:
    async with activity_room() as room:
        room.simulator.fault("shipx.shipments.create", "429", times=-1, retry_after=600)
        operation = await room.request(ORDER)
        await until(
            lambda: room.page.isVisible() and state(room) == "Waits to be sent", "the queue"
        )
        tab = next(each for each in room.page.tabs._buttons if each.key == "waiting")
        await until(lambda: tab.tab.count == 1, "the count of those that wait")
        click(room.page, "Cancel")
        await room.until(operation, OperationState.CANCELLED)
        await until(lambda: tab.tab.count == 0, "nothing waits")
        assert live(room) == []


async def test_search_and_opening_by_id(activity_room: Opening) -> None:
    async with activity_room() as room:
        bought = await room.opened.buy(ORDER)
        view = named(room.page, RowsView, "Activity")
        await until(lambda: len(view.rows.ids) >= 3, "what follows a purchase")
        room.presenter.search("jan nowak")
        await until(lambda: len(view.rows.ids) == 1, "the one for Jan Nowak")
        await room.presenter.open(bought.id)
        await until(lambda: len(view.rows.ids) >= 3, "all again")
        await until(
            lambda: view.rows.row(view.current_id()).operation_id == bought.id, "its row is current"
        )
        assert state(room).startswith("Bought, ")


async def test_what_was_in_sight_before_a_search_can_be_gone_back_to(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        bought = await room.opened.buy(ORDER)
        await room.presenter.open(bought.id)
        view = named(room.page, RowsView, "Activity")
        await until(lambda: len(view.rows.ids) >= 3, "what follows a purchase")
        await room.presenter.searched.settled()
        beneath = Beneath(lambda: room.presenter)
        beneath.note()
        room.presenter.search("label")
        await room.presenter.searched.settled()
        assert not state(room).startswith("Bought, ")
        room.presenter.search("")
        assert await beneath.back(chosen=False) == ""
        assert state(room).startswith("Bought, ")


async def test_support_report_names_nobody(activity_room: Opening) -> None:
    async with activity_room() as room:
        await room.opened.buy(ORDER)
        await until(lambda: room.page.details.told() is not None, "an operation in sight")
        wanted = next(
            row.operation_id
            for row in await room.opened.desk.activity.page("", "")
            if row.kind == "ship"
        )
        await room.presenter.open(wanted)
        click(room.page, "Copy support report")
        await until(room.notices.shown, "the toast")
        report = QGuiApplication.clipboard().text()
        sheet = await room.opened.desk.orders.read(await room.opened.key(ORDER))
        person = sheet.order.recipient
        for secret in (person.name, "Nowak", person.phone, person.email, person.street):
            assert secret
            assert secret not in report
        assert "simulator-shipx-token" not in report
        assert "create accepted" in report


async def test_a_parcel_of_somebody_else_that_was_cancelled_is_opened_from_here(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        desk = room.opened.desk
        ids = await desk.shipment_list.ids(ListQuery())
        rows = (await desk.shipment_list.rows(list(ids))).values()
        listed = next(row for row in rows if ":" in row.shipment_id)
        intent = VoidIntent(listed.shipment_id, listed.shipment_id.partition(":")[2])
        operation = new_operation(
            OperationKind.VOID, listed.shipment_id, LOCAL, "A draft", intent, room.clock.now()
        )
        done = replace(operation, state=OperationState.DONE)
        await room.opened.program.journal.write(lambda conn: store.save(conn, done))
        await room.presenter.open(operation.id)
        told = room.page.details.told()
        assert told is not None
        assert told.shipment_id == listed.shipment_id


async def test_what_is_opened_can_be_acted_on_though_another_was_being_read(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        first = await room.opened.buy("ORD-000871")
        second = await room.opened.buy("ORD-000865")
        room.presenter._start_show(first.id)
        await room.presenter.open(second.id)
        actions.get("activity.report").trigger()
        assert room.presenter.scope.is_running(f"activity.report:{second.id}")
        await room.presenter.scope.drain()
        told = room.page.details.told()
        assert told is not None
        assert told.operation_id == second.id
