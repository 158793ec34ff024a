"""Business, shops, workflows, delivery runs and vehicles, as a desk uses them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shipdesk.domain.record import Record, RecordQuery
from shipdesk.domain.record_rules import narrowed, why_not
from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.dispatch.ask import Ask
from shipdesk.providers.dispatch.business import Business
from shipdesk.providers.dispatch.integrations import Integrations
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.tables import load_table
from tests.providers.dispatch.acting import ask, do, fetched, intent_of, page, records_of
from tests.providers.dispatch.at_dispatch import listed, read
from tests.support.simulator import Simulator

SINCE = datetime(2024, 3, 1, tzinfo=UTC)
BUSY_RUN = "d1000000-0000-4000-8000-000000000001"
READY_RUN = "d1000000-0000-4000-8000-000000000002"
COMPLETED_RUN = "d1000000-0000-4000-8000-000000000005"
FREE_VEHICLE = "ca000000-0000-4000-8000-000000000003"
NEW_KIND_OF_SHOP = "1e000000-0000-4000-8000-0000000000a4"
DRIVER = "da000000-0000-4000-8000-000000000001"


async def test_the_profile_is_one_record_and_is_sent_back_whole(
    opened: OpenDispatch, sim: Simulator
) -> None:
    sim.knobs(business_put_clears=True)
    before = read(sim, "business.me")
    (record,) = await page(opened, "business")
    assert record.values["currency"] == "EUR"
    await do(opened, "business", "business.update", {"phone": "+48600100200"}, record)
    after = read(sim, "business.me")
    assert after["phone"] == "+48600100200"
    assert (after["name"], after["email"]) == (before["name"], before["email"])
    assert before["address"].items() <= after["address"].items()
    assert "guid" in sim.requests(operation="business.update")[0]["body_keys"]


async def test_defaults_and_tokens_are_told_without_secrets(opened: OpenDispatch) -> None:
    defaults = await ask(opened, "business", "business.defaults")
    told = {row.values["name"]: row.values.get("value") for row in defaults.rows}
    assert told["defaultServiceLevel"] == "standard"
    tokens = await ask(opened, "business", "business.tokens")
    assert {row.title for row in tokens.rows} >= {"ShipDesk", "Old integration"}


async def test_a_new_token_is_asked_once_and_only_its_secret_is_handed_on(
    opened: OpenDispatch, sim: Simulator
) -> None:
    settled = await do(opened, "business", "business.new_token", {"description": "Desk 2"})
    assert settled.secrets["token"].startswith("eyJ")
    assert settled.secrets["token"] not in f"{settled.facts}{settled.words}{settled}"
    assert len(sim.requests(operation="business.new_token")) == 1
    tokens = await ask(opened, "business", "business.tokens")
    assert tokens.rows[0].title == "Desk 2"


async def test_an_answer_without_the_token_is_not_taken_for_done(
    opened: OpenDispatch, sim: Simulator
) -> None:
    sim.fault("business.new_token", "empty_body", times=-1)
    with pytest.raises(UnexpectedReplyError):
        await do(opened, "business", "business.new_token")
    assert len(sim.requests(operation="business.new_token")) == 1


async def test_a_bare_boolean_is_an_answer(opened: OpenDispatch) -> None:
    business = Business(Ask(opened.client.api, load_table("dispatch")))
    answer = await business.soft_check(query=(("emailAddress", "nobody@example.test"),))
    assert answer.content is False


async def test_registering_and_subscribing_are_methods_that_no_page_offers(
    opened: OpenDispatch,
) -> None:
    asks = Ask(opened.client.api, load_table("dispatch"))
    made = await Business(asks).register(body={"name": "B", "email": "b@example.test"})
    assert made.content
    keys = {"endpoint": "https://push.example.test/1", "keys": {"p256dh": "a", "auth": "b"}}
    assert (await Integrations(asks).push_subscription(body=keys)).content is None
    offered = {op for kind in records_of(opened).kinds for op in (act.op for act in kind.acts)}
    hidden = {"business.register", "business.soft_check", "integrations.push_subscription"}
    assert not offered & hidden


async def test_a_shop_is_connected_disabled_and_removed(
    opened: OpenDispatch, sim: Simulator
) -> None:
    values = {
        "provider_id": NEW_KIND_OF_SHOP,
        "provider_type": "ecommerce",
        "store_url": "https://shop.example.test",
        "api_key": "made-up",
        "api_secret": "made-up",
        "imports": "true",
    }
    made = await do(opened, "integrations", "integrations.configure", values)
    record = await fetched(opened, "integrations", made.facts["id"])
    assert (record.values["status"], record.values["imports"]) == ("active", "true")
    assert "made-up" not in str(record)
    act = records_of(opened).table("integrations").acts["integrations.disable"].act
    assert not why_not(act, [record])
    await do(opened, "integrations", "integrations.disable", {}, record)
    disabled = await fetched(opened, "integrations", record.id)
    assert why_not(act, [disabled])
    await do(opened, "integrations", "integrations.remove", {}, disabled)
    assert record.id not in {row["guid"] for row in listed(sim, "integrations.list")}


async def test_a_lost_disabling_is_found_by_the_shops_status(
    opened: OpenDispatch, sim: Simulator
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    record = (await page(opened, "integrations"))[0]
    intent = intent_of(opened, "integrations", "integrations.disable", {}, [record])
    assert await acts.find("send", intent, {}, SINCE) == ()
    read(sim, "integrations.disable", record.id)
    assert len(await acts.find("send", intent, {}, SINCE)) == 1


async def test_a_shop_with_an_insecure_address_is_refused_by_field(opened: OpenDispatch) -> None:
    values = {
        "provider_id": NEW_KIND_OF_SHOP,
        "provider_type": "ecommerce",
        "store_url": "ftp://shop",
        "api_key": "a",
        "api_secret": "b",
    }
    with pytest.raises(RejectedError) as caught:
        await do(opened, "integrations", "integrations.configure", values)
    assert "credentials.storeUrl" in caught.value.fields


async def test_workflows_are_listed_for_one_kind_of_thing(
    opened: OpenDispatch, sim: Simulator
) -> None:
    records = await page(opened, "workflows", entity_type="shipment")
    assert {each.values["entity_type"] for each in records} == {"shipment"}
    assert sim.requests(operation="workflows.configured")[-1]["path"].endswith(
        "/workflows/shipment/configured"
    )
    triggers = await ask(opened, "workflows", "workflows.triggers", {"entity_type": "order"})
    assert "order.created" in {row.title for row in triggers.rows}


async def test_a_workflow_is_made_switched_and_deleted(
    opened: OpenDispatch, sim: Simulator
) -> None:
    values = {
        "name": "Tell me",
        "entity_type": "order",
        "trigger": "order.created",
        "enabled": "true",
        "actions": [{"type": "email"}],
    }
    made = await do(opened, "workflows", "workflows.configure", values)
    record = await _workflow(opened, made.facts["id"])
    assert record.values["enabled"] == "true"
    await do(opened, "workflows", "workflows.toggle", {}, record)
    assert (await _workflow(opened, record.id)).values["enabled"] == "false"
    again = {**values, "name": "Tell us", "instead": record.id}
    await do(opened, "workflows", "workflows.configure", again)
    assert (await _workflow(opened, record.id)).title == "Tell us"
    await do(opened, "workflows", "workflows.delete", {}, record)
    left = listed(sim, "workflows.configured", "order")
    assert record.id not in {row["guid"] for row in left}


async def _workflow(opened: OpenDispatch, workflow_id: str) -> Record:
    records = await page(opened, "workflows", entity_type="order")
    return next(each for each in records if each.id == workflow_id)


async def test_runs_are_gathered_from_shipments_and_from_what_was_seen(
    opened: OpenDispatch,
) -> None:
    found = await records_of(opened).fetch_page("runs", RecordQuery())
    seen = {each.id for each in found.records}
    assert {BUSY_RUN, READY_RUN} <= seen
    assert COMPLETED_RUN not in seen
    gone = "d1000000-0000-4000-8000-00000000ffff"
    query = RecordQuery(known=(COMPLETED_RUN, gone))
    more = await records_of(opened).fetch_page("runs", query)
    assert COMPLETED_RUN in {each.id for each in more.records}
    assert gone not in {each.id for each in more.records}


async def test_a_run_is_made_of_shipments_that_are_in_none(
    opened: OpenDispatch,
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    chosen = (await page(opened, "unassigned"))[:2]
    values = {
        "name": "North",
        "planned": "2099-03-14T08:00:00Z",
        "driver_id": DRIVER,
        "vehicle_id": FREE_VEHICLE,
    }
    intent = intent_of(opened, "unassigned", "dispatch.create", values, chosen)
    assert await acts.find("send", intent, {}, SINCE) == ()
    made = await do(opened, "unassigned", "dispatch.create", values, *chosen)
    run = await fetched(opened, "runs", made.facts["id"])
    assert (run.title, run.values["status"]) == ("North", "draft")
    assert {line.id for line in run.parts["shipments"]} == {each.id for each in chosen}
    assert len(await acts.find("send", intent, {}, SINCE)) == 1
    act = records_of(opened).table("unassigned").acts["dispatch.create"].act
    assert why_not(act, [await fetched(opened, "unassigned", chosen[0].id)])
    await do(opened, "runs", "dispatch.delete", {}, run)


async def test_a_run_is_changed_without_losing_driver_vehicle_or_shipments(
    opened: OpenDispatch, sim: Simulator
) -> None:
    run = await fetched(opened, "runs", READY_RUN)
    act = records_of(opened).table("runs").acts["dispatch.update"].act
    (status,) = [each for each in narrowed(act, [run]).fields if each.name == "status"]
    assert {code for code, _ in status.choices} == {"ready", "draft", "in_progress", "cancelled"}
    before = read(sim, "dispatch.get", READY_RUN)
    await do(opened, "runs", "dispatch.update", {"name": "South", "status": "draft"}, run)
    after = read(sim, "dispatch.get", READY_RUN)
    assert (after["name"], after["status"]) == ("South", "draft")
    for name in ("driver", "vehicle", "shipments"):
        assert after[name] == before[name]


async def test_a_shipment_is_taken_out_of_a_run(opened: OpenDispatch, sim: Simulator) -> None:
    run = await fetched(opened, "runs", READY_RUN)
    line = run.parts["shipments"][0]
    await do(opened, "runs", "dispatch.remove_shipment", {}, run, part=line.id)
    assert set(sim.requests(operation="dispatch.remove_shipment")[0]["body_keys"]) == {
        "dispatchId",
        "shipmentId",
    }
    assert read(sim, "shipments.get", line.id)["dispatchId"] is None


async def test_a_run_on_its_way_is_not_deleted(opened: OpenDispatch) -> None:
    run = await fetched(opened, "runs", BUSY_RUN)
    act = records_of(opened).table("runs").acts["dispatch.delete"].act
    assert why_not(act, [run]) == "The run is on its way: end it first."
    with pytest.raises(RejectedError) as caught:
        await do(opened, "runs", "dispatch.delete", {}, run)
    assert caught.value.code == "CONFLICT"


async def test_a_route_its_story_and_the_run_of_a_shipment(opened: OpenDispatch) -> None:
    run = await fetched(opened, "runs", BUSY_RUN)
    route = await ask(opened, "runs", "route.get", {}, run)
    assert [row.values["place"] for row in route.rows] == ["1", "2", "3"]
    story = await ask(opened, "runs", "route.timeline", {}, run)
    assert story.rows[0].values["kind"] == "started"
    shipment = await fetched(opened, "shipments", run.parts["shipments"][0].id)
    found = await ask(opened, "shipments", "dispatch.by_shipment", {}, shipment)
    told = {row.values["name"]: row.values.get("value") for row in found.rows}
    assert told["guid"] == BUSY_RUN
    numbers = await ask(opened, "runs", "dispatch.overview")
    assert {row.values["name"] for row in numbers.rows} >= {"totalDispatches", "onTimeRate"}


async def test_vehicles_stand_in_one_list_with_their_last_position(
    opened: OpenDispatch, sim: Simulator
) -> None:
    records = await page(opened, "vehicles")
    assert sim.requests(operation="vehicles.list")[0]["query"] == []
    by_name = {each.title: each.values for each in records}
    assert len(by_name) == 4
    assert by_name["Van 1"]["latitude"].startswith("50.")
    assert by_name["Van 1"]["position_at"]
    assert "latitude" not in next(each.values for each in records if each.id == FREE_VEHICLE)


async def test_vehicles_are_listed_where_positions_are_not_told(
    opened: OpenDispatch, sim: Simulator
) -> None:
    sim.fault("vehicles.location", "403", times=-1)
    assert len(await page(opened, "vehicles")) == 4


async def test_a_vehicle_is_made_changed_and_deleted(opened: OpenDispatch, sim: Simulator) -> None:
    values = {"name": "Van 9", "plate": "KR 00009", "type": "van", "year": "2023", "load": "900"}
    made = await do(opened, "vehicles", "vehicles.create", values)
    record = next(each for each in await page(opened, "vehicles") if each.id == made.facts["id"])
    changed = {**record.values, "status": "maintenance"}
    await do(opened, "vehicles", "vehicles.update", changed, record)
    assert set(sim.requests(operation="vehicles.update")[0]["body_keys"]) == {"guid", "status"}
    await do(opened, "vehicles", "vehicles.delete", {}, record)
    assert record.id not in {each.id for each in await page(opened, "vehicles")}
    with pytest.raises(RejectedError) as caught:
        await do(opened, "vehicles", "vehicles.create", {**values, "plate": _plate(sim)})
    assert caught.value.code == "CONFLICT"


def _plate(sim: Simulator) -> str:
    return str(listed(sim, "vehicles.list")[0]["licensePlate"])


async def test_where_a_vehicle_was_and_its_trips(opened: OpenDispatch, sim: Simulator) -> None:
    record = next(each for each in await page(opened, "vehicles") if each.title == "Van 1")
    asked = {"from": "2024-03-14T08:00:00Z"}
    where = await ask(opened, "vehicles", "vehicles.location", asked, record)
    told = {row.values["name"]: row.values.get("value") for row in where.rows}
    assert told["currentLocation.latitude"]
    assert sim.requests(operation="vehicles.location")[-1]["query"] == [
        ["from", "2024-03-14T08:00:00Z"]
    ]
    trips = await ask(opened, "vehicles", "vehicles.history", {}, record)
    assert trips.rows[0].values["distance"]


async def test_a_tracker_is_added_once(opened: OpenDispatch) -> None:
    values = {"name": "Tracker 9", "serial": "SN-9", "vehicle_id": FREE_VEHICLE}
    await do(opened, "devices", "tracking.add_device", values)
    assert "SN-9" in {each.values["serial"] for each in await page(opened, "devices")}
    with pytest.raises(RejectedError):
        await do(opened, "devices", "tracking.add_device", values)


async def test_designed_lists_are_told_as_not_offered(opened: OpenDispatch, sim: Simulator) -> None:
    sim.knobs(designed_endpoints=False)
    with pytest.raises(RejectedError):
        await page(opened, "integrations")
    assert opened.provider.capabilities.why_not("integrations.list")
