"""A plain refusal frees its order at once; what looks like one is looked up first, once."""

from __future__ import annotations

import pytest

from shipdesk.domain.operation import OperationState
from tests.support.desk import OpenDesk
from tests.support.simulator import Simulator

POLISH, INDIAN = "ORD-000871", "ORD-000870"
STEPS = [
    (POLISH, "shipx.shipments.create"),
    (INDIAN, "dash101.pickup_create"),
    (INDIAN, "dash101.order_create_v2"),
    (INDIAN, "dash101.shipment_create"),
]


def live(simulator: Simulator, number: str) -> int:
    """Return how many live shipments stand at the couriers for the order."""
    found = simulator.books()
    return sum(
        1
        for courier in ("shipx", "dash101")
        for each in found[courier]["shipments"]
        if each["live"] and str(each.get("reference") or "").startswith(number)
    )


@pytest.mark.parametrize(("number", "step"), STEPS)
async def test_an_order_that_was_refused_can_be_bought_at_once(
    opened: OpenDesk, simulator: Simulator, number: str, step: str
) -> None:
    simulator.fault(step, "422", times=1, message="The parcel is too heavy.")
    refused = await opened.buy(number)
    assert (refused.state, refused.look_ups) == (OperationState.REFUSED, 0)
    assert refused.waiting_since is None
    assert live(simulator, number) == 0
    assert (await opened.buy(number)).state is OperationState.DONE
    assert live(simulator, number) == 1


async def test_a_lost_reply_to_the_place_of_collection_makes_no_second_place(
    opened: OpenDesk, simulator: Simulator
) -> None:
    before = len(simulator.books()["dash101"]["pickup_locations"])
    simulator.fault("dash101.pickup_create", "drop_after_commit", times=1)
    assert (await opened.buy(INDIAN)).state is OperationState.DONE
    assert len(simulator.requests(operation="dash101.pickup_create")) == 2
    assert len(simulator.books()["dash101"]["pickup_locations"]) == before + 1
    assert live(simulator, INDIAN) == 1
