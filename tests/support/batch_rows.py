"""Rows of a review and of a batch, as tests need them without any desk."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.account import AccountId
from shipdesk.domain.batch import BatchRow
from shipdesk.domain.codec import to_plain
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import OperationState, ShipIntent
from shipdesk.domain.order import Additions, HandingIn, Order
from shipdesk.domain.quote import Quote, QuoteSheet
from shipdesk.domain.rules import RuleProblem
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.errors import ShipDeskError
from shipdesk.services.batch_review import ReviewRow, RowStage
from shipdesk.services.orders import OrderSheet
from shipdesk.services.shipping import ShipPlan
from tests.support.shop import JAN, NOW, an_operation, an_order


def a_quote(service: str = "Locker", price: Money | None = None) -> Quote:
    """Return an offer of a service; without a price it is by contract."""
    code = service.casefold()
    return Quote(AccountId("courier"), "inpost", "InPost", code, service, NOW, total=price)


def a_row(
    order: Order | None = None,
    *,
    quote: Quote | None = None,
    stop: ShipDeskError | None = None,
    problems: tuple[RuleProblem, ...] = (),
    parcel: Parcel | None = None,
    included: bool = True,
    reading: bool = False,
) -> ReviewRow:
    """Return a row of a review that was read: ready where nothing stops it."""
    shown = order or an_order()
    offers = (quote,) if quote is not None else ()
    sheet = OrderSheet(
        order=shown,
        fetched=shown,
        additions=Additions(),
        parcel=parcel or Parcel(weight_g=800),
        problems=(),
        shipments=(),
        operations=(),
        quotes=QuoteSheet(offers),
        quotes_at=NOW,
    )
    sender = Sender(SenderId("s"), "Glinka", JAN)
    stopped = stop is not None or bool(problems)
    stage = RowStage.READING if reading else RowStage.STOPPED if stopped else RowStage.READY
    return ReviewRow(
        key=shown.key,
        number=shown.number,
        recipient=shown.recipient.who,
        place=shown.recipient.city,
        plan=ShipPlan(sheet, quote, sender, HandingIn.COLLECT, problems=problems),
        stop=stop,
        included=included,
        stage=stage,
    )


def a_batch_row(place: int, state: OperationState, **changes: object) -> BatchRow:
    """Return a purchase of a batch in a state."""
    order = an_order(str(place))
    intent = ShipIntent(
        order_key=order.key,
        order_number=order.number,
        reference="",
        courier_id="inpost",
        courier="InPost",
        service="locker",
        service_title="Locker",
        sender=JAN,
        recipient=replace(JAN, city="Kraków"),
        parcel=Parcel(weight_g=800),
        ordered_at=NOW,
        locker="KRA010",
        quoted=Money(1250, "PLN"),
    )
    plain = to_plain(intent)
    found = an_operation(f"o{place}", subject=order.key, state=state, intent=plain, **changes)
    return BatchRow(place, found)
