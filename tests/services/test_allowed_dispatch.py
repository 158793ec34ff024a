"""Dispatch: which act is open in which state, and the sentence where it is closed (§ 8, § 9)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from shipdesk.domain.record import Record
from shipdesk.domain.record_rules import narrowed
from tests.services.allowed import act, reason

FINAL_ORDER = "A cancelled or returned order is not changed any more."
NO_SHIPMENT = "A delivered, returned or cancelled order gets no shipment."
NOTHING_FOLLOWS = "Nothing follows a cancelled or returned order."
NOT_KNOWN = "It is not known what may follow its status: change it in the order book's own pages."
SHIPPED = "Orders that were shipped stay in the order book."
FINAL_SHIPMENT = "A delivered, returned or cancelled shipment is not changed any more."
HANDED_OVER = "It was handed over: such shipments stay in the order book."
ALL_HANDED_OVER = "They were handed over: such shipments stay in the order book."
ORDER = ("pending", "processing", "on_hold", "shipped", "delivered", "cancelled", "returned")
SHIPMENT = ("pending", "in_transit", "out_for_delivery", "delivered", "failed", "returned",
            "cancelled")  # fmt: skip
RUN = ("draft", "ready", "in_progress", "completed", "cancelled")

CLOSED: Mapping[str, Mapping[str, str]] = {
    "orders.status": {
        "cancelled": NOTHING_FOLLOWS, "returned": NOTHING_FOLLOWS, "invented": NOT_KNOWN,
    },
    "orders.create_shipment": dict.fromkeys(("delivered", "returned", "cancelled"), NO_SHIPMENT),
    "orders.replace": dict.fromkeys(("cancelled", "returned"), FINAL_ORDER),
    "orders.patch": dict.fromkeys(("cancelled", "returned"), FINAL_ORDER),
    "orders.delete_one": dict.fromkeys(("shipped", "delivered", "returned"), SHIPPED),
    "orders.delete_many": dict.fromkeys(("shipped", "delivered", "returned"), SHIPPED),
    "orders.assign_carrier": {},
    "orders.collection_date": {},
    "orders.dimension_preset": {},
    "shipments.replace": dict.fromkeys(("delivered", "returned", "cancelled"), FINAL_SHIPMENT),
    "shipments.delete": dict.fromkeys(
        ("in_transit", "out_for_delivery", "delivered", "failed", "returned"), HANDED_OVER
    ),
    "shipments.delete_many": dict.fromkeys(
        ("in_transit", "out_for_delivery", "delivered", "failed", "returned"), ALL_HANDED_OVER
    ),
    "shipments.dates": {},
    "shipments.traces": {},
    "dispatch.update": {
        "invented": "Its status is not known here: change the run in the order book's own pages.",
    },
    "dispatch.delete": {"in_progress": "The run is on its way: end it first."},
    "dispatch.remove_shipment": dict.fromkeys(("completed", "cancelled"), "The run is over."),
    "route.get": {},
    "route.timeline": {},
    "vehicles.update": {},
    "vehicles.delete": {"in_use": "The vehicle is in use."},
    "vehicles.location": {},
    "integrations.disable": {
        "disabled": "It is disabled already. Connect it anew to use it again.",
    },
    "integrations.remove": {},
}  # fmt: skip
"""Act → the states in which it is closed, with the reason; in every other one it is open."""
STATES = {
    "orders": ORDER,
    "shipments": SHIPMENT,
    "dispatch": RUN,
    "route": RUN,
    "vehicles": ("available", "maintenance", "in_use", "inactive"),
    "integrations": ("active", "disabled"),
}


@pytest.mark.parametrize(
    ("op", "state", "why"),
    [
        (op, state, closed.get(state, ""))
        for op, closed in CLOSED.items()
        for state in (*STATES[op.partition(".")[0]], "invented")
    ],
)
def test_an_act_is_open_exactly_where_the_reference_allows_it(
    op: str, state: str, why: str
) -> None:
    assert reason("dispatch", op, {"status": state}) == why


@pytest.mark.parametrize(
    ("op", "states", "why"),
    [
        ("orders.delete_many", ("pending", "shipped"), ""),
        ("shipments.delete_many", ("delivered", "pending"), ""),
        ("orders.assign_carrier", ("pending", "returned"), ""),
        ("shipments.dates", ("pending", "delivered"), ""),
    ],
)
def test_a_bulk_act_that_may_partly_fail_needs_one_record_that_fits(
    op: str, states: tuple[str, ...], why: str
) -> None:
    assert reason("dispatch", op, *({"status": state} for state in states)) == why


@pytest.mark.parametrize(
    ("op", "told", "why"),
    [
        ("dispatch.create", {"run_id": ""}, ""),
        ("dispatch.create", {"run_id": "d1"}, "The shipment is in a run already."),
        ("customers.confirm_upload", {"told": "a.csv"}, ""),
        (
            "customers.confirm_upload", {"told": "a.csv", "added": "true"},
            "Its customers were added already.",
        ),
    ],
)  # fmt: skip
def test_an_act_is_not_offered_for_what_it_was_done_to_before(
    op: str, told: Mapping[str, str], why: str
) -> None:
    assert reason("dispatch", op, told) == why


@pytest.mark.parametrize(
    ("raw", "why"),
    [({"dispatchId": "d1"}, ""), ({"dispatchId": None}, "It is in no delivery run."), ({}, "")],
)
def test_the_run_of_a_shipment_is_asked_for_unless_it_is_known_to_be_in_none(
    raw: Mapping[str, object], why: str
) -> None:
    (condition,) = act("dispatch", "dispatch.by_shipment").when
    told = {"run_id": "d1"} if raw.get("dispatchId") else {}
    shipment = Record("1", "One", told, raw=raw)
    assert ("" if condition.holds(shipment) else condition.why_not) == why


@pytest.mark.parametrize(
    ("op", "state", "follow"),
    [
        ("orders.status", "pending", {"processing", "cancelled", "on_hold"}),
        ("orders.status", "processing", {"shipped", "cancelled", "on_hold"}),
        ("orders.status", "on_hold", {"pending", "processing", "cancelled"}),
        ("orders.status", "shipped", {"delivered", "returned"}),
        ("orders.status", "delivered", {"returned"}),
        ("dispatch.update", "draft", {"draft", "ready", "cancelled"}),
        ("dispatch.update", "completed", {"completed"}),
    ],
)
def test_a_form_offers_only_the_statuses_that_may_follow(
    op: str, state: str, follow: set[str]
) -> None:
    form = narrowed(act("dispatch", op), [Record("1", "One", {"status": state})])
    status = next(each for each in form.fields if each.name == "status")
    assert {value for value, _ in status.choices} == follow
