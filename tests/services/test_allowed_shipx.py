"""InPost: which act is open in which state, and the sentence where it is closed (§ 6, § 8, § 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.order import HandingIn, OrderKey
from shipdesk.domain.shipment import Payable, ShipmentId, ShipmentStatus
from shipdesk.services.parcel_rules import BOUGHT_ELSEWHERE, acts_of
from shipdesk.services.pickup_groups import (
    to_groups,
    why_no_cancel,
    why_no_comment,
    why_no_handover,
    why_no_sheet,
    why_not_again,
)
from tests.services.allowed import built, in_state, reason
from tests.support.shop import a_dispatch_order, a_shipment, an_operation

UNPAID = "It is not paid yet: its labels exist once it is."
CANCELLED = "It is cancelled: InPost gives no label for it any more."
NOT_COURIER = (
    "Labels for the way back exist for InPost's courier only: not for lockers, Courier C2C and "
    "Allegro."
)
NO_OFFERS = "Only a shipment with offers that is not paid yet can get another offer."
NOT_CHOSEN = "Only a shipment whose offer is chosen and not paid yet can be bought."
EXPIRED = (
    "Its offer holds no more: an offer lives five minutes. Compare within InPost in Orders to get "
    "fresh ones."
)
COURIER, LOCKER = "inpost_courier_standard", "inpost_locker_standard"
DRAFTS = ("created", "offers_prepared", "offer_selected")
PAID = ("confirmed", "sent_from_source_branch", "delivered", "returned_to_sender", "brand_new")
ALLEGRO = ("inpost_courier_allegro", "inpost_letter_allegro", "inpost_locker_allegro")


def shipment(status: str, service: str = COURIER, **told: str) -> Mapping[str, str]:
    """What InPost's list tells of a shipment."""
    return {"status": status, "service": service, **told}


@pytest.mark.parametrize("op", ["labels.return_list", "labels.return_get"])
@pytest.mark.parametrize(
    ("told", "why"),
    [
        *((shipment(status), "") for status in PAID),
        *((shipment(status), UNPAID) for status in DRAFTS),
        (shipment("canceled"), CANCELLED),
        (shipment("confirmed", "inpost_courier_palette"), ""),
        (shipment("confirmed", "inpost_courier_express_1000"), ""),
        (shipment("confirmed", "inpost_courier_of_tomorrow"), ""),
        (shipment("confirmed", LOCKER), NOT_COURIER),
        (shipment("confirmed", "inpost_courier_c2c"), NOT_COURIER),
        (shipment("created", LOCKER), NOT_COURIER),
        *((shipment("confirmed", service), NOT_COURIER) for service in ALLEGRO),
    ],
)
def test_return_labels_are_for_paid_parcels_of_the_courier(
    op: str, told: Mapping[str, str], why: str
) -> None:
    assert reason("shipx", op, told) == why


@pytest.mark.parametrize("op", ["labels.list", "labels.list_by_body"])
@pytest.mark.parametrize(
    ("told", "why"),
    [
        *((shipment(status, LOCKER), "") for status in PAID),
        *((shipment(status), UNPAID) for status in DRAFTS),
        (shipment("canceled"), CANCELLED),
        (
            shipment("confirmed", "inpost_courier_alcohol"),
            "InPost gives labels of eSmartMIX one by one only: fetch it in its web panel.",
        ),
    ],
)
def test_labels_exist_from_the_payment_to_the_cancellation(
    op: str, told: Mapping[str, str], why: str
) -> None:
    assert reason("shipx", op, told) == why


@pytest.mark.parametrize(
    ("op", "told", "why"),
    [
        ("shipments.select_offers", shipment("created"), NO_OFFERS),
        ("shipments.select_offers", shipment("offers_prepared"), ""),
        ("shipments.select_offers", shipment("offer_selected"), ""),
        ("shipments.select_offers", shipment("confirmed"), NO_OFFERS),
        ("shipments.bulk_buy", shipment("offers_prepared", offer="6"), NOT_CHOSEN),
        ("shipments.bulk_buy", shipment("offer_selected", offer="6", offer_status="selected"), ""),
        (
            "shipments.bulk_buy",
            shipment("offer_selected", offer="6", offer_status="expired"), EXPIRED,
        ),
        ("shipments.bulk_buy", shipment("confirmed", offer="6", offer_status="bought"), NOT_CHOSEN),
        ("shipments.bulk_buy", shipment("canceled"), NOT_CHOSEN),
        ("tracking.service_history", shipment("confirmed", tracking_number="620"), ""),
        ("shipments.get_in_organization", shipment("canceled"), ""),
    ],
)  # fmt: skip
def test_offers_are_chosen_and_bought_only_before_the_payment(
    op: str, told: Mapping[str, str], why: str
) -> None:
    assert reason("shipx", op, told) == why


def test_one_shipment_that_does_not_fit_is_named_since_it_would_fail_them_all() -> None:
    good, bad = shipment("confirmed"), shipment("created")
    assert reason("shipx", "labels.list", good, bad) == f"R2: {UNPAID}"


LAPSES = (
    "InPost does not cancel or refund a bought shipment by the API. Leave the label unused: it "
    "lapses by itself after about 45 days."
)
OFFERED = (
    "InPost cancels only before an offer is chosen; this one has its offer. It is not paid and "
    "costs nothing while it is left alone."
)
IS_PAID = "It is paid."
NO_CHANGES = "It is paid: the courier takes no changes after the purchase."
COURIER_HAS_IT = "The courier has it already."
LATER = "It is not paid yet: its label comes after that."
GONE = "It is cancelled already."


@pytest.mark.parametrize(
    ("code", "paid", "void", "correct", "pay", "label", "leave"),
    [
        ("created", False, "", "", "", LATER, ""),
        ("offers_prepared", False, "", "", "", LATER, ""),
        ("offer_selected", False, OFFERED, "", "", LATER, ""),
        ("confirmed", True, LAPSES, NO_CHANGES, IS_PAID, "", ""),
        ("collected_from_sender", True, LAPSES, NO_CHANGES, IS_PAID, "", COURIER_HAS_IT),
        ("delivered", True, LAPSES, NO_CHANGES, IS_PAID, "", COURIER_HAS_IT),
        (
            "canceled", True, GONE, NO_CHANGES, IS_PAID,
            "It is cancelled: the courier gives no label for it any more.",
            "It is cancelled: there is nothing to leave.",
        ),
        (
            "canceled", False, GONE, "It is cancelled.",
            "It is cancelled: there is nothing to pay for.", LATER,
            "It is cancelled: there is nothing to leave.",
        ),
        ("never_heard_of", True, LAPSES, NO_CHANGES, IS_PAID, "", ""),
    ],
)  # fmt: skip
async def test_a_parcel_is_paid_changed_and_cancelled_only_before_its_purchase(
    code: str,
    paid: bool,  # noqa: FBT001 - a case
    void: str,
    correct: str,
    pay: str,
    label: str,
    leave: str,
) -> None:
    parcel = in_state("shipx", code, payable=Payable.PAID if paid else Payable.NO_FUNDS)
    async with built("shipx") as inpost:
        acts = acts_of(parcel, inpost, ())
    assert (acts.void, acts.correct, acts.pay, acts.fetch_label, acts.leave, acts.track) == (
        void, correct, pay, label, leave, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (OperationKind.PAY, "It is being paid; see what comes of it."),
        (OperationKind.VOID, "It is being cancelled; see what comes of it."),
        (OperationKind.CORRECT, "Its data is being sent anew; see what comes of it."),
    ],
)
@pytest.mark.parametrize("state", [OperationState.SENT, OperationState.UNKNOWN])
async def test_acts_that_change_a_parcel_wait_for_one_another(
    kind: OperationKind, words: str, state: OperationState
) -> None:
    parcel = in_state("shipx", "offers_prepared", payable=Payable.NO_FUNDS)
    open_ = an_operation(kind=kind, subject=parcel.id, state=state)
    async with built("shipx") as inpost:
        acts = acts_of(parcel, inpost, [open_])
        settled = acts_of(parcel, inpost, [replace(open_, state=OperationState.REFUSED)])
    assert (acts.void, acts.correct, acts.pay) == (words, words, words)
    assert (settled.void, settled.correct, settled.pay) == ("", "", "")


async def test_other_reasons_stand_before_the_courier_is_asked() -> None:
    unpaid = in_state("shipx", "created", payable=Payable.NO_FUNDS, order_key=OrderKey(""))
    async with built("shipx") as inpost:
        assert acts_of(unpaid, inpost, ()).correct == "Its order is not known here."
        fetching = an_operation(kind=OperationKind.FETCH_LABEL, state=OperationState.WAITING)
        bought = in_state("shipx", "confirmed")
        assert acts_of(bought, inpost, [fetching]).fetch_label == "It is being fetched."
    gone = acts_of(unpaid, None, ())
    assert gone.void == gone.pay == gone.fetch_label == "Its account is not connected."
    assert gone.leave == "", "a note of ours needs no account"
    assert BOUGHT_ELSEWHERE.void == "It was bought elsewhere: do it where it was bought."


Status = DispatchOrderStatus
REJECTED = "The courier rejected it: nobody will come."


@pytest.mark.parametrize(
    ("status", "cancel", "comment", "sheet", "again"),
    [
        (Status.NEW, "", "", "", False),
        (Status.SENT, "", "", "", False),
        (
            Status.ACCEPTED, "A courier has taken it on: call the courier instead.", "", "", False,
        ),
        (
            Status.DONE, "The parcels have been collected.",
            "The courier has been there already.", "", False,
        ),
        (
            Status.REJECTED, REJECTED, "The courier rejected it: nobody will read a comment.",
            "The courier rejected it, so there is no sheet.", True,
        ),
        (
            Status.CANCELLED, "It is cancelled already.",
            "It is cancelled: nobody will read a comment.",
            "It is cancelled, so there is no sheet.", True,
        ),
        (Status.UNKNOWN, "Only a pickup that is new or sent can be cancelled.", "", "", False),
    ],
)  # fmt: skip
def test_a_pickup_is_withdrawn_only_while_no_courier_has_it(
    status: DispatchOrderStatus,
    cancel: str,
    comment: str,
    sheet: str,
    again: bool,  # noqa: FBT001 - a case
) -> None:
    pickup = a_dispatch_order(status=status)
    assert why_no_cancel(pickup, ()) == cancel
    assert why_no_comment(pickup) == comment
    assert why_no_sheet(pickup) == sheet
    assert (why_not_again(pickup, [a_shipment()]) == "") is again


def test_a_pickup_says_why_it_waits() -> None:
    pickup = a_dispatch_order()
    asked = an_operation(kind=OperationKind.CANCEL_DISPATCH_ORDER, state=OperationState.UNKNOWN)
    assert why_no_cancel(pickup, [asked]) == "It is being cancelled; see what comes of it."
    unsent = replace(pickup, remote_id="")
    assert why_no_cancel(unsent, ()) == "The courier has not answered yet."
    rejected = replace(pickup, status=Status.REJECTED)
    assert why_not_again(rejected, ()) == "None of its parcels was bought here."
    elsewhere = a_shipment(dispatch_order_id="d2", status=ShipmentStatus.PICKUP_BOOKED)
    assert (
        why_not_again(rejected, [elsewhere]) == "None of its parcels waits for a courier any more."
    )


@pytest.mark.parametrize(
    ("parcels", "why"),
    [
        ([], "Choose parcels that are bought and not collected yet."),
        ([{}], ""),
        ([{}] * 101, "One list holds up to 100 parcels."),
        ([{}, {"account_id": "other"}], "They belong to several accounts: one list for each."),
        (
            [{"dispatch_order_id": "d1", "pickup": "4175751"}],
            "620000712001884001120058 is in pickup 4175751: print that pickup's sheet.",
        ),
        (
            [{"status": ShipmentStatus.IN_TRANSIT}],
            "620000712001884001120058 is not waiting to be handed over.",
        ),
        (
            [{"status": ShipmentStatus.CANCELLED}],
            "620000712001884001120058 is not waiting to be handed over.",
        ),
    ],
)
def test_a_hand_over_list_holds_what_waits_and_is_in_no_pickup(
    parcels: list[dict[str, object]], why: str
) -> None:
    chosen = [a_shipment(f"s{at}", **changes) for at, changes in enumerate(parcels)]
    assert why_no_handover(chosen) == why


@pytest.mark.parametrize(
    ("group", "handing_in", "closed"),
    [
        ("locker", HandingIn.COLLECT, ""),
        ("courier", HandingIn.COLLECT, ""),
        ("courier", HandingIn.UNKNOWN, ""),
        ("locker", HandingIn.DROP_OFF, "Bought as drop off: take them to a locker or point."),
        ("courier", HandingIn.DROP_OFF, "Bought as drop off: take them to a locker or point."),
        (
            "locker", HandingIn.UNKNOWN,
            "Bought without saying how they are handed in: no courier is sent for them.",
        ),
    ],
)  # fmt: skip
def test_a_courier_is_booked_for_what_was_bought_to_be_collected(
    group: str, handing_in: HandingIn, closed: str
) -> None:
    parcel = a_shipment(extra={"pickup_group": group}, handing_in=handing_in)
    (found,) = to_groups(parcel.account_id, "InPost", [parcel], {})
    assert found.shipments == (ShipmentId("s1"),)
    assert found.closed == closed
