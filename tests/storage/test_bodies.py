"""Objects of the cache come back as they were kept, and SQL can look into them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

import apsw
import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine, Payment, PaymentKind, Stage
from shipdesk.storage.sql import from_body, to_body

ORDER = Order(
    key=OrderKey("book:1"),
    account_id=AccountId("book"),
    remote_id="1",
    number="Zamówienie „1”",
    created_at=datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
    recipient=Address(name="Łucja Żak", country="PL", country_guessed=True),
    lines=(OrderLine("Mug", 2, Money(1250, "PLN"), weight_g=300), OrderLine("Gift", 1)),
    total=Money(-1, "PLN"),
    payment=Payment(PaymentKind.COD, Money(2500, "PLN"), source="notes"),
    closed=Stage.DONE,
    extra=MappingProxyType({"reference": "A\\B"}),
    raw='{"note":"a \\"quoted\\" word"}',
)


def test_an_order_comes_back_as_it_was_kept() -> None:
    kept = to_body(ORDER)
    assert from_plain(Order, from_body(kept)) == ORDER
    assert from_body(kept) == to_plain(ORDER)


def test_equal_objects_are_kept_as_the_same_bytes() -> None:
    """What changed is found by comparing digests of the bytes."""
    again = from_plain(Order, from_body(to_body(ORDER)))
    assert to_body(again) == to_body(ORDER)


def test_sql_reads_a_kept_object_like_text() -> None:
    conn = apsw.Connection(":memory:")
    asked = "SELECT json_extract(?1, '$.raw'), ?1 ->> '$.payment.kind'"
    assert conn.execute(asked, (to_body(ORDER),)).fetchall() == [(ORDER.raw, "cod")]


def test_what_json_cannot_tell_is_refused_and_not_kept_halfway() -> None:
    with pytest.raises(TypeError, match="cannot keep object"):
        to_body({"inside": object()})
