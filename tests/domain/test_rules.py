"""Local rules and the stage that follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.order import Additions, Order, OrderKey, Payment, PaymentKind, Stage
from shipdesk.domain.rules import (
    Rule,
    RuleSet,
    check,
    draft_of,
    to_ascii,
    to_indian_mobile,
    to_indian_phone,
    to_polish_phone,
    to_polish_postcode,
)
from shipdesk.domain.shipment import Payable, Shipment, ShipmentId, ShipmentStatus
from shipdesk.domain.stage import standing_of

NOW = datetime(2026, 11, 20, 11, 42, tzinfo=UTC)
RULES = RuleSet(
    "Courier",
    ("IN",),
    "INR",
    (
        Rule("city", "required", words="The city is missing."),
        Rule("city", "ascii", fix="ascii", words="The city needs plain letters."),
        Rule("phone", "pattern", r"[6-9]\d{9}", fix="phone_in", quiet=True, words="Ten digits."),
        Rule("weight_kg", "maximum", "10", words="At most 10 kg."),
    ),
)
PARCEL = Parcel(600, 200, 150, 45, source=Source.TYPED)


def order(**address: str) -> Order:
    where = {"name": "Asha Rao", "city": "Pune", "country": "IN", "phone": "9876543210"} | address
    paid = Payment(PaymentKind.PAID)
    return Order(
        OrderKey("shop:1"), AccountId("shop"), "1", "ORD-1", NOW, Address(**where), payment=paid
    )


def standing(
    given: Order,
    additions: Additions = Additions(),  # noqa: B008 - frozen
    shipments: tuple[Shipment, ...] = (),
    operations: tuple[Operation, ...] = (),
) -> tuple[Stage, str]:
    found = standing_of(given, additions, PARCEL, shipments, operations, (RULES,))
    return found.stage, found.words


@pytest.mark.parametrize(
    ("given", "plain"),
    [("Łódź", "Lodz"), ("Żółw", "Zolw"), ("Straße", "Strasse"), ("„Ø”", '"O"')],
)
def test_letters_keep_their_nearest_plain_spelling(given: str, plain: str) -> None:
    assert to_ascii(given) == plain


@pytest.mark.parametrize(
    ("given", "digits"),
    [
        ("+48 505 404 202", "505404202"),
        ("0048505404202", "505404202"),
        ("48505404202", "505404202"),
        ("480123456", "480123456"),
    ],
)
def test_polish_phone_loses_only_its_country_code(given: str, digits: str) -> None:
    assert to_polish_phone(given) == digits


@pytest.mark.parametrize(
    ("given", "digits"),
    [
        ("+91 98765-43210", "9876543210"),
        ("919876543210", "9876543210"),
        ("08012345678", "08012345678"),
    ],
)
def test_indian_landline_keeps_its_trunk_zero(given: str, digits: str) -> None:
    assert to_indian_phone(given) == digits


@pytest.mark.parametrize(
    ("given", "digits"),
    [
        ("098765 43210", "9876543210"),
        ("+91 98765 43210", "9876543210"),
        ("02225551234", "02225551234"),
        ("0987654321", "0987654321"),
    ],
)
def test_a_mobile_loses_the_trunk_zero_of_eleven_digits_only(given: str, digits: str) -> None:
    assert to_indian_mobile(given) == digits


def test_what_goes_further_than_the_quiet_fix_is_offered_and_never_applied() -> None:
    mobile = Rule(
        "phone", "pattern", r"[6-9]\d{9}", fix="phone_in", quiet=True, words="Ten digits.",
        offer="mobile_in",
    )  # fmt: skip
    rules = RuleSet("Dash101", ("IN",), "INR", (mobile,))
    (problem,) = check(rules, {"phone": "098765 43210"})
    assert problem.suggestion == "9876543210"
    assert check(rules, {"phone": "+91 98765 43210"}) == ()
    assert check(rules, {"phone": "02225551234"})[0].suggestion == ""


def test_five_digits_get_the_dash_of_a_polish_postcode() -> None:
    assert to_polish_postcode("00838") == "00-838"


def test_broken_rule_names_the_field_and_offers_the_fix() -> None:
    problems = check(RULES, draft_of(order(city="Puné"), PARCEL))
    assert [(each.field, each.suggestion, each.missing) for each in problems] == [
        ("city", "Pune", False)
    ]


def test_spaces_and_prefixes_of_a_phone_are_no_problem() -> None:
    assert check(RULES, draft_of(order(phone="+91 98765 43210"), PARCEL)) == ()


def test_cod_in_another_currency_is_refused() -> None:
    cod = replace(order(), payment=Payment(PaymentKind.COD, Money(100, "PLN")))
    assert [each.field for each in check(RULES, draft_of(cod, PARCEL))] == ["cod"]


def test_order_that_passes_is_ready() -> None:
    assert standing(order()) == (Stage.READY, "")


def test_missing_data_is_new_and_wrong_data_is_a_problem() -> None:
    assert standing(order(city="")) == (Stage.NEW, "The city is missing.")
    assert standing(order(phone="123")) == (Stage.PROBLEM, "Ten digits.")


def test_unknown_payment_never_becomes_ready() -> None:
    unknown = replace(order(), payment=Payment())
    assert standing(unknown)[0] is Stage.NEW
    settled = Additions(payment=Payment(PaymentKind.PAID))
    assert standing(unknown, settled)[0] is Stage.READY


def test_country_that_nobody_serves_is_a_problem() -> None:
    assert standing(order(country="PL"))[0] is Stage.PROBLEM


def test_hold_and_source_status_come_before_the_rules() -> None:
    assert standing(order(), Additions(hold=True))[0] is Stage.ON_HOLD
    assert standing(replace(order(), closed=Stage.CANCELLED))[0] is Stage.CANCELLED


def shipment(**more: object) -> Shipment:
    made = Shipment(ShipmentId("s1"), AccountId("c"), "900", "ORD-1-ABC", NOW)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "stage"),
    [
        (shipment(), Stage.LABELLED),
        (shipment(status=ShipmentStatus.IN_TRANSIT), Stage.HANDED_OVER),
        (shipment(status=ShipmentStatus.DELIVERED), Stage.DONE),
        (shipment(payable=Payable.NO_FUNDS), Stage.PROBLEM),
        (shipment(status=ShipmentStatus.CANCELLED), Stage.READY),
    ],
)
def test_stage_follows_the_shipment(given: Shipment, stage: Stage) -> None:
    assert standing(order(), shipments=(given,))[0] is stage


def operation(state: OperationState) -> Operation:
    return Operation(
        OperationId("o1"),
        OperationKind.SHIP,
        "shop:1",
        AccountId("c"),
        "ORD-1",
        state,
        NOW,
        NOW,
        reason="The courier's words.",
    )


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (OperationState.UNKNOWN, Stage.PROBLEM),
        (OperationState.REFUSED, Stage.PROBLEM),
        (OperationState.WAITING, Stage.READY),
        (OperationState.CANCELLED, Stage.READY),
    ],
)
def test_stage_follows_the_purchase(state: OperationState, stage: Stage) -> None:
    assert standing(order(), operations=(operation(state),))[0] is stage


def test_corrected_order_leaves_its_refusal_behind() -> None:
    refused = operation(OperationState.REFUSED)
    touched = Additions(touched_at=NOW + timedelta(seconds=1))
    assert standing(order(), touched, operations=(refused,)) == (Stage.READY, "")
