"""InPost's operations that record pages offer, each once; those of shipping stand apart."""

from __future__ import annotations

from typing import Any

from tests.contract.bench import Bench
from tests.contract.samples import RecordSample, Sample
from tests.providers.shipx import at_inpost
from tests.support.simulator import SHIPX_ORGANIZATION

ORGANIZATION = str(SHIPX_ORGANIZATION)
MPK, ADDRESS, TEMPLATE, DISPATCH_POINT = "401", "501", "601", "55"
_PAGE = ("page", "per_page")


async def paid(bench: Bench) -> str:
    """A paid shipment to a locker."""
    return at_inpost.made(bench.sim)


async def paid_to_door(bench: Bench) -> str:
    """A paid shipment by courier."""
    return at_inpost.made(bench.sim, at_inpost.COURIER)


async def with_offers(bench: Bench) -> str:
    """A shipment whose offers are ready, none chosen."""
    return at_inpost.offered(bench.sim)


async def with_a_choice(bench: Bench) -> str:
    """A shipment whose offer is chosen and not paid."""
    return at_inpost.chosen(bench.sim)


async def batch(bench: Bench) -> str:
    """A batch of one shipment."""
    path = f"/v1/organizations/{ORGANIZATION}/batches"
    body = {"shipments": [{"id": "1", **at_inpost.LOCKER}]}
    return str(at_inpost.sent(bench.sim, "POST", path, body)["id"])


def record(op: str, kind: str, client: str, **given: Any) -> RecordSample:
    """Return a sample of InPost."""
    return RecordSample("shipx", op, kind, client, **given)


ENTRY = {
    "name": "Nowy Odbiorca",
    "company": "Nowy Odbiorca SA",
    "phone": "511622733",
    "email": "nowy@example.com",
    "street": "Długa",
    "building": "15/8",
    "postcode": "80-831",
    "city": "Gdańsk",
    "country": "PL",
    "sender_courier": "false",
    "kind": "receiver",
}
ITEM = {
    "item": "A",
    "service": "inpost_locker_standard",
    "first_name": "Ewa",
    "last_name": "Zielińska",
    "phone": "500600700",
    "email": "ewa@example.com",
    "locker": "KRA010",
    "sending_method": "any_point",
    "template": "small",
    "reference": "ZAM-2201",
}
# What is not there any more need not be deleted: told as done.
GONE = {"call 404": "", "state 404": "done"}
PAPER = {"format": "Pdf", "page": "A6"}

SAMPLES: tuple[Sample, ...] = (
    record(
        "organizations.list",
        "organizations",
        "Organizations.list",
        answers={"name": "Glinka"},
        keys=(*_PAGE, "name"),
    ),
    record("organizations.get", "organizations", "Organizations.get", record=ORGANIZATION),
    record(
        "organizations.statistics", "organizations", "Organizations.statistics", record=ORGANIZATION
    ),
    record("organizations.users", "users", "Organizations.users", keys=_PAGE),
    record(
        "reports.cod",
        "organizations",
        "Reports.cod",
        answers={"first_day": "2026-03-01", "last_day": "2026-03-31"},
        keys=("format", "start_date", "end_date"),
    ),
    record(
        "shipments.list",
        "shipments",
        "ShipmentRecords.list",
        answers={"status": "confirmed", "since": "2026-03-14", "receiver_city": "Gdańsk"},
        keys=(*_PAGE, "status", "created_at_gteq", "receiver_city"),
    ),
    record("shipments.get", "shipments", "ShipmentRecords.get", record=paid),
    record(
        "shipments.get_in_organization",
        "shipments",
        "ShipmentRecords.get_in_organization",
        record=paid,
    ),
    record(
        "shipments.select_offers",
        "shipments",
        "ShipmentRecords.select_offers",
        record=with_offers,
        answers={"service": "inpost_locker_standard"},
        keys=("shipments[].id", "shipments[].shipment_id", "shipments[].offer_id"),
        quiet=True,
    ),
    record(
        "shipments.bulk_buy",
        "shipments",
        "ShipmentRecords.bulk_buy",
        record=with_a_choice,
        keys=("shipments[].id", "shipments[].shipment_id", "shipments[].offer_id"),
        quiet=True,
    ),
    record("tracking.service_history", "shipments", "ShipmentRecords.service_history", record=paid),
    record(
        "labels.list",
        "shipments",
        "LabelFiles.list",
        record=paid,
        answers=PAPER,
        keys=("shipment_ids[]", "format", "type"),
    ),
    record(
        "labels.list_by_body",
        "shipments",
        "LabelFiles.list_by_body",
        record=paid,
        answers=PAPER,
        keys=("shipment_ids", "format", "type"),
    ),
    record(
        "labels.return_list",
        "shipments",
        "LabelFiles.return_list",
        record=paid_to_door,
        keys=("shipment_ids[]", "format"),
    ),
    record(
        "labels.return_get",
        "shipments",
        "LabelFiles.return_get",
        record=paid_to_door,
        keys=("format",),
    ),
    record(
        "batches.create",
        "batches",
        "Batches.create",
        answers={"shipments": [ITEM]},
        keys=(
            "shipments[].id",
            "shipments[].service",
            "shipments[].receiver.phone",
            "shipments[].custom_attributes.target_point",
            "shipments[].parcels.template",
        ),
    ),
    record("batches.get", "batches", "Batches.get", record=batch),
    record("dispatch_points.list", "dispatch_points", "DispatchPoints.list", keys=_PAGE),
    record("dispatch_points.get", "dispatch_points", "DispatchPoints.get", record=DISPATCH_POINT),
    record(
        "points.list",
        "points",
        "Offers.points",
        answers={"near_postcode": "30-702", "reach": "5000", "abilities": "parcel_collect"},
        keys=(*_PAGE, "relative_post_code", "max_distance", "functions"),
    ),
    record("points.get", "points", "Offers.point", record="KRA010"),
    record("services.list", "services", "Offers.services"),
    record(
        "sending_methods.list",
        "services",
        "Offers.sending_methods",
        record="inpost_locker_standard",
        keys=("service",),
    ),
    record("statuses.list", "statuses", "Offers.statuses", keys=("lang",)),
    record("mpks.list", "mpks", "CostCentreRecords.list", keys=_PAGE),
    record("mpks.get", "mpks", "CostCentreRecords.get", record=MPK),
    record(
        "mpks.create",
        "mpks",
        "CostCentreRecords.create",
        answers={"name": "Targi", "description": "Sprzedaż na targach"},
        keys=("name", "description"),
    ),
    record(
        "mpks.update",
        "mpks",
        "CostCentreRecords.update",
        record=MPK,
        answers={"name": "Sklep", "description": "Sprzedaż w sieci"},
        keys=("name", "description"),
    ),
    record("address_books.list", "address_books", "AddressBook.list", keys=_PAGE),
    record("address_books.get", "address_books", "AddressBook.get", record=ADDRESS),
    record(
        "address_books.create",
        "address_books",
        "AddressBook.create",
        answers=ENTRY,
        keys=("name", "company_name", "phone", "main_address.post_code", "kind"),
    ),
    record(
        "address_books.update",
        "address_books",
        "AddressBook.update",
        record=ADDRESS,
        answers=ENTRY,
        keys=("name", "phone", "main_address.street", "sender_parcel"),
    ),
    record(
        "address_books.delete",
        "address_books",
        "AddressBook.delete",
        record=ADDRESS,
        quiet=True,
        other=GONE,
    ),
    record("shipment_templates.list", "shipment_templates", "ShipmentTemplates.list", keys=_PAGE),
    record(
        "shipment_templates.get", "shipment_templates", "ShipmentTemplates.get", record=TEMPLATE
    ),
    record(
        "shipment_templates.create",
        "shipment_templates",
        "ShipmentTemplates.create",
        answers={"name": "Kurier", "service": "inpost_courier_standard", "size": "medium"},
        keys=("name", "service", "parcels.template"),
    ),
    record(
        "shipment_templates.update",
        "shipment_templates",
        "ShipmentTemplates.update",
        record=TEMPLATE,
        answers={"name": "Mały paczkomat", "size": "small"},
        keys=("name", "service", "parcels.template"),
    ),
    record(
        "shipment_templates.delete",
        "shipment_templates",
        "ShipmentTemplates.delete",
        record=TEMPLATE,
        quiet=True,
        other=GONE,
    ),
    record("file_mappings.list", "file_mappings", "Reports.file_mappings", keys=_PAGE),
    record("file_mappings.export", "file_mappings", "Reports.file_mappings_export"),
)
