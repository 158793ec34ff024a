"""Dispatch's lists: fields to filter by, ordering, search, and pages that are cheap to give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from shipdesk.simulator import odata
from shipdesk.simulator.dispatch_wire import ProblemError, Row, dumps, page, parse_moment
from shipdesk.simulator.world import World

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
KEPT_SELECTIONS = 8
KNOWN_OPTIONS = frozenset({"$filter", "$orderby", "$search"})


def _kinds(**groups: str) -> dict[str, str]:
    return {field: kind for kind, names in groups.items() for field in names.split()}


@dataclass(frozen=True)
class Listed:
    """How one kind of row is listed: by which fields it filters, and in what it searches."""

    fields: Mapping[str, str]
    searched: tuple[str, ...]
    write: Callable[[Row], Row]


def order_line(order: Row) -> Row:
    """An order as lists carry it: less than a single read (no country, no sizes, no e-mail)."""
    address = order["deliveryAddress"] or {}
    customer = order["customer"]
    names = (
        "guid", "orderNumber", "status", "currency", "subtotal", "total", "externalReference",
        "notes", "source", "shipmentIds", "carrier", "createdAt", "createdDate", "updatedDate",
    )  # fmt: skip
    return {
        **{name: order[name] for name in names},
        "customer": customer and {"guid": customer["guid"], "name": customer["name"]},
        "items": [
            {name: item[name] for name in ("description", "quantity", "price")}
            for item in order["items"]
        ],
        "deliveryAddress": {
            name: address.get(name) or "" for name in ("street", "city", "state", "postalCode")
        },
    }


def customer_line(customer: Row) -> Row:
    """A customer as lists carry it."""
    names = ("guid", "name", "email", "phone", "company", "address", "createdAt", "createdDate")
    return {name: customer.get(name) for name in names}


def product_line(product: Row) -> Row:
    """A product as lists carry it: without description and cost, with the number of variants."""
    names = (
        "guid", "name", "sku", "price", "weight", "dimensions", "barcode", "isActive",
        "createdAt", "createdDate",
    )  # fmt: skip
    line = {name: product.get(name) for name in names}
    return {**line, "variantCount": len(product["variants"])}


ORDERS = Listed(
    _kinds(
        string="status orderNumber currency externalReference notes customer/name customer/email "
        "deliveryAddress/city deliveryAddress/postalCode deliveryAddress/country",
        number="total",
        datetime="createdDate createdAt updatedDate collectionDate",
        guid="guid customer/guid carrier/guid",
    ),
    ("orderNumber", "customer/name", "customer/email", "deliveryAddress/city",
     "deliveryAddress/postalCode", "externalReference"),
    order_line,
)  # fmt: skip
CUSTOMERS = Listed(
    _kinds(
        string="name email phone company address/city address/postalCode address/country",
        datetime="createdDate createdAt",
        guid="guid",
    ),
    ("name", "email", "phone", "company", "address/city", "address/postalCode"),
    customer_line,
)
PRODUCTS = Listed(
    _kinds(
        string="name sku barcode",
        number="price cost weight variantCount",
        datetime="createdDate createdAt",
        guid="guid",
        bool="isActive",
    ),
    ("name", "sku", "barcode", "description"),
    product_line,
)


class Lists:
    """Answers list requests, keeping the last few selections so that walking pages stays cheap."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: dict[tuple[object, ...], list[Row]] = {}

    def answer(self, request: web.Request, listed: Listed, rows: Mapping[str, Row]) -> web.Response:
        """One page of `rows` as the query asks; raises ProblemError."""
        options = options_of(request)
        number, size = paging(request, "Page", "PageSize", self._world)
        chosen = self._selection(listed, rows, options)
        part = chosen[(number - 1) * size : number * size]
        if listed is ORDERS:
            book = self._world.dispatch
            items = [book.written(row, listed.write) for row in part]
        else:
            items = [dumps(listed.write(row)) for row in part]
        return page(items, number, size, len(chosen), total_pages=self._world.switch("total_pages"))

    def _selection(
        self, listed: Listed, rows: Mapping[str, Row], options: Mapping[str, str]
    ) -> list[Row]:
        book = self._world.dispatch
        key = (id(listed), id(rows), book.revision, *sorted(options.items()))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= KEPT_SELECTIONS:
                self._kept.clear()
            kept = self._kept[key] = select(listed, rows.values(), options)
        return kept


def select(listed: Listed, rows: Iterable[Row], options: Mapping[str, str]) -> list[Row]:
    """The rows that filter and search let through, in the order asked for (newest first)."""
    chosen = list(rows)
    if "$filter" in options:
        try:
            passes = odata.parse_filter(options["$filter"], listed.fields)
        except odata.InvalidFilterError as error:
            raise ProblemError(400, "INVALID_FILTER", str(error)) from error
        chosen = [row for row in chosen if passes(row)]
    terms = odata.parse_search(options.get("$search", ""))
    if terms:
        read = [odata.reader(path) for path in listed.searched]
        texts = [_searched_text(row, read) for row in chosen]
        chosen = [
            row
            for row, text in zip(chosen, texts, strict=True)
            if all(term in text for term in terms)
        ]
    try:
        keys = odata.parse_orderby(options.get("$orderby", "createdDate desc"), listed.fields)
    except odata.InvalidOrderByError as error:
        raise ProblemError(400, "INVALID_ORDERBY", str(error)) from error
    return odata.sort_rows(chosen, keys)


def options_of(request: web.Request, known: frozenset[str] = KNOWN_OPTIONS) -> dict[str, str]:
    """The `$` options of a query; raises ProblemError for one unknown or given twice."""
    options: dict[str, str] = {}
    for name, value in request.query.items():
        if not name.startswith("$"):
            continue
        if name not in known:
            raise ProblemError(400, "UNSUPPORTED_QUERY_OPTION", f"{name} is not supported")
        if name in options:
            raise ProblemError(400, "UNSUPPORTED_QUERY_OPTION", f"{name} is given twice")
        options[name] = value
    return options


def paging(request: web.Request, page_name: str, size_name: str, world: World) -> tuple[int, int]:
    """Page number and size of a query; too large a size is clamped without a word."""
    number = _positive(request, page_name, 1)
    size = _positive(request, size_name, DEFAULT_PAGE_SIZE)
    return number, min(size, world.knob("max_page_size", MAX_PAGE_SIZE))


def list_shipments(request: web.Request, world: World, rows: Iterable[Row]) -> web.Response:
    """One page of shipments, newest first, by the plain parameters that shipments take."""
    options_of(request, frozenset())
    number, size = paging(request, "page", "perPage", world)
    start, end = _bound(request, "from"), _bound(request, "to", end_of_day=True)
    if start and end and start > end:
        raise ProblemError(400, "VALIDATION_ERROR", "from lies after to", [("from", "is late")])
    status, customer = request.query.get("status"), request.query.get("customerGuid")
    chosen = [
        row
        for row in rows
        if (status is None or row["status"] == status)
        and (customer is None or (row["customer"] or {}).get("guid") == customer.lower())
        and (start is None or row["createdAt"] >= start)
        and (end is None or row["createdAt"] <= end)
    ]
    chosen.sort(key=lambda row: (row["createdAt"], row["guid"]), reverse=True)
    part = chosen[(number - 1) * size : number * size]
    return page(
        [dumps(shipment_line(row)) for row in part],
        number,
        size,
        len(chosen),
        total_pages=world.switch("total_pages"),
    )


def shipment_line(shipment: Row) -> Row:
    """A shipment as lists carry it: sender and recipient with the address as one text."""
    left_out = {"sender", "recipient", "packages", "notes"}
    line = {name: value for name, value in shipment.items() if name not in left_out}
    return {
        **line,
        "sender": _one_line(shipment["sender"]),
        "recipient": _one_line(shipment["recipient"]),
    }


def _one_line(address: Row | None) -> Row | None:
    if address is None:
        return None
    words = (address.get(name) for name in ("street", "city"))
    return {"name": address.get("name"), "address": ", ".join(word for word in words if word)}


def _searched_text(row: Row, read: Iterable[odata.Evaluate]) -> str:
    values = [evaluate(row) for evaluate in read]
    values += [item["description"] for item in row.get("items") or ()]
    return "\n".join(str(value) for value in values if value is not None).casefold()


def _positive(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and int(text[:10]) > 0):
        raise ProblemError(400, "VALIDATION_ERROR", f"{name} must be 1 or more", [(name, "is bad")])
    return int(text[:10])


def _bound(request: web.Request, name: str, *, end_of_day: bool = False) -> datetime | None:
    text = request.query.get(name)
    if not text:
        return None
    try:
        return parse_moment(text, end_of_day=end_of_day)
    except ValueError as error:
        raise ProblemError(
            400, "VALIDATION_ERROR", f"{name} must be a date", [(name, "must be a date")]
        ) from error
