"""Parcels that shall not go as they are: the courier's rule is told, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from shipdesk.domain.operation import OperationState
from shipdesk.domain.shipment import LEFT_UNUSED, REFUND, Payable, Refund, ShipmentStatus
from shipdesk.ui.shortcuts import Actions, why_not
from shipdesk.ui.widgets import Text
from tests.support.desk import eventually
from tests.support.pages import named
from tests.support.simulator import Simulator

Opening = Callable[..., AbstractAsyncContextManager[Any]]
LOCKER, COURIER, INDIAN = "ORD-000871", "ORD-000867", "ORD-000870"


async def test_bought_shipment_says_that_it_lapses_and_can_be_left_unused(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen(LOCKER) as screen:
        await screen.show(LOCKER)
        void = actions.get("shipments.void")
        await screen.shows(lambda: "45 days" in why_not(void), "the rule")
        assert not void.isEnabled()
        assert not actions.get("shipments.update").isEnabled()
        assert len((await screen.desk.pickups.waiting()).groups[0].shipments) == 1
        actions.get("shipments.leave_unused").trigger()
        await screen.shows(lambda: screen.said.toasts, "what became of it")
        waiting = await screen.desk.pickups.waiting()
        assert all(not group.shipments for group in waiting.groups)
        (shipment,) = (await screen.desk.orders.read(await screen.opened.key(LOCKER))).shipments
        assert LEFT_UNUSED in shipment.extra
        assert screen.said.undo is not None
        screen.said.undo()

        async def waits() -> bool:
            groups = (await screen.desk.pickups.waiting()).groups
            return bool(groups and groups[0].shipments)

        await eventually(waits, "it waits for the courier again")


async def test_unpaid_shipment_takes_the_order_s_new_data(
    shipments_screen: Opening, actions: Actions, simulator: Simulator
) -> None:
    simulator.knobs(shipx_out_of_funds=True)
    async with shipments_screen(COURIER) as screen:
        key = await screen.opened.key(COURIER)
        (shipment,) = (await screen.desk.orders.read(key)).shipments
        await screen.presenter.open(shipment.id)
        assert shipment.payable is Payable.NO_FUNDS
        update = actions.get("shipments.update")
        await screen.shows(update.isEnabled, "it can be sent anew")
        update.trigger()

        async def sent() -> bool:
            return bool(simulator.requests(operation="shipx.shipments.update"))

        await eventually(sent, "the new data")
        body = simulator.requests(operation="shipx.shipments.update")[-1]["body"]
        assert body["external_customer_id"] == shipment.reference
    simulator.knobs(shipx_out_of_funds=False)


async def test_cancelled_is_not_refunded_until_a_person_saw_the_money(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen(INDIAN) as screen:
        key = await screen.opened.key(INDIAN)
        (bought,) = (await screen.desk.orders.read(key)).shipments
        screen.presenter.asking.everything()
        await screen.presenter.open(bought.id)
        refund = actions.get("shipments.refund")
        assert not refund.isVisible()
        rows = await screen.desk.cancelling.plan([bought.id])
        (operation,) = await screen.desk.cancelling.request(rows)
        assert (await screen.opened.settled(operation)).state is OperationState.DONE
        await screen.shows(refund.isEnabled, "it can be noted")
        assert "Cancelled is not refunded" in named(screen.page, Text, "Refund").text()
        refund.trigger()

        async def noted() -> bool:
            found = (await screen.desk.shipments.read(bought.id)).shipment
            return found.extra[REFUND] == Refund.REFUNDED

        await eventually(noted, "the money came back")
        await screen.shows(
            lambda: named(screen.page, Text, "Refund").text() == "The money came back.",
            "it is told",
        )
        assert (await screen.desk.shipments.read(bought.id)).shipment.status is (
            ShipmentStatus.CANCELLED
        )
        assert refund.text() == "It did not come back"
