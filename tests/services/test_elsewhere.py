"""Two computers on one account: what the other one bought is found before anything is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shipdesk import demo
from shipdesk.domain.account import AccountState
from shipdesk.domain.operation import Operation, OperationKind, OperationState
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import OperationRefusedError
from shipdesk.services.references import make_reference
from tests.support.away import planned
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator

POLISH, INDIAN = "ORD-000871", "ORD-000870"


@pytest.fixture
async def other(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: OpenDesk
) -> AsyncIterator[OpenDesk]:
    """Another computer with the same logins; its profile names the accounts otherwise."""
    assert opened.desk.accounts.accounts
    renamed = tuple((f"other-{each[0]}", *each[1:]) for each in demo._ACCOUNTS)
    monkeypatch.setattr(demo, "_ACCOUNTS", renamed)
    async with open_desk(simulator, tmp_path / "other") as desk:
        yield desk


def purchases(simulator: Simulator, courier: str) -> int:
    """Return how many purchases were sent to a courier."""
    operation = {"shipx": "shipx.shipments.create", "dash101": "dash101.shipment_create"}[courier]
    return len(simulator.requests(operation=operation))


async def bought_by_both(
    simulator: Simulator, opened: OpenDesk, other: OpenDesk, number: str
) -> tuple[Operation, Operation]:
    """Let both computers buy what both of them see as not bought; the second one later."""
    here, there = await planned(opened, number), await planned(other, number)
    first = await opened.settled(await opened.desk.shipping.buy(here))
    simulator.push(10)  # ShipX's list is seconds late
    second = await other.settled(await other.desk.shipping.buy(there))
    return first, second


@pytest.mark.parametrize(("number", "courier"), [(POLISH, "shipx"), (INDIAN, "dash101")])
async def test_what_the_other_computer_bought_is_not_bought_again(
    simulator: Simulator, opened: OpenDesk, other: OpenDesk, number: str, courier: str
) -> None:
    first, second = await bought_by_both(simulator, opened, other, number)

    assert first.state is OperationState.DONE, first.reason
    assert first.reference == second.reference
    assert second.state is OperationState.REFUSED
    assert second.reason_key == "bought_elsewhere"
    (shipment,) = (await opened.desk.orders.read(await opened.key(number))).shipments
    assert shipment.tracking_number in second.reason
    assert "Nothing was bought here" in second.reason
    assert purchases(simulator, courier) == 1
    (match,) = (await other.desk.activity.read(second.id)).found
    assert {sent == shown for _, sent, shown in match.rows} == {True}


@pytest.mark.parametrize("number", [POLISH, INDIAN])
async def test_what_was_bought_elsewhere_is_adopted_with_its_label_and_not_printed(
    simulator: Simulator, opened: OpenDesk, other: OpenDesk, number: str
) -> None:
    first, second = await bought_by_both(simulator, opened, other, number)
    sheet = await other.desk.activity.read(second.id)
    await other.desk.activity.adopt(second.id, sheet.found[0].remote_id)

    adopted = await other.settled(second)
    assert adopted.state is OperationState.DONE, adopted.reason
    assert "bought elsewhere" in adopted.reason
    order = await other.desk.orders.read(await other.key(number))
    (shipment,) = order.shipments
    (original,) = (await opened.desk.orders.read(await opened.key(number))).shipments
    assert shipment.tracking_number == original.tracking_number
    assert shipment.status is ShipmentStatus.BOUGHT

    async def labelled() -> bool:
        done = (await other.desk.shipments.read(shipment.id)).operations
        return any(
            each.kind is OperationKind.FETCH_LABEL and each.state is OperationState.DONE
            for each in done
        )

    await eventually(labelled, "its label")
    done = (await other.desk.shipments.read(shipment.id)).operations
    assert OperationKind.PRINT not in {each.kind for each in done}
    with pytest.raises(OperationRefusedError):
        await other.desk.activity.adopt(second.id, sheet.found[0].remote_id)
    assert first.reference == shipment.reference


async def test_buying_once_more_asks_again_and_another_parcel_needs_a_reason(
    simulator: Simulator, opened: OpenDesk, other: OpenDesk
) -> None:
    _, second = await bought_by_both(simulator, opened, other, POLISH)
    again = await other.settled(await other.desk.shipping.buy(await planned(other, POLISH)))
    assert again.reason_key == "bought_elsewhere"
    assert purchases(simulator, "shipx") == 1

    with pytest.raises(OperationRefusedError):
        await other.desk.activity.again(second.id, " ")
    another = await other.settled(await other.desk.activity.again(second.id, "Two mugs, two boxes"))
    assert another.kind is OperationKind.SHIP_ANOTHER
    assert another.state is OperationState.DONE, another.reason
    assert another.reference not in {"", second.reference}
    assert purchases(simulator, "shipx") == 2


async def test_a_look_that_failed_does_not_mean_that_nothing_was_found(
    simulator: Simulator, opened: OpenDesk
) -> None:
    plan = await planned(opened, POLISH)
    simulator.fault("shipx.shipments.list", "500", times=-1)
    requested = await opened.desk.shipping.buy(plan)

    async def asked() -> Operation | None:
        sheet = await opened.desk.activity.read(requested.id)
        return sheet.operation if sheet.operation.reason_key else None

    waits = await eventually(asked, "the failed look")
    assert waits.state is OperationState.QUEUED
    assert waits.not_before is not None
    assert purchases(simulator, "shipx") == 0
    # A person may stop it: nothing was sent.
    assert (await opened.desk.activity.read(requested.id)).can_cancel
    await opened.desk.activity.cancel(requested.id)
    simulator.clear_faults()
    bought = await opened.settled(await opened.desk.shipping.buy(plan))
    assert bought.state is OperationState.DONE, bought.reason
    assert bought.reference == requested.reference


async def test_a_token_that_is_refused_at_the_look_pauses_the_account_and_keeps_the_purchase(
    simulator: Simulator, opened: OpenDesk
) -> None:
    plan = await planned(opened, POLISH)
    simulator.fault("shipx.shipments.list", "401", times=1)
    requested = await opened.desk.shipping.buy(plan)

    async def paused() -> bool:
        states = {each.state for each in opened.desk.accounts.health}
        return AccountState.PAUSED_AUTH in states

    await eventually(paused, "the pause")
    kept = (await opened.desk.activity.read(requested.id)).operation
    assert kept.state is OperationState.QUEUED
    assert purchases(simulator, "shipx") == 0


async def test_an_ordinary_refusal_uses_no_reference_up(
    simulator: Simulator, opened: OpenDesk
) -> None:
    plan = await planned(opened, POLISH)
    simulator.fault("shipx.shipments.create", "422", times=1)
    refused = await opened.settled(await opened.desk.shipping.buy(plan))
    assert refused.state is OperationState.REFUSED
    bought = await opened.settled(await opened.desk.shipping.buy(plan))
    assert bought.state is OperationState.DONE, bought.reason
    # So the other computer, which knows of neither, still finds it.
    assert bought.reference == refused.reference


def test_two_computers_name_an_order_alike_whatever_they_call_its_account() -> None:
    first, second = (make_reference("ORD-1", f"{name}:77", 0) for name in ("a1", "b2"))  # type: ignore[arg-type]
    assert first == second
    assert make_reference("ORD-1", "a1:78", 0) != first  # type: ignore[arg-type]
