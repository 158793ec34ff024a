"""What counts as changed since a purchase was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.held import Change, PriceLimit, differences
from shipdesk.domain.money import Money
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import Order, Payment, PaymentKind
from shipdesk.domain.quote import Quote
from tests.support.shop import COURIER, NOW, an_order

LIMIT = PriceLimit(5)
PRICE = Money(1250, "PLN")
ORDER = an_order()
INTENT = ShipIntent(
    order_key=ORDER.key,
    order_number=ORDER.number,
    reference="ORD-001-K7",
    courier_id="",
    courier="InPost",
    service="locker",
    service_title="Paczkomat",
    sender=ORDER.recipient,
    recipient=ORDER.recipient,
    parcel=None,  # type: ignore[arg-type]
    ordered_at=NOW,
    quoted=PRICE,
)


def offer(total: Money | None = PRICE) -> Quote:
    return Quote(COURIER.id, "", "InPost", "locker", "Paczkomat", NOW, total=total)


def changed(order: Order = ORDER, quote: Quote | None = None) -> tuple[Change, ...]:
    return differences(INTENT, order, quote or offer(), LIMIT)


def test_nothing_changed_where_only_the_guess_of_the_country_did() -> None:
    guessed = replace(ORDER.recipient, country_guessed=True)
    assert changed(replace(ORDER, recipient=guessed)) == ()


@pytest.mark.parametrize(
    ("minor", "asks"), [(1100, False), (1250, False), (1312, False), (1313, True)]
)
def test_a_price_asks_where_it_rose_by_more_than_the_limit(minor: int, *, asks: bool) -> None:
    names = [each.name for each in changed(quote=offer(Money(minor, "PLN")))]
    assert names == (["price"] if asks else [])


@pytest.mark.parametrize("total", [None, Money(1250, "EUR")])
def test_a_price_that_cannot_be_compared_asks(total: Money | None) -> None:
    assert [each.name for each in changed(quote=offer(total))] == ["price"]


def test_a_price_by_contract_that_stays_so_asks_nothing() -> None:
    assert differences(replace(INTENT, quoted=None), ORDER, offer(None), LIMIT) == ()


def test_a_service_that_is_gone_cannot_be_bought() -> None:
    assert [each.name for each in differences(INTENT, ORDER, None, LIMIT)] == ["offer"]


def test_another_street_and_cash_instead_of_paid_are_both_told() -> None:
    moved = replace(ORDER.recipient, street="ul. Krzywa 7")
    cod = Payment(PaymentKind.COD, Money(6800, "PLN"))
    address, payment = changed(replace(ORDER, recipient=moved, payment=cod))
    assert (address.name, payment.name) == ("recipient", "payment")
    assert "ul. Prosta 5" in address.before
    assert "ul. Krzywa 7" in address.now
    assert (payment.before, payment.now, payment.now_price) == ("paid", "cod", cod.amount)
