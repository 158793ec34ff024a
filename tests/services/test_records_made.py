"""Records at the desk: what is made is remembered, bulk purchases pay what was seen, once."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationState
from shipdesk.domain.record import RecordAct, RecordQuery
from shipdesk.errors import OperationRefusedError
from tests.providers.shipx import at_inpost
from tests.support.away import Opening
from tests.support.desk import OpenDesk
from tests.support.simulator import Simulator

INPOST = AccountId("inpost")
BOX = {
    "item": "A",
    "service": "inpost_locker_standard",
    "phone": "500600700",
    "email": "ewa@example.com",
    "locker": "KRA010",
    "sending_method": "any_point",
    "template": "small",
}


def act_of(opened: OpenDesk, kind: str, op: str) -> RecordAct:
    """An act as the page knows it."""
    for account in opened.desk.records.kinds("services"):
        for each in account.kinds:
            if account.account_id == INPOST and each.name == kind:
                return each.act(op)
    raise AssertionError(kind)


async def test_a_batch_made_here_is_listed_though_nothing_lists_it(opened: OpenDesk) -> None:
    desk = opened.desk.records
    assert (await desk.page(INPOST, "batches", RecordQuery())).records == ()
    act = act_of(opened, "batches", "batches.create")
    made = await desk.act(INPOST, "batches", act, (), "", {"shipments": [BOX]})
    settled = await opened.settled(made)
    assert settled.state is OperationState.DONE
    page = await desk.page(INPOST, "batches", RecordQuery())
    assert [each.id for each in page.records] == [settled.facts["id"]]
    assert page.records[0].values["status"]


async def test_offers_are_bought_in_bulk_as_they_were_seen(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk.records
    numbers = [at_inpost.chosen(simulator), at_inpost.chosen(simulator)]
    seen = [await desk.read(INPOST, "shipments", one) for one in numbers]
    act = act_of(opened, "shipments", "shipments.bulk_buy")
    settled = await opened.settled(await desk.act(INPOST, "shipments", act, seen, "", {}))
    assert settled.state is OperationState.DONE
    simulator.push(at_inpost.READY_S)
    paid = [await desk.read(INPOST, "shipments", one) for one in numbers]
    assert [each.values["status"] for each in paid] == ["confirmed", "confirmed"]
    with pytest.raises(OperationRefusedError):
        await desk.act(INPOST, "shipments", act, paid, "", {})


async def test_services_of_a_form_are_chosen_from_what_inpost_lists(opened: OpenDesk) -> None:
    (field,) = act_of(opened, "shipments", "shipments.select_offers").fields
    found = await opened.desk.records.choices(INPOST, field)
    assert "inpost_courier_standard" in {value for value, _ in found}


async def test_a_batch_whose_reply_was_lost_is_not_made_again_while_it_may_be_made_late(
    opening: Opening,
) -> None:
    async with opening() as away:
        desk = away.opened.desk
        act = act_of(away.opened, "batches", "batches.create")
        away.simulator.fault("shipx.batches.create", "drop_after_commit", times=1)
        lost = await desk.records.act(INPOST, "batches", act, (), "", {"shipments": [BOX]})
        told = await away.says(lost, lambda now: now.state is OperationState.UNKNOWN, "unknown")
        assert "may still do it" in told.reason
        sheet = await desk.activity.read(lost.id)
        assert (sheet.can_decide, sheet.can_look_up) == (False, False)
        with pytest.raises(OperationRefusedError):
            await desk.activity.again(lost.id, "It is not there.")
        with pytest.raises(OperationRefusedError):
            await desk.activity.look_up_now(lost.id)
        away.clock.push(149)
        desk.runner.wake()
        assert not (await desk.activity.read(lost.id)).can_decide
        away.clock.push(2)
        desk.runner.wake()
        over = await away.says(lost, lambda now: now.reason_key == "decide", "to be decided")
        assert "own page" in over.reason
        assert (await desk.activity.read(lost.id)).can_decide
        assert len(away.simulator.requests(operation="shipx.batches.create")) == 1
