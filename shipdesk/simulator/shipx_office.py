"""What can be asked of the Polish courier besides parcels: card boxes, batches and reports."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from aiohttp import web

from shipdesk.simulator import shipx_labels
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import invalid
from shipdesk.simulator.shipx_json import recipient_name
from shipdesk.simulator.shipx_lists import page_of
from shipdesk.simulator.shipx_records import ADDRESS, MAPPING, MPK, TEMPLATE, Record
from shipdesk.simulator.shipx_rules import WARSAW

_PER_PAGE = 30
_IDS = {MPK: "mpk_id", ADDRESS: "address_book_id", TEMPLATE: "shipment_template_id"}


def _list(kind: str) -> Act:
    def act(call: Call) -> web.Response:
        return page_of(
            call.book.records.of(kind, call.organization.id),
            call.query,
            {"name": lambda one, value: value.casefold() in str(one.fields["name"]).casefold()},
            {
                "id": lambda one: one.id,
                "name": lambda one: (str(one.fields["name"]), one.id),
                "created_at": lambda one: (one.created_at, one.id),
            },
            path=call.path,
            write=lambda one: one.resource(kind, call.base),
            owner_id=call.organization.owner_id,
            per_page=_PER_PAGE,
        )

    return act


def _create(kind: str) -> Act:
    def act(call: Call) -> web.Response:
        card = call.book.records.create(kind, call.organization.id, call.body)
        return web.json_response(card.resource(kind, call.base), status=201)

    return act


def _card(call: Call, kind: str) -> Record:
    return call.book.records.get(kind, call.id_in_path(_IDS[kind]), call.organization.id)


def _get(kind: str) -> Act:
    return lambda call: web.json_response(_card(call, kind).resource(kind, call.base))


def _update(kind: str) -> Act:
    def act(call: Call) -> web.Response:
        card = _card(call, kind)
        call.book.records.update(kind, card, call.body)
        return web.json_response(card.resource(kind, call.base))

    return act


def _delete(kind: str) -> Act:
    def act(call: Call) -> web.Response:
        call.book.records.delete(kind, _card(call, kind))
        return web.Response(status=204)

    return act


def _mappings_export(call: Call) -> web.Response:
    cards = call.book.records.of(MAPPING, call.organization.id)
    rows = [[card.fields["name"], ",".join(card.fields["columns"])] for card in cards]
    return _csv(["name", "columns"], rows, "file_mappings.csv")


def _create_batch(call: Call) -> web.Response:
    batches = call.book.batches
    batch = batches.create(call.organization.id, call.body)
    return web.json_response(batches.resource(batch, call.base), status=201)


def _batch(call: Call) -> web.Response:
    batches = call.book.batches
    batch = batches.get(call.id_in_path("batch_id"), call.organization.id)
    return web.json_response(batches.resource(batch, call.base))


def _statistics(call: Call) -> web.Response:
    """Counts by status and service; what the real service answers here is not known."""
    call.book.settle()
    mine = [
        one
        for one in call.book.shipments.values()
        if one.organization_id == call.organization.id and one.status != "canceled"
    ]
    return web.json_response(
        {
            "href": call.path,
            "organization_id": call.organization.id,
            "shipments_count": len(mine),
            "statuses": dict(sorted(Counter(one.status for one in mine).items())),
            "services": dict(sorted(Counter(one.service or "" for one in mine).items())),
        }
    )


def _cod_report(call: Call) -> web.Response:
    """The cash collected for parcels delivered from `start_date` to `end_date`, days of Warsaw."""
    if call.query.get("format", "csv").lower() != "csv":
        raise invalid({"format": ["unknown"]})
    start, end = _day(call, "start_date"), _day(call, "end_date")
    if start > end:
        raise invalid({"end_date": ["invalid"]})
    call.book.settle()
    rows: list[list[str]] = []
    for one in call.book.shipments.values():
        cod = one.amount("cod")
        at = next((event.at for event in one.events if event.status == "delivered"), None)
        if one.organization_id != call.organization.id or cod is None or at is None:
            continue
        day = at.astimezone(WARSAW).date()
        if start <= day <= end:
            number, reference = one.tracking_number or "", str(one.asked.get("reference") or "")
            name = recipient_name(one)
            rows.append([number, reference, name, f"{cod:.2f}", "PLN", day.isoformat()])
    head = ["tracking_number", "reference", "receiver", "amount", "currency", "delivered_at"]
    return _csv(head, rows, f"cod_{start}_{end}.csv")


def _day(call: Call, name: str) -> date:
    value = call.query.get(name, "")
    if not value:
        raise invalid({name: ["required"]})
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=WARSAW).date()
    except ValueError:
        raise invalid({name: ["invalid_format"]}) from None


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> web.Response:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    writer.writerows(rows)
    headers = {
        "Content-Type": "application/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return web.Response(body=text.getvalue().encode(), headers=headers)


def _return_label(call: Call) -> web.Response:
    file_format, _ = shipx_labels.asked_format(call.query.get("format", ""), "")
    return shipx_labels.return_labels(call.book, [call.shipment()], file_format)


def _return_labels(call: Call) -> web.Response:
    file_format, _ = shipx_labels.asked_format(call.query.get("format", ""), "")
    shipments = call.shipments("shipment_ids")
    return shipx_labels.return_labels(call.book, shipments, file_format)


def _card_acts(kind: str, *, deletable: bool) -> dict[str, Act]:
    acts: dict[str, Any] = {
        f"{kind}.list": _list(kind),
        f"{kind}.create": _create(kind),
        f"{kind}.get": _get(kind),
        f"{kind}.update": _update(kind),
    }
    return {**acts, f"{kind}.delete": _delete(kind)} if deletable else acts


ACTS: dict[str, Act] = {
    **_card_acts(MPK, deletable=False),
    **_card_acts(ADDRESS, deletable=True),
    **_card_acts(TEMPLATE, deletable=True),
    "file_mappings.list": _list(MAPPING),
    "file_mappings.export": _mappings_export,
    "batches.create": _create_batch,
    "batches.get": _batch,
    "organizations.statistics": _statistics,
    "reports.cod": _cod_report,
    "labels.return_get": _return_label,
    "labels.return_list": _return_labels,
}
"""Operation id to what it does, for callers with a token."""
