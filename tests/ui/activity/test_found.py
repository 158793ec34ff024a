"""The tab Found over a real desk: what another hand bought, adopted or left in the window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtGui import QKeySequence

from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.services.references import make_reference
from shipdesk.ui.activity import found_words
from shipdesk.ui.activity.compare import CompareTable
from shipdesk.ui.shortcuts import Actions, key_hint, why_not
from shipdesk.ui.widgets import FactList, Text
from tests.support.activity_room import Room
from tests.support.pages import answer, named, until

Opening = Callable[[], AbstractAsyncContextManager[Room]]
ORDER = "ORD-000871"


async def looked(room: Room, number: str) -> None:
    """Ask the couriers and bring what was found under a tracking number into sight."""
    await room.opened.desk.finder.look()
    details = room.page.found_details
    await until(
        lambda: details.shown is not None and found_words.number(details.shown) == number,
        "what was found",
    )


async def test_a_paid_label_of_another_hand_is_shown_beside_its_order_and_adopted(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        number = str(room.simulator.buy_elsewhere(ORDER)["tracking_number"])
        actions.get("found.show").trigger()
        await looked(room, number)
        assert not room.page.view.isVisible()
        assert named(room.page, Text, "How far the look is").text().startswith("1 is paid")
        assert named(room.page, FactList, "At the courier").value("Recipient")
        await until(
            lambda: any(each.isVisible() for each in room.page.findChildren(CompareTable)),
            "the comparison",
        )
        table = named(room.page, CompareTable, "Comparison")
        assert ORDER in table.accessibleDescription()
        assert "agree" in named(room.page, Text, "How sure it is").text()

        adopt = actions.get("activity.found.adopt")
        assert actions.for_keys(QKeySequence("Shift+A")) is adopt
        adopt.trigger()
        key = OrderKey((await room.opened.row(ORDER)).key)
        details = room.page.found_details
        await until(
            lambda: details.shown is None or found_words.number(details.shown) != number, "gone"
        )
        assert (await room.opened.desk.orders.read(key)).shipments


async def test_what_is_not_ours_is_counted_no_more_and_that_can_be_undone(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        number = str(room.simulator.buy_elsewhere(ORDER)["tracking_number"])
        actions.get("found.show").trigger()
        await looked(room, number)
        told = named(room.page, Text, "How far the look is")
        actions.get("activity.found.leave").trigger()
        await until(lambda: told.text() == "Nothing waits to be looked at", "left")

        (left,) = [
            each
            for each in await room.opened.desk.finder.found()
            if found_words.number(each) == number
        ]
        await room.opened.desk.finder.take_back(left)
        await until(lambda: told.text().startswith("1 is paid"), "counted again")


async def test_an_account_that_could_not_be_asked_says_so_and_the_list_does_not_look_empty(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        room.simulator.fault("shipx.shipments.list", "500", times=-1)
        actions.get("found.show").trigger()
        await room.opened.desk.finder.look()
        accounts = named(room.page, FactList, "When each account was asked")
        await until(lambda: "could not be asked" in accounts.value("InPost"), "the reason")
        assert "cannot list what was bought" in accounts.value("Dash101")


async def test_a_purchase_that_was_bought_elsewhere_has_two_ways_out(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        opened = room.opened
        key = await opened.key(ORDER)
        await opened.desk.quoting.ask(key)
        plan = await opened.desk.shipping.prepare(key)
        # As another computer names it, whose purchase this one's journal does not know.
        room.simulator.buy_elsewhere(ORDER, reference=make_reference(ORDER, key, 0))
        second = await opened.settled(await opened.desk.shipping.buy(plan))
        assert second.reason_key == "bought_elsewhere"
        await room.presenter.open(second.id)
        assert named(room.page, Text, "State").text() == "Already bought elsewhere"
        assert actions.get("activity.adopt").isEnabled()
        assert not actions.get("activity.leave").isEnabled()
        assert actions.get("activity.again").text() == "Ship another parcel…"
        assert not why_not(actions.get("activity.adopt"))
        assert key_hint(actions.get("activity.adopt")) == "A"
        actions.get("activity.adopt").trigger()
        state = named(room.page, Text, "State")
        await until(lambda: state.text().startswith("Bought"), "adopted")
        (shipment,) = (await opened.desk.orders.read(key)).shipments
        assert shipment.reference == second.reference


async def test_a_match_that_is_not_wanted_is_cancelled_at_the_courier_from_the_unknown(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        room.simulator.knobs(shipx_confirm_seconds=3600)
        room.simulator.fault("shipx.shipments.create", "drop_after_commit")
        lost = await room.request(ORDER)
        await room.until(lost, OperationState.UNKNOWN)
        (made,) = [
            each
            for each in room.simulator.books()["shipx"]["shipments"]
            if each["external_customer_id"] == lost.reference
        ]
        # A list that never shows it: a person saw it on the courier's own page.
        room.simulator.fault("shipx.shipments.list", "404", times=-1)
        await room.decided(lost)
        await room.found(lost, str(made["id"]), "recipient\tJan Nowak\tAda Nowak")
        await room.presenter.open(lost.id)
        void = actions.get("activity.void")
        assert void.isEnabled()
        assert void.isVisible()
        void.trigger()
        await answer(room.page, "Cancel at the courier")
        state = named(room.page, Text, "State")
        await until(lambda: state.text() == "Cancelled at the courier", "cancelled")
        closed = await room.read(lost)
        assert closed.operation.state is OperationState.CANCELLED
        await room.presenter.open(lost.id)
        assert "can be bought" in named(room.page, Text, "Explanation").text()
