"""Bulk acts of an order book that answers `success: true` and names no record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from shipdesk.domain.record import RecordIntent
from shipdesk.errors import RejectedError
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.record_acts import SEND, RecordActs
from shipdesk.providers.records import Answer, TableRecords
from shipdesk.providers.steps import Settled
from tests.providers.dispatch.acting import fetched, intent_of, page, records_of
from tests.providers.dispatch.at_dispatch import first_carrier, waiting_orders
from tests.support.simulator import Simulator


class Silent(TableRecords):
    """The account's records; what a change answers is lost except that it was accepted."""

    def __init__(self, real: TableRecords) -> None:
        vars(self).update(vars(real))

    async def send(
        self, intent: RecordIntent, raw: Mapping[str, object] | None, upload: Path | None
    ) -> Answer:
        """Send the change and forget what came of it."""
        await super().send(intent, raw, upload)
        return Answer()


async def sent(opened: OpenDispatch, intent: RecordIntent) -> Settled:
    """Send an act where the order book says only that it accepted."""
    told = await RecordActs(Silent(records_of(opened)), "Shop").run(SEND, intent, {})
    assert isinstance(told, Settled)
    return told


async def test_what_went_and_what_stayed_is_looked_for_after_a_deletion(
    opened: OpenDispatch, sim: Simulator
) -> None:
    (kept,) = (await page(opened, "orders", status="delivered"))[:1]
    gone, other = [await fetched(opened, "orders", one) for one in waiting_orders(sim)[:2]]
    intent = intent_of(opened, "orders", "orders.delete_many", {}, [kept, gone])
    settled = await sent(opened, intent)
    assert settled.words == f"1 gone, 1 still there: {kept.title}"
    all_gone = intent_of(opened, "orders", "orders.delete_many", {}, [gone, other])
    assert (await sent(opened, all_gone)).words == "The orders are deleted."
    none_gone = intent_of(opened, "orders", "orders.delete_many", {}, [kept])
    with pytest.raises(RejectedError, match="nothing is gone"):
        await sent(opened, none_gone)


async def test_a_deletion_that_cannot_be_looked_up_afterwards_is_told_as_accepted_only(
    opened: OpenDispatch, sim: Simulator
) -> None:
    order = await fetched(opened, "orders", waiting_orders(sim)[0])
    intent = intent_of(opened, "orders", "orders.delete_many", {}, [order])
    sim.fault("orders.get", "500", times=10)
    settled = await sent(opened, intent)
    assert settled.words == "Shop accepted it and does not say for which: look at the list."


async def test_another_bulk_act_is_told_as_accepted_and_not_as_done(
    opened: OpenDispatch, sim: Simulator
) -> None:
    order = await fetched(opened, "orders", waiting_orders(sim)[0])
    values = {"carrier_id": first_carrier(sim)}
    intent = intent_of(opened, "orders", "orders.assign_carrier", values, [order])
    settled = await sent(opened, intent)
    assert settled.words == "Shop accepted it and does not say for which: look at the list."
