"""What only a person knows of orders is in the journal."""

from __future__ import annotations

from datetime import timedelta

from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.order import Additions, HandingIn, OrderKey, Payment, PaymentKind
from shipdesk.storage import changes, orders
from shipdesk.storage.sql import Conn
from tests.support.shop import NOW, an_order

KEY = OrderKey("book:1")


def test_everything_added_to_an_order_comes_back_with_its_moment(journal: Conn) -> None:
    added = Additions(
        hold=True,
        note="Zadzwoń",
        payment=Payment(PaymentKind.COD, Money(8990, "PLN"), "typed"),
        locker="KRA010",
        parcel=Parcel(800, 100, 200, 300, "A", Source.TYPED),
        handing_in=HandingIn.DROP_OFF,
        quote_key="courier/inpost/locker",
        address=Address(name="Zofia", country="PL"),
    )
    orders.save_additions(journal, KEY, added, NOW)
    assert orders.read_additions(journal, KEY).touched_at == NOW
    later = NOW + timedelta(seconds=1)
    orders.save_additions_many(journal, {KEY: added, OrderKey("book:2"): Additions()}, later)
    kept = orders.read_additions(journal, KEY)
    assert (kept.payment, kept.parcel, kept.address) == (added.payment, added.parcel, added.address)
    assert (kept.note, kept.handing_in, kept.touched_at) == ("Zadzwoń", HandingIn.DROP_OFF, later)
    assert orders.read_additions(journal, OrderKey("book:3")) == Additions()


def test_a_typed_order_is_kept_changed_and_forgotten(journal: Conn) -> None:
    typed = an_order("9", key=OrderKey("local:9"))
    orders.save_local(journal, typed)
    orders.save_local(journal, an_order("9", key=OrderKey("local:9"), note="in a hurry"))
    orders.save_local(
        journal, an_order("8", key=OrderKey("local:8"), created_at=NOW.replace(year=2025))
    )
    assert [order.key for order in orders.locals(journal)] == ["local:9", "local:8"]
    found = orders.read_local(journal, typed.key)
    assert found is not None
    assert found.note == "in a hurry"
    assert orders.read_local(journal, OrderKey("book:9")) is None


def test_what_was_added_is_a_numbered_change_of_its_order(journal: Conn) -> None:
    _, before = changes.bounds(journal)
    orders.save_additions_many(journal, {KEY: Additions(), OrderKey("book:2"): Additions()}, NOW)
    orders.save_additions(journal, KEY, Additions(hold=True), NOW)
    assert changes.since(journal, before) == (("order", "book:1"), ("order", "book:2"))
    assert changes.bounds(journal)[1] == before + 3
