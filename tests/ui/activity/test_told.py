"""Words of Activity: what each state says, and which facts are masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.codec import to_plain
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import (
    Attempt,
    AttemptState,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    ShipIntent,
)
from shipdesk.domain.order import OrderKey
from shipdesk.domain.rows import OperationRow
from shipdesk.services.activity import Comparison, OperationSheet
from shipdesk.ui.activity.attempts import entries
from shipdesk.ui.activity.report import support_report
from shipdesk.ui.activity.told import Around, tell
from shipdesk.ui.activity.words import row_outcome, row_second, row_title, state_look
from shipdesk.ui.theme import Tone
from tests.support.shop import a_shipment

NOW = datetime(2026, 11, 20, 10, 39, tzinfo=UTC)
QUIET = (10.0, 40.0, 150.0)
PERSON = Address(
    name="Barbara Wrona",
    street="ul. Prosta 5",
    city="Kraków",
    postcode="30-002",
    country="PL",
    phone="600100200",
    email="basia@shop.example",
)


def operation(state: OperationState, **more: object) -> Operation:
    """Return a purchase in a state."""
    intent = ShipIntent(
        order_key=OrderKey("orderbook:1"),
        order_number="ORD-000844",
        reference="ORD-000844-K7",
        courier_id="inpost",
        courier="InPost",
        service="inpost_locker_standard",
        service_title="Locker",
        sender=Address(name="Maria Glinka", phone="600222333"),
        recipient=PERSON,
        parcel=Parcel(800, size="A"),
        ordered_at=NOW,
        quoted=Money(1250, "PLN"),
    )
    fields: dict[str, object] = {
        "title": "ORD-000844",
        "updated_at": NOW,
        "intent": to_plain(intent),
        "reference": "ORD-000844-K7",
        **more,
    }
    return Operation(
        id=OperationId("01927c4e0000"),
        kind=OperationKind.SHIP,
        subject="orderbook:1",
        account_id=AccountId("inpost"),
        state=state,
        created_at=NOW,
        **fields,
    )


def sheet(wanted: Operation, *attempts: Attempt, decide: bool = False) -> OperationSheet:
    """Return the sheet of an operation."""
    unknown = wanted.state is OperationState.UNKNOWN
    return OperationSheet(
        wanted, attempts, (), can_cancel=False, can_look_up=unknown, can_decide=decide
    )


def unknown(**more: object) -> Operation:
    """Return a purchase whose reply was lost at NOW."""
    until = (NOW + timedelta(seconds=150)).isoformat()
    fields = {"waiting_since": NOW, "facts": {"checking_until": until}, **more}
    return operation(OperationState.UNKNOWN, **fields)


def test_heading_and_subtitle_say_what_for_whom_and_how_much() -> None:
    told = tell(sheet(operation(OperationState.QUEUED)), Around(account="InPost"))
    assert told.heading == "Buy InPost Locker A for ORD-000844"
    assert told.subtitle == ("Barbara Wrona · 12,50\u00a0zł · account InPost · operation 0192-7c4e")


def test_unknown_counts_to_the_last_look_up_and_closes_its_exits_until_then() -> None:
    told = tell(sheet(unknown(look_ups=1)), Around(quiet=QUIET))
    assert told.countdown is not None
    assert told.countdown.note == "look-up 2 of 3"
    assert (told.countdown.until - told.countdown.since).total_seconds() == 150
    assert told.exits is not None
    assert all((told.exits.adopt_closed, told.exits.leave_closed, told.exits.again_closed))


def test_what_cannot_be_looked_up_is_promised_no_look_up() -> None:
    until = (NOW + timedelta(seconds=150)).isoformat()
    wanted = unknown(facts={"checking_until": until, "unseen": "yes"}, look_ups=0)
    told = tell(sheet(wanted), Around(account="InPost", quiet=QUIET))
    assert told.countdown is not None
    assert told.countdown.note == ""
    assert told.sentence.startswith("Yours to decide from")
    assert told.exits is not None
    assert "look-up" not in told.exits.again_closed
    assert told.exits.adopt_closed == "The service cannot be asked what came of it."
    assert [each.title for each in told.entries if not each.done] == ["Yours to decide"]


def test_after_the_last_look_up_it_is_a_person_s_to_decide() -> None:
    found = Comparison("900", (("reference", "A", "A"),))
    asked = sheet(unknown(reason_key="decide", reason="Compare."), decide=True)
    told = tell(replace(asked, found=(found,)), Around(account="InPost"))
    assert told.sentence == "Yours to decide"
    assert told.explanation == "Compare."
    assert told.countdown is None
    assert told.exits is not None
    assert (told.exits.adopt_closed, told.exits.leave_closed, told.exits.again_closed) == (
        "",
        "",
        "",
    )
    gone = tell(replace(asked, found=(found,)), Around())
    assert gone.exits is not None
    assert gone.exits.adopt_closed == "Its account is not connected: nobody can be asked."
    assert gone.exits.leave_closed == ""
    assert not gone.can_look_up


def test_waiting_says_for_what_and_where_to_settle_it() -> None:
    waiting = operation(
        OperationState.WAITING, reason_key="wait.approval", waiting_since=NOW, reason=""
    )
    told = tell(sheet(waiting), Around(account="Dash101"))
    assert told.sentence == "Waits for Dash101 to approve the order"
    assert told.explanation.startswith("Settle it in the seller panel.")


def test_refusal_stands_per_field_in_the_courier_s_words() -> None:
    refused = operation(
        OperationState.REFUSED, reason="No.", reason_fields={"phone": ("is not accepted",)}
    )
    assert tell(sheet(refused), Around()).refusals == [("Phone", "is not accepted")]


def test_failed_payment_says_what_to_do() -> None:
    failed = operation(OperationState.FAILED_AFTER_ACCEPTANCE, reason_key="no_funds", reason="x")
    told = tell(sheet(failed), Around())
    assert told.sentence == "Not paid: no funds"
    assert "Top up" in told.explanation


def test_phones_and_mails_are_masked_among_the_facts() -> None:
    facts = dict(tell(sheet(operation(OperationState.QUEUED)), Around()).facts)
    assert facts["Phone"] == "••• 200"
    assert facts["E-mail"] == "•••@shop.example"


def test_an_intent_that_cannot_be_read_leaves_the_rest_of_the_screen() -> None:
    broken = operation(OperationState.DONE, intent={"parcel": 7})
    told = tell(sheet(broken), Around())
    assert told.facts == [("Reference", "ORD-000844-K7")]
    assert told.sentence == "Bought"


def test_timeline_tells_the_lost_reply_and_what_is_still_to_come() -> None:
    lost = Attempt(
        1,
        OperationId("01927c4e0000"),
        "create",
        AttemptState.AMBIGUOUS,
        NOW,
        NOW + timedelta(seconds=30),
    )
    looked = unknown(look_ups=1, last_look_up_at=NOW + timedelta(seconds=10))
    told = entries(sheet(looked, lost), QUIET)
    assert [(each.title, each.done) for each in told] == [
        ("Written down, then sent", True),
        ("No answer after 30 s", True),
        ("Looked up: nothing", True),
        ("Look-up", False),
        ("Last look-up", False),
    ]


def test_report_masks_people_wherever_they_stand() -> None:
    refused = operation(
        OperationState.REFUSED,
        reason="Barbara Wrona, +48 600 100 200, is blocked: basia@shop.example",
        reason_fields={"phone": ("600100200 is not accepted",)},
    )
    report = support_report(sheet(refused), "courier", "1.0")
    for secret in ("Barbara", "Wrona", "600100200", "600 100 200", "basia", "Prosta", "Glinka"):
        assert secret not in report
    assert "parcel.weight_g: 800" in report
    assert "is not accepted" in report


def test_report_tells_which_facts_of_a_match_agree_and_names_none_of_them() -> None:
    rows = (("recipient", "Barbara Wrona", "B. Wrona"), ("phone", "+48 600 100 200", "600100200"))
    found = replace(sheet(unknown()), found=(Comparison("7100152", rows),))
    report = support_report(found, "courier", "1.0")
    assert "found at the courier: 7100152\n  recipient: differs\n  phone: same\n" in report
    assert "Wrona" not in report


def test_an_unused_label_lapses_only_with_a_courier_that_says_so() -> None:
    refused = replace(
        operation(OperationState.REFUSED, reason="Too late."), kind=OperationKind.VOID
    )
    lapsing = Around(account="InPost", shipment=a_shipment(), lapse_days=45)
    told = tell(sheet(refused), lapsing).explanation
    assert told == (
        "Too late. Leave it unused instead: an unused label lapses after about 45 days."
    )
    assert tell(sheet(refused), replace(lapsing, lapse_days=0)).explanation == "Too late."
    unlabelled = replace(lapsing, shipment=a_shipment(tracking_number=""))
    assert tell(sheet(refused), unlabelled).explanation == "Too late."
    lost = sheet(unknown(reason_key="decide"), decide=True)
    lapses, stays = (tell(lost, replace(lapsing, lapse_days=days)).exits for days in (45, 0))
    assert lapses is not None
    assert lapses.leave.startswith("No label is printed: unused, it lapses after about 45 days.")
    assert stays is not None
    assert "lapses" not in stays.leave


@pytest.mark.parametrize("state", list(OperationState))
def test_every_state_has_a_word_an_icon_and_a_sentence(state: OperationState) -> None:
    look = state_look(state)
    assert look.word
    assert look.icon
    assert tell(sheet(operation(state)), Around()).sentence


@pytest.mark.parametrize("kind", list(OperationKind))
@pytest.mark.parametrize("state", list(OperationState))
def test_every_kind_of_act_can_be_read_in_every_state(
    kind: OperationKind, state: OperationState
) -> None:
    told = tell(sheet(replace(operation(state), kind=kind)), Around())
    assert told.sentence
    assert told.heading


def test_only_an_unknown_is_violet() -> None:
    violet = [each for each in OperationState if state_look(each).tone is Tone.VIOLET]
    assert violet == [OperationState.UNKNOWN]


def test_row_of_a_purchase_names_service_person_and_price() -> None:
    row = OperationRow(
        1,
        "a",
        "ship",
        "ORD-1",
        "orderbook:1",
        "done",
        "",
        0,
        service="InPost Locker A",
        recipient="Jan Nowak",
        price_minor=1250,
        currency="PLN",
    )
    assert (row_title(row), row_second(row)) == ("Buy InPost Locker A", "ORD-1 · Jan Nowak")
    assert row_outcome(row) == "12,50\u00a0zł"


def test_row_of_a_pickup_counts_its_parcels() -> None:
    row = OperationRow(1, "a", "book_dispatch_order", "Kraków", "s", "waiting", "", 0, parcels=8)
    assert (row_title(row), row_second(row)) == ("Book the courier", "Kraków · 8 parcels")
    assert row_outcome(row) == "waiting"
