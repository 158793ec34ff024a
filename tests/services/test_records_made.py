"""Records at the desk: what is made is remembered, bulk purchases pay what was seen, once."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationState
from shipdesk.domain.record import RecordAct, RecordQuery
from shipdesk.errors import OperationRefusedError
from tests.providers.shipx import at_inpost
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
