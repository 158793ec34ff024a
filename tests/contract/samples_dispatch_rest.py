"""Dispatch's operations on the business, shops, workflows, runs and vehicles, each once."""

from __future__ import annotations

from typing import Any, cast

from shipdesk.providers.dispatch.ask import Ask
from shipdesk.providers.dispatch.business import Business
from shipdesk.providers.dispatch.integrations import Integrations
from shipdesk.providers.dispatch.provider import OpenDispatch
from tests.contract.bench import Bench
from tests.contract.samples import PlainSample, RecordSample, Sample
from tests.providers.dispatch.at_dispatch import listed, read

BUSY_RUN = "d1000000-0000-4000-8000-000000000001"
READY_RUN = "d1000000-0000-4000-8000-000000000002"
DRAFT_RUN = "d1000000-0000-4000-8000-000000000003"
SHOP = "1e000000-0000-4000-8000-000000000001"
NEW_KIND_OF_SHOP = "1e000000-0000-4000-8000-0000000000a4"
WORKFLOW = "3f000000-0000-4000-8000-000000000003"
TRACKED_VEHICLE = "ca000000-0000-4000-8000-000000000002"
FREE_VEHICLE = "ca000000-0000-4000-8000-000000000003"
DRIVER = "da000000-0000-4000-8000-000000000001"
GONE = {"call 404": "", "state 404": "done"}
"""What is gone already is what a deletion wanted (§ 5)."""


def record(op: str, kind: str, client: str, **given: Any) -> RecordSample:
    """Return a sample of Dispatch; its writes promise no content (§ 2.3, rule 4)."""
    return RecordSample("dispatch", op, kind, client, **{"quiet": True, **given})


def ask(bench: Bench) -> Ask:
    """Return what sends a request of the account."""
    bench.provider("dispatch")
    opened = cast("OpenDispatch", bench.opened["dispatch"])
    return Ask(opened.api, bench.table("dispatch"))


async def free_shipment(bench: Bench) -> str:
    """A shipment that is in no run."""
    return str(listed(bench.sim, "shipments.unassigned")[0]["guid"])


async def taken_shipment(bench: Bench) -> str:
    """A shipment of the run that is ready."""
    return str(read(bench.sim, "dispatch.get", READY_RUN)["shipments"][0]["guid"])


async def _register(bench: Bench) -> object:
    body = {"name": "Another", "email": "another@example.test"}
    return await Business(ask(bench)).register(body=body)


async def _soft_check(bench: Bench) -> object:
    query = (("emailAddress", "nobody@example.test"),)
    return await Business(ask(bench)).soft_check(query=query)


async def _subscribe(bench: Bench) -> object:
    body = {"endpoint": "https://push.example.test/1", "keys": {"p256dh": "a", "auth": "b"}}
    return await Integrations(ask(bench)).push_subscription(body=body)


def _business() -> tuple[Sample, ...]:
    def at(op: str, **given: Any) -> Sample:
        return record(f"business.{op}", "business", f"Business.{op}", **given)

    return (
        at("me"),
        PlainSample(
            "dispatch", "business.register", "Business.register", "quiet_write", _register,
            keys=("name", "email"),
            missing="the reference says that registering a business is not for this client (§ 7)",
        ),
        at("update", record="business", answers={"phone": "+48600100200"},
           keys=("guid", "name", "phone", "settings.currency")),
        PlainSample(
            "dispatch", "business.soft_check", "Business.soft_check", "read", _soft_check,
            keys=("emailAddress",),
            missing="it reveals who is registered: the reference forbids to show it (§ 8.5)",
        ),
        at("defaults"),
        # Without the token in its answer nobody can go on.
        at("new_token", quiet=False, answers={"description": "Desk 2"}, keys=("description",)),
        at("tokens"),
    )  # fmt: skip


def _integrations() -> tuple[Sample, ...]:
    opens = {
        "provider_id": NEW_KIND_OF_SHOP, "provider_type": "ecommerce", "api_key": "made-up",
        "api_secret": "made-up", "store_url": "https://shop.example.test", "imports": "true",
    }  # fmt: skip

    def at(op: str, **given: Any) -> Sample:
        return record(f"integrations.{op}", "integrations", f"Integrations.{op}", **given)

    def flow(op: str, **given: Any) -> Sample:
        return record(f"workflows.{op}", "workflows", f"Workflows.{op}", **given)

    return (
        at("list"),
        at("get", record=SHOP),
        at("configure", answers=opens,
           keys=("providerId", "providerType", "credentials.apiKey", "credentials.storeUrl",
                 "settings.autoImportOrders")),
        at("disable", record=SHOP),
        at("remove", record=SHOP, other=GONE),
        PlainSample(
            "dispatch", "integrations.push_subscription", "Integrations.push_subscription",
            "quiet_write", _subscribe, keys=("endpoint", "keys.p256dh", "keys.auth"),
            missing="a browser's push subscription is of no use to a desktop program (§ 8.6)",
        ),
        flow("triggers", answers={"entity_type": "shipment"}),
        flow("configured", answers={"entity_type": "order"}),
        flow("configure",
             answers={"name": "Tell me", "entity_type": "order", "trigger": "order.created",
                      "enabled": "true", "actions": [{"type": "email"}]},
             keys=("name", "entityType", "trigger", "isEnabled", "actions[].type")),
        flow("toggle", record=WORKFLOW),
        flow("delete", record=WORKFLOW, other=GONE),
    )  # fmt: skip


def _runs() -> tuple[Sample, ...]:
    plan = {"name": "North", "planned": "2099-03-14T08:00:00Z", "driver_id": DRIVER,
            "vehicle_id": FREE_VEHICLE}  # fmt: skip

    def at(op: str, method: str, kind: str = "runs", **given: Any) -> Sample:
        return record(op, kind, f"Runs.{method}", **given)

    return (
        at("dispatch.overview", "overview"),
        at("dispatch.create", "create", "unassigned", record=free_shipment, answers=plan,
           keys=("name", "plannedDate", "driverId", "vehicleId", "shipmentIds")),
        at("dispatch.get", "get", record=READY_RUN),
        at("dispatch.update", "update", record=READY_RUN, answers={"name": "South"},
           keys=("guid", "name", "driverId", "vehicleId", "shipmentIds")),
        at("dispatch.delete", "delete", record=DRAFT_RUN, other=GONE),
        at("dispatch.remove_shipment", "remove_shipment", record=READY_RUN, part=taken_shipment,
           keys=("dispatchId", "shipmentId")),
        at("dispatch.by_shipment", "by_shipment", "shipments", record=taken_shipment),
        at("route.get", "route", record=BUSY_RUN),
        at("route.timeline", "timeline", record=BUSY_RUN),
    )  # fmt: skip


def _vehicles() -> tuple[Sample, ...]:
    van = {"name": "Van 9", "plate": "KR 00009", "type": "van", "make": "Ford", "year": "2023",
           "load": "900", "volume": "9.5"}  # fmt: skip

    def at(op: str, **given: Any) -> Sample:
        return record(f"vehicles.{op}", "vehicles", f"Vehicles.{op}", **given)

    return (
        at("list"),
        at("create", answers=van,
           keys=("name", "licensePlate", "type", "year", "capacity.weight", "capacity.volume")),
        at("update", record=FREE_VEHICLE, answers={"status": "maintenance"},
           keys=("guid", "status")),
        at("delete", record=FREE_VEHICLE, other=GONE),
        at("location", record=TRACKED_VEHICLE, answers={"from": "2024-03-14T08:00:00Z"},
           keys=("from",)),
        at("history", record=TRACKED_VEHICLE),
        record("tracking.devices", "devices", "Vehicles.devices"),
        record("tracking.add_device", "devices", "Vehicles.add_device",
               answers={"name": "Tracker 9", "serial": "SN-9", "vehicle_id": FREE_VEHICLE},
               keys=("name", "serialNumber", "vehicleId")),
    )  # fmt: skip


SAMPLES: tuple[Sample, ...] = (*_business(), *_integrations(), *_runs(), *_vehicles())
