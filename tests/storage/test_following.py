"""What the journal says reaches the rows: each change once, only what it touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipdesk.domain.changes import Changes
from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.money import Money
from shipdesk.domain.operation import OperationId, OperationKind, OperationState
from shipdesk.domain.order import Additions, HandingIn, OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.domain.quote import Quote, QuoteSheet
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.domain.shipment import Payable, ShipmentId, ShipmentStatus, TrackingEvent
from shipdesk.storage import (
    backup,
    changes,
    dispatch_orders,
    labels,
    lists,
    operations,
    orders,
    preferences,
    print_ledger,
    quotes,
    senders,
    shipments,
)
from shipdesk.storage.row_writer import KINDS
from shipdesk.storage.sql import Conn, run
from tests.support.ingesting import Shop
from tests.support.shop import (
    COURIER,
    JAN,
    NOW,
    a_dispatch_order,
    a_shipment,
    an_operation,
    an_order,
)

KEY = OrderKey("book:1")


@pytest.fixture
def ready(shop: Shop) -> Shop:
    """Two orders that can be shipped, and a journal that was followed."""
    shop.save(orders=[an_order("1"), an_order("2")])
    shop.ingest.project()
    return shop


def state(shop: Shop) -> tuple[str, str, str]:
    row = shop.order_row()
    return row.stage, row.state_key, row.state_words


def test_a_change_is_projected_once_and_touches_its_own_row_only(ready: Shop) -> None:
    assert ready.ingest.project() == Changes()
    changed = ready.write(lambda conn: orders.save_additions(conn, KEY, Additions(hold=True), NOW))
    assert changed == Changes(
        orders=frozenset(lists.row_ids(ready.cache, "orders", [KEY]).values()), orders_moved=True
    )
    assert ready.ingest.project() == Changes()
    noted = Additions(hold=True, note="call")
    changed = ready.write(lambda conn: orders.save_additions(conn, KEY, noted, NOW))
    assert (changed.orders, changed.orders_moved) == (frozenset(), False)
    assert [row.key for row in ready.order_rows(ListQuery(text="call"))] == [KEY]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("queued", ("ready", "queued", "Queued")),
        ("sent", ("ready", "sent", "Buying…")),
        ("waiting", ("ready", "waiting", "Waits for the courier")),
        ("unknown", ("problem", "unknown", "Needs a check")),
        ("refused", ("problem", "refused", "Refused")),
        ("failed_after_acceptance", ("problem", "failed", "Failed")),
        ("cancelled", ("ready", "", "")),
    ],
)
def test_a_purchase_says_on_the_row_how_far_it_is(
    ready: Shop, now: str, shown: tuple[str, str, str]
) -> None:
    operation = an_operation(state=OperationState(now))
    changed = ready.write(lambda conn: operations.save(conn, operation))
    assert changed.operations == {"o1"}
    assert state(ready) == shown
    ready.write(lambda conn: operations.save(conn, replace(operation, reason="Zły kod")))
    assert state(ready)[2] == ("Zły kod" if shown[1] else "")


def test_other_acts_of_an_order_do_not_move_it(ready: Shop) -> None:
    write_back = an_operation(kind=OperationKind.WRITE_BACK, state=OperationState.UNKNOWN)
    changed = ready.write(lambda conn: operations.enqueue(conn, write_back))
    assert changed == Changes(operations=frozenset({"o1"}))


def test_a_bought_parcel_says_what_is_true_step_by_step(ready: Shop) -> None:
    bought = a_shipment()
    changed = ready.write(lambda conn: shipments.save(conn, bought))
    assert (changed.orders_moved, changed.shipments_moved) == (True, True)
    assert state(ready) == ("labelled", "bought", "Bought, not printed")

    def print_it(conn: Conn) -> None:
        record = print_ledger.begin(conn, "s1", sha256="a" * 64, printer="Zebra", now=NOW)
        print_ledger.settle(conn, record, "handed_over", "4413", now=NOW)

    ready.write(print_it)
    assert state(ready) == ("labelled", "sent_to_printer", "Sent to printer")

    def collect(conn: Conn) -> None:
        dispatch_orders.save(conn, a_dispatch_order())
        shipments.save(conn, replace(bought, dispatch_order_id="d1"))

    ready.write(collect)
    assert state(ready) == ("labelled", "in_pickup", "In pickup 4175751")
    assert ready.shipment_rows()[0].pickup == "4175751"
    scanned = replace(bought, dispatch_order_id="d1", status=ShipmentStatus.COLLECTED)
    ready.write(lambda conn: shipments.save(conn, scanned))
    assert state(ready) == ("handed_over", "scanned", "Scanned by carrier")
    delivered = replace(scanned, status=ShipmentStatus.DELIVERED)
    ready.write(lambda conn: shipments.save(conn, delivered))
    assert state(ready)[0] == "done"


def test_a_shipments_row_counts_labels_prints_and_the_last_event(ready: Shop) -> None:
    ready.write(lambda conn: shipments.save(conn, a_shipment()))
    row = ready.shipment_rows()[0]
    assert (row.label, row.prints, row.updated_ms) == ("none", 0, row.created_ms)
    later = NOW + timedelta(hours=2)

    def more(conn: Conn) -> None:
        labels.save(
            conn,
            "s1",
            "label",
            sha256="a" * 64,
            media_type="application/pdf",
            size=1,
            pages=1,
            width_mm=100,
            height_mm=150,
            source="endpoint",
            now=NOW,
        )
        for state_now in ("handed_over", "failed", "handed_over"):
            record = print_ledger.begin(conn, "s1", sha256="a" * 64, printer="Zebra", now=NOW)
            print_ledger.settle(conn, record, state_now, now=NOW)
        event = TrackingEvent(later, ShipmentStatus.BOUGHT, "1", "Gotowa")
        shipments.save_events(conn, ShipmentId("s1"), [event])

    ready.write(more)
    row = ready.shipment_rows()[0]
    assert (row.label, row.prints) == ("kept", 2)
    assert row.updated_ms - row.created_ms == 2 * 3_600_000


def test_shipments_stand_in_the_tabs_of_the_work_they_need(ready: Shop) -> None:
    cases: dict[str, dict[str, object]] = {
        "s1": {},
        "s2": {"handing_in": HandingIn.DROP_OFF},
        "s3": {"dispatch_order_id": "d1", "status": ShipmentStatus.PICKUP_BOOKED},
        "s4": {"payable": Payable.NO_FUNDS},
        "s5": {"status": ShipmentStatus.OUT_FOR_DELIVERY},
        "s6": {"status": ShipmentStatus.EXCEPTION},
        "s7": {"status": ShipmentStatus.DELIVERED},
        "s8": {"status": ShipmentStatus.LOST},
    }

    def save_all(conn: Conn) -> None:
        for name, case in cases.items():
            shipments.save(conn, a_shipment(name, tracking_number=name, **case))

    ready.write(save_all)

    def tab(name: str) -> set[str]:
        found = ready.shipment_rows(ListQuery(tab=name))
        return {row.shipment_id for row in found}

    expected = {
        "open": {"s1", "s2", "s3", "s4", "s5", "s6"},
        "to_print": {"s1", "s2", "s3"},
        "no_pickup": {"s1"},
        "in_transit": {"s5"},
        "failed": {"s4", "s6", "s8"},
        "done": {"s7"},
    }
    assert {name: tab(name) for name in expected} == expected
    told = lists.counts(ready.cache, "shipments")
    assert told == {"": 8, **{name: len(ids) for name, ids in expected.items()}}


def test_quotes_senders_and_preferences_tell_whom_they_concern(ready: Shop) -> None:
    sheet = QuoteSheet(
        (Quote(COURIER.id, "c", "InPost", "locker", "Locker", NOW, Money(1250, "PLN")),)
    )
    changed = ready.write(lambda conn: quotes.save_sheet(conn, KEY, sheet, NOW))
    assert (len(changed.orders), ready.order_row().best_minor) == (1, 1250)
    changed = ready.write(lambda conn: senders.save(conn, Sender(SenderId("a"), "Glinka", JAN)))
    assert changed == Changes(senders=True)
    assert ready.write(lambda conn: preferences.put(conn, "language", "pl")) == Changes()


def test_a_correction_lifts_a_refusal(ready: Shop) -> None:
    refused = an_operation(state=OperationState.REFUSED, reason="Zły kod")
    ready.write(lambda conn: operations.save(conn, refused))
    assert state(ready)[0] == "problem"
    later = NOW + timedelta(minutes=1)
    corrected = Additions(address=replace(JAN, postcode="90-362"))
    ready.write(lambda conn: orders.save_additions(conn, KEY, corrected, later))
    assert state(ready)[0] == "ready"
    assert ready.order_row().place == "Łódź 90-362"


def test_a_restored_journal_is_projected_from_the_beginning(ready: Shop) -> None:
    ready.write(lambda conn: orders.save_additions(conn, KEY, Additions(hold=True), NOW))
    run(ready.journal, "DELETE FROM addition")
    assert ready.ingest.project() == Changes(), "nothing was noted, so nothing is seen"
    backup.new_lineage(ready.journal)
    assert ready.ingest.project().orders_moved
    assert ready.order_row().stage == "ready"


def test_who_is_too_far_behind_projects_everything(ready: Shop) -> None:
    orders.save_additions(ready.journal, KEY, Additions(hold=True), NOW)
    _, highest = changes.bounds(ready.journal)
    run(ready.journal, "DELETE FROM change WHERE seq <= ?", (highest,))
    orders.save_additions(ready.journal, OrderKey("book:2"), Additions(), NOW)
    assert ready.ingest.project().orders_moved
    assert ready.order_row().stage == "on_hold"


def test_a_collection_booked_here_hides_its_fetched_twin(ready: Shop) -> None:
    fetched = a_dispatch_order("courier:4175751", status=DispatchOrderStatus.NEW)
    ready.save(dispatch_orders=[fetched])
    ready.write(lambda conn: dispatch_orders.save(conn, a_dispatch_order()))
    assert [row.dispatch_order_id for row in ready.dispatch_order_rows()] == ["d1"]
    assert lists.counts(ready.cache, "dispatch_orders")[""] == 1


_STEPS = st.lists(
    st.tuples(st.sampled_from(["order", "hold", "ship", "undo", "close"]), st.integers(1, 4)),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_counts_and_index_are_those_of_the_rows_whatever_happened(
    shop: Shop, steps: list[tuple[str, int]]
) -> None:
    for name, number in steps:
        _take(shop, name, number)
    for kind in KINDS.values():
        rows = run(shop.cache, f"SELECT {kind.columns} FROM {kind.prefix}_row")  # noqa: S608
        counted = Counter(tab for row in rows for tab in kind.tabs_of(row))
        told = {tab: n for tab, n in lists.counts(shop.cache, kind.name).items() if n}
        assert told == dict(counted)
        check = f"INSERT INTO {kind.prefix}_fts ({kind.prefix}_fts, rank)"
        run(shop.ingest._cache, f"{check} VALUES ('integrity-check', 1)")


def _take(shop: Shop, name: str, number: int) -> None:
    key = OrderKey(f"book:{number}")
    shipment = a_shipment(f"s{number}", order_key=key, tracking_number=f"{number}")
    match name:
        case "order":
            shop.save(orders=[an_order(str(number), note="x" * number)])
        case "hold":
            held = Additions(hold=number % 2 == 0, note=f"note {number}")
            shop.write(lambda conn: orders.save_additions(conn, key, held, NOW))
        case "ship":
            shop.write(lambda conn: shipments.save(conn, shipment))
        case "undo":
            voided = replace(shipment, status=ShipmentStatus.CANCELLED)
            shop.write(lambda conn: shipments.save(conn, voided))
        case "close":
            shop.ingest.forget_account("book")


def test_an_act_of_another_id_is_told_too(ready: Shop) -> None:
    for name in ("a", "b"):
        operations.enqueue(ready.journal, an_operation(name, subject=f"book:{name}"))
    operations.cancel(ready.journal, OperationId("a"), NOW)
    assert ready.ingest.project().operations == {"a", "b"}
