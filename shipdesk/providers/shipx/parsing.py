"""InPost's pages to domain objects: pure, for the ingest process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from shipdesk.domain.account import Account
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import HandingIn
from shipdesk.domain.shipment import Payable, Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import pick
from shipdesk.providers.cursors import cursor_of, page_of, since_of
from shipdesk.providers.lists import ParsedPage, Reach
from shipdesk.providers.raws import around, with_around
from shipdesk.providers.shipx import mapping, wire
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import parse_json

MOST_PAGES = 10_000
_BY_COURIER = "dispatch_order"

RowT = TypeVar("RowT")


class ShipxParser:
    """Reads the streams `shipments` and `dispatch_orders`, and one row of either by its id."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = table.aliases("page")

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:
        """Return a page's objects; the cursor is the number of the page and since when.

        Raises UnexpectedReplyError when the page as a whole does not fit.
        """
        content = parse_json(body, stream, account=account.title)
        skipped: list[str] = []
        match stream:
            case "shipment":
                return ParsedPage(shipments=(self.shipment(account, content, stream),))
            case "dispatch_order":
                return ParsedPage(dispatch_orders=(self.dispatch_order(account, content, stream),))
            case "shipments":
                shipments = _each(self._items(content, stream), account, self.shipment, skipped)
                # A draft has no service and costs nothing: it is no shipment yet (§ 5.2).
                bought = tuple(each for each in shipments if not is_draft(each))
                page = ParsedPage(shipments=bought)
                rows = len(shipments)
            case _:
                orders = _each(self._items(content, stream), account, self.dispatch_order, skipped)
                page = ParsedPage(dispatch_orders=orders)
                rows = len(orders)
        total = pick(content, self._names["count"])
        total = total if isinstance(total, int) else None
        return ParsedPage(
            shipments=page.shipments,
            dispatch_orders=page.dispatch_orders,
            skipped=tuple(skipped),
            total=total,
            next_cursor=self._next_cursor(cursor, content, rows + len(skipped), total),
            reach=Reach.SINCE if since_of(cursor) else Reach.ALL,
            raw=with_around("", around(content, self._names["items"], self._table)),
        )

    def shipment(self, account: Account, row: object, where: str) -> Shipment:
        """Return one shipment, paid once it has a tracking number (§ 5.10).

        Raises UnexpectedReplyError with the field path.
        """
        given = wire.WireShipment.read(row, where, self._table)
        if given.created_at is None:
            name = self._table.aliases(given.kind)["created_at"][0]
            raise UnexpectedReplyError(f"{where}.{name}: is missing", account=account.title)
        bought = mapping.to_bought(given, self._table)
        receiver = given.receiver or wire.WirePerson()
        sending = bought.extra.get("sending_method", "")
        status = bought.status
        if bought.payable is Payable.NO_FUNDS and status is ShipmentStatus.UNKNOWN:
            status = ShipmentStatus.DRAFT
        return Shipment(
            id=ShipmentId(f"{account.id}:{given.id}"),
            account_id=account.id,
            remote_id=given.id,
            reference=given.external_customer_id or given.reference,
            created_at=given.created_at,
            order_number=given.reference,
            tracking_number=given.tracking_number,
            courier=bought.courier,
            service=bought.service,
            service_title=bought.service_title,
            status=status,
            code=bought.code,
            words=bought.words,
            payable=bought.payable,
            recipient=mapping.to_address(receiver),
            locker=given.target_point,
            handing_in=_handing_in(sending),
            price=bought.price,
            cod=mapping.to_money(given.cod.amount, given.cod.currency) if given.cod else None,
            extra=bought.extra,
            raw=bought.raw,
        )

    def dispatch_order(self, account: Account, row: object, where: str) -> DispatchOrder:
        """Return one collection; raises UnexpectedReplyError with the field path."""
        given = wire.WireDispatchOrder.read(row, where, self._table)
        return mapping.to_dispatch_order(given, account, self._table)

    def _items(self, content: object, stream: str) -> Iterator[tuple[str, object]]:
        rows = wire.items_of(content, stream, self._table)
        return (
            (f"{stream}.{self._names['items'][0]}.{place}", row) for place, row in enumerate(rows)
        )

    def _next_cursor(self, cursor: str, content: object, rows: int, total: int | None) -> str:
        page = page_of(cursor)
        # The size that was given, not the one asked for: it may have been clamped.
        size = pick(content, self._names["per_page"])
        size = size if isinstance(size, int) and size > 0 else mapping.PAGE_SIZE
        seen = (page - 1) * size + rows
        more = rows > 0 and (seen < total if total is not None else rows >= mapping.PAGE_SIZE)
        return cursor_of(page + 1, since_of(cursor)) if more and page < MOST_PAGES else ""


def is_draft(shipment: Shipment) -> bool:
    """Return whether it is only a draft with offers, which is never paid by itself."""
    return not shipment.service and shipment.payable is Payable.NO_FUNDS


def _each(
    rows: Iterable[tuple[str, object]],
    account: Account,
    read: Callable[[Account, object, str], RowT],
    skipped: list[str],
) -> tuple[RowT, ...]:
    found: list[RowT] = []
    for where, row in rows:
        try:
            found.append(read(account, row, where))
        except UnexpectedReplyError as error:
            skipped.append(error.where)
    return tuple(found)


def _handing_in(sending_method: str) -> HandingIn:
    if not sending_method:
        return HandingIn.UNKNOWN
    return HandingIn.COLLECT if sending_method == _BY_COURIER else HandingIn.DROP_OFF
