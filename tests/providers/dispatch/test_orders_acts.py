"""Acts on orders and shipments at the order book, as a desk takes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shipdesk.domain.record import Record, RecordQuery
from shipdesk.domain.record_rules import check_form, narrowed, why_not
from shipdesk.errors import RejectedError
from shipdesk.providers.dispatch.provider import OpenDispatch
from tests.providers.dispatch.acting import ask, do, fetched, intent_of, page, records_of
from tests.providers.dispatch.at_dispatch import (
    first_carrier,
    first_customer,
    listed,
    read,
    registered_shipment,
    tell,
    waiting_orders,
)
from tests.support.simulator import Simulator

SINCE = datetime(2024, 3, 1, tzinfo=UTC)
PRESET = "b0000000-0000-4000-8000-000000000001"
WANTED = {
    "reference": "SHOP-90001",
    "items": [{"description": "Mug", "quantity": "4", "price": "8,50", "weight": "0.35"}],
    "name": "Jan Nowak",
    "street": "ul. Prosta 5",
    "city": "Warszawa",
    "postcode": "00-838",
    "country": "PL",
}


async def test_orders_are_filtered_by_every_kind_of_field(
    opened: OpenDispatch, sim: Simulator
) -> None:
    answers = {
        "status": "pending",
        "number": "ORD-",
        "city": "Łódź",
        "postcode": "90",
        "total_from": "10,5",
        "since": "2024-01-15",
        "carrier": first_carrier(sim),
    }
    await page(opened, "orders", **answers)
    sent = dict(sim.requests(operation="orders.list")[-1]["query"])["$filter"]
    for part in (
        "(status eq 'pending')",
        "(contains(orderNumber,'ORD-'))",
        "(deliveryAddress/city eq 'Łódź')",
        "(startswith(deliveryAddress/postalCode,'90'))",
        "(total ge 10.5)",
        "(createdDate ge 2024-01-15T00:00:00Z)",
        f"(carrier/guid eq {answers['carrier']})",
    ):
        assert part in sent


async def test_only_the_next_statuses_are_offered(opened: OpenDispatch, sim: Simulator) -> None:
    act = records_of(opened).table("orders").acts["orders.status"].act
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    offered = narrowed(act, [record])
    assert [code for code, _ in offered.fields[0].choices] == ["processing", "on_hold", "cancelled"]
    assert check_form(offered.fields, {"status": "delivered"})
    assert not check_form(offered.fields, {"status": "on_hold"})
    final = Record(record.id, "", {**record.values, "status": "cancelled"})
    assert why_not(act, [final])
    assert not why_not(act, [record])


async def test_a_status_is_set_and_a_wrong_one_is_a_plain_refusal(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    await do(opened, "orders", "orders.status", {"status": "on_hold", "reason": "Asked"}, record)
    assert read(sim, "orders.get", record.id)["status"] == "on_hold"
    with pytest.raises(RejectedError) as caught:
        await do(opened, "orders", "orders.status", {"status": "delivered"}, record)
    assert (caught.value.code, caught.value.status) == ("INVALID_STATUS_TRANSITION", 400)


async def test_a_lost_change_of_status_is_found_by_reading_the_order(
    opened: OpenDispatch, sim: Simulator
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    values = {"status": "on_hold", "reason": "Asked"}
    intent = intent_of(opened, "orders", "orders.status", values, [record])
    assert await acts.find("send", intent, {}, SINCE) == ()
    tell(sim, "orders.status", {"status": "on_hold"}, record.id)
    (match,) = await acts.find("send", intent, {}, SINCE)
    assert match.ours


async def test_a_carrier_is_chosen_from_those_seen_and_given_to_several_orders(
    opened: OpenDispatch, sim: Simulator
) -> None:
    shown = await page(opened, "shipments")
    assert {each.values["carrier_id"] for each in shown}
    records = [await fetched(opened, "orders", one) for one in waiting_orders(sim)[:2]]
    values = {"carrier_id": first_carrier(sim)}
    await do(opened, "orders", "orders.assign_carrier", values, *records)
    carriers = {read(sim, "orders.get", each.id)["carrier"]["guid"] for each in records}
    assert carriers == {values["carrier_id"]}


async def test_a_day_and_a_preset_are_set_and_past_or_unknown_ones_refused(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    await do(opened, "orders", "orders.collection_date", {"collection_date": "2099-03-14"}, record)
    await do(opened, "orders", "orders.dimension_preset", {"preset_id": PRESET}, record)
    after = await fetched(opened, "orders", record.id)
    assert after.values["collection_date"].startswith("2099-03-14")
    assert after.values["preset_id"] == PRESET
    past = {"collection_date": "2001-03-14"}
    with pytest.raises(RejectedError) as caught:
        await do(opened, "orders", "orders.collection_date", past, record)
    assert "collectionDate" in caught.value.fields


async def test_a_shipment_of_an_order_is_made_once(opened: OpenDispatch, sim: Simulator) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    values = {"service": "express", "packages": [{"weight": "2,5", "quantity": "2"}]}
    intent = intent_of(opened, "orders", "orders.create_shipment", values, [record])
    assert await acts.find("send", intent, {}, SINCE) == ()
    settled = await do(opened, "orders", "orders.create_shipment", values, record)
    made = read(sim, "shipments.get", settled.facts["id"])
    assert (made["orderId"], made["packages"][0]["weight"]) == (record.id, 2.5)
    (match,) = await acts.find("send", intent, {}, SINCE)
    assert not match.ours, "somebody else may have made it: a person looks"
    with pytest.raises(RejectedError):
        await do(opened, "orders", "orders.create_shipment", values, record)


async def test_an_order_is_made_and_found_by_its_reference(
    opened: OpenDispatch, sim: Simulator
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    values = {**WANTED, "customer_id": first_customer(sim)}
    settled = await do(opened, "orders", "orders.create", values)
    made = read(sim, "orders.get", settled.facts["id"])
    assert (made["total"], made["deliveryAddress"]["city"]) == (34.0, "Warszawa")
    assert made["items"][0]["dimensions"]["weight"] == 0.35
    intent = intent_of(opened, "orders", "orders.create", values)
    (match,) = await acts.find("send", intent, {}, SINCE)
    assert (match.remote_id, match.ours) == (made["guid"], True)


async def test_rewriting_an_order_keeps_what_was_not_asked(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    before = read(sim, "orders.get", record.id)
    values = {"city": "Łódź", "notes": "Payment: paid"}
    await do(opened, "orders", "orders.replace", values, record)
    after = read(sim, "orders.get", record.id)
    assert (after["deliveryAddress"]["city"], after["notes"]) == ("Łódź", "Payment: paid")
    assert after["items"] == before["items"]
    assert after["customer"] == before["customer"]
    assert after["deliveryAddress"]["street"] == before["deliveryAddress"]["street"]


async def test_a_patch_sends_only_what_was_changed_even_to_nothing(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "orders", waiting_orders(sim)[0])
    values = {"notes": "Call first", "reference": ""}
    await do(opened, "orders", "orders.patch", values, record)
    after = read(sim, "orders.get", record.id)
    assert (after["notes"], after["externalReference"]) == ("Call first", None)
    await do(opened, "orders", "orders.patch", {**record.values, "notes": "Later"}, record)
    assert sim.requests(operation="orders.patch")[-1]["body_keys"] == ["notes"]


async def test_deleting_many_tells_which_the_order_book_keeps(
    opened: OpenDispatch, sim: Simulator
) -> None:
    (kept,) = (await page(opened, "orders", status="delivered"))[:1]
    gone = await fetched(opened, "orders", waiting_orders(sim)[0])
    settled = await do(opened, "orders", "orders.delete_many", {}, kept, gone)
    assert settled.words.startswith("1 done, 1 refused")
    assert kept.id in settled.words
    again = await do(opened, "orders", "orders.delete_many", {}, gone)
    assert again.words, "what is gone already is what was wanted"
    with pytest.raises(RejectedError):
        await do(opened, "orders", "orders.delete_many", {}, kept)


async def test_a_lost_deletion_of_several_is_found_when_all_are_gone(
    opened: OpenDispatch, sim: Simulator
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    records = [await fetched(opened, "orders", one) for one in waiting_orders(sim)[:2]]
    intent = intent_of(opened, "orders", "orders.delete_many", {}, records)
    tell(sim, "orders.delete_many", {"orderIds": [records[0].id]})
    assert await acts.find("send", intent, {}, SINCE) == ()
    tell(sim, "orders.delete_many", {"orderIds": [records[1].id]})
    (match,) = await acts.find("send", intent, {}, SINCE)
    assert match.ours


async def test_shipments_are_paged_and_filtered_by_their_own_words(
    opened: OpenDispatch, sim: Simulator
) -> None:
    found = await records_of(opened).fetch_page("shipments", RecordQuery())
    assert (len(found.records), found.total, found.more) == (100, 120, True)
    await page(opened, "shipments", **{"from": "2024-03-01", "to": "2099-03-31"}, status="failed")
    assert sim.requests(operation="shipments.list")[-1]["query"] == [
        ["page", "1"],
        ["perPage", "100"],
        ["from", "2024-03-01"],
        ["to", "2099-03-31"],
        ["status", "failed"],
    ]


async def test_a_shipment_of_nobody_is_made_with_whole_addresses(
    opened: OpenDispatch, sim: Simulator
) -> None:
    side = {"name": "Jan", "street": "Prosta 5", "city": "Warszawa", "postcode": "00-838"}
    values = {
        "customer_id": first_customer(sim),
        "reference": "SHOP-90002",
        "packages": [{"weight": "1"}],
        **{f"sender_{name}": text for name, text in side.items()},
        **{f"recipient_{name}": text for name, text in side.items()},
    }
    settled = await do(opened, "shipments", "shipments.create", values)
    made = read(sim, "shipments.get", settled.facts["id"])
    assert made["recipient"]["postalCode"] == "00-838"
    assert made["reference"] == "SHOP-90002"


async def test_a_tracking_number_is_written_without_losing_the_rest(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "shipments", registered_shipment(sim))
    before = read(sim, "shipments.get", record.id)
    values = {"number": "620012345678901234567890"}
    await do(opened, "shipments", "shipments.replace", values, record)
    after = read(sim, "shipments.get", record.id)
    assert after["trackingNumber"] == "620012345678901234567890"
    same = ("carrier", "reference", "serviceLevel")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    for side in ("sender", "recipient"):
        assert before[side].items() <= after[side].items()
    assert before["packages"][0].items() <= after["packages"][0].items()
    keys = set(sim.requests(operation="shipments.replace")[0]["body_keys"])
    assert "customerId" in keys
    assert not keys & {"status", "guid", "cost", "events"}


async def test_scans_are_told_oldest_first_whatever_order_they_come_in(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "shipments", registered_shipment(sim))
    late, early, timeless = (
        {"status": "delivered", "timestamp": "2024-03-02T00:30:00+02:00"},
        {"status": "in_transit", "createdAt": "2024-03-01T22:00:00Z", "location": "Hub North"},
        {"status": "lost", "timestamp": None},
    )
    sim.fault("shipments.traces", "set_fields", values={"data": [timeless, late, early]})
    traces = await ask(opened, "shipments", "shipments.traces", {}, record)
    assert [row.values["status"] for row in traces.rows] == ["in_transit", "delivered", "lost"]
    assert traces.rows[0].values["where"] == "Hub North"


async def test_dates_traces_and_numbers_of_shipments(opened: OpenDispatch, sim: Simulator) -> None:
    record = await fetched(opened, "shipments", registered_shipment(sim))
    await do(opened, "shipments", "shipments.dates", {"delivery_date": "2099-03-15"}, record)
    assert read(sim, "shipments.get", record.id)["deliveryDate"].startswith("2099-03-15")
    traces = await ask(opened, "shipments", "shipments.traces", {}, record)
    assert traces.rows[0].values["status"] == "pending"
    assert traces.rows[0].values["at"]
    overview = await ask(opened, "shipments", "shipments.overview")
    told = {row.values["name"]: row.values["value"] for row in overview.rows}
    assert told["total"] == "120"


async def test_shipments_are_deleted_one_by_one_or_together(
    opened: OpenDispatch, sim: Simulator
) -> None:
    one = await fetched(opened, "shipments", registered_shipment(sim))
    await do(opened, "shipments", "shipments.delete", {}, one)
    other = await fetched(opened, "shipments", registered_shipment(sim))
    await do(opened, "shipments", "shipments.delete_many", {}, other)
    left = {row["guid"] for row in listed(sim, "shipments.list", perPage="100")}
    assert not left & {one.id, other.id}
    (way,) = (await page(opened, "shipments", status="in_transit"))[:1]
    with pytest.raises(RejectedError):
        await do(opened, "shipments", "shipments.delete", {}, way)
