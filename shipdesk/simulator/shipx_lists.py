"""Lists of the Polish courier: filters, sorting, paging and the envelope (reference §3, §5.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiMapping

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_model import DispatchOrder, DispatchPoint, Shipment
from shipdesk.simulator.shipx_rules import WARSAW

T = TypeVar("T")
Test = Callable[[Any, str], bool]

_MOST_PER_PAGE = 100
_LARGEST_ID = 2**62


def moment_in(value: str) -> datetime | None:
    """A time in a filter: ISO 8601 (Warsaw where it names no zone) or Unix seconds."""
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (ValueError, OverflowError):
        pass
    try:
        plus = value.strip().replace(" ", "+") if "T" in value else value.strip()
        found = datetime.fromisoformat(plus)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=WARSAW)


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _since(one: Any, value: str) -> bool:  # noqa: ANN401 - anything with a created_at
    at = moment_in(value)
    return at is None or one.created_at >= at


def _until(one: Any, value: str) -> bool:  # noqa: ANN401 - anything with a created_at
    at = moment_in(value)
    return at is None or one.created_at <= at


def _on_day(one: Any, value: str) -> bool:  # noqa: ANN401 - anything with a created_at
    at = moment_in(value)
    return at is None or one.created_at.astimezone(WARSAW).date() == at.astimezone(WARSAW).date()


_DATES: dict[str, Test] = {
    "created_at": _on_day,
    "created_at_gteq": _since,
    "created_at_lteq": _until,
}


def _by_text(side: str, read: Callable[[Mapping[str, Any]], str]) -> Test:
    def test(one: Shipment, value: str) -> bool:
        return value.casefold() in read(getattr(one, side)).casefold()

    return test


def _of_person(*keys: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: " ".join(str(person.get(key) or "") for key in keys)


def _of_address(*keys: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: _of_person(*keys)(person.get("address") or {})


_PEOPLE = {
    "name": _of_person("first_name", "last_name", "company_name", "name"),
    "phone": _of_person("phone"),
    "email": _of_person("email"),
    "address": _of_address("street", "building_number", "line1"),
    "city": _of_address("city"),
    "post_code": _of_address("post_code"),
    "country_code": _of_address("country_code"),
}


def _amount(what: str, *, least: bool) -> Test:
    def test(one: Shipment, value: str) -> bool:
        found = one.amount(what)
        try:
            wanted = float(value)
        except ValueError:
            return True
        return found is not None and (found >= wanted if least else found <= wanted)

    return test


def _numbers(one: Shipment) -> list[str]:
    return [parcel.tracking_number for parcel in one.parcels if parcel.tracking_number]


def _carrier(one: Shipment, value: str) -> bool:
    if one.service is None:
        return False
    return catalogue.CARRIERS[catalogue.service(one.service).carrier][0] == value


def _everything(one: Shipment) -> str:
    """What the panel's free search looks through."""
    words = [*_numbers(one), one.asked.get("reference"), one.asked.get("external_customer_id")]
    words += [read(one.receiver) for read in _PEOPLE.values()]
    return " ".join(str(word) for word in words if word).casefold()


SHIPMENT_FILTERS: dict[str, Test] = {
    **_DATES,
    "id": lambda one, value: str(one.id) in _split(value),
    "tracking_number": lambda one, value: bool(set(_numbers(one)) & set(_split(value))),
    "tracking_number_cont": lambda one, value: any(value in number for number in _numbers(one)),
    "status": lambda one, value: one.status in _split(value),
    "service": lambda one, value: one.service in _split(value),
    "carrier": _carrier,
    "external_customer_id": lambda one, value: one.asked.get("external_customer_id") == value,
    "sending_method": lambda one, value: one.sending_method == value,
    "monitoring": lambda one, value: value.casefold() in _everything(one),
    "only_choice_active_offers": lambda one, value: (
        (value.casefold() == "true") == any(offer.status == "available" for offer in one.offers)
    ),
    "offers_status": lambda one, value: any(offer.status == value for offer in one.offers),
    "insurance_amount_gteq": _amount("insurance", least=True),
    "insurance_amount_lteq": _amount("insurance", least=False),
    "cod_amount_gteq": _amount("cod", least=True),
    "cod_amount_lteq": _amount("cod", least=False),
    **{f"receiver_{key}": _by_text("receiver", read) for key, read in _PEOPLE.items()},
    **{f"sender_{key}": _by_text("sender", read) for key, read in _PEOPLE.items()},
}
"""`reference` is not among them: it is ignored, as every unknown name (reference §5.9)."""

SHIPMENT_SORTS: dict[str, Callable[[Shipment], Any]] = {
    "id": lambda one: one.id,
    "created_at": lambda one: (one.created_at, one.id),
    "tracking_number": lambda one: (one.tracking_number or "", one.id),
    "service": lambda one: (one.service or "", one.id),
    "status": lambda one: (one.status, one.id),
    "insurance_amount": lambda one: (one.amount("insurance") or 0, one.id),
    "cod_amount": lambda one: (one.amount("cod") or 0, one.id),
    "external_customer_id": lambda one: (one.asked.get("external_customer_id") or "", one.id),
}


def check_ids(value: str) -> None:
    """Refuse an `id` filter with anything but plausible numbers; the whole call fails (§5.9)."""
    for part in value.split(","):
        word = part.strip()
        if not word.isdigit() or not 0 < int(word) < _LARGEST_ID:
            raise invalid({"shipment": [f"id_{word}_does_not_exist"]})


def _prefix(key: str) -> Test:
    return lambda one, value: str(one.address.get(key) or "").startswith(value)


def order_filters(shipments: Mapping[int, Shipment]) -> dict[str, Test]:
    """The filters of the list of dispatch orders."""

    def numbers(one: DispatchOrder) -> set[str | None]:
        return {shipments[shipment_id].tracking_number for shipment_id in one.shipment_ids}

    def services(one: DispatchOrder) -> str:
        return " ".join(shipments[shipment_id].service or "" for shipment_id in one.shipment_ids)

    return {
        **_DATES,
        "id": lambda one, value: str(one.id) in _split(value),
        "status": lambda one, value: one.status in _split(value),
        "address": _prefix("street"),
        "post_code": _prefix("post_code"),
        "country_code": _prefix("country_code"),
        "city": lambda one, value: one.address.get("city") == value,
        "shipment_id": lambda one, value: bool(
            {str(shipment_id) for shipment_id in one.shipment_ids} & set(_split(value))
        ),
        "tracking_number": lambda one, value: bool(numbers(one) & set(_split(value))),
        "shipment_service": lambda one, value: value in services(one),
    }


ORDER_SORTS: dict[str, Callable[[DispatchOrder], Any]] = {
    "id": lambda one: one.id,
    "created_at": lambda one: (one.created_at, one.id),
    "address": lambda one: (one.address.get("street") or "", one.id),
    "post_code": lambda one: (one.address.get("post_code") or "", one.id),
    "country_code": lambda one: (one.address.get("country_code") or "", one.id),
    "shipment_id": lambda one: (min(one.shipment_ids, default=0), one.id),
}

ORGANIZATION_FILTERS: dict[str, Test] = {
    "tax_id": lambda one, value: one.tax_id == value,
    "name": lambda one, value: value.casefold() in one.name.casefold(),
    "address_street": lambda one, value: one.street.startswith(value),
    "owner_full_name": lambda one, value: (
        value.casefold() in f"{one.first_name} {one.last_name}".casefold()
    ),
}
POINT_FILTERS: dict[str, Test] = {
    "id": lambda one, value: str(one.id) in _split(value),
    "name": lambda one, value: value.casefold() in one.name.casefold(),
    "email": lambda one, value: one.email == value,
    "phone": lambda one, value: one.phone == value,
    "address": _prefix("street"),
    "post_code": _prefix("post_code"),
    "country_code": _prefix("country_code"),
}
POINT_SORTS: dict[str, Callable[[DispatchPoint], Any]] = {
    "id": lambda one: one.id,
    "name": lambda one: (one.name, one.id),
    "email": lambda one: (one.email or "", one.id),
    "phone": lambda one: (one.phone or "", one.id),
    "address": lambda one: (one.address.get("street") or "", one.id),
    "post_code": lambda one: (one.address.get("post_code") or "", one.id),
    "country_code": lambda one: (one.address.get("country_code") or "", one.id),
    "city": lambda one: (one.address.get("city") or "", one.id),
}


def page_of(
    rows: Sequence[T],
    query: MultiMapping[str],
    tests: Mapping[str, Test],
    sorts: Mapping[str, Callable[[T], Any]],
    *,
    path: str,
    write: Callable[[T], dict[str, Any]],
    owner_id: int,
    per_page: int = _MOST_PER_PAGE,
    default_order: str = "desc",
) -> web.Response:
    """One page in the usual envelope; unknown filters are ignored and dropped from `href`."""
    known = {name: query[name] for name in query if name in tests and query[name] != ""}
    found = [row for row in rows if all(tests[name](row, known[name]) for name in known)]
    sort = query.get("sort_by", "id")
    sort = sort if sort in sorts else "id"
    order = "asc" if query.get("sort_order", default_order).lower() == "asc" else "desc"
    found.sort(key=sorts[sort], reverse=order == "desc")
    page = max(_int(query.get("page"), 1), 1)
    size = min(max(_int(query.get("per_page"), per_page), 1), _MOST_PER_PAGE)
    shown = found[(page - 1) * size : page * size]
    understood = {
        **known,
        "owner_id": str(owner_id),
        "page": str(page),
        "per_page": str(size),
        "sort_by": sort,
        "sort_order": order,
    }
    if "id" in known:
        del understood["owner_id"]
    last = -(-len(found) // size)
    href = f"{path}?{urlencode(understood)}"
    # `next` and `previous` are always there, without a page where there is none (reference §1.4).
    link = ", ".join(
        f'<{path}?{urlencode(_turned(understood, number if good else None))}>; rel="{rel}"'
        for rel, number, good in (
            ("next", page + 1, page < last),
            ("last", last, True),
            ("previous", page - 1, page > 1),
            ("first", 1, True),
        )
    )
    body = {
        "href": href,
        "count": len(found),
        "page": page,
        "per_page": size,
        "items": [write(row) for row in shown],
    }
    return web.json_response(body, headers={"Link": link})


def _turned(understood: Mapping[str, str], page: int | None) -> dict[str, str]:
    """The query of another page; with None the page is left out."""
    rest = {name: value for name, value in understood.items() if name != "page"}
    return rest if page is None else {**rest, "page": str(page)}


def _int(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default


def strict_int(query: MultiMapping[str], name: str, default: int) -> int:
    """An integer of the points service, which refuses what is none (reference §12.1)."""
    value = query.get(name)
    if value in (None, ""):
        return default
    try:
        return int(str(value))
    except ValueError:
        raise Refusal("validation_failed", {name: ["not_an_integer"]}) from None
