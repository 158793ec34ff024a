"""What the Polish courier tells anybody: tracking, statuses, points and services."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator import shipx_json
from shipdesk.simulator.endpoints import provider_table
from shipdesk.simulator.places import LOCKERS, Locker, locker
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_json import moment
from shipdesk.simulator.shipx_lists import strict_int

_LANGUAGES = {"pl_PL", "en_GB"}
_EARTH_M = 6_371_000
_MOST_POINTS = 500
_KNOWN = (
    "name", "type", "functions", "status", "city", "post_code", "province", "payment_available",
    "location_247", "virtual", "partner_id", "is_next", "relative_point", "relative_post_code",
    "max_distance", "limit", "fields",
)  # fmt: skip


def _tracking(call: Call) -> web.Response:
    number = call.parts["tracking_number"]
    found = call.book.by_tracking_number(number)
    if found is None or not found.events:
        raise Refusal(
            "resource_not_found",
            message=f"Tracking information about {number} shipment has not been found.",
            described=True,
            null_details=True,
        )
    return web.json_response(shipx_json.tracking(found, number))


def _service_history(call: Call) -> web.Response:
    number = call.parts["tracking_number"]
    found = call.book.by_tracking_number(number)
    if found is None:
        raise Refusal("resource_not_found", described=True, null_details=True)
    return web.json_response(
        {
            "href": f"{call.base}/v1/tracking/{number}/service_history",
            "id": number,
            "service_history": {
                "last_service": found.service,
                "updated_at": moment(found.updated_at),
            },
        }
    )


def _statuses(call: Call) -> web.Response:
    language = call.query.get("lang", "pl_PL")
    if language not in _LANGUAGES:
        raise Refusal(
            "invalid_parameter",
            message=f"Language {language} is not supported.",
            described=True,
        )
    polish = language == "pl_PL"
    items = [
        {
            "name": name,
            "title": entry["title" if polish else "title_en"],
            "description": entry["description" if polish else "title_en"],
        }
        for name, entry in provider_table("shipx")["statuses"].items()
    ]
    return web.json_response({"href": f"{call.path}?lang={language}", "items": items})


def _services(_call: Call) -> web.Response:
    return web.json_response(
        [
            {
                "id": service_id,
                "name": service.name,
                "description": service.description,
                "additional_services": [
                    {"id": one, "name": catalogue.EXTRAS[one], "description": catalogue.EXTRAS[one]}
                    for one in service.extras
                ],
            }
            for service_id, service in catalogue.SERVICES.items()
        ]
    )


def _sending_methods(call: Call) -> web.Response:
    service = call.query.get("service")
    if service and service not in catalogue.SERVICES:
        raise invalid({"service": ["unknown"]})
    allowed = catalogue.methods_of(service) if service else tuple(catalogue.SENDING_METHODS)
    return web.json_response(
        [
            {"id": one, "name": name, "description": name}
            for one, name in catalogue.SENDING_METHODS.items()
            if one in allowed
        ]
    )


def _point(call: Call) -> web.Response:
    found = locker(call.parts["name"])
    if found is None:
        raise Refusal("resource_not_found")
    closed = found.code in call.book.circumstances().closed_points
    return web.json_response(shipx_json.point(found, call.base, closed=closed))


def _points(call: Call) -> web.Response:
    query = call.query
    page = max(strict_int(query, "page", 1), 1)
    size = min(max(strict_int(query, "per_page", 25), 1), _MOST_POINTS)
    closed = call.book.circumstances().closed_points
    rows = [(point, None) for point in LOCKERS if _wanted(call, point, point.code in closed)]
    measured = _measured(call, [point for point, _ in rows])
    shown = measured if measured is not None else rows
    keys = {
        "name": lambda row: row[0].code,
        "status": lambda row: (row[0].code in closed, row[0].code),
        "distance_to_relative_point": lambda row: row[1] or 0,
    }
    sort = query.get("sort_by", "distance_to_relative_point" if measured is not None else "name")
    key: Any = keys.get(sort, keys["name"])
    shown = sorted(shown, key=key, reverse=query.get("sort_order") == "desc")
    if measured is not None and query.get("limit"):
        shown = shown[: strict_int(query, "limit", len(shown))]
    items = [
        shipx_json.point(point, call.base, closed=point.code in closed, distance=distance)
        for point, distance in shown[(page - 1) * size : page * size]
    ]
    fields = [one.strip() for one in query.get("fields", "").split(",") if one.strip()]
    if fields:
        items = [{key: item[key] for key in fields if key in item} for item in items]
    known = {name: query[name] for name in _KNOWN if name in query}
    understood = urlencode({**known, "page": page, "per_page": size})
    numbers = {
        "href": f"{call.path}?{understood}",
        "count": len(shown),
        "page": page,
        "per_page": size,
        "total_pages": -(-len(shown) // size),
    }
    return web.json_response({**numbers, "items": items, "meta": numbers})


def _wanted(call: Call, point: Locker, closed: bool) -> bool:  # noqa: FBT001 - one of its facts
    query = call.query

    def listed(name: str) -> list[str]:
        return [one.strip() for one in query.get(name, "").split(",") if one.strip()]

    types = set(shipx_json.types_of(point))
    if "parcel_locker_only" in listed("type") and point.kind == "locker":
        types.add("parcel_locker_only")
    status = "NonOperating" if closed else "Operating"
    equal = {
        "status": status,
        "post_code": point.post_code,
    }
    folded = {"city": point.town, "province": point.province}
    return (
        (not listed("name") or point.code in listed("name"))
        and (not listed("type") or bool(types & set(listed("type"))))
        and all(one in shipx_json.POINT_FUNCTIONS for one in listed("functions"))
        and all(not query.get(name) or query[name] == value for name, value in equal.items())
        and all(
            not query.get(name) or query[name].casefold() == value.casefold()
            for name, value in folded.items()
        )
    )


def _measured(call: Call, points: list[Locker]) -> list[tuple[Locker, int | None]] | None:
    """The points within reach of the asked place, with metres; None when no place is asked."""
    query = call.query
    place = _place(query.get("relative_point", ""), query.get("relative_post_code", ""))
    if place is None:
        if query.get("relative_post_code"):
            return []
        return None
    reach = min(strict_int(query, "max_distance", 10_000), 50_000)
    found: list[tuple[Locker, int | None]] = []
    for point in points:
        metres = _distance(place, (point.latitude, point.longitude))
        if metres <= reach:
            found.append((point, metres))
    return found


def _place(relative_point: str, post_code: str) -> tuple[float, float] | None:
    if relative_point:
        try:
            latitude, longitude = (float(part) for part in relative_point.split(","))
        except ValueError:
            raise invalid({"relative_point": ["invalid"]}) from None
        return latitude, longitude
    if not post_code:
        return None
    # The nearest known post code stands for the one that was asked: same town, then same region.
    for length in (6, 4, 3, 2, 1):
        near = [one for one in LOCKERS if one.post_code[:length] == post_code[:length]]
        if near:
            near.sort(key=lambda one: abs(_digits(one.post_code) - _digits(post_code)))
            return near[0].latitude, near[0].longitude
    return None


def _digits(post_code: str) -> int:
    return int("".join(letter for letter in post_code if letter.isdigit()) or 0)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> int:
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * _EARTH_M * asin(sqrt(half)))


ACTS: dict[str, Act] = {
    "tracking.get": _tracking,
    "tracking.service_history": _service_history,
    "statuses.list": _statuses,
    "services.list": _services,
    "sending_methods.list": _sending_methods,
    "points.list": _points,
    "points.get": _point,
}
"""Operation id to what it does; no token is asked for."""
