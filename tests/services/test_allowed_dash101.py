"""Dash101: what each of its fifteen states allows, and the sentence where it does not (§ 8)."""

from __future__ import annotations

import pytest

from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.shipment import CUSTOMER_RETURN, Shipment
from shipdesk.providers.tables import load_table
from shipdesk.services.exception_rules import why_not
from shipdesk.services.parcel_rules import acts_of
from tests.services.allowed import built, in_state
from tests.support.shop import an_operation

TITLES = {each.code: each.title for each in load_table("dash101").statuses()}
GOING_BACK = "It is on its way back already."
CUSTOMER = "The buyer sends it back: that is arranged between the buyer and the platform."


def parcel(code: str, **changes: object) -> Shipment:
    """A parcel that Dash101 tells to be in this state, as its answer is kept."""
    known = load_table("dash101").status(code)
    returned = str(known.values.get("customer_return", ""))
    extra = {CUSTOMER_RETURN: returned} if returned else {}
    return in_state("dash101", code, extra=extra, **changes)


def only_failed(code: str) -> str:
    """What is said of a state in which the courier does not listen."""
    title = TITLES.get(code, code)
    return f"Dash101 allows it in Failed Delivery only; this one is {title}."


def too_late(code: str) -> str:
    """What is said of a state in which an order is not cancelled any more."""
    title = TITLES.get(code, code)
    return f"Too late: it is {title}. Dash101 cancels what no courier has picked up yet."


CANCELLABLE = ("1", "2", "2.5")
RETURNS = ("9", "10", "14", "15")


def test_the_table_knows_the_fifteen_states_of_the_reference() -> None:
    assert set(TITLES) == {
        "1", "2", "2.5", "3", "4", "5", "6", "7", "9", "10", "11", "12", "13", "14", "15",
    }  # fmt: skip


@pytest.mark.parametrize("code", [*TITLES, "8"])
async def test_an_order_is_cancelled_until_a_courier_has_it(code: str) -> None:
    async with built("dash101") as dash:
        rules = dash.cancel_rules
        assert rules is not None
        why = "" if code in CANCELLABLE else too_late(code)
        assert rules.why_not(code, TITLES.get(code, code)) == why


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("12", ""),
        ("13", GOING_BACK),
        *((code, CUSTOMER) for code in RETURNS),
        *((code, only_failed(code)) for code in TITLES if code not in {"12", "13", *RETURNS}),
        ("8", only_failed("8")),
    ],
)
async def test_a_courier_is_instructed_only_after_a_failed_delivery(code: str, why: str) -> None:
    async with built("dash101") as dash:
        assert dash.exceptions is not None
        assert why_not(parcel(code), dash.exceptions.rules, ()) == why


async def test_instructions_wait_for_one_another_and_for_a_tracking_number() -> None:
    failed = parcel("12")
    async with built("dash101") as dash:
        assert dash.exceptions is not None
        rules = dash.exceptions.rules
        for kind, words in (
            (OperationKind.REATTEMPT, "A re-attempt is being asked for; see what comes of it."),
            (OperationKind.RETURN_TO_ORIGIN, "It is being called back; see what comes of it."),
        ):
            open_ = an_operation(kind=kind, subject=failed.id, state=OperationState.UNKNOWN)
            assert why_not(failed, rules, [open_]) == words
        unnumbered = parcel("12", tracking_number="")
        assert why_not(unnumbered, rules, ()) == "Its tracking number is not known yet."


@pytest.mark.parametrize("code", [*TITLES, "8"])
async def test_a_single_shipment_is_neither_cancelled_nor_changed_nor_paid(code: str) -> None:
    async with built("dash101") as dash:
        acts = acts_of(parcel(code), dash, ())
    assert acts.void == "Dash101 cancels the whole order: Cancel orders at the courier."
    assert acts.correct == "It is paid: the courier takes no changes after the purchase."
    assert acts.pay == "It is paid."
    gone = code in {"5", "6"}
    assert acts.fetch_label == (
        "It is cancelled: the courier gives no label for it any more." if gone else ""
    )
    assert acts.track == ""


async def test_it_makes_no_hand_over_list_and_collects_by_itself() -> None:
    async with built("dash101") as dash:
        assert dash.pickup_papers is None
        assert dash.pickup_booking is None
