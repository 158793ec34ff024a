"""What our own sheets add up: pieces by SKU over many orders, money by currency."""

from __future__ import annotations

from datetime import UTC, datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine
from shipdesk.domain.paper import subject_of
from shipdesk.domain.sheets import Handed, HandOver, pick_list, sums
from shipdesk.domain.shipment import Shipment, ShipmentId

AT = datetime(2026, 11, 28, tzinfo=UTC)


def order(number: str, *lines: OrderLine) -> Order:
    return Order(
        OrderKey(f"shop:{number}"), AccountId("shop"), number, number, AT, Address(), lines=lines
    )


def test_articles_are_summed_by_sku_and_each_order_is_named_with_its_share() -> None:
    picks = pick_list(
        [
            order("A1", OrderLine("Mug", 2, sku="MUG-1"), OrderLine("Plate", 1, sku="PLT")),
            order("A2", OrderLine("MUG, red", 3, sku="mug-1 "), OrderLine("Gift wrap", 1)),
            order("A3", OrderLine("Mug", 1, sku="MUG-1"), OrderLine("Mug", 4, sku="MUG-1")),
            order("A4", OrderLine("gift wrap", 2)),
            order("A5"),
        ]
    )
    told = [(line.sku, line.description, line.quantity, line.orders) for line in picks.lines]
    assert told == [
        ("MUG-1", "Mug", 10, (("A1", 2), ("A2", 3), ("A3", 5))),
        ("PLT", "Plate", 1, (("A1", 1),)),
        ("", "Gift wrap", 3, (("A2", 1), ("A4", 2))),
    ]
    assert picks.quantity == 14
    assert picks.unknown == ("A5",)


def test_money_is_summed_in_its_own_currency_only() -> None:
    amounts = [Money(1250, "PLN"), None, Money(50000, "INR"), Money(1, "PLN")]
    assert sums(amounts) == (Money(1251, "PLN"), Money(50000, "INR"))
    assert sums([None]) == ()


def test_hand_over_adds_up_what_is_known_of_its_parcels() -> None:
    def parcel(number: str, weight: int, cod: Money | None) -> Handed:
        shipment = Shipment(
            ShipmentId(number), AccountId("c"), number, number, AT, cod=cod,
            parcel=Parcel(weight_g=weight),
        )  # fmt: skip
        return Handed(number, shipment)

    sheet = HandOver(
        "InPost",
        (parcel("1", 500, Money(100, "PLN")), parcel("2", 750, None), Handed("3")),
    )
    assert (sheet.weight_g, sheet.cod) == (1250, (Money(100, "PLN"),))


def test_sheets_over_the_same_things_share_a_subject_whatever_their_order() -> None:
    kind = DocumentKind.PICK_LIST
    assert subject_of(kind, "a", "b") == subject_of(kind, "b", "a") != subject_of(kind, "a", "c")
    assert subject_of(DocumentKind.HAND_OVER, "x") == "paper:hand_over:x"
