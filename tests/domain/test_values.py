"""Money, addresses, parcels and the codec: values that must come out as they went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address, guess_country, split_name, split_street
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.measures import Parcel, Source, smallest_size
from shipdesk.domain.money import Money
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import (
    Additions,
    HandingIn,
    Order,
    OrderKey,
    OrderLine,
    Payment,
    PaymentKind,
    parcel_of,
)
from shipdesk.domain.quote import Quote, rank
from shipdesk.domain.shipment import REFUND, Payable, Refund, Shipment, ShipmentId

NOW = datetime(2026, 11, 20, 11, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.5", "PLN", 1250),
        ("0.005", "PLN", 1),
        ("1249.50", "INR", 124950),
        ("100", "JPY", 100),
        ("1.2345", "KWD", 1235),
        ("1E+1", "PLN", 1000),
    ],
)
def test_decimal_amounts_become_minor_units(text: str, currency: str, minor: int) -> None:
    assert Money.from_decimal(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "12,50", ""])
def test_what_is_no_number_is_no_money(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Money.from_decimal(text, "PLN")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["PLN", "INR", "JPY", "KWD"]))
def test_plain_amount_reads_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.from_decimal(money.plain(), currency) == money


def test_money_of_two_currencies_is_not_added() -> None:
    with pytest.raises(ValueError, match=r"PLN\+INR"):
        Money(1, "PLN") + Money(1, "INR")


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        ("ul. Prosta 5", ("ul. Prosta", "5")),
        ("Długa 15/8", ("Długa", "15/8")),
        ("al. 3 Maja 12A m. 4", ("al. 3 Maja", "12A m. 4")),
        ("os. Słoneczne", ("os. Słoneczne", "")),
        ("12 Lake View Road", ("12 Lake View Road", "")),
    ],
)
def test_street_and_building_are_told_apart(street: str, expected: tuple[str, str]) -> None:
    assert split_street(street) == expected


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40))
def test_no_letter_of_a_name_or_street_is_lost(text: str) -> None:
    kept = sorted(char for char in text if not char.isspace())
    for parts in (split_name(text), split_street(text)):
        joined = "".join(parts)
        found = sorted(char for char in joined if not char.isspace())
        assert found == kept or "," in text


@pytest.mark.parametrize(
    ("postcode", "phone", "country"),
    [("00-838", "", "PL"), ("411001", "", "IN"), ("400 080", "", "IN"), ("SW1A 1AA", "", "")],
)
def test_country_is_guessed_from_the_postcodes_shape(
    postcode: str, phone: str, country: str
) -> None:
    assert guess_country(postcode, phone) == country


def _order(*lines: OrderLine, locker: str = "") -> Order:
    return Order(
        OrderKey("shop:1"),
        AccountId("shop"),
        "1",
        "ORD-1",
        NOW,
        Address("Jan Nowak"),
        lines=lines,
        locker=locker,
    )


def test_parcel_is_stacked_from_the_items_and_said_to_be_assumed() -> None:
    mug = OrderLine("Mug", 4, weight_g=200, length_mm=100, width_mm=90, height_mm=30)
    parcel = parcel_of(_order(mug, locker="KRA010"), Additions())
    assert (parcel.weight_g, parcel.sides) == (800, (120, 100, 90))
    assert (parcel.assumed, parcel.size) == (True, "B")


def test_parcel_typed_by_a_person_wins_and_the_preset_comes_last() -> None:
    unknown = _order(OrderLine("Bowl", 1))
    preset = Parcel(500, source=Source.PRESET)
    assert parcel_of(unknown, Additions(), preset) == preset
    typed = Parcel(700, source=Source.TYPED)
    assert parcel_of(unknown, Additions(parcel=typed), preset) == typed
    assert parcel_of(unknown, Additions()).weight_g == 0


@pytest.mark.parametrize(
    ("sides", "size"),
    [((640, 380, 80), "A"), ((80, 380, 640), "A"), ((640, 380, 81), "B"), ((641, 380, 80), "")],
)
def test_smallest_locker_size_that_holds_the_parcel(sides: tuple[int, int, int], size: str) -> None:
    assert smallest_size(Parcel(100, *sides)) == size


def _quote(title: str, minor: int | None, days: int | None) -> Quote:
    total = None if minor is None else Money(minor, "PLN")
    return Quote(AccountId("inpost"), "c", "InPost", title, title, NOW, total=total, days=days)


def test_quotes_are_ranked_with_badges_and_contract_prices_last() -> None:
    ranked = rank([_quote("contract", None, 1), _quote("noon", 2890, 1), _quote("locker", 1250, 2)])
    assert [(row.service, row.badges) for row in ranked] == [
        ("locker", ("cheapest",)),
        ("noon", ("fastest",)),
        ("contract", ()),
    ]


def test_single_price_is_not_praised() -> None:
    assert rank([_quote("only", 1250, 1)])[0].badges == ()


def test_intent_survives_the_journal_whole() -> None:
    intent = ShipIntent(
        order_key=OrderKey("shop:1"),
        order_number="ORD-1",
        reference="ORD-1-ABC",
        courier_id="4",
        courier="Delhivery",
        service="4",
        service_title="Delhivery",
        sender=Address("Glinka", city="Kraków"),
        recipient=Address("Asha Rao", city="Pune", country_guessed=True),
        parcel=Parcel(600, 200, 150, 45, source=Source.TYPED),
        ordered_at=NOW,
        lines=(OrderLine("Shirt", 1, Money(124950, "INR")),),
        cod=Money(124950, "INR"),
        handing_in=HandingIn.COLLECT,
    )
    assert from_plain(ShipIntent, to_plain(intent)) == intent


def test_keys_of_a_newer_program_are_ignored_when_read() -> None:
    plain = {"kind": "cod", "amount": {"minor": 1, "currency": "INR"}, "someday": [1]}
    assert from_plain(Payment, plain) == Payment(PaymentKind.COD, Money(1, "INR"))


@pytest.mark.parametrize(
    ("payable", "refund"), [(Payable.PAID, Refund.NOT_TOLD), (Payable.NO_FUNDS, Refund.NONE)]
)
def test_a_cancelled_shipment_owes_money_only_where_it_was_paid(
    payable: Payable, refund: Refund
) -> None:
    bought = Shipment(
        ShipmentId("1"), AccountId("a"), "9", "ORD-1", datetime.now(UTC), payable=payable
    )
    assert not bought.cancelled.live
    assert bought.cancelled.extra[REFUND] == refund
    seen = replace(bought, extra={REFUND: Refund.REFUNDED.value})
    assert seen.cancelled.extra[REFUND] == Refund.REFUNDED
