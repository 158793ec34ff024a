"""What was bought is kept, found by every number, and tracked in turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.order import HandingIn, OrderKey
from shipdesk.domain.shipment import Payable, ShipmentId, ShipmentStatus, TrackingEvent
from shipdesk.errors import StorageError
from shipdesk.storage import shipments
from shipdesk.storage.sql import Conn, run
from tests.support.shop import COURIER, NOW, a_shipment

LATER = NOW + timedelta(hours=1)


def test_a_shipment_is_found_by_id_order_courier_and_scanned_number(journal: Conn) -> None:
    bought = a_shipment(files={"label": "https://example.test/l.pdf"}, extra={"slot": "10-13"})
    shipments.save(journal, bought)
    assert shipments.read(journal, bought.id) == bought
    assert shipments.of_order(journal, OrderKey("book:1")) == (bought,)
    assert shipments.by_remote(journal, COURIER.id, "r-s1") == bought
    assert shipments.by_tracking(journal, "6200 0071 2001 8840 0112 0058") == bought


def test_no_number_finds_no_shipment(journal: Conn) -> None:
    unnumbered = a_shipment(tracking_number="", remote_id="", order_key=OrderKey(""))
    shipments.save(journal, unnumbered)
    assert shipments.by_tracking(journal, " ") is None
    assert shipments.by_remote(journal, COURIER.id, "") is None
    assert shipments.of_order(journal, OrderKey("")) == ()
    with pytest.raises(StorageError):
        shipments.read(journal, ShipmentId("s9"))


def test_the_same_remote_shipment_is_never_kept_twice(journal: Conn) -> None:
    shipments.save(journal, a_shipment("s1"))
    with pytest.raises(Exception, match="UNIQUE"):
        shipments.save(journal, a_shipment("s2", remote_id="r-s1"))


def test_tracking_asks_each_open_shipment_in_turn(journal: Conn) -> None:
    for name, status in (
        ("s1", "bought"),
        ("s2", "delivered"),
        ("s3", "exception"),
        ("s4", "bought"),
    ):
        shipments.save(journal, a_shipment(name, status=ShipmentStatus(status)))
    shipments.save(journal, a_shipment("x1", account_id=AccountId("other")))

    def asked(limit: int) -> list[str]:
        return [item.id for item in shipments.to_track(journal, COURIER.id, limit)]

    assert asked(2) == ["s1", "s3"]
    shipments.asked(journal, [ShipmentId("s1"), ShipmentId("s3")], LATER)
    assert asked(9) == ["s4", "s1", "s3"]
    shipments.save(journal, a_shipment("s4", words="still there"))
    assert asked(1) == ["s4"], "saving what tracking told must not count as asking"


def test_events_are_added_once_and_told_oldest_first(journal: Conn) -> None:
    shipments.save(journal, a_shipment())
    first = TrackingEvent(NOW, ShipmentStatus.COLLECTED, "10", "Odebrana", "Łódź")
    second = TrackingEvent(LATER, ShipmentStatus.IN_TRANSIT, "20", "W drodze")
    assert shipments.save_events(journal, ShipmentId("s1"), [second]) == 1
    before = run(journal, "SELECT count(*) FROM change")
    assert shipments.save_events(journal, ShipmentId("s1"), [second]) == 0
    assert run(journal, "SELECT count(*) FROM change") == before
    assert shipments.save_events(journal, ShipmentId("s1"), [first, second]) == 1
    assert shipments.events(journal, ShipmentId("s1")) == (first, second)
    assert shipments.last_events(journal, ["s1"]) == {"s1": LATER}


def test_what_is_paid_and_in_no_dispatch_order_is_to_be_handed_in(journal: Conn) -> None:
    shipments.save(journal, a_shipment("s1"))
    shipments.save(journal, a_shipment("s2", handing_in=HandingIn.DROP_OFF))
    shipments.save(journal, a_shipment("s3", dispatch_order_id="d1"))
    shipments.save(journal, a_shipment("s4", payable=Payable.NO_FUNDS))
    shipments.save(journal, a_shipment("s5", status=ShipmentStatus.COLLECTED))
    assert [item.id for item in shipments.not_handed_in(journal)] == ["s1", "s2"]
    assert [item.id for item in shipments.of_dispatch_order(journal, "d1")] == ["s3"]


def test_a_code_tells_the_parcels_under_way_whose_number_it_holds(journal: Conn) -> None:
    ours, theirs, gone = "520000012680041086770096", "RR 1234 5678 5 PL", "JD014600006281230701"
    for name, number, status in (
        ("s1", ours, ShipmentStatus.BOUGHT),
        ("s2", theirs, ShipmentStatus.EXCEPTION),
        ("s3", gone, ShipmentStatus.DELIVERED),
        ("s4", "", ShipmentStatus.BOUGHT),
    ):
        shipments.save(journal, a_shipment(name, tracking_number=number, status=status))
    assert shipments.numbers_in(journal, [f"]C100{ours}61", "KRA010"]) == (ours,)
    assert shipments.numbers_in(journal, ["x" * 2000 + "rr123456785pl"]) == ("RR123456785PL",)
    assert shipments.numbers_in(journal, [gone, ours[:-1], ""]) == ()
    assert shipments.numbers_in(journal, []) == ()
