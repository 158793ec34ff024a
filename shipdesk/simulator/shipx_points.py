"""The Polish courier's lockers and points, as anybody may search them (reference §12.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from aiohttp import web

from shipdesk.simulator import shipx_json
from shipdesk.simulator.places import LOCKERS, Locker, locker
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_lists import moment_in, strict_int

_EARTH_M = 6_371_000
_MOST_POINTS = 500
_LONGEST_UPDATE_AGE = timedelta(days=3)
_CHANGED_WITHIN_DAYS = 30
_YES = frozenset({"1", "true"})
_NUMBERS = ("partner_id", "virtual")
_KNOWN = (
    "name", "type", "functions", "status", "city", "post_code", "province", "payment_available",
    "location_247", "virtual", "partner_id", "is_next", "supported_locker_temperatures",
    "updated_from", "updated_to", "relative_point", "relative_post_code", "max_distance", "limit",
    "sort_by", "sort_order", "fields",
)  # fmt: skip


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
    changed = _changed(call)
    rows = [
        (point, None)
        for point in LOCKERS
        if changed(point) and _wanted(call, point, point.code in closed)
    ]
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
    equal = {"status": status, "post_code": point.post_code}
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
        and _flags_fit(call, point)
    )


def _flags_fit(call: Call, point: Locker) -> bool:
    """Whether the flags and numbers that the query names are as the point has them."""
    query = call.query
    written = shipx_json.point(point, "")
    flags = ("is_next", "payment_available", "location_247")
    for name in flags:
        if query.get(name) and (query[name].casefold() in _YES) != written[name]:
            return False
    for name in _NUMBERS:
        if query.get(name) and strict_int(query, name, 0) != int(written[name]):
            return False
    warmth = query.get("supported_locker_temperatures", "")
    # Every fourth machine has cooled boxes; points over a counter have none at all.
    kinds = {"20", "4"} if crc32(point.code.encode()) % 4 == 0 else {"20"}
    wanted = {one.strip() for one in warmth.split(",") if one.strip()}
    return wanted <= (kinds if point.kind == "locker" else set())


def changed_at(point: Locker, now: datetime) -> datetime:
    """When a point was last changed: its own number of whole days ago, up to thirty."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=crc32(point.code.encode()) % _CHANGED_WITHIN_DAYS)


def _changed(call: Call) -> Callable[[Locker], bool]:
    """The test by `updated_from` and `updated_to`; raises Refusal for what is no date."""
    now = call.book.clock.now()
    bounds = {}
    for name in ("updated_from", "updated_to"):
        value = call.query.get(name, "")
        bounds[name] = moment_in(value) if value else None
        if value and bounds[name] is None:
            raise invalid({name: ["invalid"]})
    start, end = bounds["updated_from"], bounds["updated_to"]
    if start is not None and end is None and now - start > _LONGEST_UPDATE_AGE:
        raise invalid({"updated_from": ["too_old"]})

    def test(point: Locker) -> bool:
        at = changed_at(point, now)
        return (start is None or at >= start) and (end is None or at <= end)

    return test


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
    "points.list": _points,
    "points.get": _point,
}
"""Operation id to what it does; no token is asked for."""
